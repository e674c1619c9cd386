/** The report: one offline HTML page from a run's rows. Pure: the same rows give the same page. */
import { gzipSync } from 'node:zlib';
import type { TopLevelSpec } from 'vega-lite';
import type { Row } from '../results/row.js';
import { font } from './chart-style.js';
import { declaredFigure } from './declared-chart.js';
import { drawSvg } from './draw.js';
import { expectedFigure } from './expected.js';
import { type Figure, widths } from './figure.js';
import { type Drawings, foldHtml, marks, sectionAnchor, sectionHtml, text } from './figure-html.js';
import { isFolded, lineOf, mostOpen, newsHtml, newsOf } from './folding.js';
import { forestFigure } from './forest.js';
import { calibrationFigure, type Nights, trendFigure } from './nights.js';
import { checksFigure, conformanceFigure, explorationFigure, goalsFigure, leftOutFigure } from './outcomes.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';
import { percentileFigures } from './percentiles.js';
import { slimSvg } from './slim-svg.js';
import { summarise, type Tile } from './summary.js';
import { timelineFigures } from './timelines.js';
import { verificationFigure } from './verification.js';
import { waffle } from './waffle.js';

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

const bothWidths = [
  ['wide', widths.wide],
  ['narrow', widths.narrow],
] as const;

export async function page(input: PageInput, bundles: Bundles): Promise<string> {
  const figures = figuresOf(input.rows, input.nights ?? null);
  const sections = sectionsOf(figures);
  const specs: Record<string, Record<string, TopLevelSpec>> = {};
  const drawn = new Map<string, Drawings>();
  for (const { id, spec, compact } of sections.flatMap(([, own]) => own)) {
    if (spec === null) continue;
    const drawings: [name: string, svg: string][] = [];
    const own: Record<string, TopLevelSpec> = {};
    for (const [name, width] of compact === true ? ([['half', widths.half]] as const) : bothWidths) {
      own[name] = spec(width);
      // Half of a page's bytes would be drawings for telephones: they draw their own, from what brings the charts to life.
      const svg = name === 'narrow' ? '' : slimSvg(await drawSvg(own[name], `${id}-${name}`), font);
      drawings.push([name, svg]);
    }
    specs[id] = own;
    drawn.set(id, drawings);
  }
  const { headline, verdict, tiles } = summarise(input.rows);
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
<a class="skip" href="#figures">To the figures</a>
<header><div>
<div class="eyebrow"><b>nines</b> <span>${text(input.name)}</span> <time datetime="${text(input.started)}">${text(dateOf(input.started))}</time> <span>${commitOf(input)}</span> <button type="button" id="unfold" hidden>open all</button> <button type="button" id="theme" hidden>light or dark</button></div>
<h1 class="${verdict === 'good' ? '' : verdict}">${text(headline)}</h1>
${tiles.length === 0 ? '' : `<ul class="tiles" style="--columns:${tileColumns(tiles.length)}">${tiles.map(tileHtml).join('')}</ul>`}
${newsHtml(newsOf(figures))}
</div></header>
<nav aria-label="Figures"><ol>${[
    ...sections.map(([short, own]) => ({ short, id: sectionAnchor(own) })),
    { short: 'Machine', id: 'machine' },
  ]
    .map(({ id, short }) => `<li><a href="#${id}">${text(short)}</a></li>`)
    .join('')}</ol></nav>
<main id="figures">
${sections.map(([short, own]) => sectionHtml(short, own, drawn, isFolded(own, figures) ? lineOf(own, input.rows) : null)).join('\n')}
${machineHtml(input, figures.length > mostOpen)}
</main>
<footer>Made offline by nines from <a href="rows.ndjson">rows.ndjson</a> of run <code>${text(input.id)}</code>. Nothing on this page is fetched.</footer>
${bundles.length === 0 ? '' : liveHtml({ specs, bundles })}
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Figures of one kind stand together, in the order in which the kinds first come; the large ones before the pairs of small ones. */
const sectionsOf = (figures: readonly Figure[]): readonly [short: string, figures: readonly Figure[]][] => {
  const sections = new Map<string, Figure[]>();
  for (const figure of figures) sections.set(figure.short, [...(sections.get(figure.short) ?? []), figure]);
  return [...sections].map(([short, own]) => {
    const small = own.filter(({ compact }) => compact === true);
    // One that has no neighbour would leave half a row empty: it is drawn large.
    const alone = small.length % 2 === 1 ? small[0] : undefined;
    const large = own.filter((figure) => figure.compact !== true || figure === alone);
    return [
      short,
      [...large.map((figure) => ({ ...figure, compact: false })), ...small.filter((figure) => figure !== alone)],
    ];
  });
};

/** What brings the charts to life, in a quarter of its bytes: the browser unpacks it. In base64 nothing can be markup. */
const liveHtml = (live: { readonly specs: object; readonly bundles: Bundles }): string =>
  `<script type="application/gzip" id="live">${gzipSync(JSON.stringify(live), { level: 9 }).toString('base64')}</script>`;

const mostColumns = 6;

/** Rows of about the same length: seven tiles are four and three, not six and one. */
const tileColumns = (count: number): number => Math.ceil(count / Math.ceil(count / mostColumns));

const tileHtml = ({ label, value, note, verdict, counted }: Tile): string =>
  `<li><span class="value ${verdict ?? ''}">${text(value)}${verdict === null ? '' : ` <span aria-hidden="true">${marks[verdict]}</span>`}</span><span class="label">${text(label)}</span><span class="note">${text(note)}</span>${counted === null ? '' : waffle(counted)}</li>`;

const dateOf = (started: string): string =>
  new Date(started).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).concat(' UTC');

function commitOf({ environment }: PageInput): string {
  const { commit, branch, dirty } = environment;
  if (typeof commit !== 'string') return 'no commit';
  const changed = dirty === true ? ', with changes' : '';
  return `<code>${text(commit.slice(0, 10))}</code>${text(typeof branch === 'string' ? ` on ${branch}` : '')}${changed}`;
}

function machineHtml({ environment, calibration, command, seed, size, id }: PageInput, folded: boolean): string {
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
  const said =
    '<p>Wall times compare only with runs of the same fingerprint. The calibration loads never change: where they differ between before and after, the machine changed under the run.</p>';
  const line = ['cpu', 'cores', 'node', 'kernel']
    .filter((name) => environment[name] !== undefined && environment[name] !== null)
    .map((name) => (name === 'cores' ? `${shown(environment[name])} cores` : shown(environment[name])));
  const title = '<h2 id="machine-title">Machine</h2>';
  const content = folded
    ? `<figcaption>${title}<p class="line">${text(line.join(', '))}</p></figcaption>${foldHtml('Everything known of it', `<div class="reading">${said}</div><dl>${list}</dl>`)}`
    : `<figcaption>${title}${said}</figcaption><dl>${list}</dl>`;
  return `<section aria-labelledby="machine-title"><figure id="machine">${content}</figure></section>`;
}
