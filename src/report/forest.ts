/** Two sides compared: every metric's ratio with its interval on one logarithmic axis, worst first. */
import type { TopLevelSpec } from 'vega-lite';
import type { ComparisonRow } from '../results/row.js';
import { chartStyle } from './chart-style.js';
import { $schema } from './drawing.js';
import { type Cell, digits, type Figure, isNarrow, quantity, type Verdict } from './figure.js';
import { labelSpace, nameAxis, rowHeight, verdictColour, verdictShape } from './verdict-axis.js';

const verdicts: Readonly<Record<ComparisonRow['difference'], Verdict>> = {
  slower: 'bad',
  worse: 'bad',
  inconclusive: 'unsure',
  changed: 'unsure',
  faster: 'good',
  better: 'good',
  '~': 'good',
  equal: 'good',
};

/** More metrics than this are no longer read as a picture: the worst and the best are drawn, the table has all. */
const drawn = 40;

const nameOf = ({ name, subject, metric, parameters }: ComparisonRow): string => {
  const at = Object.entries(parameters).map(([key, value]) => `${key} ${value.toLocaleString('en-US')}`);
  return [name, subject, metric === 'time' ? '' : metric, ...at].filter((part) => part !== '').join(' ');
};

export function forestFigure(rows: readonly ComparisonRow[]): Figure | null {
  if (rows.length === 0) return null;
  const [before, after] = (rows[0] as ComparisonRow).of;
  const wall = rows.filter((row) => row.class === 'wall').sort((a, b) => b.ratio - a.ratio);
  const shown = wall.length <= drawn ? wall : [...wall.slice(0, drawn / 2), ...wall.slice(-drawn / 2)];
  const data = shown.map((row) => ({
    name: nameOf(row),
    value: row.ratio,
    low: row.interval[0],
    high: row.interval[1],
    control: row.control?.ratio ?? null,
    confirmation: row.confirmation?.ratio ?? null,
    verdict: verdicts[row.difference],
    shown: `${row.difference}: ${digits(row.ratio)} times (${digits(row.interval[0])} to ${digits(row.interval[1])})`,
  }));
  return {
    id: 'comparison',
    title: `${after} against ${before}`,
    short: 'Compared',
    front: true,
    reading: `What each metric costs in ${after} as a multiple of ${before}, measured side by side; right of the line is slower. The band is 2 % to each side. The small open circle is ${before} against itself in the same rounds: where that strays, the host cannot be trusted.`,
    spec: data.length === 0 ? null : (width) => spec(data, width),
    table: {
      columns: [
        { title: 'difference' },
        { title: 'metric' },
        { title: 'before', numeric: true },
        { title: 'after', numeric: true },
        { title: 'ratio', numeric: true },
        { title: '95 % interval', numeric: true },
        { title: 'confirmed at', numeric: true },
        { title: 'note' },
      ],
      rows: rows.map((row): Cell[] => [
        { text: row.difference, verdict: verdicts[row.difference] },
        nameOf(row),
        quantity(row.before, row.unit),
        quantity(row.after, row.unit),
        digits(row.ratio),
        row.class === 'count'
          ? 'exact'
          : row.class === 'instructions'
            ? 'within 0.5 %'
            : `${digits(row.interval[0])} to ${digits(row.interval[1])}`,
        row.confirmation === null ? '' : digits(row.confirmation.ratio),
        row.because ?? '',
      ]),
    },
    replay: `npx nines compare ${before} ${after}`,
  };
}

interface Point {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly control: number | null;
  readonly verdict: Verdict;
  readonly shown: string;
}

function spec(data: readonly Point[], width: number): TopLevelSpec {
  const narrow = isNarrow(width);
  const names = data.map(({ name }) => name);
  const ends = data.flatMap(({ low, high, control }) => [low, high, control ?? 1, 0.95, 1.05]).filter((end) => end > 0);
  const x = {
    field: 'value',
    type: 'quantitative' as const,
    title: 'Times as long',
    scale: {
      type: 'log' as const,
      nice: false,
      padding: 10,
      domain: [Math.max(0.1, Math.min(...ends)), Math.min(10, Math.max(...ends))],
      clamp: true,
    },
    axis: { format: '~g', tickCount: narrow ? 4 : 8, grid: true },
  };
  const y = nameAxis(names, narrow);
  const color = { field: 'verdict', ...verdictColour };
  return {
    $schema,
    description: 'The ratio of every metric, with its 95 % interval',
    config: chartStyle,
    data: { values: [...data] },
    width: width - labelSpace(names, narrow) - 24,
    height: { step: rowHeight(names, narrow, 22) },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rect', opacity: 0.12, color: 'var(--ink)' },
        encoding: { x: { datum: 1 / 1.02 }, x2: { datum: 1.02 } },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', strokeWidth: 1.5, color: 'var(--ink)' },
        encoding: { x: { datum: 1 } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2.5, opacity: 0.6 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      {
        transform: [{ filter: 'isValid(datum.control)' }],
        mark: { type: 'point', size: 28, filled: false, opacity: 0.7, color: 'var(--ink)' },
        encoding: { y, x: { ...x, field: 'control' } },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          y,
          x,
          color,
          shape: { field: 'verdict', ...verdictShape },
          tooltip: [
            { field: 'name', title: 'metric' },
            { field: 'shown', title: 'compared' },
          ],
        },
      },
    ],
  };
}
