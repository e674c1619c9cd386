import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredFigure } from '../../src/report/declared-chart.js';
import { drawSvg } from '../../src/report/draw.js';
import type { DeclarationRow, FigureRow } from '../../src/results/row.js';

const declaration: DeclarationRow = {
  kind: 'declaration',
  suite: 'detectors',
  name: 'quality',
  title: 'Quality',
  clock: 'simulated',
  operation: null,
  subjects: ['time-out', 'phi'],
  parameters: { setting: [2, 4, 8] },
  metrics: [
    { name: 'detection', title: 'detection', unit: 'ms', better: 'lower' },
    { name: 'mistakes', title: 'mistakes', unit: '1/min', better: 'lower' },
  ],
  chart: { x: 'setting', mark: 'lines', metric: 'mistakes', against: 'detection', bound: null, hide: [] },
};

const row = (subject: string, setting: number, metric: string, value: number): FigureRow => ({
  kind: 'figure',
  suite: 'detectors',
  name: 'quality',
  subject,
  parameters: { setting },
  workers: 1,
  metric,
  unit: metric === 'detection' ? 'ms' : '1/min',
  better: 'lower',
  clock: 'simulated',
  value,
  interval: [value, value],
  rounds: [value],
});

/** phi has no detection time at 8: a run that was cut short. */
const rows = [2, 4, 8].flatMap((setting) => [
  row('time-out', setting, 'detection', 20 * setting),
  row('time-out', setting, 'mistakes', setting === 8 ? 0 : 100 / setting),
  row('phi', setting, 'mistakes', 200 / setting),
  ...(setting === 8 ? [] : [row('phi', setting, 'detection', 10 * setting)]),
]);

interface Spec {
  readonly data: { readonly values: readonly { subject: string; x: number; across: number; value: number }[] };
}

test('a metric against another: each point has both, its setting as a label, and nothing where one is missing', async () => {
  const figure = declaredFigure(declaration, rows, new Map());
  const { data } = figure!.spec!(900) as unknown as Spec;
  assert.deepEqual(
    data.values.map(({ subject, x, across, value }) => [subject, x, across, value]).sort(),
    [
      ['phi', 2, 20, 100],
      ['phi', 4, 40, 50],
      ['time-out', 2, 40, 50],
      ['time-out', 4, 80, 25],
      ['time-out', 8, 160, 0],
    ].sort(),
  );
  assert.match(figure!.reading, /Along the axis: detection; at each point the setting/);
  const svg = await drawSvg(figure!.spec!(900), 'quality');
  for (const text of ['Detection (ms)', 'mistakes (1/min)', '>8<']) assert.ok(svg.includes(text), text);
});

test('without the other metric it is drawn along the setting; a name that no metric has is refused', () => {
  const alone = declaredFigure(
    declaration,
    rows.filter(({ metric }) => metric === 'mistakes'),
    new Map(),
  );
  assert.ok(!JSON.stringify(alone!.spec!(900)).includes('across'));
  const wrong = { ...declaration, chart: { ...declaration.chart, against: 'detected' } };
  assert.throws(() => declaredFigure(wrong, rows, new Map()), /names the metric 'detected', which it lacks/);
});
