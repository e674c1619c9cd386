/** What a placement keeps in memory, by exact count: the tables that a lookup reads. No clock, no chance. */
import { type Context, experiment, goal } from '../src/measure/declare.js';
import { strategies } from '../src/placement/strategies.js';
import { failSome } from './placement-subjects.js';

const parameters = { nodes: [10, 100, 1_000, 10_000, 100_000], removed: [0, 10] } as const;
type Grown = Context<typeof parameters>;

/** A slot has one node at most. */
const redisSlots = 16_384;

/** A ring of 100,000 nodes has 16 million points, and rendezvous scores are never looked up here: all of them can be built. */
const subjects = Object.fromEntries(
  strategies.map((strategy) => [
    strategy.name,
    ({ parameters: { nodes, removed }, random }: Grown): Readonly<Record<string, number>> => {
      if (removed > 0 && strategy.features.removal === 'newest') return {};
      // Ten thousand failures one after the other, each of which builds a table of millions of places again, would take hours.
      if (removed > 0 && nodes > 10_000 && ['O(n v)', 'O(m)'].includes(strategy.features.memory)) return {};
      if (nodes > redisSlots && strategy.name === 'redis-slots') return {};
      const placement = failSome(strategy.create({ nodes }), nodes, removed, random);
      return { bytes: placement.bytes / placement.size, all: placement.bytes };
    },
  ]),
);

export const memory = experiment({
  name: 'placement-memory',
  title: 'Memory that a lookup reads, for each node',
  parameters,
  quick: { nodes: [10, 100, 1_000], removed: [0] },
  smoke: { nodes: [10] },
  metrics: {
    bytes: { title: 'bytes for each node', unit: 'bytes', better: 'lower' },
    all: { title: 'bytes in all', unit: 'bytes', better: 'lower' },
  },
  subjects,
  chart: { x: 'nodes', metric: 'bytes' },
});

export const mementoForgets = goal({
  name: 'memento keeps nothing while nothing is removed: under one byte a node',
  of: memory,
  subject: 'memento',
  at: { nodes: 1_000, removed: 0 },
  figure: 'bytes',
  atMost: 1,
  source: 'Coluzzi et al. 2024: memory for removed buckets only',
});
export const dxIsSmall = goal({
  name: 'dx keeps under a byte a node',
  of: memory,
  subject: 'dx',
  at: { nodes: 1_000, removed: 0 },
  figure: 'bytes',
  atMost: 1,
  source: 'Dong & Wang 2021, table 1: one bit for each place of the capacity',
});
