import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { bundles } from '../../src/commands/report/write-report.js';
import { figuresOf, page } from '../../src/report/page.js';
import { dark, light, withColours } from '../../src/report/palette.js';
import { summarise } from '../../src/report/summary.js';
import { waffle } from '../../src/report/waffle.js';
import type { Row } from '../../src/results/row.js';
import { look, withoutBrowser } from './browser.js';
import { sample } from './sample.js';

const drawn = figuresOf(sample.rows).filter(({ spec }) => spec !== null);
let html: string;
before(async () => {
  html = await page(sample, bundles());
});

test('every chart is drawn, has room for a narrow drawing, its table and its replay command', () => {
  assert.deepEqual(
    drawn.map(({ id }) => id),
    ['verification', 'goals', 'placement-lookup', 'placement-rebalance'],
  );
  assert.equal(html.match(/<svg [^>]*role="img"/g)?.length, drawn.length);
  // A small chart that has a neighbour suits both; the page's program draws the others where the window is narrow.
  const half = html.match(/<div class="half">/g)?.length ?? 0;
  assert.equal(html.match(/<div class="narrow"><\/div>/g)?.length, drawn.length - half);
  for (const { id, title, replay, table } of figuresOf(sample.rows)) {
    const from = html.indexOf(`<figure id="${id}"`);
    const figure = html.slice(from, html.indexOf('</figure>', from));
    assert.ok(
      ['h2', 'h3'].some((h) => figure.includes(`<${h} id="${id}-title">${title}</${h}>`)),
      id,
    );
    assert.ok(figure.includes(`<caption>${title}</caption>`), id);
    assert.ok(figure.includes(replay), id);
    assert.equal(figure.match(/<tr>/g)?.length, table.rows.length + 1, id);
  }
});

test('the page is one file of at most 3 MB that refers to nothing but its own run', () => {
  assert.ok(html.length < 3_000_000, String(html.length));
  const outside = html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .match(/(?:src|href)="(?!#|rows\.ndjson)[^"]*"|url\((?!#)[^)]*\)|@import/g);
  assert.equal(outside, null);
});

test('the same rows give the same page, byte for byte', async () => assert.equal(await page(sample, bundles()), html));

test('text from rows cannot become markup', async () => {
  const evil = '</script><img src=x onerror=alert(1)>';
  const rows = sample.rows.map((row) => (row.kind === 'goal' ? { ...row, name: evil, source: evil } : row));
  const spoilt = await page({ ...sample, name: evil, rows }, []);
  assert.ok(!spoilt.includes('<img'));
  assert.equal(spoilt.match(/<\/script>/g)?.length, 1);
  const live = await page({ ...sample, name: evil, rows }, bundles());
  assert.equal(live.match(/<\/script>/g)?.length, 2);
});

test('the headline names what is wrong, and says so when nothing is', () => {
  const short = sample.rows.find((row) => row.kind === 'goal' && row.verdict === 'short');
  assert.ok(short?.kind === 'goal');
  assert.equal(summarise(sample.rows).headline, `1 goal short (${short.name}), 1 goal undecided.`);
  const twice = summarise([...sample.rows, { ...short, name: 'another' }]);
  assert.equal(twice.headline, '2 goals short, 1 goal undecided.', 'of several none is named');
  const good = sample.rows.filter((row) => row.kind !== 'goal' || row.verdict === 'met');
  assert.deepEqual([summarise(good).headline, summarise(good).verdict], ['Everything held.', 'good']);
});

test('each verdict is a mark of its tile: what is wrong first, in a shape of its own', () => {
  const marksOf = (svg: string, verdict: string): number =>
    (new RegExp(`fill="var\\(--${verdict}\\)" d="([^"]*)"`).exec(svg)?.[1]?.match(/M/g) ?? []).length;
  for (const counted of [
    { good: 66, bad: 1, unsure: 2 },
    { good: 400, bad: 0, unsure: 0 },
  ]) {
    const svg = waffle(counted);
    assert.deepEqual({ good: marksOf(svg, 'good'), bad: marksOf(svg, 'bad'), unsure: marksOf(svg, 'unsure') }, counted);
    assert.doesNotMatch(svg, /NaN|undefined/);
  }
  assert.match(waffle({ good: 1, bad: 1, unsure: 0 }), /fill="var\(--bad\)" d="M4 4m0-4l/);
});

test('small charts stand in pairs, and what holds for all of a kind is said once', async () => {
  const declaration = sample.rows.find((row) => row.kind === 'declaration' && row.name === 'placement-lookup');
  assert.ok(declaration?.kind === 'declaration');
  const few = declaration.subjects.slice(0, 2);
  const again = (count: number): Row[] =>
    Array.from({ length: count }, (_, index) => `copy-${index}`).flatMap((name) => [
      { ...declaration, name, subjects: few },
      ...sample.rows.flatMap((row) =>
        row.kind === 'figure' && row.name === declaration.name && few.includes(row.subject) ? [{ ...row, name }] : [],
      ),
    ]);
  const halves = async (count: number): Promise<number> =>
    (await page({ ...sample, rows: again(count) }, [])).match(/<div class="half">/g)?.length ?? 0;
  assert.deepEqual([await halves(1), await halves(2), await halves(3)], [0, 2, 2]);
  const two = await page({ ...sample, rows: again(2) }, []);
  assert.equal(two.match(/median of the rounds/g)?.length, 1);
});

test('a column that says nothing is not shown', () => {
  const without = html.slice(
    html.indexOf('<figure id="goals"'),
    html.indexOf('</figure>', html.indexOf('<figure id="goals"')),
  );
  for (const [, row] of without.matchAll(/<tr>(<td.*)<\/tr>/g)) {
    assert.equal(row?.match(/<td/g)?.length, without.match(/<th /g)?.length);
  }
});

test('points that were not measured are neither good nor bad: no tick, and not everything held', async () => {
  const short = sample.rows.map((row) => (row.kind === 'declaration' ? { ...row, leftOut: ['nodes=9'] } : row));
  const good = short.filter((row) => row.kind !== 'goal' || row.verdict === 'met');
  const left = `${short.filter(({ kind }) => kind === 'declaration').length} points left for the next night`;
  assert.equal(summarise(good).headline, `All that was judged held; ${left}.`);
  const figures = good.filter(({ kind }) => kind === 'declaration');
  assert.equal(summarise(figures).headline, `Measured, and held to nothing; ${left}.`);
  assert.equal(summarise(short).headline, summarise(sample.rows).headline, 'what is wrong comes first');
  const tile = (await page({ ...sample, rows: good }, [])).match(/<li>(?:(?!<li>).)*left out.*?<\/li>/)?.[0] ?? '';
  assert.match(tile, /points left/);
  assert.doesNotMatch(tile, /[✓✕?]|good/);
});

test('series are told from the paper: a contrast of at least 3 to 1, and text of 4.5 to 1', () => {
  for (const theme of [light, dark]) {
    for (const colour of theme.series) assert.ok(contrast(colour, theme.paper) >= 3, `${colour} on ${theme.paper}`);
    for (const colour of [theme.ink, theme.faint, theme.good, theme.bad, theme.unsure, theme.accent]) {
      assert.ok(contrast(colour, theme.paper) >= 4.5, `${colour} on ${theme.paper}`);
    }
  }
  assert.equal(withColours('<a fill="var(--ink)"/>', light), `<a fill="${light.ink}"/>`);
});

/** WCAG 2.2 contrast ratio of two `#rrggbb`. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test('a browser shows the charts and brings them to life', {
  skip: withoutBrowser,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-page-'));
  const file = join(folder, 'report.html');
  try {
    writeFileSync(file, html);
    const wide = look(folder, `file://${file}`, 1280);
    assert.equal(wide.match(/data-live=""/g)?.length, drawn.length, 'every chart was handed over to vega');
    assert.doesNotMatch(wide, /aria-roledescription|graphics-symbol/, 'no mark inside a picture is announced');
    const waffles = /class="waffle"/g;
    assert.equal((wide.match(/<svg/g)?.length ?? 0) - (wide.match(waffles)?.length ?? 0), drawn.length);
    assert.doesNotMatch(wide, /<div class="narrow"><div/);
    const narrow = look(folder, `file://${file}`, 500);
    const half = narrow.match(/<div class="half">/g)?.length ?? 0;
    assert.equal(narrow.match(/<div class="narrow"><div/g)?.length, drawn.length - half, 'drawn for the narrow window');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
