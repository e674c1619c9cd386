/** Changes of membership, made on a placement, and the keys before and after them. */
import type { Random } from '../src/core/random.js';
import type { Context } from '../src/measure/declare.js';
import type { Placement, PlacementStrategy } from '../src/placement/placement.js';
import { bucketsOf } from '../src/placement/rebalance.js';
import { digestsFrom, type KeySource, keySource } from './placement-keys.js';

export const keysOf = (context: Context): number => (context.size === 'full' ? 1_000_000 : 100_000);

export const digestsFor = (context: Context, strategy?: PlacementStrategy, keys: KeySource = keySource) =>
  digestsFrom(keys, context.random, keysOf(context), strategy?.hash);

export const events = ['join', 'leave', 'fail 1 %', 'fail 10 %', 'fail 50 %', 'grow by 10', 'heavier'] as const;
export type Event = (typeof events)[number];

export interface Change {
  readonly joined: readonly number[];
  readonly left: readonly number[];
  /** What the joined ought to have of all keys. */
  readonly fairShare: number;
}

/** Makes the change; null where the strategy cannot. */
function make(event: Event, placement: Placement, { features }: PlacementStrategy, random: Random): Change | null {
  const nodes = placement.size;
  const joins = (count: number): Change => {
    const joined = Array.from({ length: count }, () => placement.add());
    return { joined, left: [], fairShare: count / (nodes + count) };
  };
  const leaves = (count: number): Change => {
    const order = Array.from({ length: nodes }, (_, bucket) => bucket);
    const left = features.removal === 'newest' ? order.slice(-count).reverse() : random.shuffle(order).slice(0, count);
    for (const bucket of left) placement.remove(bucket);
    return { joined: [], left, fairShare: 0 };
  };
  switch (event) {
    case 'join':
      return joins(1);
    case 'grow by 10':
      return joins(10);
    case 'leave':
      return leaves(1);
    case 'fail 1 %':
    case 'fail 10 %':
    case 'fail 50 %':
      return features.removal === 'newest'
        ? null
        : leaves(Math.ceil((nodes * Number.parseInt(event.slice(5), 10)) / 100));
    case 'heavier':
      if (!features.weights) return null;
      placement.reweigh(0, 2);
      return { joined: [0], left: [], fairShare: 2 / (nodes + 1) - 1 / nodes };
  }
}

export const create = (strategy: PlacementStrategy, nodes: number): Placement => strategy.create({ nodes });

export interface Changed {
  readonly change: Change;
  readonly digests: BigUint64Array;
  readonly before: Uint32Array;
  readonly after: Uint32Array;
}

/** A change that a strategy cannot make has no figures: NaN would be drawn, and 0 would be praise. */
export function changed(
  strategy: PlacementStrategy,
  event: Event,
  nodes: number,
  context: Context,
  keyCount = keysOf(context),
): Changed | null {
  const placement = create(strategy, nodes);
  const digests = digestsFrom(keySource, context.random, keyCount, strategy.hash);
  const before = bucketsOf(placement, digests);
  const change = make(event, placement, strategy, context.random.fork('change'));
  return change === null ? null : { change, digests, before, after: bucketsOf(placement, digests) };
}
