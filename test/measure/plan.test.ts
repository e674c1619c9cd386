import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atMost, outermostFirst, slotPlans } from '../../src/measure/plan.js';
import { withinTime } from '../../src/measure/run.js';

test('a sweep cut short still spans its range: its ends first, then the middles of the gaps', () => {
  assert.deepEqual(outermostFirst(0), []);
  assert.deepEqual(outermostFirst(1), [0]);
  assert.deepEqual(outermostFirst(2), [0, 1]);
  assert.deepEqual(outermostFirst(5), [0, 3, 2, 4, 1]);
  for (const count of [3, 8, 17]) {
    const turns = outermostFirst(count);
    assert.deepEqual(
      [...turns].sort((a, b) => a - b),
      Array.from({ length: count }, (_, place) => place),
    );
    assert.equal(turns.at(-1), 1);
  }
});

test('when the time is over only first jobs are begun, and all of those', async () => {
  const jobs = [0, 0, 1, 2, 0].map((turn, name) => ({ turn, name }));
  const run = async (budgetMs: number) => {
    const begun: number[] = [];
    await withinTime(jobs, 2, budgetMs, async ({ name }) => {
      begun.push(name);
    });
    return begun;
  };
  assert.deepEqual(await run(0), [0, 1, 4]);
  assert.deepEqual(await run(Number.POSITIVE_INFINITY), [0, 1, 2, 3, 4]);
});

test('a benchmark of whole processes has few rounds and none to warm up, at any size', () => {
  assert.deepEqual(atMost(undefined, slotPlans.full), slotPlans.full);
  const { rounds, warmUpRounds, slotMs } = atMost(5, slotPlans.full);
  assert.deepEqual([rounds, warmUpRounds, slotMs], [5, 0, slotPlans.full.slotMs]);
  assert.equal(atMost(5, slotPlans.smoke).rounds, slotPlans.smoke.rounds);
});
