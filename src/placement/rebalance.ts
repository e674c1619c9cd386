/** What a change of membership costs: which keys move, and how many had to. Counts, not time. */
import type { Placement } from './placement.js';

export interface Moves {
  /** Keys whose bucket changed, of all keys: 0 to 1. */
  readonly moved: number;
  /** The least that any placement could move: keys of nodes that left, and a fair share for nodes that joined. */
  readonly minimum: number;
  /** Keys that moved from one surviving node to another, of all keys: 0 where the paper promises monotonicity. */
  readonly strayed: number;
}

export const bucketsOf = (placement: Placement, digests: BigUint64Array): Uint32Array => {
  const buckets = new Uint32Array(digests.length);
  placement.locate(digests, buckets);
  return buckets;
};

/** `joined` and `left` are buckets; `fairShare` is the part of all keys that the joined ought to have. */
export function compareBuckets(
  before: Uint32Array,
  after: Uint32Array,
  joined: ReadonlySet<number>,
  left: ReadonlySet<number>,
  fairShare: number,
): Moves {
  let moved = 0;
  let orphaned = 0;
  let strayed = 0;
  for (let i = 0; i < before.length; i += 1) {
    const from = before[i] as number;
    const to = after[i] as number;
    if (left.has(from)) orphaned += 1;
    if (from === to) continue;
    moved += 1;
    if (!left.has(from) && !joined.has(to)) strayed += 1;
  }
  const keys = before.length;
  return { moved: moved / keys, minimum: orphaned / keys + fairShare, strayed: strayed / keys };
}

export interface Balance {
  /** Most keys on a node, over its fair share. */
  readonly peakToAverage: number;
  readonly leastToAverage: number;
  /** Standard deviation of keys over fair share. */
  readonly deviation: number;
  /** Pearson's chi-squared over its degrees of freedom: about 1 for a perfectly random assignment. */
  readonly chiSquaredPerDegree: number;
}

/** shares: by bucket, the part of the keys that it ought to have; buckets without one have no share. */
export function balanceOf(buckets: Uint32Array, shares: ReadonlyMap<number, number>): Balance {
  const counts = new Uint32Array(Math.max(...shares.keys()) + 1);
  for (let i = 0; i < buckets.length; i += 1) counts[buckets[i] as number]! += 1;
  let [peak, least, squares, chiSquared] = [0, Number.POSITIVE_INFINITY, 0, 0];
  for (const [bucket, share] of shares) {
    const expected = share * buckets.length;
    const ratio = (counts[bucket] as number) / expected;
    peak = Math.max(peak, ratio);
    least = Math.min(least, ratio);
    squares += (ratio - 1) ** 2;
    chiSquared += (ratio - 1) ** 2 * expected;
  }
  return {
    peakToAverage: peak,
    leastToAverage: least,
    deviation: Math.sqrt(squares / shares.size),
    chiSquaredPerDegree: chiSquared / Math.max(1, shares.size - 1),
  };
}

export const evenShares = (buckets: readonly number[]): Map<number, number> =>
  new Map(buckets.map((bucket) => [bucket, 1 / buckets.length]));

/**
 * What has to be carried when keys change their buckets, in bytes for each pair of buckets that exchange any. What a node that
 * went without a word held comes from `copies`: by key, a bucket that has it too.
 */
export function carried(
  before: Uint32Array,
  after: Uint32Array,
  sizes: Float64Array,
  gone: ReadonlySet<number>,
  copies: Uint32Array,
): { readonly from: number; readonly to: number; readonly bytes: number }[] {
  const pairs = new Map<number, number>();
  const width = 2 ** 26;
  for (let i = 0; i < before.length; i += 1) {
    const [was, to] = [before[i] as number, after[i] as number];
    if (was === to) continue;
    const from = gone.has(was) ? (copies[i] as number) : was;
    // The copy may lie where the key now belongs: then nothing is carried for it.
    if (from !== to) pairs.set(from * width + to, (pairs.get(from * width + to) ?? 0) + (sizes[i] as number));
  }
  return [...pairs].map(([pair, bytes]) => ({ from: Math.floor(pair / width), to: pair % width, bytes }));
}
