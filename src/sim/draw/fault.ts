/** One fault of a kind, with what it needs drawn. */
import type { Random } from '../../core/random.js';
import type { Millis, NodeId } from '../../core/units.js';
import { type FaultKind, type NodeFault, theLeader, theOthers } from '../schedule.js';

/** Kinds that are drawn from the seed; message faults come out of the probabilities, bit flips only where a node may be lost. */
export const swarmKinds = [
  'crash',
  'crash-unsynced',
  'pause',
  'partition',
  'ring',
  'clog',
  'slow',
  'clock-offset',
  'clock-jump',
  'clock-drift',
  'disk-full',
  'disk-slow',
  'sync-fails',
  'membership',
] as const satisfies readonly FaultKind[];
export type SwarmKind = (typeof swarmKinds)[number];

/** A fault of this kind that begins at `at`; `leads`: it befalls whoever leads then, where it befalls one node. */
export function drawFault(
  random: Random,
  kind: SwarmKind,
  at: Millis,
  nodes: readonly NodeId[],
  leads: boolean,
): NodeFault {
  const forMs = (mean: number): Millis => thousandths(1 + random.exponential(mean));
  const drawn = random.pick(nodes);
  const other = random.pick(nodes.filter((id) => id !== drawn));
  const node = leads ? theLeader : drawn;
  const shift = (): Millis => thousandths((random.chance(0.5) ? 1 : -1) * random.exponential(500));
  switch (kind) {
    case 'crash': {
      const keep = random.chance(0.5) ? 0 : random.next(4);
      // Now and then it is back at once, before others have noticed.
      const backMs = random.chance(0.3) ? 4 : 60;
      return { at, kind, node, forMs: forMs(backMs), keep, torn: random.chance(0.3) };
    }
    case 'crash-unsynced': {
      const append = random.next(random.chance(0.7) ? 4 : 40);
      const keep = random.chance(0.7) ? 0 : 1;
      return { kind, append, node: drawn, forMs: forMs(40), keep, torn: random.chance(0.3) };
    }
    case 'pause':
      return { at, kind, node, forMs: forMs(80) };
    case 'partition': {
      const twoWay = random.chance(0.6);
      const sides = leads ? { from: [theLeader], to: [theOthers] } : drawPartition(random, nodes);
      // One way: the leader is heard by nobody, or hears nobody.
      const turned = leads && random.chance(0.5) ? { from: sides.to, to: sides.from } : sides;
      return { at, kind, ...turned, twoWay, forMs: forMs(random.pick([80, 250, 500])) };
    }
    case 'ring':
      return { at, kind, order: random.shuffle(nodes), forMs: forMs(150) };
    case 'clog':
      return { at, kind, from: drawn, to: other, forMs: forMs(80) };
    case 'slow':
      return { at, kind, from: drawn, to: other, byMs: forMs(30), forMs: forMs(200) };
    case 'clock-offset':
      return { kind, node: drawn, byMs: shift() };
    case 'clock-jump':
      return { at, kind, node, byMs: shift() };
    case 'clock-drift':
      return { at, kind, node, rate: thousandths(2 ** (2 * random.float() - 1)), forMs: forMs(300) };
    case 'disk-full':
      return { at, kind, node, forMs: forMs(60) };
    case 'disk-slow':
      return { at, kind, node, byMs: forMs(30), forMs: forMs(200) };
    case 'sync-fails':
      return { at, kind, node };
    case 'membership':
      return { at, kind, members: drawMembers(random, nodes) };
  }
}

/** One node less than all, now and then two, or all again; never below two. */
function drawMembers(random: Random, nodes: readonly NodeId[]): NodeId[] {
  const leaving = Math.min(nodes.length - 2, random.pick([0, 1, 1, 2]));
  const left = new Set(random.shuffle(nodes).slice(Math.max(0, leaving)));
  return nodes.filter((id) => left.has(id));
}

/** The shapes that Jepsen cuts: one alone, two halves, a bridge between the halves, a single link. */
function drawPartition(random: Random, nodes: readonly NodeId[]): { from: NodeId[]; to: NodeId[] } {
  const order = random.shuffle(nodes);
  const half = Math.ceil(order.length / 2);
  const [first, ...others] = order as [NodeId, ...NodeId[]];
  const aside = Math.ceil(others.length / 2);
  switch (random.next(4)) {
    case 0:
      return { from: [first], to: others };
    case 1:
      return { from: order.slice(0, half), to: order.slice(half) };
    case 2:
      // The bridge, `first`, is on neither side and hears both.
      return order.length < 3
        ? { from: [first], to: others }
        : { from: others.slice(0, aside), to: others.slice(aside) };
    default:
      return { from: [first], to: others.slice(0, 1) };
  }
}

/** To the microsecond: schedules are read by people. */
export const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
