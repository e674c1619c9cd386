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

test('lanes and heap share one order, and a lane does not go back', () => {
  const random = new Random(8n);
  const [mixed, plain] = [new Scheduler(), new Scheduler()];
  const lanes = [mixed.lane(), mixed.lane()];
  const fired: { mixed: number[]; plain: number[] } = { mixed: [], plain: [] };
  let [first, second] = [0, 0];
  for (let index = 0; index < 3000; index += 1) {
    const kind = random.next(3);
    if (kind === 0) first += random.next(2);
    if (kind === 1) second += random.next(2);
    const at = [first, second, random.next(500)][kind]!;
    plain.at(at, { fire: () => fired.plain.push(index) });
    const event = { fire: () => fired.mixed.push(index) };
    if (kind === 2) mixed.at(at, event);
    else lanes[kind]!.push(at, event);
  }
  assert.equal(mixed.next(), plain.next());
  for (const scheduler of [mixed, plain]) scheduler.runUntil(2000);
  assert.equal(fired.mixed.length, 3000);
  assert.deepEqual(fired.mixed, fired.plain);
  lanes[0]!.push(2002, { fire: () => {} });
  assert.throws(() => lanes[0]!.push(2001, { fire: () => {} }), /in a lane that is further/);
});
