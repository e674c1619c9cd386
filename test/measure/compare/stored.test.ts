import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costRatio, countRow } from '../../../src/measure/compare/counts.js';
import { compareStored } from '../../../src/measure/compare/stored.js';
import type { FigureRow, Row } from '../../../src/results/row.js';
import type { Run } from '../../../src/results/store.js';

const figure = (subject: string, rounds: readonly number[], given: Partial<FigureRow> = {}): FigureRow => ({
  kind: 'figure',
  suite: 'suite',
  name: 'bench',
  subject,
  parameters: { nodes: 10 },
  workers: 1,
  metric: 'time',
  unit: 'ns',
  better: 'lower',
  clock: 'wall',
  value: rounds[rounds.length >> 1] as number,
  interval: [rounds[0] as number, rounds.at(-1) as number],
  rounds,
  ...given,
});

const run = (rows: readonly Row[], { fingerprint = 'm1', integerNs = 1 } = {}): Run => ({
  folder: 'x',
  info: {
    schema: 'nines/run/1',
    id: 'x',
    name: 'bench',
    started: '',
    finished: '',
    command: '',
    size: 'quick',
    seed: '0x1',
    environment: { fingerprint, cpu: fingerprint },
    calibration: { before: { integerNs, memoryNs: 1 }, after: { integerNs, memoryNs: 1 } },
    rows: rows.length,
  },
  rows,
});
const around = (value: number): number[] => [0.99, 1, 1.01].map((factor) => factor * value);
const differences = (a: Run, b: Run): Record<string, string> =>
  Object.fromEntries(compareStored(a, b).rows.map((row) => [`${row.subject} ${row.metric}`, row.difference]));

test('wall times of two runs differ only beyond what runs of unchanged code show', () => {
  const a = run(['same', 'little', 'much', 'less'].map((subject) => figure(subject, around(100))));
  const b = run([
    figure('same', around(100)),
    figure('little', around(106)),
    figure('much', around(150)),
    figure('less', around(60)),
    figure('new', around(1)),
  ]);
  assert.deepEqual(differences(a, b), {
    'same time': '~',
    'little time': '~',
    'much time': 'slower',
    'less time': 'faster',
  });
  assert.deepEqual(compareStored(a, b).onlyAfter, ['bench new time']);
});

test('a machine that was itself slower that night explains a difference', () => {
  const a = run([figure('s', around(100))]);
  assert.deepEqual(differences(a, run([figure('s', around(150))], { integerNs: 1.5 })), { 's time': '~' });
  const elsewhere = compareStored(a, run([figure('s', around(150))], { fingerprint: 'm2' }));
  assert.equal(elsewhere.rows[0]?.difference, 'inconclusive');
  assert.match(elsewhere.anotherMachine ?? '', /cpu: m1 then m2/);
});

test('higher may be better, and throughput is not counted beside time', () => {
  const higher = { metric: 'throughput', unit: '1/s', better: 'higher' } as const;
  const a = run([figure('s', around(100)), figure('s', around(7), higher), figure('alone', around(100), higher)]);
  const b = run([figure('s', around(100)), figure('s', around(1), higher), figure('alone', around(50), higher)]);
  assert.deepEqual(differences(a, b), { 's time': '~', 'alone throughput': 'slower' });
});

test('counts of seeded simulation are equal or changed, never nearly', () => {
  const simulated = (better: FigureRow['better']) => ({ clock: 'simulated', metric: better, better }) as const;
  const rows = (value: number): FigureRow[] =>
    (['lower', 'higher', 'neither'] as const).map((better) => figure('s', [1, value], simulated(better)));
  assert.deepEqual(differences(run(rows(5)), run(rows(5))), {
    's lower': 'equal',
    's higher': 'equal',
    's neither': 'equal',
  });
  assert.deepEqual(differences(run(rows(5)), run(rows(5.001))), {
    's lower': 'worse',
    's higher': 'better',
    's neither': 'changed',
  });
});

test('a cost that was nothing and is something is worse, by a finite ratio', () => {
  assert.equal(costRatio(0, 0, 'lower'), 1);
  assert.ok(costRatio(0, 3, 'lower') > 1e6 && Number.isFinite(costRatio(0, 3, 'lower')));
  assert.ok(costRatio(3, 0, 'lower') < 1e-6);
  const counted = {
    of: ['a', 'b'],
    suite: 's',
    name: 'n',
    subject: 's',
    parameters: {},
    workers: 1,
    metric: 'm',
  } as const;
  const row = countRow({ ...counted, unit: '1', better: 'lower', before: [0, 0], after: [0, 2] });
  assert.equal(row.difference, 'worse');
});
