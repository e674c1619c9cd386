/** Latency by percentile, on an axis where each further nine has the same room: the tail is what is waited for. */
import type { TopLevelSpec } from 'vega-lite';
import type { DeclarationRow, LatencyRow } from '../results/row.js';
import { LatencyHistogram } from '../stats/latency/histogram.js';
import { chartStyle } from './chart-style.js';
import { $schema } from './drawing.js';
import { type Cell, type Figure, isNarrow, quantity } from './figure.js';
import { type Series, seriesColour, symbols } from './palette.js';

/** One over the share that waits longer: 10 is the 90th percentile, 1,000 the 99.9th. */
const places = [2, ...Array.from({ length: 37 }, (_, step) => 10 ** ((step + 4) / 8))];
/** A percentile says something only where so many operations lie beyond it. */
const fewestBeyond = 10;

interface Curve {
  readonly subject: string;
  readonly measure: 'latency' | 'service';
  readonly histogram: LatencyHistogram;
  readonly at: string;
}

/** A figure for each declaration with latencies. */
export function percentileFigures(
  rows: readonly LatencyRow[],
  declarations: readonly DeclarationRow[],
  series: Series,
): Figure[] {
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const declared = declarations.find((each) => each.name === name);
    const own = rows.filter((row) => row.name === name);
    return percentileFigure(name, declared?.title ?? name, own, series);
  });
}

function percentileFigure(name: string, title: string, rows: readonly LatencyRow[], series: Series): Figure {
  const varying = [...new Set(rows.flatMap(({ parameters }) => Object.keys(parameters)))].filter(
    (key) => new Set(rows.map(({ parameters }) => parameters[key])).size > 1,
  );
  const curves = rows.map(
    ({ subject, measure, buckets, parameters }): Curve => ({
      subject,
      measure,
      histogram: LatencyHistogram.from(buckets),
      at: varying.map((key) => `${key} ${parameters[key]?.toLocaleString('en-US')}`).join(', '),
    }),
  );
  return {
    id: `percentiles-${name}`,
    title: `${title}: latency by percentile`,
    short: 'Percentiles',
    reading:
      'Each step to the right is ten times rarer. Whole lines count from the planned start of an operation, so that an operation which had to wait is not forgiven; dashed ones are the service time alone. A line ends where fewer than ten operations lie beyond it.',
    spec: (width) => spec(curves, series, width),
    table: {
      columns: [
        { title: 'subject' },
        ...(varying.length === 0 ? [] : [{ title: 'at' }]),
        { title: 'counted from' },
        ...['50 %', '90 %', '99 %', '99.9 %', 'greatest', 'operations'].map((column) => ({
          title: column,
          numeric: true,
        })),
      ],
      rows: curves.map(({ subject, measure, histogram, at }): Cell[] => [
        subject,
        ...(varying.length === 0 ? [] : [at]),
        measure === 'latency' ? 'planned start' : 'actual start',
        ...[0.5, 0.9, 0.99, 0.999].map((q) => quantity(histogram.quantile(q), 'ns')),
        quantity(histogram.max, 'ns'),
        histogram.count.toLocaleString('en-US'),
      ]),
    },
    replay: `npx nines bench ${name}`,
  };
}

function spec(curves: readonly Curve[], series: Series, width: number): TopLevelSpec {
  const narrow = isNarrow(width);
  const values = curves.flatMap(({ subject, measure, histogram, at }) =>
    places
      .filter((place) => histogram.count / place >= fewestBeyond || place === 2)
      .map((place) => {
        const q = 1 - 1 / place;
        const ns = Math.max(1, histogram.quantile(Math.max(q, 1e-9)));
        return {
          subject: at === '' ? subject : `${subject}, ${at}`,
          measure,
          place,
          ms: ns / 1e6,
          shown: `${percent(place)} within ${quantity(ns, 'ns')}`,
        };
      }),
  );
  const subjects = [...new Set(values.map(({ subject }) => subject))];
  const index = (name: string): number => series.get(name) ?? subjects.indexOf(name);
  const last = Math.max(...values.map(({ place }) => place));
  const ticks = [2, 10, 100, 1_000, 10_000, 100_000].filter((tick) => tick <= last * 1.2);
  const x = {
    field: 'place',
    type: 'quantitative' as const,
    title: 'Share of operations that are answered in time',
    scale: { type: 'log' as const, nice: false },
    axis: {
      values: ticks,
      labelExpr: `${JSON.stringify(Object.fromEntries(ticks.map((tick) => [tick, percent(tick)])))}[datum.value]`,
      grid: true,
    },
  };
  const y = {
    field: 'ms',
    type: 'quantitative' as const,
    title: 'Milliseconds',
    scale: { type: 'log' as const },
    axis: {
      format: '~g',
      tickCount: 6,
      titleAlign: 'left' as const,
      titleAngle: 0,
      titleAnchor: 'end' as const,
      titleX: 0,
      titleY: -16,
    },
  };
  const legend = { orient: 'bottom' as const, columns: narrow ? 1 : 3, offset: 16 };
  const color = {
    field: 'subject',
    type: 'nominal' as const,
    scale: { domain: subjects, range: subjects.map((name) => seriesColour(index(name))) },
    legend,
  };
  return {
    $schema,
    description: 'Latency by percentile',
    config: chartStyle,
    data: { values },
    width: width - 64,
    height: narrow ? 240 : 340,
    layer: [
      {
        mark: { type: 'line' },
        encoding: {
          x,
          y,
          color,
          strokeDash: {
            field: 'measure',
            type: 'nominal',
            scale: {
              domain: ['latency', 'service'],
              range: [
                [1, 0],
                [5, 4],
              ],
            },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: `datum.measure === 'latency' && indexof(${JSON.stringify(ticks)}, datum.place) >= 0` }],
        mark: { type: 'point', filled: true },
        encoding: {
          x,
          y,
          color,
          shape: {
            field: 'subject',
            type: 'nominal',
            scale: { domain: subjects, range: subjects.map((name) => symbols[index(name) % symbols.length] as string) },
            legend,
          },
          tooltip: [
            { field: 'subject', title: 'subject' },
            { field: 'shown', title: 'answered' },
          ],
        },
      },
    ],
  } as TopLevelSpec;
}

/** `99.9 %` of 1,000. */
const percent = (place: number): string =>
  `${Number((100 * (1 - 1 / place)).toPrecision(Math.max(2, Math.ceil(Math.log10(place)) + 1)))} %`;
