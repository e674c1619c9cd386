import { formatSeed, Random, type Seed } from '../core/random.js';
import type { Millis, NodeId } from '../core/units.js';
import {
  type DiskMix,
  type Fault,
  type FaultKind,
  type NetworkMix,
  type NodeFault,
  type Schedule,
  theLeader,
  theOthers,
} from './schedule.js';
import type { System } from './system.js';

/**
 * The whole schedule of a seed. As in swarm testing (Groce et al. 2012) the seed first draws which kinds of fault there are at
 * all, and how many: runs with few kinds go deeper than runs with a little of everything. One in eight has none.
 */
export function drawSchedule<M, D, Q, A>(system: System<M, D, Q, A>, seed: Seed): Schedule<Q> {
  const random = new Random(seed);
  const nodes = system.nodes(random.fork('nodes'));
  const { durationMs } = system;
  const swarm = random.fork('swarm');
  const calm = swarm.chance(1 / 8);
  const schedule: Schedule<Q> = {
    protocol: system.name,
    seed: formatSeed(seed),
    nodes,
    durationMs,
    network: drawNetwork(random.fork('network mix'), calm),
    disk: drawDisk(random.fork('disk mix')),
    faults: calm ? [] : drawFaults(random.fork('faults'), system, nodes, durationMs),
    operations: system.operations(random.fork('operations'), nodes, durationMs),
  };
  return system.confine?.(schedule, random.fork('confine')) ?? schedule;
}

function drawNetwork(random: Random, calm: boolean): NetworkMix {
  const some = (probability: number): boolean => !calm && random.chance(probability);
  return {
    delayMs: thousandths(0.1 + random.exponential(3)),
    jitterMs: some(0.7) ? thousandths(random.exponential(5)) : 0,
    loss: some(0.5) ? thousandths(0.3 * random.float()) : 0,
    duplicate: some(0.5) ? thousandths(0.3 * random.float()) : 0,
    late: some(0.4) ? thousandths(0.2 * random.float()) : 0,
    lateMs: thousandths(10 + random.exponential(60)),
  };
}

const drawDisk = (random: Random): DiskMix => ({
  syncMs: thousandths(0.1 + random.exponential(random.chance(0.3) ? 20 : 2)),
  jitterMs: random.chance(0.5) ? thousandths(random.exponential(4)) : 0,
});

/** Kinds that are drawn from the seed; message faults come out of the probabilities, bit flips only where a node may be lost. */
const swarmKinds = [
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
type SwarmKind = (typeof swarmKinds)[number];

function drawFaults<M, D, Q, A>(
  random: Random,
  system: System<M, D, Q, A>,
  nodes: readonly NodeId[],
  durationMs: Millis,
): Fault[] {
  const faults: NodeFault[] = [];
  const plot = drawPlot(random.fork('plot'), durationMs);
  for (const kind of swarmKinds) {
    // A stream for each: one kind more leaves the others as they were.
    const stream = random.fork(kind);
    if (!stream.chance(kind === 'crash' ? plot.crashes : plot.share) || !possible(kind, system, nodes)) continue;
    const count = stream.between(1, kind === 'crash' ? 5 : 3);
    for (let index = 0; index < count; index += 1) {
      const leads = system.leadership !== undefined && stream.chance(plot.leader);
      faults.push(drawFault(stream, kind, plot.at(stream), nodes, leads));
    }
  }
  if (plot.isolates && system.leadership !== undefined)
    faults.push(...drawIsolation(random.fork('isolation'), durationMs));
  if (plot.succeeds) faults.push(...drawSuccession(random.fork('succession'), system, nodes, durationMs));
  if (plot.blinks) faults.push(...drawBlinks(random.fork('blinks'), nodes, durationMs));
  faults.push(...drawLosses(random.fork('losses'), system, nodes, durationMs, faults));
  const begins = (fault: NodeFault): Millis => ('at' in fault ? fault.at : 0);
  return faults.sort((a, b) => begins(a) - begins(b));
}

/** How the faults of a run hang together: many bugs need two of them at the right moments. */
interface Plot {
  /** How likely crashes are to be in it, and each other kind. */
  readonly crashes: number;
  readonly share: number;
  /** How likely a fault is to be the leader's, where there can be one. */
  readonly leader: number;
  readonly isolates: boolean;
  /** One after the other falls, the next as soon as it leads. */
  readonly succeeds: boolean;
  /** All fall within a few milliseconds and are back at once, again and again. */
  readonly blinks: boolean;
  at(stream: Random): Millis;
}

function drawPlot(random: Random, durationMs: Millis): Plot {
  const anywhere = (stream: Random): Millis => thousandths(durationMs * stream.float());
  const drawn = random.next(8);
  // The leader cut off, and little else.
  if (drawn < 2)
    return { crashes: 0.2, share: 0.1, leader: 0.3, isolates: true, succeeds: false, blinks: false, at: anywhere };
  if (drawn < 4)
    return { crashes: 0.1, share: 0.1, leader: 0.3, isolates: false, succeeds: false, blinks: true, at: anywhere };
  if (drawn < 5)
    return { crashes: 0.7, share: 0.3, leader: 0.3, isolates: false, succeeds: false, blinks: false, at: anywhere };
  if (drawn === 7)
    return { crashes: 0.3, share: 0.1, leader: 0.3, isolates: false, succeeds: true, blinks: false, at: anywhere };
  // A storm: most faults come shortly after one moment.
  const begins = durationMs * random.float();
  const meanMs = random.pick([10, 30, 100]);
  const within = (stream: Random): Millis => thousandths(Math.min(durationMs, begins + stream.exponential(meanMs)));
  return {
    crashes: 0.7,
    share: 0.5,
    leader: 0.6,
    isolates: false,
    succeeds: false,
    blinks: false,
    at: (stream) => (stream.chance(0.7) ? within(stream) : anywhere(stream)),
  };
}

/** The leader hears nobody and is heard by nobody, and something befalls it meanwhile: long enough for another to be elected. */
function drawIsolation(random: Random, durationMs: Millis): NodeFault[] {
  // Not at once: somebody has to lead by then.
  const at = thousandths(durationMs * (0.2 + 0.4 * random.float()));
  const forMs = thousandths(durationMs * (0.2 + 0.4 * random.float()));
  const kind = random.pick(['clock-jump', 'clock-jump', 'clock-drift', 'pause', 'disk-slow', 'crash'] as const);
  const later = thousandths(Math.min(durationMs, at + random.exponential(30)));
  // Its clock may be slow, so that it does not notice how long it has been alone.
  const rate = thousandths(0.05 + 0.5 * random.float());
  const slow: NodeFault[] = random.chance(0.5) ? [{ at, kind: 'clock-drift', node: theLeader, rate, forMs }] : [];
  return [
    { at, kind: 'partition', from: [theLeader], to: [theOthers], twoWay: true, forMs },
    ...slow,
    drawFault(random, kind, later, [theLeader, theOthers], true),
  ];
}

/**
 * Leaders fall one after the other and soon come back, each with what the others do not have: the schedules of figure 8 of
 * the Raft paper. Where nobody leads, any node falls.
 */
function drawSuccession<M, D, Q, A>(
  random: Random,
  system: System<M, D, Q, A>,
  nodes: readonly NodeId[],
  durationMs: Millis,
): NodeFault[] {
  const faults: NodeFault[] = [];
  const everyMs = random.pick([15, 60, 120, 240]);
  let at = durationMs * 0.2 * random.float();
  for (;;) {
    at = thousandths(at + everyMs * (0.3 + random.float()));
    if (at >= durationMs) return faults;
    const forMs = thousandths(1 + random.exponential(random.chance(0.3) ? 4 : everyMs));
    const node = system.leadership !== undefined && random.chance(0.7) ? theLeader : random.pick(nodes);
    if (node === theLeader && random.chance(0.4)) {
      faults.push({ at, kind: 'partition', from: [theLeader], to: [theOthers], twoWay: random.chance(0.5), forMs });
    } else faults.push({ at, kind: 'crash', node, forMs, keep: random.next(2), torn: false });
  }
}

/**
 * Nodes fall within a few milliseconds and are back at once, and again when they have had time to elect: who answers two that
 * stand against each other may do so in two lives, and knows only what is on its disk.
 */
function drawBlinks(random: Random, nodes: readonly NodeId[], durationMs: Millis): NodeFault[] {
  const faults: NodeFault[] = [];
  const everyMs = random.pick([60, 120, 200]);
  for (let at = 0; ; ) {
    at += everyMs * (0.5 + random.float());
    if (at >= durationMs) return faults;
    const withinMs = random.pick([5, 20]);
    for (const node of nodes) {
      if (!random.chance(0.7)) continue;
      const falls = thousandths(Math.min(durationMs, at + withinMs * random.float()));
      const forMs = thousandths(1 + random.exponential(2));
      faults.push({ at: falls, kind: 'crash', node, forMs, keep: random.next(2), torn: false });
    }
  }
}

function possible<M, D, Q, A>(kind: SwarmKind, system: System<M, D, Q, A>, nodes: readonly NodeId[]): boolean {
  if (kind === 'ring') return nodes.length >= 4;
  return kind !== 'membership' || system.changeMembers !== undefined;
}

/** Some nodes never come back, as many as the protocol claims to survive; where members change, the others may be needed. */
function drawLosses<M, D, Q, A>(
  random: Random,
  system: System<M, D, Q, A>,
  nodes: readonly NodeId[],
  durationMs: Millis,
  faults: readonly NodeFault[],
): NodeFault[] {
  const mayLose = system.tolerates(nodes);
  if (mayLose === 0 || !random.chance(0.4) || faults.some(({ kind }) => kind === 'membership')) return [];
  const lost = random.shuffle(nodes).slice(0, random.between(1, mayLose));
  return lost.flatMap((node) => {
    const at = thousandths(durationMs * random.float());
    const flip: NodeFault[] = random.chance(0.3) ? [{ at, kind: 'bit-flip', node, batch: 0 }] : [];
    const keep = random.next(3);
    return [...flip, { at, kind: 'crash', node, forMs: null, keep, torn: random.chance(0.5) }];
  });
}

function drawFault(random: Random, kind: SwarmKind, at: Millis, nodes: readonly NodeId[], leads: boolean): NodeFault {
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

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
