/** How placements are prepared for measuring: keys, batches, failures. */
import type { Random } from '../src/core/random.js';
import type { Timed } from '../src/measure/declare.js';
import type { Placement } from '../src/placement/placement.js';
import { digestsFrom, type KeySource, keySource } from './placement-keys.js';

/** With fewer different keys the branch predictor learns them, and a search of a tree looks as fast as a table. */
const distinctKeys = 65_536;

/** Lookups in batches, each of other keys than the last, until all have been through. */
export function lookups(placement: Placement, random: Random, batch = 4096, keys: KeySource = keySource): Timed {
  const digests = digestsFrom(keys, random, distinctKeys);
  const batches = Array.from({ length: distinctKeys / batch }, (_, i) => digests.subarray(i * batch, (i + 1) * batch));
  const buckets = new Uint32Array(batch);
  let turn = 0;
  return {
    operations: batch,
    run() {
      placement.locate(batches[turn] as BigUint64Array, buckets);
      turn = turn + 1 === batches.length ? 0 : turn + 1;
      return buckets[turn] as number;
    },
    figures: () => ({ bytes: placement.bytes, ...batchTimes(placement, batches, buckets) }),
  };
}

/** Nanoseconds a key of single batches, after the rounds: what the fastest half and all but the slowest hundredth take at most. */
function batchTimes(placement: Placement, batches: readonly BigUint64Array[], buckets: Uint32Array) {
  const times: number[] = [];
  const end = performance.now() + 10;
  while (times.length < 100 || (times.length < 1_000 && performance.now() < end)) {
    const started = performance.now();
    placement.locate(batches[times.length % batches.length] as BigUint64Array, buckets);
    times.push(((performance.now() - started) * 1e6) / buckets.length);
  }
  times.sort((a, b) => a - b);
  const quantile = (q: number): number => times[Math.floor(q * (times.length - 1))] as number;
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

export const batchFigures = {
  bytes: { title: 'memory that a lookup reads', unit: 'bytes', better: 'lower' },
  p50: { title: 'time a key, median of batches', unit: 'ns', better: 'lower' },
  p99: { title: 'time a key, 99th percentile of batches', unit: 'ns', better: 'lower' },
} as const;

/** Takes a share of the nodes away, at random. */
export function failSome(placement: Placement, nodes: number, percent: number, random: Random): Placement {
  const order = random.shuffle(Array.from({ length: nodes }, (_, bucket) => bucket));
  for (const bucket of order.slice(0, Math.floor((nodes * percent) / 100))) placement.remove(bucket);
  return placement;
}
