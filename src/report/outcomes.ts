/** Goals and verdicts as figures: the news of the night comes from these. */
import type { TopLevelSpec } from 'vega-lite';
import type { CheckRow, ConformanceRow, DeclarationRow, ExplorationRow, GoalRow, LeftOutRow } from '../results/row.js';
import { chartStyle } from './chart-style.js';
import { $schema, logTicks } from './drawing.js';
import { type Cell, digits, type Figure, isNarrow, quantity, type Verdict } from './figure.js';
import { labelSpace, nameAxis, rowHeight, verdictColour, verdictShape } from './verdict-axis.js';

const goalVerdicts: Readonly<Record<GoalRow['verdict'], Verdict>> = {
  met: 'good',
  short: 'bad',
  inconclusive: 'unsure',
};
const outcomeVerdicts = { good: 'good', bad: 'bad', inconclusive: 'unsure' } as const;
const traceVerdicts = { accepted: 'good', rejected: 'bad', inconclusive: 'unsure' } as const;

const formatAt = (at: GoalRow['at']): string =>
  Object.entries(at)
    .map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`)
    .join(', ');

const goalValue = (row: GoalRow, value: number): string =>
  row.unit === 'times' ? `${digits(value)}×` : quantity(value, row.unit);

/** What was stopped would have taken longer still. */
const goalFigure = (row: GoalRow): string => `${row.stopped ? 'more than ' : ''}${goalValue(row, row.value)}`;
const goalInterval = (row: GoalRow): string =>
  row.stopped ? 'the control was stopped' : row.interval.map((end) => goalValue(row, end)).join(' to ');

const severity = { short: 2, inconclusive: 1, met: 0 } as const;

/** `value` as a multiple of its target, 1 or more where it is met; as far as the axis goes, for none at all may be asked, or had. */
function margin({ direction, target }: GoalRow, value: number): number {
  if (value === target) return 1;
  const ratio = direction === 'at least' ? value / target : target / value;
  return Math.min(1_000, Math.max(0.01, ratio));
}

/** How far each goal is from its target: every one on the same axis, 1 = the target, right of it = better than asked. */
export function goalsFigure(rows: readonly GoalRow[]): Figure | null {
  if (rows.length === 0) return null;
  const worst = [...rows].sort((a, b) => severity[b.verdict] - severity[a.verdict]);
  const data = worst.map((row) => {
    const ends = row.interval.map((end) => margin(row, end));
    return {
      name: row.name,
      value: margin(row, row.value),
      low: Math.min(...ends),
      high: Math.max(...ends),
      verdict: goalVerdicts[row.verdict],
      shown: `${goalFigure(row)} (${goalInterval(row)}), ${row.direction} ${goalValue(row, row.target)}`,
    };
  });
  return {
    id: 'goals',
    title: 'Goals',
    short: 'Goals',
    front: true,
    reading:
      'Each goal is a ratio to a control measured in the same interleaved run, drawn relative to its target: on or right of the line it is met. Whiskers are 95 % intervals; one that straddles the line decides nothing. Those that are short come first.',
    spec: (width) => goalsSpec(data, width),
    table: {
      columns: [
        { title: 'verdict' },
        { title: 'goal' },
        { title: 'subject, against' },
        { title: 'target', numeric: true },
        { title: 'value', numeric: true },
        { title: '95 % interval', numeric: true },
        { title: 'source' },
      ],
      rows: rows.map((row): Cell[] => [
        { text: row.verdict, verdict: goalVerdicts[row.verdict] },
        row.name,
        `${row.subject}${row.against === null ? '' : `, against ${row.against}`}${Object.keys(row.at).length === 0 ? '' : ` (${formatAt(row.at)})`}`,
        `${row.direction === 'at least' ? '≥' : '≤'} ${goalValue(row, row.target)}`,
        goalFigure(row),
        goalInterval(row),
        row.source,
      ]),
    },
    replay: `npx nines goals ${[...new Set(rows.map(({ suite }) => suite))].join(' ')}`,
  };
}

interface Margin {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: Verdict;
  readonly shown: string;
}

function goalsSpec(data: readonly Margin[], width: number): TopLevelSpec {
  const narrow = isNarrow(width);
  const ends = [Math.min(0.5, ...data.map(({ low }) => low)), Math.max(2, ...data.map(({ high }) => high))] as const;
  const x = {
    field: 'value',
    type: 'quantitative' as const,
    title: 'Times the target',
    scale: { type: 'log' as const, nice: false, padding: 12 },
    axis: { format: '~g', values: logTicks(...ends), grid: true, labelOverlap: 'greedy' as const },
  };
  const names = data.map(({ name }) => name);
  const y = nameAxis(names, narrow);
  const color = { field: 'verdict', ...verdictColour };
  return {
    $schema,
    description: 'Each goal relative to its target',
    config: chartStyle,
    data: { values: [...data] },
    width: width - labelSpace(names, narrow) - 24,
    height: { step: rowHeight(names, narrow, 30) },
    layer: [
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
        mark: { type: 'point', filled: true, size: 120 },
        encoding: {
          y,
          x,
          color,
          shape: { field: 'verdict', ...verdictShape },
          tooltip: [
            { field: 'name', title: 'goal' },
            { field: 'shown', title: 'value' },
          ],
        },
      },
    ],
  } as TopLevelSpec;
}

export function explorationFigure(rows: readonly ExplorationRow[]): Figure | null {
  if (rows.length === 0) return null;
  return {
    id: 'exploration',
    title: 'Specifications, searched exhaustively',
    short: 'Specifications',
    reading: 'Every reachable state of each bounded model was visited and its invariants checked.',
    spec: null,
    table: {
      columns: [
        { title: 'verdict' },
        { title: 'specification' },
        { title: 'generated', numeric: true },
        { title: 'distinct', numeric: true },
        { title: 'depth', numeric: true },
        { title: 'states/s', numeric: true },
        { title: 'because' },
        { title: 'replay' },
      ],
      rows: rows.map((row): Cell[] => [
        {
          text: row.verdict === 'good' ? 'holds' : row.verdict === 'bad' ? 'violated' : 'inconclusive',
          verdict: outcomeVerdicts[row.verdict],
        },
        row.spec,
        row.generated.toLocaleString('en-US'),
        row.distinct.toLocaleString('en-US'),
        String(row.depth),
        digits(row.statesPerSecond),
        row.because ?? '',
        row.replay,
      ]),
    },
    replay: `npx tla2ts explore ${rows[0]?.spec ?? ''}`,
  };
}

export function conformanceFigure(rows: readonly ConformanceRow[]): Figure | null {
  if (rows.length === 0) return null;
  return {
    id: 'conformance',
    title: 'Recorded traces',
    short: 'Traces',
    reading: 'Each recorded trace was stepped through the checker compiled from its specification.',
    spec: null,
    table: {
      columns: [
        { title: 'verdict' },
        { title: 'specification' },
        { title: 'trace' },
        { title: 'events', numeric: true },
        { title: 'at event', numeric: true },
        { title: 'because' },
        { title: 'replay' },
      ],
      rows: rows.map((row): Cell[] => [
        { text: row.verdict, verdict: traceVerdicts[row.verdict] },
        row.spec,
        row.trace,
        row.events.toLocaleString('en-US'),
        row.at === null ? '' : String(row.at),
        row.because ?? '',
        row.replay,
      ]),
    },
    replay: `npx tla2ts check ${rows[0]?.spec ?? ''} --trace ${rows[0]?.trace ?? ''}`,
  };
}

/** A table only: what a night says nothing of, so that nobody takes it for held. */
export function leftOutFigure(rows: readonly LeftOutRow[], declarations: readonly DeclarationRow[]): Figure | null {
  const short = declarations.filter(({ leftOut }) => leftOut !== undefined);
  if (rows.length + short.length === 0) return null;
  const [first] = [...rows.map(({ replay }) => replay), ...short.map(({ name }) => `npx nines bench ${name}`)];
  return {
    id: 'left-out',
    title: 'Left out',
    short: 'Left out',
    reading:
      'There was no time for these, or a tool is missing. The next night of this kind begins with what has waited longest.',
    spec: null,
    table: {
      columns: [{ title: 'part' }, { title: 'what' }, { title: 'because' }, { title: 'measured by' }],
      rows: [
        ...rows.map(({ part, what, because, replay }): Cell[] => [part, what, because ?? 'no time', replay]),
        ...short.map(({ name, leftOut = [] }): Cell[] => [
          'bench',
          `${name}: ${leftOut.filter((point) => point !== '').join(', ') || 'its only point'}`,
          'no time',
          `npx nines bench ${name}`,
        ]),
      ],
    },
    replay: first as string,
  };
}

export function checksFigure(rows: readonly CheckRow[]): Figure | null {
  if (rows.length === 0) return null;
  return {
    id: 'checks',
    title: 'Long checks',
    short: 'Checks',
    reading:
      'Programs that take longer than a test may, each within its minutes. What was ended before it was done is inconclusive. Their output is in checks/ beside this page.',
    spec: null,
    table: {
      columns: [
        { title: 'verdict' },
        { title: 'check' },
        { title: 'took', numeric: true },
        { title: 'at most', numeric: true },
        { title: 'because' },
        { title: 'replay' },
      ],
      rows: rows.map((row): Cell[] => [
        {
          text: row.verdict === 'good' ? 'passed' : row.verdict === 'bad' ? 'failed' : 'inconclusive',
          verdict: outcomeVerdicts[row.verdict],
        },
        row.name,
        `${digits(row.seconds)} s`,
        `${digits(row.budgetSeconds)} s`,
        row.because ?? '',
        row.replay,
      ]),
    },
    replay: rows[0]?.replay ?? '',
  };
}
