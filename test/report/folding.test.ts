import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { bundles } from '../../src/commands/report/write-report.js';
import { isFolded, lineOf, mostOpen, newsHtml, newsOf } from '../../src/report/folding.js';
import { figuresOf, page } from '../../src/report/page.js';
import { look, withoutBrowser } from './browser.js';
import { comparisons, latencies, year } from './history-sample.js';
import { sample } from './sample.js';

const rows = [...sample.rows, ...comparisons, ...latencies];
const figures = figuresOf(rows, year);
const front = ['comparison', 'trend', 'verification', 'goals'];
const folds = /<details class="fold"/g;
let html: string;
before(async () => {
  html = await page({ ...sample, rows, nights: year }, bundles());
});

test('a night shows what is judged and folds the rest; a page of few figures folds nothing', async () => {
  assert.ok(figures.length > mostOpen);
  const open = figures.filter((figure) => !isFolded([figure], figures)).map(({ id }) => id);
  assert.deepEqual(open, front);
  // The machine, and every section but those in front; the two placement charts are one.
  assert.equal(html.match(folds)?.length, figures.length - front.length);
  assert.equal((await page(sample, [])).match(folds), null);
});

test('a fold loses nothing: drawing, table and replay of each figure are in it, its heading above it', () => {
  const parts = html.split('<section ').slice(1);
  for (const { id, title, replay, spec } of figures) {
    const section = parts.find((part) => part.includes(`<figure id="${id}"`)) ?? '';
    const at = section.indexOf('<details class="fold"');
    assert.equal(at < 0, front.includes(id), id);
    const within = section.slice(Math.max(0, at));
    for (const [what, part] of [
      ['caption', `<caption>${title}</caption>`],
      ['replay', replay],
      ...(spec === null ? [] : [['drawing', `data-figure="${id}"><div`]]),
    ] as const) {
      assert.ok(within.includes(part), `${id}: ${what}`);
    }
    if (at >= 0) assert.match(section.slice(0, at), /<h2 .*<p class="line">[^<]*<span|<p class="line">\S/s, id);
  }
});

test('every link within the page leads somewhere, and every chart of a fold has one above it', () => {
  const anchors = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id as string);
  for (const id of anchors) assert.ok(html.includes(`id="${id}"`), id);
  for (const id of ['placement-lookup', 'placement-rebalance']) assert.ok(anchors.includes(id), id);
});

test('headings go down one level at a time', () => {
  const levels = [...html.replace(/<script[\s\S]*?<\/script>/g, '').matchAll(/<h([1-6])/g)].map(([, level]) =>
    Number(level),
  );
  assert.equal(levels[0], 1);
  for (const [index, level] of levels.entries())
    assert.ok(level <= (levels[index - 1] ?? 1) + 1, `heading ${index}: h${level} after h${levels[index - 1]}`);
});

test('the news name what is bad before what is undecided, and what is held is no news', () => {
  const news = newsOf(figures);
  const bad = news.filter(({ verdict }) => verdict === 'bad').length;
  assert.ok(bad > 0 && bad < news.length);
  assert.ok(news.slice(0, bad).every(({ verdict }) => verdict === 'bad'));
  assert.ok(news.some(({ word, figure }) => word === 'short' && figure === 'goals'));
  assert.ok(!news.some(({ word }) => ['met', 'accepted', 'holds', 'caught'].includes(word)));
  assert.equal(newsHtml([]), '');
});

test('of a hundred undecided things four are named and the rest counted', () => {
  const one = { verdict: 'unsure', word: 'inconclusive', what: '<b>', figure: 'goals', short: 'Goals' } as const;
  const told = newsHtml(Array.from({ length: 100 }, () => one));
  assert.equal(told.match(/<li>/g)?.length, 5);
  assert.match(told, /96 more<\/span> <a href="#goals">Goals/);
  assert.ok(!told.includes('<b>'));
});

test('the line of a suite counts its charts and its own goals, worst first', () => {
  const own = figures.filter(({ suite }) => suite?.startsWith('placement') === true);
  const [goal] = rows.filter((row) => row.kind === 'goal');
  assert.ok(goal !== undefined && own.length === 2);
  const suite = own[0]?.suite as string;
  const judged = (['met', 'met', 'short'] as const).map((verdict) => ({ ...goal, suite, verdict }));
  const others = { ...goal, suite: 'log', verdict: 'short' as const };
  assert.equal(lineOf(own, [...judged, others]).replace(/<[^>]*>/g, ''), '2 charts · ✕ 1 goal short · ✓ 2 goals met');
});

test('a browser draws what is open; an anchor opens its fold, paper opens all', { skip: withoutBrowser }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-folds-'));
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const opened = /<details class="fold" open=""/g;
    const live = /data-live=""/g;
    const closed = look(folder, `file://${file}`, 1280);
    assert.equal(closed.match(opened), null);
    assert.equal(closed.match(live)?.length, front.length);
    const linked = look(folder, `file://${file}#placement-rebalance`, 1280);
    assert.equal(linked.match(opened)?.length, 1);
    assert.equal(linked.match(live)?.length, front.length + 2);
    writeFileSync(file, html.replace('</body>', "<script>dispatchEvent(new Event('beforeprint'))</script></body>"));
    const printed = look(folder, `file://${file}`, 1280);
    assert.equal(printed.match(opened)?.length, printed.match(folds)?.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
