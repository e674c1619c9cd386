/** Balance, and what joins, leaves and failures cost, counted over keys. No clock: the same seed gives the same figures. */
import { type Context, experiment, goal } from '../src/measure/declare.js';
import type { PlacementStrategy } from '../src/placement/placement.js';
import { balanceOf, bucketsOf, compareBuckets, evenShares, type Moves } from '../src/placement/rebalance.js';
import { strategies } from '../src/placement/strategies.js';
import { changed, create, digestsFor, type Event, events } from './placement-changes.js';
import { type KeySource, keySources } from './placement-keys.js';

function movesOf(strategy: PlacementStrategy, event: Event, nodes: number, context: Context): Moves | null {
  const all = changed(strategy, event, nodes, context);
  if (all === null) return null;
  const { change, before, after } = all;
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

type ByNodes = Context<{ readonly nodes: readonly number[]; readonly keys: readonly KeySource[] }>;

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
        const { nodes, keys } = context.parameters;
        return figuresOf(bucketsOf(create(strategy, nodes), digestsFor(context as Context, strategy, keys)), nodes);
      },
    ]),
  ),
  /** A node drawn for each different key at random: no placement that knows no counts can be expected to do better. */
  random: (context) => {
    const { nodes, keys } = context.parameters;
    const draw = context.random.fork('ideal');
    const home = new Map<bigint, number>();
    const drawn = digestsFor(context as Context, undefined, keys);
    if (keys === 'uniform')
      return figuresOf(
        Uint32Array.from(drawn, () => draw.next(nodes)),
        nodes,
      );
    for (const digest of drawn) if (!home.has(digest)) home.set(digest, draw.next(nodes));
    return figuresOf(
      Uint32Array.from(drawn, (digest) => home.get(digest) as number),
      nodes,
    );
  },
};

export const balance = experiment({
  name: 'placement-balance',
  title: 'How evenly the requests lie: every key as often, or popular ones more often (Zipf)',
  parameters: { nodes: [10, 100, 1_000], keys: keySources },
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
