/** Balance, and what joins, leaves and failures cost, counted over keys. No clock: the same seed gives the same figures. */
import type { Random } from '../src/core/random.js';
import { type Context, experiment, goal } from '../src/measure/declare.js';
import type { Placement, PlacementStrategy } from '../src/placement/placement.js';
import { balanceOf, bucketsOf, compareBuckets, evenShares, type Moves } from '../src/placement/rebalance.js';
import { strategies } from '../src/placement/strategies.js';
import { uniformDigests } from './placement-subjects.js';

const keysOf = (context: Context): number => (context.size === 'full' ? 1_000_000 : 100_000);

const digestsFor = (context: Context): BigUint64Array => uniformDigests(context.random, keysOf(context));

const events = ['join', 'leave', 'fail 1 %', 'fail 10 %', 'fail 50 %', 'grow by 10', 'heavier'] as const;
type Event = (typeof events)[number];

interface Change {
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

const create = (strategy: PlacementStrategy, nodes: number): Placement => strategy.create({ nodes });

/** A change that a strategy cannot make has no figures: NaN would be drawn, and 0 would be praise. */
function movesOf(strategy: PlacementStrategy, event: Event, nodes: number, context: Context): Moves | null {
  const placement = create(strategy, nodes);
  const digests = digestsFor(context);
  const before = bucketsOf(placement, digests);
  const change = make(event, placement, strategy, context.random.fork('change'));
  if (change === null) return null;
  const after = bucketsOf(placement, digests);
  return compareBuckets(before, after, new Set(change.joined), new Set(change.left), change.fairShare);
}

type ByEvent = Context<{ readonly event: readonly Event[]; readonly nodes: readonly number[] }>;
type Figures = Readonly<Record<string, number>>;

const rebalanced: Readonly<Record<string, (context: ByEvent) => Figures>> = {
  ...Object.fromEntries(
    strategies.map((strategy) => [
      strategy.name,
      (context: ByEvent): Figures => {
        const moves = movesOf(strategy, context.parameters.event, context.parameters.nodes, context as Context);
        if (moves === null) return {};
        return { moved: moves.moved, excess: moves.moved - moves.minimum, strayed: moves.strayed };
      },
    ]),
  ),
  /** What an ideal placement would move. */
  minimum: (context) => {
    const ideal = strategies.find(({ name }) => name === 'weighted-rendezvous') as PlacementStrategy;
    const moves = movesOf(ideal, context.parameters.event, context.parameters.nodes, context as Context);
    return moves === null ? {} : { moved: moves.minimum, excess: 0, strayed: 0 };
  },
};

export const rebalance = experiment({
  name: 'placement-rebalance',
  title: 'Keys that move when the cluster changes, against the least possible',
  parameters: { event: events, nodes: [10, 100, 1_000] },
  quick: { nodes: [100] },
  smoke: { event: ['leave'], nodes: [10] },
  metrics: {
    moved: { title: 'keys moved, of all', unit: '1', better: 'lower' },
    excess: { title: 'keys moved beyond the least possible, of all', unit: '1', better: 'lower' },
    strayed: { title: 'keys moved between nodes that stayed, of all', unit: '1', better: 'lower' },
  },
  subjects: rebalanced,
  chart: { x: 'event', mark: 'bars', metric: 'moved', bound: 'minimum' },
});

type ByNodes = Context<{ readonly nodes: readonly number[] }>;

const figuresOf = (buckets: Uint32Array, nodes: number): Figures => {
  const shares = evenShares(Array.from({ length: nodes }, (_, bucket) => bucket));
  const { peakToAverage, leastToAverage, deviation, chiSquaredPerDegree } = balanceOf(buckets, shares);
  return { peak: peakToAverage, least: leastToAverage, deviation, chi: chiSquaredPerDegree };
};

const balanced: Readonly<Record<string, (context: ByNodes) => Figures>> = {
  ...Object.fromEntries(
    strategies.map((strategy) => [
      strategy.name,
      (context: ByNodes): Figures => {
        const { nodes } = context.parameters;
        return figuresOf(bucketsOf(create(strategy, nodes), digestsFor(context as Context)), nodes);
      },
    ]),
  ),
  /** A node drawn for each key at random: no placement that knows no counts can be expected to do better. */
  random: (context) => {
    const { nodes } = context.parameters;
    const draw = context.random.fork('ideal');
    return figuresOf(
      Uint32Array.from({ length: keysOf(context as Context) }, () => draw.next(nodes)),
      nodes,
    );
  },
};

export const balance = experiment({
  name: 'placement-balance',
  title: 'How evenly the keys lie',
  parameters: { nodes: [10, 100, 1_000] },
  quick: { nodes: [10, 100, 1_000] },
  smoke: { nodes: [10] },
  metrics: {
    peak: { title: 'fullest node over its share', unit: '1', better: 'lower' },
    least: { title: 'emptiest node over its share', unit: '1', better: 'higher' },
    deviation: { title: 'standard deviation over the share', unit: '1', better: 'lower' },
    chi: { title: 'chi-squared over degrees of freedom', unit: '1', better: 'lower' },
  },
  subjects: balanced,
  chart: { x: 'nodes', metric: 'peak', bound: 'random' },
});

/** Promises of the papers, as goals: how much more than the least a failure of one tenth may move. */
const moveGoal = (subject: string, atMost: number, source: string) =>
  goal({
    name: `${subject} moves at most ${atMost} times the least when 10 % of the nodes fail`,
    of: rebalance,
    subject,
    against: 'minimum',
    at: { event: 'fail 10 %', nodes: 100 },
    figure: 'moved',
    atMost,
    source,
  });
export const ringMoves = moveGoal(
  'ring',
  1.35,
  'Karger et al. 1997: minimal; the spread of what ten nodes of 160 points own is 8 %/sqrt(10)',
);
export const rendezvousMoves = moveGoal('rendezvous', 1.1, 'Thaler & Ravishankar 1998: minimal disruption');
export const anchorMoves = moveGoal('anchor', 1.1, 'Mendelson et al. 2021, section 4: minimal disruption');
export const mementoMoves = moveGoal('memento', 1.1, 'Coluzzi et al. 2024: minimal disruption');
export const maglevMoves = moveGoal(
  'maglev',
  1.2,
  'Eisenbud et al. 2016, section 5.3: 11.05 % change for 10 % failed at M = 65537, N = 100',
);
