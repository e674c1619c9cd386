/** A made-up but complete run: every kind of row, several algorithms, one goal short and one undecided. */
import { Random } from '../../src/core/random.js';
import type { PageInput } from '../../src/report/page.js';
import type { DeclarationRow, FigureRow, GoalRow, Row, VerificationRow } from '../../src/results/row.js';

const random = new Random(1n);

/** Nanoseconds a lookup at ten nodes, and their growth with each decade. */
const algorithms: Record<string, readonly [first: number, growth: number]> = {
  jump: [26, 1.25],
  ring: [7.4, 1.7],
  anchor: [6.8, 1.05],
  memento: [34, 1.27],
  dx: [2.5, 1.02],
  maglev: [1.4, 1.01],
  rendezvous: [18, 6],
  'jump, TypeScript': [640, 1.2],
};
const nodes = [10, 100, 1_000, 10_000, 100_000];

const around = (value: number): Pick<FigureRow, 'value' | 'interval' | 'rounds'> => ({
  value,
  interval: [value * 0.97, value * 1.03],
  rounds: Array.from({ length: 15 }, () => value * (1 + 0.05 * (random.float() - 0.5))),
});

const lookup: DeclarationRow = {
  kind: 'declaration',
  suite: 'placement-lookup',
  name: 'placement-lookup',
  title: 'Lookup throughput',
  clock: 'wall',
  operation: 'lookup',
  subjects: Object.keys(algorithms),
  parameters: { nodes },
  metrics: [
    { name: 'throughput', title: 'Throughput', unit: '1/s', better: 'higher' },
    { name: 'time', title: 'Time per operation', unit: 'ns', better: 'lower' },
  ],
  chart: { x: 'nodes', mark: 'lines', metric: 'throughput', bound: null, hide: [] },
};

const lookups: FigureRow[] = Object.entries(algorithms).flatMap(([subject, [first, growth]]) =>
  nodes.flatMap((count, index): FigureRow[] => {
    const ns = first * growth ** index;
    const shared = {
      kind: 'figure',
      suite: lookup.suite,
      name: lookup.name,
      subject,
      parameters: { nodes: count },
      workers: 1,
      clock: 'wall',
    } as const;
    return [
      { ...shared, metric: 'throughput', unit: '1/s', better: 'higher', ...around(1e9 / ns) },
      { ...shared, metric: 'time', unit: 'ns', better: 'lower', ...around(ns) },
    ];
  }),
);

const rebalance: DeclarationRow = {
  kind: 'declaration',
  suite: 'placement-rebalance',
  name: 'placement-rebalance',
  title: 'Rebalance cost',
  clock: 'simulated',
  operation: null,
  subjects: ['modulo', 'ring', 'jump', 'maglev', 'anchor', 'the minimum'],
  parameters: { change: ['a node joins', 'a node leaves'], nodes: [100] },
  metrics: [{ name: 'moved', title: 'Share of keys moved', unit: 'share', better: 'lower' }],
  chart: { x: 'change', mark: 'bars', metric: 'moved', bound: 'the minimum', hide: ['modulo'] },
};

const moved: Record<string, readonly [join: number, leave: number]> = {
  modulo: [0.99, 0.99],
  ring: [0.0102, 0.0098],
  jump: [0.0099, 0.0101],
  maglev: [0.0157, 0.0161],
  anchor: [0.0099, 0.01],
  'the minimum': [1 / 101, 1 / 100],
};
const moves: FigureRow[] = Object.entries(moved).flatMap(([subject, shares]) =>
  shares.map(
    (share, index): FigureRow => ({
      kind: 'figure',
      suite: rebalance.suite,
      name: rebalance.name,
      subject,
      parameters: { change: rebalance.parameters.change?.[index] as string, nodes: 100 },
      workers: 1,
      metric: 'moved',
      unit: 'share',
      better: 'lower',
      clock: 'simulated',
      value: share,
      interval: [share, share],
      rounds: [share],
    }),
  ),
);

const goals: GoalRow[] = (
  [
    ['jump in a batch beats BigInt JavaScript tenfold', 'jump', 'jump, TypeScript', 10, 'at least', 24.6, 0.02, 'met'],
    [
      'ring by radix index beats binary search fourfold',
      'ring',
      'ring, binary search',
      4,
      'at least',
      5.2,
      0.05,
      'met',
    ],
    ['maglev moves at most twice the minimum', 'maglev', 'the minimum', 2, 'at most', 1.58, 0, 'met'],
    ['the log keeps half of the raw disk throughput', 'log', 'raw writes', 0.5, 'at least', 0.31, 0.1, 'short'],
    ['a lookup costs no more than a hash', 'maglev', 'xxh64', 1, 'at most', 0.97, 0.08, 'inconclusive'],
  ] as const
).map(([name, subject, against, target, direction, value, noise, verdict]) => ({
  kind: 'goal',
  suite: 'placement-lookup',
  name,
  of: 'placement-lookup',
  subject,
  against,
  at: { nodes: 1_000 },
  figure: 'throughput',
  unit: 'times',
  direction,
  target,
  value,
  interval: [value * (1 - noise), value * (1 + noise)],
  verdict,
  source: 'Lamping & Veach 2014, figure 1; measured on two cores',
}));

const verified = (protocol: string, mutant: string | null, rejected: number): VerificationRow => ({
  kind: 'verification',
  protocol,
  mutant,
  seeds: 1_000,
  accepted: 1_000 - rejected,
  rejected,
  inconclusive: 0,
  firstSeed: mutant === null ? null : '0x11',
  verdict: (mutant === null) === (rejected === 0) ? 'good' : 'bad',
  replay: `npx nines verify ${protocol} --seed 0x11`,
});

const rows: Row[] = [
  { kind: 'head', schema: 'nines/rows/1', run: 'sample' },
  lookup,
  ...lookups,
  rebalance,
  ...moves,
  ...goals,
  verified('two-phase', null, 0),
  verified('two-phase', 'commit without every vote', 457),
  verified('two-phase', 'reply before persist', 212),
  verified('raft', null, 0),
  verified('raft', 'vote twice in a term', 88),
  verified('paxos', null, 0),
  verified('paxos', 'accept below the promise', 301),
  {
    kind: 'exploration',
    spec: 'specs/commit/TwoPhase.tla',
    generated: 1_146,
    distinct: 288,
    depth: 11,
    statesPerSecond: 148_000,
    verdict: 'good',
    because: null,
    replay: 'npx tla2ts explore specs/commit/TwoPhase.tla',
  },
  {
    kind: 'conformance',
    spec: 'specs/commit/TwoPhase.tla',
    trace: 'traces/two-phase.ndjson',
    events: 31,
    verdict: 'accepted',
    at: null,
    because: null,
    replay: 'npx tla2ts check specs/commit/TwoPhase.tla --trace traces/two-phase.ndjson',
  },
];

export const sample: PageInput = {
  id: '20261121T010203Z-0123456-nightly',
  name: 'nightly',
  started: '2026-11-21T01:02:03.000Z',
  command: 'nines nightly --quick',
  size: 'quick',
  seed: '0x5eed',
  environment: {
    cpu: 'A processor at 2.5 GHz',
    cores: 2,
    kernel: 'Linux 6',
    node: 'v20.20.2',
    commit: '0123456789abcdef',
    branch: 'main',
    dirty: false,
    fingerprint: 'abcdef012345',
  },
  calibration: {
    before: { integerNs: 3.09, memoryNs: 154.2, clockNs: 134.6 },
    after: { integerNs: 3.1, memoryNs: 155, clockNs: 135 },
  },
  rows,
};
