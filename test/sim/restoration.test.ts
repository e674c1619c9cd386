/** How long blocks lack copies: from the trace of decisions, against the bound that the parameters give. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceEvent, Value } from '../../src/core/trace.js';
import type { StorageTimings } from '../../src/protocol/storage/message.js';
import { restorationBound, shortages } from '../../src/sim/systems/storage/restoration.js';
import { storage } from '../../src/sim/systems/storage/storage.js';

const events = (...steps: readonly (readonly [at: number, action: string, args: Record<string, Value>])[]) =>
  steps.map(([at, action, args], index): TraceEvent => ({ seq: index + 1, at, node: 'm1', action, args, vars: {} }));

const written = [
  [10, 'Open', { n: 2, b: 'b1', v: 'o1', nodes: { '#set': ['d1', 'd2'] } }],
  [20, 'Complete', { n: 3, b: 'b1' }],
] as const;

test('a shortage begins with the decision by which a copy counts no more, and ends with the one that counts another', () => {
  const trace = events(
    ...written,
    [100, 'Dead', { n: 4, d: 'd1' }],
    [130, 'Dead', { n: 4, d: 'd1' }],
    [180, 'Add', { n: 5, m: { type: 'stored', block: 'b1', node: 'd3', gen: 2, stamp: 4 } }],
    [200, 'RemoveBad', { n: 6, m: { type: 'bad', block: 'b1', node: 'd3', stamp: 4 } }],
  );
  assert.deepEqual(shortages(trace, 2), [
    { block: 'b1', from: 100, to: 180 },
    { block: 'b1', from: 200, to: null },
  ]);
  assert.deepEqual(shortages(trace, 1), []);
});

test('a write that completes without one of its nodes lacks a copy; what a later leader says again changes nothing', () => {
  const [open, complete] = written;
  const trace = events(
    open,
    [15, 'Dead', { n: 3, d: 'd2' }],
    [20, 'Complete', { n: 4, b: complete[2].b }],
    [30, 'Open', { n: 2, b: 'b1', v: 'o1', nodes: { '#set': ['d1', 'd2'] } }],
  );
  assert.deepEqual(shortages(trace, 2), [{ block: 'b1', from: 20, to: null }]);
});

const timings = { raft: { electionMs: 100 }, checkMs: 30, orderMs: 150, orders: 8 } as StorageTimings;
const network = { delayMs: 1, jitterMs: 1, loss: 0, duplicate: 0, late: 0, lateMs: 0 };
const world = { network, disk: { syncMs: 2, jitterMs: 0 } };

test('the bound: elections, and each copy twice, as many at a time as there are orders', () => {
  assert.equal(restorationBound(timings, world, 1, 1), 400 + 2 * (180 + 16));
  assert.equal(restorationBound(timings, world, 8, 1), restorationBound(timings, world, 1, 1));
  assert.equal(restorationBound(timings, world, 9, 2), 400 + 2 * 2 * 2 * (180 + 16));
});

test('a repair that takes longer than its bound is a violation, and not one that is expected', () => {
  const schedule = {
    protocol: 'storage',
    seed: '0x1',
    nodes: ['m1', 'm2', 'm3', 'd1', 'd2', 'd3', 'd4', 'c1', 'c2'],
    durationMs: 90,
    ...world,
    faults: [],
    operations: [],
  };
  const repaired = (at: number) =>
    events(
      ...written,
      [100, 'Dead', { n: 4, d: 'd1' }],
      [at, 'Add', { n: 5, m: { type: 'stored', block: 'b1', node: 'd3', gen: 2, stamp: 4 } }],
    );
  assert.equal(storage.violation?.({ trace: repaired(890), schedule }), null);
  const violation = storage.violation?.({ trace: repaired(900), schedule });
  assert.equal(violation?.expected, null);
  assert.match(violation?.because ?? '', /^b1 had its copies again 800 ms after .* the bound is 792 ms$/);
  // While faults last, nobody promises how soon.
  assert.equal(storage.violation?.({ trace: repaired(900), schedule: { ...schedule, durationMs: 500 } }), null);
});
