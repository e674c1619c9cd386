import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Random } from '../../src/core/random.js';
import type { Timed } from '../../src/measure/declare.js';
import { slotPlans } from '../../src/measure/plan.js';
import { measureSlots } from '../../src/measure/slots.js';
import { pairedRatio } from '../../src/stats/paired.js';

const plan = { ...slotPlans.quick, rounds: 4, warmUpRounds: 1, warmUpMs: 0, slotMs: 0 };

test('each round gives every subject two slots, the second order the reverse of the first', async () => {
  const calls: string[] = [];
  const subject = (name: string): Timed => ({
    operations: 10,
    run: () => {
      calls.push(name);
      return 1;
    },
  });
  const subjects = { a: subject('a'), b: subject('b'), c: subject('c') };
  const result = await measureSlots(subjects, plan, new Random(1n));
  const orders = calls.join('').match(/.{6}/g) as string[]; // a slot of no length is one batch: none is run to count them
  assert.equal(orders.length, 5);
  for (const order of orders) assert.equal([...order.slice(0, 3)].reverse().join(''), order.slice(3));
  assert.ok(new Set(orders).size > 1, 'the order changes from round to round');
  assert.equal(result.slots.a?.length, 8);
  assert.equal(result.checksums.a, 10);
});

test('a subject twice as slow reads as twice as slow, asynchronous or not, while the machine drifts and stalls', async () => {
  let time = 0;
  const noise = new Random(3n);
  const spend = (ns: number): number => {
    // The machine is up to 30 % slower as it goes on, and now and then something else runs for 20 operations.
    time += ns * (1 + 0.3 * Math.min(1, time / 1e9)) + (noise.chance(0.02) ? 20 * ns : 0);
    return 1;
  };
  const subjects = {
    slow: { operations: 1, run: () => spend(200_000) },
    fast: { operations: 1, run: async () => spend(100_000) },
  };
  const now = (): number => time;
  const { slots } = await measureSlots(subjects, { ...plan, rounds: 15, slotMs: 1 }, new Random(1n), undefined, now);
  const { value } = pairedRatio(slots.slow as Float64Array, slots.fast as Float64Array);
  assert.ok(Math.abs(value - 2) < 0.04, String(value));
});

test('on the real clock: every slot takes time', async () => {
  const subjects = { it: { operations: 1, run: () => Math.floor(performance.now()) } };
  const { slots } = await measureSlots(subjects, { ...plan, slotMs: 0.1 }, new Random(1n));
  assert.ok(slots.it?.every((ns) => ns > 0 && ns < 1e9));
});

test('workers meet at the barrier: none is a slot ahead of another', async () => {
  const shared = new SharedArrayBuffer(8 + 4 * 3);
  const script = `
    import { workerData } from 'node:worker_threads';
    const { barrier } = await import(workerData.slots);
    const meet = barrier(workerData.shared, 3);
    const at = new Int32Array(workerData.shared, 8);
    for (let round = 1; round <= 200; round += 1) {
      Atomics.store(at, workerData.index, round);
      meet();
      for (let other = 0; other < 3; other += 1) if (Atomics.load(at, other) < round) process.exit(1);
    }`;
  const slots = new URL('../../src/measure/slots.js', import.meta.url).href;
  const codes = await Promise.all(
    [0, 1, 2].map(
      (index) =>
        new Promise((resolve) => {
          const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
          new Worker(url, { workerData: { shared, index, slots } }).on('exit', resolve);
        }),
    ),
  );
  assert.deepEqual(codes, [0, 0, 0]);
});

test('a slow subject gets fewer rounds than a quick one, but not fewer than decide', async () => {
  let time = 0;
  const now = (): number => time;
  const taking = (ms: number): Timed => ({
    operations: 1,
    run: () => {
      time += ms * 1e6;
      return 1;
    },
  });
  const rounds = async (ms: number): Promise<number> => {
    const of = { ...plan, rounds: 15, warmUpMs: 10, slotMs: 2, leastRounds: 6, maxMs: 600 };
    const { slots, batches } = await measureSlots({ it: taking(ms) }, of, new Random(1n), undefined, now);
    if (ms > 2) assert.equal(batches.it, 1);
    return (slots.it?.length as number) / 2;
  };
  assert.deepEqual([await rounds(0.1), await rounds(30), await rounds(2_000)], [15, 9, 6]);
});
