/** The replicated file system after a failure: how long blocks lack a copy, and what is sent for it against what has to be. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { TraceEvent } from '../src/core/trace.js';
import type { Millis, NodeId } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { StorageRequest, StorageTimings } from '../src/protocol/storage/message.js';
import type { Schedule } from '../src/sim/schedule.js';
import { simulate } from '../src/sim/simulation.js';
import { storageWith } from '../src/sim/systems/storage/storage.js';

const blocks = 40;
const failsAt = 1000;

/** One block a file, all written and replicated before anything fails. */
function written(seed: Seed, dataNodes: number, durationMs: Millis, loss = 0): Schedule<StorageRequest> {
  const data = Array.from({ length: dataNodes }, (_, index) => `d${index + 1}`);
  return {
    protocol: 'storage',
    seed: formatSeed(seed),
    nodes: ['m1', 'm2', 'm3', ...data, 'c1'],
    durationMs,
    network: { delayMs: 0.5, jitterMs: 0.5, loss, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.5, jitterMs: 0.5 },
    faults: [],
    operations: Array.from({ length: blocks }, (_, index) => ({
      at: 300 + 10 * index,
      id: `o${index + 1}`,
      to: 'c1',
      request: { op: 'append', file: `f${index + 1}` },
    })),
  };
}

interface Recovery {
  readonly detection: number;
  readonly restoration: number;
  /** Blocks that had a copy on the node. */
  readonly lost: number;
  readonly copies: number;
  readonly deletions: number;
  /** Of all blocks, times the milliseconds in which each had a copy too few. */
  readonly exposure: number;
}

/** A data node is away from `failsAt` on, for good or for a while. */
function recovery(
  timings: Partial<StorageTimings>,
  {
    seed,
    random,
    dataNodes,
    awayMs,
    loss,
  }: { seed: Seed; random: Random; dataNodes: number; awayMs: Millis | null; loss: number },
): Recovery {
  const schedule = written(seed, dataNodes, failsAt + 6000, loss);
  const node = random.pick(schedule.nodes.filter((id) => id.startsWith('d')));
  const crash = { at: failsAt, kind: 'crash', node, forMs: awayMs, keep: 0, torn: false } as const;
  const { trace, stuck } = simulate(storageWith(timings), { ...schedule, faults: [crash] }, null);
  assert(stuck === null, `the blocks are not restored: ${stuck}`);
  const before = trace.filter(({ at }) => at < failsAt);
  assert(before.filter(({ action }) => action === 'Complete').length === blocks, 'all is written before the failure');
  const after = trace.filter(({ at }) => at >= failsAt);
  const count = (action: string): number => after.filter((event) => event.action === action).length;
  const lost = new Set(before.filter((event) => holds(event, node)).map(({ args }) => args.b as string));
  const dead = after.find(({ action }) => action === 'Dead')?.at ?? failsAt;
  const restored = [...lost].map((block) => restoredAt(after, block) - failsAt);
  return {
    detection: dead - failsAt,
    restoration: Math.max(...restored),
    lost: lost.size,
    copies: count('Copy'),
    deletions: count('Delete'),
    exposure: restored.reduce((sum, each) => sum + each, 0),
  };
}

const holds = ({ action, args }: TraceEvent, node: NodeId): boolean =>
  action === 'Open' && ((args.nodes as { readonly '#set': readonly string[] })['#set'] ?? []).includes(node);

/** When the block had as many copies again: the first that was counted after the failure, or none was missed. */
function restoredAt(after: readonly TraceEvent[], block: string): Millis {
  const added = after.find(
    ({ action, args }) => action === 'Add' && (args.m as { readonly block: string }).block === block,
  );
  return added?.at ?? failsAt;
}

export const storageRestoration = experiment({
  name: 'storage-restoration',
  title: 'Replicated file system: a data node is lost for good',
  parameters: { loss: [0.05, 0], dataNodes: [4, 8, 16], orders: [1, 4, 16, 64] },
  quick: { dataNodes: [4, 8], orders: [1, 4, 16] },
  metrics: {
    restoration: { title: 'until every block has all its copies', unit: 'ms', better: 'lower' },
    detection: { title: 'of it, until the node is taken for dead', unit: 'ms', better: 'lower' },
    bytes: { title: 'block data sent, against the minimum', unit: '1', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 5, full: 20 },
  subjects: {
    storage({ parameters, seed, random }) {
      const { dataNodes, orders, loss } = parameters;
      const { restoration, detection, copies, lost } = recovery(
        { orders },
        { seed, random, dataNodes, awayMs: null, loss },
      );
      return { restoration, detection, bytes: copies / lost };
    },
  },
  chart: { x: 'orders', metric: 'bytes', against: 'restoration' },
});

export const storageOutage = experiment({
  name: 'storage-outage',
  title: 'Replicated file system: a data node is away for 300 ms, and how long it is waited for',
  parameters: { deadMs: [60, 120, 200, 280, 400] },
  quick: { deadMs: [60, 400] },
  metrics: {
    exposure: { title: 'a block has a copy too few, mean', unit: 'ms', better: 'lower' },
    copies: { title: 'block data sent in vain, of what the node had', unit: '1', better: 'lower' },
    deletions: { title: 'copies deleted again, of what the node had', unit: '1', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 5, full: 30 },
  subjects: {
    storage({ parameters, seed, random }) {
      const away = { seed, random, dataNodes: 8, awayMs: 300, loss: 0 };
      const { exposure, copies, deletions, lost } = recovery(parameters, away);
      const missed = parameters.deadMs < away.awayMs ? exposure / lost : away.awayMs;
      return { exposure: missed, copies: copies / lost, deletions: deletions / lost };
    },
  },
  chart: { x: 'deadMs', metric: 'copies' },
});
