import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countRow, type Counted as Pair } from '../../src/measure/compare/counts.js';
import type { Context, Measurable } from '../../src/measure/declare.js';
import { declarationRow } from '../../src/measure/figures.js';
import { instructions, sameInstructions, withoutValgrind } from '../../src/measure/instructions.js';
import { measureDeclared } from '../../src/measure/run.js';
import { rowProblem } from '../../src/results/schema.js';

/** A loop of the shell: a turn costs some hundred instructions, and starting the shell some hundred thousand. */
const looping = (turns: (operations: number) => number) => () => ({
  command: '/bin/sh',
  args: (operations: number) => ['-c', `i=0; while [ $i -lt ${turns(operations)} ]; do i=$((i+1)); done`],
  operations: 1_000,
});

const loops = instructions({
  name: 'loops',
  title: 'Loops of the shell',
  operation: 'turn',
  parameters: {},
  subjects: {
    plain: looping((operations) => operations),
    slower: looping((operations) => Math.round(1.05 * operations)),
    broken: () => ({ command: '/bin/sh', args: () => ['-c', 'echo no such key >&2; exit 4'], operations: 1 }),
  },
});
const context = {} as Context<Record<never, never>>;
const compared = (before: number, after: number, tolerance?: number) => {
  const row = { suite: 's', name: 'n', subject: 'x', parameters: {}, workers: 1, metric: 'instructions', unit: '1' };
  const pair: Pair = { of: ['a', 'b'], ...row, better: 'lower', before: [before], after: [after], tolerance };
  return countRow(pair);
};

test('the same program counts the same, and one that does 5 % more is seen', {
  skip: withoutValgrind() ?? false,
}, async () => {
  const of = async (subject: 'plain' | 'slower'): Promise<number> =>
    (await loops.subjects[subject](context)).instructions as number;
  const [once, again, slower] = [await of('plain'), await of('plain'), await of('slower')];
  assert.equal(compared(once, again, sameInstructions).difference, 'equal', `${once} and then ${again}`);
  assert.equal(compared(once, slower, sameInstructions).difference, 'worse', `${once} and then ${slower}`);
  assert.ok(Math.abs(slower / once - 1.05) < 0.01, `${once} and then ${slower}`);
  await assert.rejects(async () => loops.subjects.broken(context), /\/bin\/sh .* ended with 4: .*no such key/s);
});

test('instructions within 0.5 % are equal, counts only where they are the same', () => {
  const said = (after: number, tolerance?: number): string => compared(1_000, after, tolerance).difference;
  assert.deepEqual(
    [995, 1_000, 1_005].map((after) => said(after, sameInstructions)),
    ['equal', 'equal', 'equal'],
  );
  assert.deepEqual([said(994, sameInstructions), said(1_006, sameInstructions)], ['better', 'worse']);
  assert.deepEqual([said(1_001), said(1_000)], ['worse', 'equal']);
  assert.deepEqual([compared(1, 1, sameInstructions).class, compared(1, 1).class], ['instructions', 'count']);
});

test('where a tool is missing its benches are left out with the reason, and others are measured', async () => {
  const what = { ...loops, unavailable: () => 'no such tool' } as unknown as Measurable;
  const measuring = { size: 'smoke', seed: 1n, scratch: '' } as const;
  const [told] = await measureDeclared([{ suite: { name: 's', file: 'none' }, what }], measuring);
  const replay = 'npx nines bench loops';
  assert.deepEqual(told?.rows, [{ kind: 'leftOut', part: 'bench', what: 'loops', because: 'no such tool', replay }]);
  assert.equal(rowProblem(told?.rows[0]), null);
  const row = declarationRow('s', loops as unknown as Measurable);
  assert.deepEqual([row.clock, rowProblem(row)], ['instructions', null]);
});
