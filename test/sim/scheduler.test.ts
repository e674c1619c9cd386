import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/random.js';
import { Scheduler } from '../../src/sim/scheduler.js';

test('events fire by time, and those of one moment in the order in which they were scheduled', () => {
  const random = new Random(7n);
  const scheduler = new Scheduler();
  const planned: { at: number; order: number }[] = [];
  const fired: { at: number; order: number }[] = [];
  const plan = (at: number): void => {
    const entry = { at, order: planned.length };
    planned.push(entry);
    scheduler.at(at, {
      fire: () => {
        assert.equal(scheduler.now, at);
        fired.push(entry);
        if (planned.length < 6000) plan(at + random.next(4));
      },
    });
  };
  // Few distinct moments, so that ties are common.
  for (let index = 0; index < 3000; index += 1) plan(random.next(50));
  scheduler.runUntil(1000);
  assert.equal(fired.length, 6000);
  assert.deepEqual(
    fired,
    [...planned].sort((a, b) => a.at - b.at || a.order - b.order),
  );
  assert.equal(scheduler.now, 1000);
});

test('nothing is scheduled into the past', () => {
  const scheduler = new Scheduler();
  scheduler.runUntil(5);
  assert.throws(() => scheduler.at(4, { fire: () => {} }), /before now/);
});
