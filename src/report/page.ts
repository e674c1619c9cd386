/** The report: one offline HTML page from a run's rows. Pure: the same rows give the same page. */
import { gzipSync } from 'node:zlib';
import type { TopLevelSpec } from 'vega-lite';
import type { Row } from '../results/row.js';
import { font } from './chart-style.js';
import { declaredFigure } from './declared-chart.js';
import { drawSvg } from './draw.js';
import { expectedFigure } from './expected.js';
import { type Cell, type Exhibit, type Figure, narrowBelow, type Table, widths } from './figure.js';
import { forestFigure } from './forest.js';
import { calibrationFigure, type Nights, trendFigure } from './nights.js';
import { checksFigure, conformanceFigure, explorationFigure, goalsFigure, leftOutFigure } from './outcomes.js';
import { pageStyle } from './page-style.js';
import { percentileFigures } from './percentiles.js';
import { slimSvg } from './slim-svg.js';
import { summarise, type Tile } from './summary.js';
import { timelineFigures } from './timelines.js';
import { verificationFigure } from './verification.js';

export interface PageInput {
  readonly id: string;
  readonly name: string;
  readonly started: string;
  readonly command: string;
  readonly size: string;
  readonly seed: string;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly calibration: Readonly<Record<string, unknown>>;
  readonly rows: readonly Row[];
  /** What the earlier runs say, where there are any. */
  readonly nights?: Nights;
}

/** The scripts that make charts interactive: vega, vega-lite and vega-embed as browser bundles. None: charts stay pictures. */
export type Bundles = readonly string[];

/** The figures in the page's order: what changed and what was verified first, then what was measured. */
export function figuresOf(rows: readonly Row[], nights: Nights | null = null): Figure[] {
  const declarations = rows.filter((row) => row.kind === 'declaration');
  const measured = rows.filter((row) => row.kind === 'figure');
  const series = new Map<string, number>();
  for (const { subjects, chart } of declarations) {
    for (const name of subjects) {
      if (name !== chart.bound && !chart.hide.includes(name) && !series.has(name)) series.set(name, series.size);
    }
  }
  return [
    forestFigure(rows.filter((row) => row.kind === 'comparison')),
    nights === null ? null : trendFigure(nights),
    verificationFigure(rows.filter((row) => row.kind === 'verification')),
    expectedFigure(rows.filter((row) => row.kind === 'expected')),
    goalsFigure(rows.filter((row) => row.kind === 'goal')),
    ...declarations.map((declaration) => declaredFigure(declaration, measured, series)),
    ...timelineFigures(
      rows.filter((row) => row.kind === 'timeline'),
      declarations,
    ),
    ...percentileFigures(
      rows.filter((row) => row.kind === 'latency'),
      declarations,
      series,
    ),
    explorationFigure(rows.filter((row) => row.kind === 'exploration')),
    conformanceFigure(rows.filter((row) => row.kind === 'conformance')),
    checksFigure(rows.filter((row) => row.kind === 'check')),
    leftOutFigure(
      rows.filter((row) => row.kind === 'leftOut'),
      declarations,
    ),
    nights === null ? null : calibrationFigure(nights),
  ].filter((figure) => figure !== null);
}

interface Drawn {
  readonly wide: { readonly spec: TopLevelSpec; readonly svg: string };
  readonly narrow: { readonly spec: TopLevelSpec; readonly svg: string };
}

export async function page(input: PageInput, bundles: Bundles): Promise<string> {
  const figures = figuresOf(input.rows, input.nights ?? null);
  const drawn = new Map<string, Drawn>();
  for (const { id, spec } of figures) {
    if (spec === null) continue;
    const [wide, narrow] = [spec(widths.wide), spec(widths.narrow)];
    drawn.set(id, {
      wide: { spec: wide, svg: slimSvg(await drawSvg(wide, `${id}-wide`), font) },
      narrow: { spec: narrow, svg: slimSvg(await drawSvg(narrow, `${id}-narrow`), font) },
    });
  }
  const { headline, verdict, tiles } = summarise(input.rows);
  const specs = Object.fromEntries(
    [...drawn].map(([id, { wide, narrow }]) => [id, { wide: wide.spec, narrow: narrow.spec }]),
  );
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; img-src data:";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>nines: ${text(headline)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><div>
<div class="eyebrow"><b>nines</b> <span>${text(input.name)}</span> <time datetime="${text(input.started)}">${text(dateOf(input.started))}</time> <span>${commitOf(input)}</span> <button type="button" id="theme" hidden>light or dark</button></div>
<h1 class="${verdict === 'good' ? '' : verdict}">${text(headline)}</h1>
${tiles.length === 0 ? '' : `<ul class="tiles" style="--columns:${tileColumns(tiles.length)}">${tiles.map(tileHtml).join('')}</ul>`}
</div></header>
<nav aria-label="Figures"><ol>${placesIn(figures)
    .map(({ id, short }) => `<li><a href="#${id}">${text(short)}</a></li>`)
    .join('')}</ol></nav>
<main>
${figures.map((figure) => figureHtml(figure, drawn.get(figure.id))).join('\n')}
${machineHtml(input)}
</main>
<footer>Made offline by nines from <a href="rows.ndjson">rows.ndjson</a> of run <code>${text(input.id)}</code>. Nothing on this page is fetched.</footer>
${bundles.length === 0 ? '' : liveHtml({ specs, bundles })}
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Where the page can be entered: the first figure of each kind, and what the machine was. */
const placesIn = (figures: readonly Figure[]): readonly Pick<Figure, 'id' | 'short'>[] => {
  const firsts = new Map<string, string>();
  for (const { id, short } of figures) if (!firsts.has(short)) firsts.set(short, id);
  return [...firsts, ['Machine', 'machine'] as const].map(([short, id]) => ({ id, short }));
};

const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** What brings the charts to life, in a quarter of its bytes: the browser unpacks it. In base64 nothing can be markup. */
const liveHtml = (live: { readonly specs: object; readonly bundles: Bundles }): string =>
  `<script type="application/gzip" id="live">${gzipSync(JSON.stringify(live), { level: 9 }).toString('base64')}</script>`;

const marks = { good: '✓', bad: '✕', unsure: '?' } as const;

const mostColumns = 6;

/** Rows of about the same length: seven tiles are four and three, not six and one. */
const tileColumns = (count: number): number => Math.ceil(count / Math.ceil(count / mostColumns));

const tileHtml = ({ label, value, note, verdict }: Tile): string =>
  `<li><span class="value ${verdict ?? ''}">${text(value)}${verdict === null ? '' : ` <span aria-hidden="true">${marks[verdict]}</span>`}</span><span class="label">${text(label)}</span><span class="note">${text(note)}</span></li>`;

function figureHtml({ id, title, reading, table, replay, spec, exhibits }: Figure, drawn: Drawn | undefined): string {
  const chart =
    drawn === undefined
      ? ''
      : `<div class="chart" data-figure="${id}"><div class="wide">${labelled(drawn.wide.svg, title)}</div><div class="narrow">${labelled(drawn.narrow.svg, title)}</div></div>`;
  const rows = tableHtml(table, title);
  const data =
    spec === null
      ? rows
      : `<details><summary>All ${table.rows.length} figures of this chart as a table</summary>${rows}</details>`;
  return `<figure id="${id}">
<figcaption><h2>${text(title)}</h2><p>${text(reading)}</p></figcaption>
${chart}
${(exhibits ?? []).map(exhibitHtml).join('\n')}
${data}
<p class="source">Again: <code>${text(replay)}</code> · raw: <a href="rows.ndjson">rows.ndjson</a></p>
</figure>`;
}

const exhibitHtml = ({ title, sentence, lesson, seen, schedule, picture, replay }: Exhibit): string =>
  `<section class="exhibit"><h3>${seen ? '' : '<span class="bad">✕ not seen: </span>'}${text(title)}</h3><p>${text(sentence)} <span class="lesson">${text(lesson)}</span></p>
<details><summary>schedule and space-time diagram</summary><pre>${schedule.map(text).join('\n')}</pre><div class="scroll" tabindex="0" role="region" aria-label="${text(title)}, space-time diagram">${labelled(picture, title, 'the schedule above says what was done')}</div><p class="source">Again, as a page to click through: <code>${text(replay)}</code></p></details></section>`;

const labelled = (svg: string, title: string, more = 'the table below has its figures'): string =>
  svg.replace('<svg ', `<svg role="img" aria-label="${text(title)}; ${more}" `);

/** HTML lets a cell end where the next begins: a page of 4,000 rows has a right to that. */
function tableHtml({ columns, rows }: Table, caption: string): string {
  const head = columns
    .map(({ title, numeric }) => `<th scope="col"${numeric ? ' class=n' : ''}>${text(title)}`)
    .join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell, column) => cellHtml(cell, columns[column]?.numeric === true)).join('')}</tr>`)
    .join('\n');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption)}, table"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function cellHtml(cell: Cell, numeric: boolean): string {
  if (typeof cell !== 'string') return `<td class="mark ${cell.verdict}">${marks[cell.verdict]} ${text(cell.text)}`;
  if (cell.startsWith('npx ')) return `<td><code>${text(cell)}</code>`;
  return `<td${numeric ? ' class=n' : ''}>${text(cell)}`;
}

const dateOf = (started: string): string =>
  new Date(started).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).concat(' UTC');

function commitOf({ environment }: PageInput): string {
  const { commit, branch, dirty } = environment;
  if (typeof commit !== 'string') return 'no commit';
  const changed = dirty === true ? ', with changes' : '';
  return `<code>${text(commit.slice(0, 10))}</code>${text(typeof branch === 'string' ? ` on ${branch}` : '')}${changed}`;
}

function machineHtml({ environment, calibration, command, seed, size, id }: PageInput): string {
  const shown = (value: unknown): string => {
    if (Array.isArray(value)) return value.map((each) => shown(each)).join(', ');
    if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
    return value === null ? 'unknown' : String(value);
  };
  const calibrated = Object.entries(calibration).map(([when, loads]) => [
    `calibration ${when}`,
    Object.entries(loads as Record<string, number>)
      .map(([name, ns]) => `${name.replace(/Ns$/, '')} ${shown(ns)} ns`)
      .join(', '),
  ]);
  const entries = [
    ['run', id],
    ['command', command],
    ['size', size],
    ['seed', seed],
    ...Object.entries(environment),
    ...calibrated,
  ];
  const list = entries.map(([name, value]) => `<dt>${text(String(name))}</dt><dd>${text(shown(value))}</dd>`).join('');
  return `<figure id="machine"><figcaption><h2>Machine</h2><p>Wall times compare only with runs of the same fingerprint. The calibration loads never change: where they differ between before and after, the machine changed under the run.</p></figcaption><dl>${list}</dl></figure>`;
}

/** Runs in the browser: hands the drawings over to vega for tooltips, and lets the reader switch the theme. */
const pageScript = `
(() => {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  button.hidden = false;
  button.addEventListener('click', () => {
    const isDark = getComputedStyle(root).colorScheme.includes('dark');
    root.dataset.theme = isDark ? 'light' : 'dark';
  });
  const packed = document.getElementById('live');
  if (packed === null || typeof DecompressionStream !== 'function') return;
  let specs = null;
  const unpack = async () => {
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    const live = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
    for (const bundle of live.bundles) {
      const script = document.createElement('script');
      script.textContent = bundle;
      document.head.append(script);
    }
    specs = live.specs;
  };
  const awake = new Set();
  const wake = async (part) => {
    if (part.offsetParent === null || awake.has(part)) return;
    awake.add(part);
    const host = document.createElement('div');
    await vegaEmbed(host, specs[part.parentElement.dataset.figure][part.className], { actions: false, renderer: 'svg' });
    const live = host.querySelector('svg');
    live.setAttribute('role', 'img');
    live.setAttribute('aria-label', part.querySelector('svg').getAttribute('aria-label'));
    part.replaceChildren(host);
    part.parentElement.dataset.live = '';
  };
  const wakeAll = async () => {
    if (specs === null) return;
    for (const part of document.querySelectorAll('.chart > div')) await wake(part);
  };
  unpack().then(wakeAll);
  matchMedia('(max-width: ${narrowBelow}px)').addEventListener('change', wakeAll);
})();
`.trim();
