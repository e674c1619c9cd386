/** What is expected to fail, and does: every schedule of docs/protocols/expected is run again, and shows what it is kept for. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  expectedFailures,
  expectedFile,
  expectedFolder,
  seeExpected,
} from '../../../src/measure/verify/expected-failures.js';
import { judge, violated } from '../../../src/measure/verify/judge.js';
import { minimalRun } from '../../../src/measure/verify/minimal.js';
import { simulate } from '../../../src/sim/simulation.js';
import { readSchedule, scheduleText } from '../../../src/sim/stored-schedule.js';
import { systemNamed } from '../../../src/sim/systems/registry.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

test('the folder holds a schedule for each, and no other', () => {
  const files = (readdirSync(join(root, expectedFolder), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${expectedFolder}/${file}`);
  assert.deepEqual(files.sort(), expectedFailures.map(expectedFile).sort());
});

for (const failure of expectedFailures) {
  const file = expectedFile(failure);
  test(`${failure.protocol}: ${failure.title}`, () => {
    const text = textOf(file);
    const seen = seeExpected(failure, text);
    assert.ok(seen.seen, `${file}: ${seen.outcome.kind} ${seen.outcome.property} ${seen.outcome.because}`);
    assert.match(seen.because, /\w+ \w+/);
    const stored = readSchedule(text);
    assert.ok(stored.ok);
    assert.equal(scheduleText(stored), text, `${file} is written as --save-schedule writes it`);
    const { schedule, mutant } = stored;
    if (mutant !== null) {
      // A configuration that users have: without it, the same schedule violates no more than what is expected.
      assert.equal(judge(seen.system, simulate(seen.system, schedule, null)).kind, 'accepted');
      // The specification stops such a run at the first step that it does not allow; two writers are seen all the same.
      assert.match(seen.because, /writes \(event \d+\) after/);
    }
    // None of the faults and operations can be left out.
    const without = [
      ...schedule.faults.map((_, index) => ({ ...schedule, faults: schedule.faults.toSpliced(index, 1) })),
      ...schedule.operations.map((_, index) => ({ ...schedule, operations: schedule.operations.toSpliced(index, 1) })),
    ];
    for (const less of without) {
      const property = seen.system.violation?.(simulate(seen.system, less, mutant))?.property ?? null;
      const outcome = judge(seen.system, simulate(seen.system, less, mutant));
      const stillSeen = mutant === null ? violated(outcome) === seen.property : property === 'mutual exclusion';
      assert.ok(!stillSeen, `${file}: needs less than it has: ${JSON.stringify(less.faults)}`);
    }
  });
}

test('a schedule that no longer shows it is told, and a broken file has its place', () => {
  const failure = expectedFailures.find(({ protocol }) => protocol === 'three-phase')!;
  const text = textOf(expectedFile(failure));
  assert.equal(seeExpected(failure, text.replace(/\n {4}\{ "at": 3.994[^\n]*\n/, '\n')).seen, false);
  assert.throws(
    () => seeExpected(failure, text.replace('"tm"', '"nobody"')),
    /split\.json: faults\[0\]\.to\[0\]: expected a node/,
  );
  assert.throws(() => seeExpected(failure, text.replace(/ {2}"violates".*\n/, '')), /split\.json: violates: expected/);
});

test('two-phase commit is expected to block only where its coordinator is lost', () => {
  const failure = expectedFailures.find(({ name }) => name === 'blocked')!;
  const text = textOf(expectedFile(failure));
  assert.match(seeExpected(failure, text).because, /r1, r2 have voted and tm.*never comes back/);
  // Of a lost resource manager nobody promised to be rid of: that is a rejection still.
  const lost = seeExpected(failure, text.replace('"node": "tm"', '"node": "r1"'));
  assert.deepEqual([lost.outcome.kind, lost.outcome.property, lost.seen], ['rejected', 'liveness', false]);
});

test('an expected violation is shrunk like any other, and stays expected', () => {
  const failure = expectedFailures.find(({ protocol }) => protocol === 'last-writer-wins')!;
  const { run, system } = seeExpected(failure, textOf(expectedFile(failure)));
  const more = { ...run.schedule, faults: [{ at: 10, kind: 'pause', node: 'n1', forMs: 5 } as const] };
  const { run: small, minimal } = minimalRun(systemNamed(system.name)!, simulate(system, more, null));
  assert.deepEqual([small.schedule.faults, minimal], [[], true]);
  assert.equal(violated(judge(system, small)), 'lost updates');
  assert.equal(judge(system, small).kind, 'accepted');
});
