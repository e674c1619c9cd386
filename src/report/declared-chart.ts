/** The chart of a benchmark or experiment, as its declaration asks for it. */
import { assert } from '../core/assert.js';
import type { DeclarationRow, FigureRow, MetricRow } from '../results/row.js';
import { barsSpec } from './bars.js';
import { curvePoints, curveSpec } from './curve.js';
import { capital, type Datum, type Drawing, inWords } from './drawing.js';
import { type Figure, quantity, type Table } from './figure.js';
import { linesSpec } from './lines.js';
import type { Series } from './palette.js';

export function declaredFigure(declaration: DeclarationRow, rows: readonly FigureRow[], series: Series): Figure | null {
  const { chart } = declaration;
  const metric = declaration.metrics.find(({ name }) => name === chart.metric);
  assert(metric !== undefined, `${declaration.name}: its chart names the metric '${chart.metric}', which it lacks`);
  const own = rows.filter((row) => row.name === declaration.name && row.metric === chart.metric);
  if (own.length === 0) return null;
  const x = xOf(declaration, own);
  const constant = constants(declaration, own);
  const shown = own.filter((row) => !chart.hide.includes(row.subject));
  const data = shown.map((row) => datum(row, x, constant));
  const drawn = declaration.subjects.filter(
    (name) => name !== chart.bound && data.some(({ subject }) => subject === name),
  );
  const against = declaration.metrics.find(({ name }) => name === chart.against);
  assert(
    chart.against === undefined || against !== undefined,
    `${declaration.name}: its chart names the metric '${chart.against}', which it lacks`,
  );
  const points = curvePoints(
    data,
    shown,
    rows.filter((row) => row.name === declaration.name && row.metric === against?.name),
  );
  const lines = chart.mark === 'lines' && new Set(data.map((each) => each.x)).size > 1;
  const drawing: Drawing = { declaration, metric, x, data, drawn, series };
  return {
    id: declaration.name,
    title: declaration.title,
    short: familyOf(declaration.suite),
    suite: declaration.suite,
    convention: 'Each mark is the median of the rounds, with its 95 % interval.',
    compact: isCompact(drawing, lines, against !== undefined && points.length > 0),
    reading: readingOf(drawing, lines, constant) + curveText(against, x) + leftOutText(declaration),
    spec: (width) =>
      against !== undefined && points.length > 0
        ? curveSpec(drawing, points, `${against.title} (${against.unit})`, width)
        : lines
          ? linesSpec(drawing, width)
          : barsSpec(drawing, width),
    table: tableOf(declaration, rows),
    replay: `npx nines bench ${declaration.name}`,
  };
}

/** Few marks in one panel: drawn over the whole page they are mostly air. */
function isCompact({ data, drawn }: Drawing, lines: boolean, curve: boolean): boolean {
  const panels = new Set(data.map(({ panel, x }) => (lines ? panel : `${panel} ${x}`))).size;
  return panels === 1 && !curve && drawn.length <= (lines ? 6 : 8);
}

/** `Placement` of placement-lookup; the name of a program stays as it is written. */
function familyOf(suite: string): string {
  const family = suite.replace(/-.*/, '');
  return /\d/.test(family) ? family : capital(family);
}

const curveText = (against: MetricRow | undefined, x: string | null): string =>
  against === undefined
    ? ''
    : ` Along the axis: ${against.title}; at each point the ${x}, and down and to the left is better.`;

const leftOutText = ({ leftOut }: DeclarationRow): string =>
  leftOut === undefined
    ? ''
    : ` No time was left for ${leftOut.length > 2 ? `${leftOut.length} other points` : leftOut.join(' or ')}.`;

/** A sweep over workers is drawn along workers where nothing else varies more. */
function xOf(declaration: DeclarationRow, rows: readonly FigureRow[]): string | null {
  const distinct = (name: string): number => new Set(rows.map(({ parameters }) => parameters[name])).size;
  const { x } = declaration.chart;
  if (new Set(rows.map(({ workers }) => workers)).size > 1 && (x === null || distinct(x) < 2)) return 'workers';
  return x;
}

/** Parameters that never vary here: said once, not over every panel. */
function constants(declaration: DeclarationRow, rows: readonly FigureRow[]): Readonly<Record<string, number | string>> {
  const first = rows[0]?.parameters ?? {};
  const same = (name: string): boolean => rows.every(({ parameters }) => parameters[name] === first[name]);
  return Object.fromEntries(
    Object.keys(declaration.parameters)
      .filter((name) => name in first && same(name))
      .map((name) => [name, first[name] as number | string]),
  );
}

function datum(row: FigureRow, x: string | null, constant: Readonly<Record<string, number | string>>): Datum {
  const all: Record<string, number | string> = {
    ...row.parameters,
    ...(row.workers > 1 || x === 'workers' ? { workers: row.workers } : {}),
  };
  const others = Object.entries(all).filter(([name]) => name !== x && !(name in constant));
  return {
    subject: row.subject,
    x: x === null ? '' : (all[x] ?? ''),
    panel: others.map(([name, value]) => inWords(name, value)).join(', '),
    value: row.value,
    low: row.interval[0],
    high: row.interval[1],
    shown: `${quantity(row.value, row.unit)} (${intervalOf(row)})`,
  };
}

/** Of a count that every round gives alike there is no interval to tell. */
function intervalOf({ interval: [low, high], unit }: FigureRow): string {
  return low === high ? 'exact' : `${quantity(low, unit)} to ${quantity(high, unit)}`;
}

function readingOf(
  { declaration, metric, x }: Drawing,
  lines: boolean,
  constant: Readonly<Record<string, number | string>>,
): string {
  const clock = { wall: 'Wall clock', simulated: 'Simulation', instructions: 'Counted by valgrind' }[declaration.clock];
  const better = metric.better === 'neither' ? '' : `; ${metric.better} is better`;
  const bound = declaration.chart.bound === null ? '' : ` The dashed line is ${declaration.chart.bound}.`;
  const at = Object.entries(constant)
    .filter(([name]) => !lines || name !== x)
    .map(([name, value]) => inWords(name, value));
  return `${clock}${at.length === 0 ? '' : `, ${at.join(', ')}`}; ${metric.title.toLowerCase()}${better}.${bound}`;
}

function tableOf(declaration: DeclarationRow, rows: readonly FigureRow[]): Table {
  const own = rows.filter((row) => row.name === declaration.name);
  const names = Object.keys(declaration.parameters);
  const sweepsWorkers = own.some(({ workers }) => workers > 1);
  return {
    columns: [
      ...names.map((title) => ({ title })),
      ...(sweepsWorkers ? [{ title: 'workers', numeric: true }] : []),
      { title: 'subject' },
      { title: 'metric' },
      { title: 'median', numeric: true },
      { title: '95 % interval', numeric: true },
      { title: 'rounds', numeric: true },
    ],
    rows: own.map((row) => [
      ...names.map((name) => (row.parameters[name] ?? '').toLocaleString('en-US')),
      ...(sweepsWorkers ? [String(row.workers)] : []),
      row.subject,
      declaration.metrics.find(({ name }) => name === row.metric)?.title ?? row.metric,
      quantity(row.value, row.unit),
      intervalOf(row),
      String(row.rounds.length),
    ]),
  };
}
