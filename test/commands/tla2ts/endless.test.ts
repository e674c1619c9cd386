/** Sets of arguments that nobody can try out: an explanation ends all the same, and so do the seconds of a budget. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = resolve(dirname(fileURLToPath(import.meta.url)), '../../../src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-endless-'));
after(() => rmSync(folder, { recursive: true }));

// 2^36 ways of taking Spread, of which Step says nothing.
writeFileSync(
  join(folder, 'Wide.tla'),
  `---- MODULE Wide ----
EXTENDS Integers
VARIABLES x, y
Init == x = 0 /\\ y = {}
Step(n) == x' = x + n /\\ n < 3 /\\ UNCHANGED y
Spread(A, B) == y' = A \\cup B /\\ x > 7 /\\ UNCHANGED x
Next == (\\E n \\in 1..9 : Step(n)) \\/ (\\E A, B \\in SUBSET (1..18) : Spread(A, B))
====
`,
);
writeFileSync(join(folder, 'Wide.cfg'), 'INIT Init\nNEXT Next\n');

function check(events: readonly object[], ...more: readonly string[]): { code: number | null; out: string } {
  const trace = join(folder, 'trace.ndjson');
  writeFileSync(trace, events.map((event) => JSON.stringify(event)).join('\n'));
  const done = spawnSync(process.execPath, [program, 'check', join(folder, 'Wide.tla'), '--trace', trace, ...more], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: done.status, out: done.stdout };
}

test('a rejection is explained though another action has 2^36 ways', () => {
  const { code, out } = check([
    { action: 'Step', args: { n: 1 } },
    { action: 'Step', args: { n: 4 } },
  ]);
  assert.equal(code, 1);
  assert.match(out, /rejected at event 2: Step\(4\): conjunct 2, n < 3, is false: 4 against 3/);
});

test('the refused action itself may have as many: the nearest of those that were looked at is told', () => {
  const { code, out } = check(
    [{ action: 'Spread', args: { B: { '#set': [2] } }, vars: { x: 1 } }],
    '--max-seconds',
    '5',
  );
  assert.equal(code, 1, out);
  assert.match(out, /rejected at event 1: Spread\(\{[\d, ]*\}, \{2\}\): conjunct 2, x > 7, is false: 0 against 7/);
});

test('seconds run out though no step was found yet', () => {
  const { code, out } = check([{ action: 'Spread' }], '--max-seconds', '1');
  assert.equal(code, 3, out);
  assert.match(out, /inconclusive at event 1: the budget of 1 s is spent/);
});
