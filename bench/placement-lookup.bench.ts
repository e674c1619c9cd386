/** What a lookup costs, in batches from JavaScript, and what each kernel is held to. */
import { benchmark, goal, type Prepare } from '../src/measure/declare.js';
import { type Control, createControl } from '../src/placement/control.js';
import { createNative } from '../src/placement/native.js';
import type { Isa } from '../src/placement/placement.js';
import { registered } from '../src/placement/strategies.js';
import { type KeySource, keySource, keySources } from './placement-keys.js';
import { batchFigures, failSome, lookups } from './placement-subjects.js';

const source = 'issue 6, table of speeds; anchors in the research notes on placement, section 1.2';

type ByNodes = { readonly nodes: readonly number[] };
type ByKeys = ByNodes & { readonly keys: readonly KeySource[] };
const native =
  (kind: string, isa?: Isa): Prepare<ByKeys> =>
  ({ parameters: { nodes, keys }, random }) =>
    lookups(createNative(kind, { nodes, ...(isa && { isa }) }), random, 4096, keys);
const plain =
  (control: Control): Prepare<ByKeys> =>
  ({ parameters: { nodes, keys }, random }) =>
    lookups(createControl(control, { nodes }), random, 4096, keys);

/** Placements of the project at hand, under their own names. */
const own: Readonly<Record<string, Prepare<ByKeys>>> = Object.fromEntries(
  registered.map((strategy) => [
    strategy.name,
    ({ parameters: { nodes, keys }, random }) => lookups(strategy.create({ nodes }), random, 4096, keys),
  ]),
);

export const lookup = benchmark({
  name: 'placement-lookup',
  title: 'Finding the node of a key, in batches of 4,096 from JavaScript',
  operation: 'lookup',
  parameters: { nodes: [10, 100, 1_000, 10_000, 100_000], keys: keySources },
  quick: { nodes: [10, 100, 1_000, 10_000], keys: [keySource] },
  smoke: { nodes: [10] },
  figures: batchFigures,
  subjects: {
    modulo: native('modulo'),
    ring: native('ring'),
    ketama: native('ketama'),
    jump: native('jump'),
    'jump scalar': native('jump', 'scalar'),
    maglev: native('maglev'),
    anchor: native('anchor'),
    memento: native('memento'),
    dx: native('dx'),
    ...own,
    'plain ring': plain('plain-ring'),
    'plain jump': plain('plain-jump'),
    'plain maglev': plain('plain-maglev'),
  },
  chart: { x: 'nodes', metric: 'time', hide: ['jump scalar', 'plain ring', 'plain jump', 'plain maglev'] },
});

export const jumpAt100 = goal({
  name: 'jump is 3.5 times the plain loop at 100 nodes',
  of: lookup,
  subject: 'jump',
  against: 'plain jump',
  at: { nodes: 100 },
  atLeast: 3.5,
  source,
});
export const jumpAt10000 = goal({
  name: 'jump is 3.5 times the plain loop at 10,000 nodes',
  of: lookup,
  subject: 'jump',
  against: 'plain jump',
  at: { nodes: 10_000 },
  atLeast: 3.5,
  source,
});
export const jumpScalar = goal({
  name: 'jump without vector instructions is no slower than the plain loop',
  of: lookup,
  subject: 'jump scalar',
  against: 'plain jump',
  at: { nodes: 100 },
  atLeast: 0.97,
  source: `${source}: 1.0, less the 3 % that the harness can tell apart`,
});

const ringGoal = (nodes: 10 | 100 | 1_000 | 10_000 | 100_000) =>
  goal({
    name: `ring is 5 times std::lower_bound at ${nodes.toLocaleString('en')} nodes`,
    of: lookup,
    subject: 'ring',
    against: 'plain ring',
    at: { nodes },
    atLeast: 5,
    source,
  });
export const ringAt10 = ringGoal(10);
export const ringAt100 = ringGoal(100);
export const ringAt1000 = ringGoal(1_000);
export const ringAt10000 = ringGoal(10_000);
export const ringAt100000 = ringGoal(100_000);

export const maglevAt100 = goal({
  name: 'maglev is 3 times a division and a table, with the same mapping',
  of: lookup,
  subject: 'maglev',
  against: 'plain maglev',
  at: { nodes: 100 },
  atLeast: 3,
  source,
});

/** Some of them are three times as fast just below a power of two as just above: a sweep over tens would never show it. */
export const powers = benchmark({
  name: 'placement-powers',
  title: 'Finding the node of a key at, just above and between powers of two',
  operation: 'lookup',
  parameters: { nodes: [256, 257, 384, 1_024, 1_025, 1_536, 4_096, 4_097, 6_144] },
  quick: { nodes: [1_024, 1_025, 1_536] },
  smoke: { nodes: [257] },
  figures: batchFigures,
  subjects: Object.fromEntries(
    ['modulo', 'ring', 'jump', 'jumpback', 'maglev', 'anchor', 'memento', 'dx', 'multi-probe'].map((kind) => [
      kind,
      (({ parameters: { nodes }, random }) =>
        lookups(createNative(kind, { nodes }), random)) satisfies Prepare<ByNodes>,
    ]),
  ),
  chart: { x: 'nodes', mark: 'bars', metric: 'time' },
});

/** Rendezvous scores every node, so its sweep ends earlier and its batches are smaller. */
const scored =
  (kind: string): Prepare<ByNodes> =>
  ({ parameters: { nodes }, random }) =>
    lookups(createNative(kind, { nodes }), random, 256);

export const rendezvous = benchmark({
  name: 'placement-rendezvous',
  title: 'Rendezvous: every node scores every key',
  operation: 'lookup',
  parameters: { nodes: [10, 100, 1_000, 10_000] },
  quick: { nodes: [10, 100, 1_000] },
  smoke: { nodes: [10] },
  figures: batchFigures,
  subjects: {
    'rendezvous-32': scored('rendezvous-32'),
    rendezvous: scored('rendezvous'),
    'plain rendezvous': scored('plain-rendezvous'),
  },
  chart: { x: 'nodes', metric: 'time' },
});

export const rendezvous32At100 = goal({
  name: 'rendezvous with 32-bit scores is 8 times the plain loop',
  of: rendezvous,
  subject: 'rendezvous-32',
  against: 'plain rendezvous',
  at: { nodes: 100 },
  atLeast: 8,
  source,
});
export const rendezvous64At100 = goal({
  name: 'rendezvous with 64-bit scores is 3.5 times the plain loop',
  of: rendezvous,
  subject: 'rendezvous',
  against: 'plain rendezvous',
  at: { nodes: 100 },
  atLeast: 3.5,
  source,
});

/** Lookups after failures: the capacity is the first number of nodes, as in the authors' own figures. */
type Removed = { readonly removed: readonly number[]; readonly nodes: readonly number[] };
const afterFailures =
  (kind: string, capacity: boolean): Prepare<Removed> =>
  ({ parameters: { nodes, removed }, random }) => {
    const placement = createNative(kind, { nodes, ...(capacity && { parameter: nodes }) });
    return lookups(failSome(placement, nodes, removed, random.fork('failures')), random);
  };

export const removed = benchmark({
  name: 'placement-removed',
  title: 'Finding the node of a key after random failures',
  operation: 'lookup',
  parameters: { removed: [0, 50, 90], nodes: [1_000, 100_000] },
  quick: { nodes: [1_000] },
  smoke: { removed: [50], nodes: [1_000] },
  figures: batchFigures,
  subjects: {
    anchor: afterFailures('anchor', true),
    memento: afterFailures('memento', false),
    dx: afterFailures('dx', false),
    'plain anchor': afterFailures('plain-anchor', true),
    'plain memento': afterFailures('plain-memento', false),
  },
  chart: { x: 'removed', mark: 'bars', metric: 'time' },
});

const removedGoal = (subject: 'anchor' | 'memento', percent: 0 | 50 | 90, atLeast: number) =>
  goal({
    name: `${subject} is ${atLeast.toFixed(1)} times the plain loop with ${percent} % removed`,
    of: removed,
    subject,
    against: `plain ${subject}`,
    at: { removed: percent, nodes: 1_000 },
    atLeast,
    source,
  });
export const anchor0 = removedGoal('anchor', 0, 1);
export const anchor50 = removedGoal('anchor', 50, 1.5);
export const anchor90 = removedGoal('anchor', 90, 1.5);
export const memento0 = removedGoal('memento', 0, 1);
export const memento50 = removedGoal('memento', 50, 1.5);
export const memento90 = removedGoal('memento', 90, 1.5);
