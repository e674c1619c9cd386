/** Every placement strategy, with what it supports declared as data. */
import { createNative } from './native.js';
import type { Features, PlacementOptions, PlacementStrategy } from './placement.js';
import { AnchorReference } from './reference/anchor.js';
import { BoundedReference } from './reference/bounded.js';
import { DxReference } from './reference/dx.js';
import { JumpReference } from './reference/jump.js';
import { JumpBackReference } from './reference/jumpback.js';
import { KetamaReference } from './reference/ketama.js';
import { MaglevReference } from './reference/maglev.js';
import { MementoReference } from './reference/memento.js';
import { ModuloReference } from './reference/modulo.js';
import { MultiProbeReference } from './reference/multi-probe.js';
import type { ReferencePlacement } from './reference/reference.js';
import { Rendezvous32Reference, RendezvousReference } from './reference/rendezvous.js';
import { RingReference } from './reference/ring.js';
import { SlotsReference } from './reference/slots.js';
import { Straw2Reference } from './reference/straw2.js';
import { WeightedRendezvousReference } from './reference/weighted-rendezvous.js';

type Reference = new (options: PlacementOptions) => ReferencePlacement;
type Declared = Omit<PlacementStrategy, 'create' | 'reference'>;

const strategy = (Reference: Reference, declared: Declared): PlacementStrategy => ({
  ...declared,
  create: (options) => createNative(declared.name, options),
  reference: (options) => new Reference(options),
});

/** What most of them have; each strategy says what it adds. */
const plain: Features = {
  removal: 'any',
  disruption: 'minimal',
  weights: false,
  replicas: false,
  zones: false,
  boundedLoad: false,
  orderIndependent: true,
  restores: true,
  memory: 'O(n)',
  lookup: 'O(1)',
};

const replicated: Features = { ...plain, replicas: true, zones: true };

const all: PlacementStrategy[] = [
  strategy(ModuloReference, {
    name: 'modulo',
    title: 'Modulo (the control that reshuffles)',
    source: 'folklore',
    features: { ...plain, disruption: 'reshuffles' },
  }),
  strategy(RingReference, {
    name: 'ring',
    title: 'Ring with virtual nodes',
    source: 'Karger et al., STOC 1997, section 4; virtual nodes: Stoica et al., SIGCOMM 2001',
    features: { ...replicated, weights: true, memory: 'O(n v)', lookup: 'O(1) expected, by an index' },
    parameter: { name: 'virtual nodes', default: '160', meaning: 'points of a node of weight 1' },
  }),
  strategy(KetamaReference, {
    name: 'ketama',
    title: 'Ketama (the ring of libketama, point for point)',
    source: 'Jones, libketama 2007',
    features: {
      ...replicated,
      disruption: 'nearly minimal',
      weights: true,
      memory: 'O(n v)',
      lookup: 'O(1) expected, by an index',
    },
    hash: 'md5',
  }),
  strategy(JumpReference, {
    name: 'jump',
    title: 'Jump consistent hash',
    source: 'Lamping & Veach 2014, figure 1',
    features: { ...plain, removal: 'newest', memory: 'O(1)', lookup: 'O(log n)' },
  }),
  strategy(JumpBackReference, {
    name: 'jumpback',
    title: 'JumpBackHash',
    source: 'Ertl, Software: Practice and Experience 2025 (arXiv 2403.18682), algorithm 4',
    features: { ...plain, removal: 'newest', memory: 'O(1)', lookup: 'O(1) expected' },
  }),
  strategy(RendezvousReference, {
    name: 'rendezvous',
    title: 'Rendezvous (highest random weight), 64-bit scores',
    source: 'Thaler & Ravishankar, IEEE/ACM ToN 1998',
    features: { ...replicated, lookup: 'O(n)' },
  }),
  strategy(Rendezvous32Reference, {
    name: 'rendezvous-32',
    title: 'Rendezvous (highest random weight), 32-bit scores',
    source: 'Thaler & Ravishankar, IEEE/ACM ToN 1998',
    features: { ...replicated, lookup: 'O(n)' },
  }),
  strategy(WeightedRendezvousReference, {
    name: 'weighted-rendezvous',
    title: 'Weighted rendezvous, by logarithms',
    source: 'Resch & Fanelli, SNIA SDC 2015',
    features: { ...replicated, weights: true, lookup: 'O(n)' },
  }),
  strategy(MaglevReference, {
    name: 'maglev',
    title: 'Maglev',
    source: 'Eisenbud et al., NSDI 2016, section 3.4',
    features: { ...replicated, disruption: 'nearly minimal', weights: true, memory: 'O(m)' },
    parameter: {
      name: 'table size',
      default: '65537, or the least prime of at least 100 n',
      meaning: 'entries m, a prime',
    },
  }),
  strategy(AnchorReference, {
    name: 'anchor',
    title: 'AnchorHash',
    source: 'Mendelson et al., IEEE/ACM ToN 2021, algorithm 3',
    features: { ...plain, orderIndependent: false, memory: 'O(a)', lookup: 'O((1 + log(a/n))^2)' },
    parameter: { name: 'capacity', default: '2 n', meaning: 'the most nodes a that it will ever have at once' },
  }),
  strategy(MementoReference, {
    name: 'memento',
    title: 'MementoHash',
    source: 'Coluzzi et al., IEEE/ACM ToN 2024',
    features: {
      ...plain,
      orderIndependent: false,
      memory: 'O(1), or O(n) once nodes were removed',
      lookup: 'O(log n + (1 + log((n + r)/n))^2)',
    },
  }),
  strategy(DxReference, {
    name: 'dx',
    title: 'DxHash',
    source: 'Dong & Wang 2021, arXiv 2107.07930',
    features: { ...plain, memory: 'O(a) bits', lookup: 'O(a/n)' },
    parameter: {
      name: 'capacity',
      default: 'the least power of two of at least 2 n',
      meaning: 'the most nodes a that it will ever have at once, a power of two',
    },
  }),
  strategy(MultiProbeReference, {
    name: 'multi-probe',
    title: 'Multi-probe consistent hashing',
    source: "Appleton & O'Reilly 2015 (arXiv 1505.00062)",
    features: { ...plain, lookup: 'O(probes)' },
    parameter: { name: 'probes', default: '21', meaning: 'probes of a key; peak load about 1 + 1 / (probes - 1)' },
  }),
  strategy(BoundedReference, {
    name: 'bounded-ring',
    title: 'Ring with bounded loads (a whole set of keys at a time)',
    source: 'Mirrokni, Thorup & Zadimoghaddam, SODA 2018 (arXiv 1608.01350)',
    features: {
      ...plain,
      disruption: 'nearly minimal',
      weights: true,
      boundedLoad: true,
      memory: 'O(n v)',
      lookup: 'O(1 / epsilon^2) nodes visited',
    },
    parameter: { name: 'epsilon', default: '0.25', meaning: 'no node has more than (1 + epsilon) times its share' },
  }),
  strategy(Straw2Reference, {
    name: 'straw2',
    title: "CRUSH straw2 (as Ceph's crushtool computes it)",
    source: 'Weil et al., SC 2006; Ceph since Hammer',
    features: { ...replicated, weights: true, lookup: 'O(n), or O(zones + nodes of one)' },
  }),
  strategy(SlotsReference, {
    name: 'redis-slots',
    title: 'Redis Cluster hash slots',
    source: 'Redis Cluster specification, key distribution model',
    features: { ...plain, orderIndependent: false, restores: false, memory: 'O(slots)' },
    hash: 'redis-slot',
  }),
];

/** Every strategy, those of the project at hand last. */
export const strategies: readonly PlacementStrategy[] = all;
const own: PlacementStrategy[] = [];

/** Added by the project at hand, not built in. */
export const registered: readonly PlacementStrategy[] = own;

/** Adds a placement of the project that nines is used by: it stands beside ours in every chart. A name that is taken is an error. */
export function registerStrategy(strategy: PlacementStrategy): void {
  if (all.some(({ name }) => name === strategy.name))
    throw new Error(`there is already a placement '${strategy.name}'`);
  all.push(strategy);
  own.push(strategy);
}

export const strategyNamed = (name: string): PlacementStrategy | undefined =>
  strategies.find((strategy) => strategy.name === name);
