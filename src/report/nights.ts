/** The nights before this one: each figure whose level changed, and the machine's own speed. */
import type { TopLevelSpec } from 'vega-lite';
import { chartStyle } from './chart-style.js';
import { $schema } from './drawing.js';
import { type Cell, digits, type Figure, isNarrow, quantity, type Verdict } from './figure.js';

/** One series with what was found in it. `changes` are positions in `points`. */
export interface NightSeries {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly time: string; readonly value: number; readonly commit: string | null }[];
  /** `to` is exclusive. */
  readonly levels: readonly { readonly from: number; readonly to: number; readonly level: number }[];
  readonly changes: readonly {
    readonly index: number;
    readonly effect: number;
    readonly interval: readonly [number, number];
    readonly verdict: Verdict;
    readonly certain: boolean;
  }[];
}

export interface Nights {
  /** Those with a change first. */
  readonly series: readonly NightSeries[];
  /** How many were looked at. */
  readonly searched: number;
  readonly calibration: readonly { readonly time: string; readonly load: string; readonly ns: number }[];
}

/** Small charts below each other: more are no longer looked at. */
const drawn = 5;

export function trendFigure({ series, searched }: Nights): Figure | null {
  const shown = series.slice(0, drawn).filter(({ points }) => points.length > 1);
  if (shown.length === 0) return null;
  const changes = series.flatMap((one) => one.changes.map((change) => ({ one, change })));
  return {
    id: 'trend',
    title: 'Night after night',
    short: 'Trend',
    front: true,
    reading: `${searched} figures were searched for changes of level; ${changes.length === 0 ? 'none changed' : `${changes.length} did`}. Dots are nights, bars the levels, and a mark stands where a new level began: filled where it is certain among so many figures, open where it is only suspected.`,
    spec: (width) => trendSpec(shown, width),
    table: {
      columns: [
        { title: 'change' },
        { title: 'figure' },
        { title: 'since' },
        { title: 'effect', numeric: true },
        { title: '95 % interval', numeric: true },
        { title: 'level now', numeric: true },
      ],
      rows:
        changes.length === 0
          ? shown.map((one): Cell[] => [
              { text: 'steady', verdict: 'good' },
              one.name,
              '',
              '',
              '',
              quantity(one.levels.at(-1)?.level ?? Number.NaN, one.unit),
            ])
          : changes.map(({ one, change }): Cell[] => [
              { text: change.certain ? 'certain' : 'suspected', verdict: change.certain ? change.verdict : 'unsure' },
              one.name,
              one.points[change.index]?.commit?.slice(0, 10) ?? one.points[change.index]?.time ?? '',
              percent(change.effect),
              `${percent(change.interval[0])} to ${percent(change.interval[1])}`,
              quantity(one.levels.find(({ from }) => from === change.index)?.level ?? Number.NaN, one.unit),
            ]),
    },
    replay: 'npx nines trend',
  };
}

const percent = (share: number): string => `${share > 0 ? '+' : ''}${digits(share * 100)} %`;

const timeAxis = (narrow: boolean) => ({
  field: 'time',
  type: 'temporal' as const,
  title: null,
  axis: { grid: false, tickCount: narrow ? 4 : 8, format: '%-d %b', labelOverlap: 'greedy' as const },
});

function trendSpec(series: readonly NightSeries[], width: number): TopLevelSpec {
  const narrow = isNarrow(width);
  const verdictColour = {
    type: 'nominal' as const,
    scale: { domain: ['good', 'bad', 'unsure'], range: ['var(--good)', 'var(--bad)', 'var(--unsure)'] },
    legend: null,
  };
  const charts = series.map(({ name, unit, points, levels, changes }) => {
    // A year of nights is most of the page: days instead of moments, seven digits of the commit, five of the value.
    const nights = points.map(({ time, value, commit }) => ({
      time: time.slice(0, 10),
      value: Number(value.toPrecision(5)),
      ...(commit === null ? {} : { commit: commit.slice(0, 7) }),
    }));
    const times = points.map(({ time }) => time.slice(0, 10));
    const bars = levels.map(({ from, to, level }) => ({ from: times[from], to: times[to - 1], level }));
    const marks = changes.map(({ index, effect, verdict, certain }) => ({
      time: times[index],
      value: levels.find(({ from }) => from === index)?.level ?? points[index]?.value,
      verdict: certain ? verdict : 'unsure',
      certain,
      shown: percent(effect),
    }));
    const x = timeAxis(narrow);
    const y = {
      field: 'value',
      type: 'quantitative' as const,
      title: null,
      scale: { zero: false, nice: true },
      axis: { format: '~s', tickCount: 3 },
    };
    return {
      title: {
        text: `${name}${unit === '1' ? '' : ` (${unit})`}`,
        anchor: 'start',
        color: 'var(--ink)',
        fontSize: 12.5,
        fontWeight: 'normal',
        offset: 8,
      },
      width: width - 70,
      height: 90,
      layer: [
        {
          data: { values: nights },
          mark: { type: 'point', filled: true, size: 18, opacity: 0.65, color: 'var(--series-1)', aria: false },
          encoding: {
            x,
            y,
            tooltip: [
              { field: 'time', type: 'temporal', title: 'night' },
              { field: 'value', title: 'value' },
              { field: 'commit', title: 'commit' },
            ],
          },
        },
        {
          data: { values: bars },
          mark: { type: 'rule', strokeWidth: 2.5, color: 'var(--ink)', opacity: 0.8 },
          encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'level' } },
        },
        {
          data: { values: marks },
          mark: { type: 'point', size: 130, strokeWidth: 2 },
          encoding: {
            x,
            y,
            stroke: { field: 'verdict', ...verdictColour },
            fill: { condition: { test: 'datum.certain', field: 'verdict', ...verdictColour }, value: 'transparent' },
            shape: {
              field: 'verdict',
              type: 'nominal',
              scale: { domain: ['good', 'bad', 'unsure'], range: ['circle', 'triangle-up', 'diamond'] },
              legend: null,
            },
          },
        },
        {
          data: { values: marks },
          mark: { type: 'text', dy: -14, fontSize: 11.5 },
          encoding: { x, y, text: { field: 'shown' } },
        },
      ],
    };
  });
  return {
    $schema,
    description: 'Figures over the nights',
    config: chartStyle,
    vconcat: charts,
    spacing: 26,
  } as unknown as TopLevelSpec;
}

/** How fast the machine itself was, by loads that no change of ours touches. */
export function calibrationFigure({ calibration }: Nights): Figure | null {
  if (new Set(calibration.map(({ time }) => time)).size < 2) return null;
  const loads = [...new Set(calibration.map(({ load }) => load))];
  const typical = new Map(
    loads.map((load) => {
      const own = calibration
        .filter((each) => each.load === load)
        .map(({ ns }) => ns)
        .sort((a, b) => a - b);
      return [load, own[own.length >> 1] as number];
    }),
  );
  const values = calibration.map(({ time, load, ns }) => ({
    time: time.slice(0, 16),
    load,
    relative: Number((ns / (typical.get(load) as number)).toPrecision(4)),
  }));
  return {
    id: 'calibration',
    title: 'The machine itself',
    short: 'Calibration',
    reading:
      'Fixed loads beside every run (the faster of before and after), relative to their median: where these move, the machine did, and wall times of that night say less.',
    spec: (width) => ({
      $schema,
      description: 'Calibration loads over the nights',
      config: chartStyle,
      data: { values },
      width: width - 64,
      height: 110,
      mark: { type: 'point', filled: true, size: 26, opacity: 0.75, aria: false },
      encoding: {
        x: timeAxis(isNarrow(width)),
        y: {
          field: 'relative',
          type: 'quantitative',
          title: null,
          scale: { zero: false },
          axis: { format: '.1%', tickCount: 3 },
        },
        color: {
          field: 'load',
          type: 'nominal',
          scale: { domain: loads, range: loads.map((_, index) => `var(--series-${index + 1})`) },
          legend: { orient: 'bottom' },
        },
        shape: {
          field: 'load',
          type: 'nominal',
          scale: { domain: loads, range: ['circle', 'square', 'diamond'] },
          legend: { orient: 'bottom' },
        },
        tooltip: [
          { field: 'time', type: 'temporal', title: 'night' },
          { field: 'load', title: 'load' },
          { field: 'relative', title: 'of the median', format: '.1%' },
        ],
      },
    }),
    table: {
      columns: [
        { title: 'load' },
        { title: 'median', numeric: true },
        { title: 'least', numeric: true },
        { title: 'greatest', numeric: true },
      ],
      rows: loads.map((load): Cell[] => {
        const own = calibration.filter((each) => each.load === load).map(({ ns }) => ns);
        return [
          load,
          `${digits(typical.get(load) as number)} ns`,
          `${digits(Math.min(...own))} ns`,
          `${digits(Math.max(...own))} ns`,
        ];
      }),
    },
    replay: 'npx nines report',
  };
}
