/** When packed states are given up: where too much is new, and where they gain no time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_FASTER, type Trial, Trying, UNLIKE } from '../../src/packed/trial.js';

/** Told of 64 states at a time until it ends: after how many, and why. */
function tried(
  trial: Trial,
  learnt: (expanded: number) => number,
  msAfter: (expanded: number) => number = () => 0,
): readonly [expanded: number, because: string | null] {
  let expanded = 1000;
  const trying = new Trying(trial, { expanded, learnt: 50, generated: 0 }, () => msAfter(expanded - 1000));
  for (;;) {
    expanded += 64;
    const done = expanded - 1000;
    const because = trying.whyGivenUp({ expanded, learnt: 50 + learnt(done), generated: 10 * done });
    if (because !== null || trying.isOver || done > 100_000) return [done, because];
  }
}

test('too much that is new ends a trial: at once if it is very much, else after its second half', () => {
  const trial = { states: 1024, mostLearnt: 500 };
  assert.deepEqual(
    tried(trial, (done) => done),
    [512, UNLIKE],
  );
  assert.deepEqual(
    tried(trial, (done) => done / 4),
    [1024, UNLIKE],
  );
  assert.deepEqual(
    tried(trial, () => 400),
    [1024, null],
  );
});

test('where little is new three times as many states show what a successor takes', () => {
  const trial = { states: 1024, mostLearnt: 500, msEach: 0.002 };
  const ms = (each: number) => (done: number) => Math.max(0, done - 1024) * 10 * each + 77;
  assert.deepEqual(
    tried(trial, () => 0, ms(0.0019)),
    [4096, null],
  );
  assert.deepEqual(
    tried(trial, () => 0, ms(0.0021)),
    [4096, NO_FASTER],
  );
});
