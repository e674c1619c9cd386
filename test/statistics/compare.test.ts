/**
 * `nines compare` live: a slowdown put in on purpose is found, and the same code raises no alarm. Minutes of measuring, so only at
 * full size (`npm run test:statistics`, on a machine that does nothing else, one file of tests after the other); `npm run test:statistics:live`
 * prints a table of it.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { injected, trial } from './injected.js';
import { full, report } from './size.js';

const skip = full ? false : 'takes a quarter of an hour of measuring: npm run test:statistics';

function verdicts(share: number, trials: number): Record<string, number> {
  const project = injected(share);
  after(project.remove);
  const counts: Record<string, number> = {};
  for (let seed = 1; seed <= trials; seed += 1) {
    const { said } = trial(project, seed);
    counts[said] = (counts[said] ?? 0) + 1;
  }
  report(`slower by ${share * 100} %, ${trials} trials: ${JSON.stringify(counts)}`);
  return counts;
}

test('the same code: no alarm in 50 comparisons', { skip }, () => {
  const { slower = 0, faster = 0 } = verdicts(0, 50);
  assert.equal(slower + faster, 0);
});

test('5 % slower is found in 95 % of 40 trials', { skip }, () => {
  assert.ok((verdicts(0.05, 40).slower ?? 0) >= 38);
});

test('10 % slower is found in 99 % of 40 trials', { skip }, () => {
  assert.ok((verdicts(0.1, 40).slower ?? 0) >= 39);
});
