import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundles } from '../../src/commands/report/write-report.js';
import { figuresOf, page } from '../../src/report/page.js';
import { summarise } from '../../src/report/summary.js';
import { comparisons, latencies, year } from './history-sample.js';
import { sample } from './sample.js';

const rows = [...sample.rows, ...comparisons, ...latencies];

test('a comparison, latencies and a year of nights have their charts, and the page stays below 3 MB', async () => {
  const html = await page({ ...sample, rows, nights: year }, bundles());
  assert.ok(html.length < 3_000_000, String(html.length));
  const figures = figuresOf(rows, year);
  assert.deepEqual(
    figures.map(({ id }) => id),
    [
      ...['comparison', 'trend', 'verification', 'goals', 'placement-lookup', 'placement-rebalance'],
      ...['percentiles-open-loop', 'exploration', 'conformance', 'calibration'],
    ],
  );
  for (const { id, spec } of figures) if (spec !== null) assert.ok(html.includes(`data-figure="${id}"`), id);
});

test('the tables say what the charts show', () => {
  const table = (id: string) => figuresOf(rows, year).find((figure) => figure.id === id)?.table.rows ?? [];
  const text = (cell: unknown): string => (typeof cell === 'string' ? cell : (cell as { text: string }).text);
  assert.deepEqual(
    table('comparison').map((row) => text(row[0])),
    ['slower', '~', 'faster', 'inconclusive'],
  );
  assert.deepEqual(
    table('trend')
      .map((row) => text(row[0]))
      .slice(0, 2),
    ['certain', 'suspected'],
  );
  const [first] = table('percentiles-open-loop');
  // Exponential latencies: the 99th percentile is ln 100 = 4.6 times the mean, the median ln 2 of it.
  assert.match(text(first?.[2]), /^1\.[3-4]\d? ms$/);
  assert.match(text(first?.[4]), /^9(\.\d+)? ms$/);
});

test('what became slower is the first thing that the page says', () => {
  const { headline, verdict, tiles } = summarise(rows);
  assert.equal(verdict, 'bad');
  assert.match(headline, /^1 comparison slower, 1 comparison undecided; 1 goal short/);
  assert.equal(tiles[0]?.label, 'comparisons');
});
