import { formatSeed, Random, type Seed } from '../core/random.js';
import type { Millis, NodeId } from '../core/units.js';
import { drawFault, type SwarmKind, swarmKinds, thousandths } from './draw/fault.js';
import { drawPlot, type Plot } from './draw/plot.js';
import { type Cluster, drawStory } from './draw/story.js';
import type { DiskMix, Fault, NetworkMix, NodeFault, Schedule } from './schedule.js';
import type { System } from './system.js';

/**
 * The whole schedule of a seed. As in swarm testing (Groce et al. 2012) the seed first draws which kinds of fault there are at
 * all, and how many: runs with few kinds go deeper than runs with a little of everything. One in sixteen has none.
 */
export function drawSchedule<M, D, Q, A>(system: System<M, D, Q, A>, seed: Seed): Schedule<Q> {
  const random = new Random(seed);
  const nodes = system.nodes(random.fork('nodes'));
  const { durationMs } = system;
  const swarm = random.fork('swarm');
  const calm = swarm.chance(1 / 16);
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
    loss: some(0.5) ? thousandths(drawLoss(random)) : 0,
    duplicate: some(0.5) ? thousandths(0.3 * random.float()) : 0,
    late: some(0.4) ? thousandths(0.2 * random.float()) : 0,
    lateMs: thousandths(10 + random.exponential(60)),
  };
}

/** Mostly some, now and then so much that what is sent to all reaches one or two of them. */
const drawLoss = (random: Random): number => (random.chance(0.35) ? 0.3 + 0.4 * random.float() : 0.3 * random.float());

const drawDisk = (random: Random): DiskMix => ({
  syncMs: thousandths(0.1 + random.exponential(random.chance(0.3) ? 20 : 2)),
  jitterMs: random.chance(0.5) ? thousandths(random.exponential(4)) : 0,
});

function drawFaults<M, D, Q, A>(
  random: Random,
  system: System<M, D, Q, A>,
  nodes: readonly NodeId[],
  durationMs: Millis,
): Fault[] {
  const faults: NodeFault[] = [];
  const cluster: Cluster = {
    nodes,
    durationMs,
    leads: system.leadership !== undefined,
    changes: system.changeMembers !== undefined,
  };
  const plot = drawPlot(random.fork('plot'), durationMs);
  for (const kind of swarmKinds) {
    // A stream for each: one kind more leaves the others as they were.
    const stream = random.fork(kind);
    if (!stream.chance(likelihood(kind, plot)) || !possible(kind, cluster)) continue;
    const count = stream.between(1, kind === 'crash' ? 5 : 3);
    for (let index = 0; index < count; index += 1) {
      const leads = cluster.leads && stream.chance(plot.leader);
      faults.push(drawFault(stream, kind, plot.at(stream), nodes, leads));
    }
  }
  for (const story of plot.stories) faults.push(...drawStory(story, random.fork(story), cluster));
  faults.push(...drawLosses(random.fork('losses'), system, nodes, durationMs, faults));
  const begins = (fault: NodeFault): Millis => ('at' in fault ? fault.at : 0);
  return faults.sort((a, b) => begins(a) - begins(b));
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

/** Where members can change, they often do: it is seldom that they can. */
function likelihood(kind: SwarmKind, { crashes, share }: Plot): number {
  if (kind === 'membership') return Math.max(0.3, share);
  return kind === 'crash' ? crashes : share;
}

function possible(kind: SwarmKind, { nodes, changes }: Cluster): boolean {
  if (kind === 'ring') return nodes.length >= 4;
  return kind !== 'membership' || changes;
}
