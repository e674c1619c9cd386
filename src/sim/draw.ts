import { formatSeed, Random, type Seed } from '../core/random.js';
import type { Millis, NodeId } from '../core/units.js';
import type { DiskMix, Fault, FaultKind, NetworkMix, NodeFault, Schedule } from './schedule.js';
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
  return {
    protocol: system.name,
    seed: formatSeed(seed),
    nodes,
    durationMs,
    network: drawNetwork(random.fork('network mix'), calm),
    disk: drawDisk(random.fork('disk mix')),
    faults: calm ? [] : drawFaults(random.fork('faults'), system, nodes, durationMs),
    operations: system.operations(random.fork('operations'), nodes, durationMs),
  };
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
  'clog',
  'slow',
  'clock-jump',
  'clock-drift',
  'disk-full',
  'disk-slow',
  'sync-fails',
] as const satisfies readonly FaultKind[];

function drawFaults<M, D, Q, A>(
  random: Random,
  system: System<M, D, Q, A>,
  nodes: readonly NodeId[],
  durationMs: Millis,
): Fault[] {
  const faults: NodeFault[] = [];
  const forMs = (mean: number): Millis => thousandths(1 + random.exponential(mean));
  for (const kind of swarmKinds) {
    // Crashes are what protocols are about.
    if (!random.chance(kind === 'crash' ? 0.7 : 0.3)) continue;
    const count = random.between(1, kind === 'crash' ? 5 : 3);
    for (let index = 0; index < count; index += 1) {
      const at = thousandths(durationMs * random.float());
      faults.push(drawFault(random, kind, at, nodes, forMs));
    }
  }
  // Some nodes never come back, as many as the protocol claims to survive.
  const mayLose = system.tolerates(nodes);
  if (mayLose > 0 && random.chance(0.4)) {
    for (const node of random.shuffle(nodes).slice(0, random.between(1, mayLose))) {
      const at = thousandths(durationMs * random.float());
      if (random.chance(0.3)) faults.push({ at, kind: 'bit-flip', node, batch: 0 });
      faults.push({ at, kind: 'crash', node, forMs: null, keep: random.next(3), torn: random.chance(0.5) });
    }
  }
  const begins = (fault: NodeFault): Millis => ('at' in fault ? fault.at : 0);
  return faults.sort((a, b) => begins(a) - begins(b));
}

function drawFault(
  random: Random,
  kind: (typeof swarmKinds)[number],
  at: Millis,
  nodes: readonly NodeId[],
  forMs: (mean: number) => Millis,
): NodeFault {
  const node = random.pick(nodes);
  const other = random.pick(nodes.filter((id) => id !== node));
  switch (kind) {
    case 'crash':
      return {
        at,
        kind,
        node,
        forMs: forMs(60),
        keep: random.chance(0.5) ? 0 : random.next(4),
        torn: random.chance(0.3),
      };
    case 'crash-unsynced': {
      const append = random.next(random.chance(0.7) ? 4 : 40);
      return { kind, append, node, forMs: forMs(40), keep: random.chance(0.7) ? 0 : 1, torn: random.chance(0.3) };
    }
    case 'pause':
      return { at, kind, node, forMs: forMs(80) };
    case 'partition':
      return { at, kind, ...drawPartition(random, nodes), forMs: forMs(150) };
    case 'clog':
      return { at, kind, from: node, to: other, forMs: forMs(80) };
    case 'slow':
      return { at, kind, from: node, to: other, byMs: forMs(30), forMs: forMs(200) };
    case 'clock-jump':
      return { at, kind, node, byMs: thousandths((random.chance(0.5) ? 1 : -1) * random.exponential(500)) };
    case 'clock-drift':
      return { at, kind, node, rate: thousandths(0.5 + 1.5 * random.float()), forMs: forMs(300) };
    case 'disk-full':
      return { at, kind, node, forMs: forMs(60) };
    case 'disk-slow':
      return { at, kind, node, byMs: forMs(30), forMs: forMs(200) };
    case 'sync-fails':
      return { at, kind, node };
  }
}

/** The shapes that Jepsen cuts: one alone, two halves, a bridge between the halves, a single link; both ways or one. */
function drawPartition(random: Random, nodes: readonly NodeId[]): { from: NodeId[]; to: NodeId[]; twoWay: boolean } {
  const order = random.shuffle(nodes);
  const twoWay = random.chance(0.6);
  const half = Math.ceil(order.length / 2);
  const [first, ...others] = order as [NodeId, ...NodeId[]];
  const aside = Math.ceil(others.length / 2);
  switch (random.next(4)) {
    case 0:
      return { from: [first], to: others, twoWay };
    case 1:
      return { from: order.slice(0, half), to: order.slice(half), twoWay };
    case 2:
      // The bridge, `first`, is on neither side and hears both.
      return order.length < 3
        ? { from: [first], to: others, twoWay }
        : { from: others.slice(0, aside), to: others.slice(aside), twoWay };
    default:
      return { from: [first], to: others.slice(0, 1), twoWay };
  }
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
