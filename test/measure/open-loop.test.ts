import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Random } from '../../src/core/random.js';
import {
  type AsyncPace,
  arrivals,
  closedLoop,
  openLoop,
  openLoopAsync,
  type Pace,
} from '../../src/measure/open-loop.js';
import { mean, standardDeviation } from '../../src/stats/order.js';

const ms = 1e6;
const second = 1e9;

/** A clock that only moves when it is waited on or work is done. */
function simulated(): Pace & { work(ns: number): void } {
  let time = 0;
  return {
    now: () => time,
    until(wanted) {
      time = Math.max(time, wanted);
      return time;
    },
    work(ns) {
      time += ns;
    },
  };
}

/** 10,000 operations a second of 10 us each; once in each second one of them takes 100 ms. */
function stalling(pace: { now(): number; work(ns: number): void }): () => number {
  let stalls = 0;
  return () => {
    if (pace.now() >= stalls * second) {
      stalls += 1;
      pace.work(100 * ms);
    } else pace.work(10_000);
    return 1;
  };
}

test('a stall of 100 ms each second at 10,000/s reads as a p99 of 90 ms', () => {
  const pace = simulated();
  const { latency, service } = openLoop(arrivals('constant', 10_000, 100_000, new Random(1n)), stalling(pace), pace);
  const p99 = latency.quantile(0.99) / ms;
  // A tenth of all come during a stall and wait for what is left of it, 0 to 100 ms: 99 % wait for at most 90 ms, and
  // those in the queue behind it add a little (a backlog of 1,000 at 10 us each takes 10 ms more to clear).
  assert.ok(Math.abs(p99 / 90 - 1) <= 0.05, `${p99} ms`);
  assert.ok(service.quantile(0.99) / ms < 0.1, 'service time does not see it: that is why it is not the latency');
});

test('arrivals: constant ones are evenly spaced, Poisson ones have the spread of their mean', () => {
  const constant = arrivals('constant', 1_000, 5, new Random(1n));
  assert.deepEqual(
    [...constant],
    [0, 1, 2, 3, 4].map((index) => index * ms),
  );
  const poisson = arrivals('poisson', 1_000, 20_000, new Random(1n));
  const gaps = Array.from(
    { length: poisson.length - 1 },
    (_, index) => (poisson[index + 1] as number) - (poisson[index] as number),
  );
  assert.ok(Math.abs(mean(gaps) / ms - 1) < 0.03);
  assert.ok(Math.abs(standardDeviation(gaps) / ms - 1) < 0.04);
});

test('a subject that cannot follow is given up, and says how much was done', () => {
  const pace = simulated();
  const operate = () => {
    pace.work(10 * ms);
    return 1;
  };
  const result = openLoop(arrivals('constant', 1_000, 1_000, new Random(1n)), operate, pace);
  assert.equal(result.planned, 1_000);
  assert.ok(result.done > 250 && result.done < 350, String(result.done)); // three seconds of 10 ms each
});

/** A clock that each turn moves on by a tenth of a millisecond, and what is due on it. */
function simulatedTurns(): AsyncPace & { delay(ns: number): Promise<void> } {
  let time = 0;
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => time,
    async turn() {
      time += 0.1 * ms;
      for (const { wake } of waiting.filter(({ at }) => at <= time)) wake();
      waiting.splice(0, waiting.length, ...waiting.filter(({ at }) => at > time));
      // The answers are promises, some of promises: all of them are settled before the next turn.
      await turn();
    },
    delay: (ns) => new Promise((wake) => waiting.push({ at: time + ns, wake })),
  };
}

test('operations that answer later overlap: latency is their own, not their sum', async () => {
  const due = arrivals('constant', 1_000, 50, new Random(1n));
  const pace = simulatedTurns();
  const answer = async (index: number): Promise<number> => {
    await pace.delay(20 * ms);
    return index;
  };
  const { done, latency, service, lateness, checksum, elapsedNs } = await openLoopAsync(due, answer, pace);
  assert.equal(done, 50);
  assert.equal(checksum, (49 * 50) / 2);
  // Each takes 20 ms and a turn or two; the last begins after 49 ms.
  for (const { min, max } of [latency, service])
    assert.ok(min >= 20 * ms && max <= 20.5 * ms, `${min / ms} to ${max / ms} ms`);
  assert.ok(lateness.max <= 0.2 * ms, `${lateness.max / ms} ms`);
  assert.ok(Math.abs(elapsedNs / ms - 69) < 0.5, `${elapsedNs / ms} ms, not one after another`);
});

test('operations that answer later, on the real clock: all of them, none before its time', async () => {
  const due = arrivals('constant', 10_000, 20, new Random(1n));
  const { done, planned } = await openLoopAsync(due, async (index) => index);
  assert.deepEqual([done, planned], [20, 20]);
});

test('an operation that fails ends the load with its reason', async () => {
  const due = arrivals('constant', 1_000, 5, new Random(1n));
  await assert.rejects(
    openLoopAsync(due, () => Promise.reject(new Error('refused'))),
    /refused/,
  );
});

test('a closed loop does as many as it is told, one after another', async () => {
  const { done, checksum } = await closedLoop(10, (index) => index);
  assert.deepEqual([done, checksum], [10, 45]);
});
