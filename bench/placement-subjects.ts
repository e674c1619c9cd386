/** How placements are prepared for measuring: keys, batches, failures. */
import type { Random } from '../src/core/random.js';
import type { Timed } from '../src/measure/declare.js';
import type { Placement } from '../src/placement/placement.js';

/** With fewer different keys the branch predictor learns them, and a search of a tree looks as fast as a table. */
const distinctKeys = 65_536;

export function uniformDigests(random: Random, count: number): BigUint64Array {
  const halves = new Uint32Array(2 * count);
  for (let i = 0; i < halves.length; i += 1) halves[i] = random.uint32();
  return new BigUint64Array(halves.buffer);
}

/** Lookups in batches, each of other keys than the last, until all have been through. */
export function lookups(placement: Placement, random: Random, batch = 4096): Timed {
  const digests = uniformDigests(random, distinctKeys);
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
    figures: () => ({ bytes: placement.bytes }),
  };
}

/** Takes a share of the nodes away, at random. */
export function failSome(placement: Placement, nodes: number, percent: number, random: Random): Placement {
  const order = random.shuffle(Array.from({ length: nodes }, (_, bucket) => bucket));
  for (const bucket of order.slice(0, Math.floor((nodes * percent) / 100))) placement.remove(bucket);
  return placement;
}
