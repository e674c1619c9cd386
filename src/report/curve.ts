/** One metric against another, along a swept parameter: what a setting buys and what it costs. The setting stands at each point. */
import type { TopLevelSpec } from 'vega-lite';
import type { FigureRow } from '../results/row.js';
import { chartStyle } from './chart-style.js';
import { $schema, axisNumbers, capital, colourScale, type Datum, type Drawing, logTicks, spread } from './drawing.js';
import { isNarrow } from './figure.js';

export interface CurvePoint extends Datum {
  /** The other metric, with its interval. */
  readonly across: number;
  readonly left: number;
  readonly right: number;
}

/** Both metrics at the same subject, point and workers; a point that lacks one of them is not drawn. */
export function curvePoints(
  data: readonly Datum[],
  rows: readonly FigureRow[],
  across: readonly FigureRow[],
): CurvePoint[] {
  const keyOf = ({ subject, parameters, workers }: FigureRow): string => JSON.stringify([subject, parameters, workers]);
  const other = new Map(across.map((row) => [keyOf(row), row]));
  return data.flatMap((datum, index) => {
    const found = other.get(keyOf(rows[index] as FigureRow));
    return found === undefined
      ? []
      : [{ ...datum, across: found.value, left: found.interval[0], right: found.interval[1] }];
  });
}

export function curveSpec(drawing: Drawing, points: readonly CurvePoint[], title: string, width: number): TopLevelSpec {
  const { declaration, metric, x } = drawing;
  const narrow = isNarrow(width);
  const panels = [...new Set(points.map(({ panel }) => panel))];
  const columns = narrow ? 1 : Math.min(panels.length, 2);
  const horizontal = horizontalScale(points);
  const encodeX = {
    field: 'across',
    type: 'quantitative' as const,
    title: capital(title),
    scale: { ...horizontal.scale, nice: false, padding: 16 },
    axis: {
      grid: false,
      ...(horizontal.ticks === null ? { tickCount: 6 } : { values: horizontal.ticks }),
      labelExpr: "format(datum.value, ',~r')",
    },
  };
  const vertical = verticalScale(points);
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    title: `${metric.title} (${metric.unit})`,
    scale: { ...vertical.scale, nice: false },
    axis: {
      ...axisNumbers(drawing),
      ...(vertical.ticks === null ? { tickCount: 6 } : { values: vertical.ticks }),
      titleAlign: 'left' as const,
      titleAngle: 0,
      titleAnchor: 'end' as const,
      titleX: 0,
      titleY: -16,
    },
  };
  const scales = colourScale(drawing);
  const legend = { orient: 'bottom' as const, columns: narrow ? 2 : 4, offset: 16 };
  const color = { field: 'subject', type: 'nominal' as const, scale: scales.color, legend };
  const shape = { field: 'subject', type: 'nominal' as const, scale: scales.shape, legend };
  const faint = { type: 'rule' as const, strokeWidth: 1.5, opacity: 0.4 };
  const layer = [
    // In the order of the setting, not from left to right: a curve that turns back says so.
    { mark: { type: 'line' }, encoding: { x: encodeX, y, color, order: { field: 'x', type: 'quantitative' } } },
    { mark: faint, encoding: { x: encodeX, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } },
    { mark: faint, encoding: { x: { ...encodeX, field: 'left' }, x2: { field: 'right' }, y, color } },
    {
      mark: { type: 'point', filled: true },
      encoding: {
        x: encodeX,
        y,
        color,
        shape,
        tooltip: [
          { field: 'subject', title: 'subject' },
          { field: 'x', title: x ?? 'x' },
          { field: 'across', title },
          { field: 'shown', title: metric.title },
        ],
      },
    },
    {
      mark: { type: 'text', dx: 7, dy: -8, align: 'left', fontSize: 11 },
      encoding: { x: encodeX, y, text: { field: 'x' }, color },
    },
  ];
  const view = { width: (width - columns * 50) / columns, height: narrow ? 260 : 320, layer };
  return {
    $schema,
    description: `${declaration.title}: ${metric.title} against ${title}`,
    config: chartStyle,
    data: { values: points as CurvePoint[] },
    ...(panels.length > 1
      ? {
          facet: { field: 'panel', type: 'nominal', sort: panels, header: { labelPadding: 36 } },
          columns,
          spacing: { row: 40, column: 30 },
          spec: view,
        }
      : view),
  } as TopLevelSpec;
}

const horizontalScale = (points: readonly CurvePoint[]) => {
  const all = points.flatMap(({ left, across, right }) => [left, across, right]);
  if (Math.min(...all) <= 0 || spread(all) <= 10) return { scale: { zero: false }, ticks: null };
  return { scale: { type: 'log' as const }, ticks: logTicks(Math.min(...all), Math.max(...all)) };
};

/** Never is the best there is, so zero has its place: below one the axis is linear, above logarithmic, where the values ask for it. */
function verticalScale(points: readonly CurvePoint[]) {
  const all = points.flatMap(({ low, value, high }) => [low, value, high]);
  const high = Math.max(...all);
  const scale = { domain: [0, high * 1.1] };
  if (high <= 30) return { scale, ticks: null };
  return { scale: { ...scale, type: 'symlog' as const, constant: 1 }, ticks: [0, ...logTicks(1, high)] };
}
