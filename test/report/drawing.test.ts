import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsSpec } from '../../src/report/bars.js';
import { drawSvg } from '../../src/report/draw.js';
import { axisTitle, type Drawing, inWords, logTicks, valueTitle } from '../../src/report/drawing.js';
import { goalsFigure } from '../../src/report/outcomes.js';
import type { GoalRow } from '../../src/results/row.js';
import { sample } from './sample.js';

const drawing = (values: readonly number[], unit: string, name = 'time', operation = 'entry'): Drawing => ({
  declaration: {
    ...(sample.rows.find((row) => row.kind === 'declaration') as Drawing['declaration']),
    operation,
  },
  metric: { name, title: 'Time', unit, better: 'lower' } as Drawing['metric'],
  x: null,
  data: values.map((value, index) => ({
    subject: `s${index}`,
    x: '',
    panel: '',
    value,
    low: value,
    high: 2 * value,
    shown: '',
  })),
  drawn: values.map((_, index) => `s${index}`),
  series: new Map(),
});

test('parameters in words, and what is counted in the plural', () => {
  assert.deepEqual(
    [
      ['nodes', 10],
      ['clients', 1],
      ['loss', 0.05],
      ['delayMs', 20],
      ['recordBytes', 256],
      ['keys', 'zipf'],
    ].map(([name, value]) => inWords(name as string, value!)),
    ['10 nodes', '1 client', 'loss 0.05', 'delay 20 ms', 'record 256 bytes', 'zipf'],
  );
  assert.equal(valueTitle(drawing([1], '1/s', 'throughput')), 'Entries per second');
  assert.equal(valueTitle(drawing([1], 'MiB/s', 'throughput', 'MiB')), 'MiB per second');
});

test('logarithmic ticks are decades, and more of them where decades are few', () => {
  assert.deepEqual(logTicks(3, 2e6), [10, 100, 1000, 1e4, 1e5, 1e6]);
  assert.deepEqual(logTicks(0.9, 12), [1, 2, 5, 10]);
});

test('an axis has numbers also where every value is zero; a label stands behind the interval', async () => {
  assert.doesNotMatch(await drawSvg(barsSpec(drawing([0, 0], 'writes'), 880), 'zero'), /NaN/);
  const svg = await drawSvg(barsSpec(drawing([2e6, 6e6], 'ns'), 880), 'times');
  assert.match(svg, />10 ms</);
  assert.match(svg, />12 ms</, 'the axis reaches as far as the intervals');
});

test('a goal of none at all is met by none, and what is short stands first', async () => {
  const goal = sample.rows.find((row) => row.kind === 'goal') as GoalRow;
  const none = {
    ...goal,
    name: 'none',
    direction: 'at most',
    target: 0,
    value: 0,
    interval: [0, 0] as const,
    verdict: 'met',
  };
  const short = {
    ...goal,
    name: 'short',
    direction: 'at most',
    target: 0,
    value: 3,
    interval: [2, 4] as const,
    verdict: 'short',
  };
  const figure = goalsFigure([none, short] as unknown as GoalRow[])!;
  const svg = await drawSvg(figure.spec!(880), 'goals');
  assert.doesNotMatch(svg, /NaN|Infinity/);
  assert.ok(svg.indexOf('>short<') < svg.indexOf('>none<'));
});

test('the title of an axis has its unit in words', () => {
  assert.deepEqual(['cutOffMs', 'recordBytes', 'nodes', 'dataNodes'].map(axisTitle), [
    'Cut off (ms)',
    'Record (bytes)',
    'Nodes',
    'Data nodes',
  ]);
});
