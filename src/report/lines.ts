/** Lines over a numeric sweep: a symbol for each median, a rule for its interval, a panel for each value of the rest. */
import type { TopLevelSpec } from 'vega-lite';
import { chartStyle } from './chart-style.js';
import {
  $schema,
  axisNumbers,
  axisTitle,
  colourScale,
  type Datum,
  type Drawing,
  logTicks,
  spread,
  valueTitle,
} from './drawing.js';
import { isNarrow, textWidth } from './figure.js';

const panelsOf = (data: readonly Datum[]): string[] => [...new Set(data.map(({ panel }) => panel))];

/** Names stand at the lines' ends where there is room for them: nothing to look up in a legend. */
const labelStep = 16;

export function linesSpec(drawing: Drawing, width: number): TopLevelSpec {
  const { declaration, data, x } = drawing;
  const narrow = isNarrow(width);
  const panels = panelsOf(data);
  const columns = narrow ? 1 : Math.min(panels.length, 2);
  const labelled = !narrow && panels.length === 1;
  const labelWidth = Math.min(200, 20 + textWidth(drawing.drawn));
  const height = narrow ? 240 : panels.length > 1 ? 240 : 360;
  const bound = declaration.chart.bound;
  const isBound = `datum.subject === ${JSON.stringify(bound)}`;
  const scale = verticalScale(data.flatMap(({ low, value, high }) => [low, value, high]));
  const encodeX = horizontal(data, x, labelled);
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    title: valueTitle(drawing),
    scale: { type: scale.type, domain: scale.domain, nice: false },
    axis: {
      ...axisNumbers(drawing),
      ...(scale.ticks === null ? { tickCount: 6 } : { values: scale.ticks }),
      titleAlign: 'left' as const,
      titleAngle: 0,
      titleAnchor: 'end' as const,
      titleX: 0,
      titleY: -16,
    },
  };
  const scales = colourScale(drawing);
  const legend = labelled ? null : { orient: 'bottom' as const, columns: narrow ? 2 : 4, offset: 16 };
  const color = { field: 'subject', type: 'nominal' as const, scale: scales.color, legend };
  const shape = { field: 'subject', type: 'nominal' as const, scale: scales.shape, legend };
  const tooltip = [
    { field: 'subject', title: 'subject' },
    { field: 'x', title: x ?? 'x' },
    { field: 'shown', title: drawing.metric.title },
  ];
  const competitors = [{ filter: `!(${isBound})` }];
  const layer = [
    { transform: competitors, mark: { type: 'line' }, encoding: { x: encodeX, y, color } },
    {
      transform: competitors,
      mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.55 },
      encoding: { x: encodeX, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
    },
    {
      transform: competitors,
      mark: { type: 'point', filled: true },
      encoding: { x: encodeX, y, color, shape, tooltip },
    },
    ...(labelled ? [endLabels(drawing, scale, height, encodeX, color)] : []),
    ...(bound === null
      ? []
      : [
          {
            transform: [{ filter: isBound }],
            mark: { type: 'line', strokeDash: [5, 4], color: 'var(--ink)' },
            encoding: { x: encodeX, y },
          },
        ]),
  ];
  const view = { width: (width - (labelled ? labelWidth : 0) - columns * 44) / columns, height, layer };
  return {
    $schema,
    description: `${declaration.title}: ${valueTitle(drawing)} by ${x}`,
    config: chartStyle,
    data: { values: data as Datum[] },
    ...(panels.length > 1
      ? {
          // Above the axis title, which is above the panel.
          facet: { field: 'panel', type: 'nominal', sort: panels, header: { labelPadding: 36 } },
          columns,
          spacing: { row: 40, column: 26 },
          spec: view,
        }
      : view),
  } as TopLevelSpec;
}

function horizontal(data: readonly Datum[], x: string | null, labelled: boolean) {
  const title = axisTitle(x ?? '');
  if (!data.every((each) => typeof each.x === 'number')) {
    return { field: 'x', type: 'ordinal' as const, title, sort: null, axis: { labelAngle: 0, grid: false } };
  }
  const values = [...new Set(data.map((each) => Number(each.x)))].sort((a, b) => a - b);
  const log = (values[0] as number) > 0 && spread(values) > 10;
  return {
    field: 'x',
    type: 'quantitative' as const,
    title,
    scale: { ...(log ? { type: 'log' as const } : { zero: false }), nice: false, padding: labelled ? 8 : 12 },
    axis: {
      values,
      format: values.every(Number.isInteger) ? ',d' : ',~g',
      grid: false,
      labelOverlap: 'greedy' as const,
    },
  };
}

interface VerticalScale {
  readonly type: 'log' | 'linear';
  readonly domain: readonly [number, number];
  /** Decades (with 2 and 5 between where there are few); null leaves the choice to the axis. */
  readonly ticks: readonly number[] | null;
}

function verticalScale(values: readonly number[]): VerticalScale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Logarithmic where equal ratios are the news; a linear axis starts at zero so that heights can be compared.
  if (low <= 0 || high / low <= 30) return { type: 'linear', domain: [Math.min(0, low), high * 1.05], ticks: null };
  const domain = [low / 1.25, high * 1.25] as const;
  return { type: 'log', domain, ticks: logTicks(...domain) };
}

/** A name at each line's end, moved apart until none covers another. */
function endLabels(drawing: Drawing, scale: VerticalScale, height: number, encodeX: object, color: object): object {
  const place = (value: number): number => {
    const at = (each: number): number => (scale.type === 'log' ? Math.log(each) : each);
    const share = (at(value) - at(scale.domain[0])) / (at(scale.domain[1]) - at(scale.domain[0]));
    return height * (1 - share);
  };
  const ends = drawing.drawn.map((subject) => {
    const own = drawing.data.filter((each) => each.subject === subject);
    const last = own.reduce((best, each) => (Number(each.x) >= Number(best.x) ? each : best));
    return { ...last, top: place(last.value) };
  });
  return {
    data: { values: apart(ends, height) },
    mark: { type: 'text', align: 'left', dx: 12, fontSize: 12.5, limit: 200 },
    encoding: {
      x: encodeX,
      y: { field: 'top', type: 'quantitative', scale: null, axis: null },
      text: { field: 'subject' },
      color,
    },
  };
}

function apart<T extends { readonly top: number }>(labels: readonly T[], height: number): T[] {
  const ordered = [...labels].sort((a, b) => a.top - b.top);
  const tops: number[] = [];
  for (const { top } of ordered) tops.push(Math.max(top, (tops.at(-1) ?? Number.NEGATIVE_INFINITY) + labelStep));
  // What was pushed among the axis's numbers pushes the ones above it back up.
  let floor = height - labelStep / 4;
  for (let index = tops.length - 1; index >= 0; index -= 1) {
    tops[index] = Math.min(tops[index] as number, floor);
    floor = (tops[index] as number) - labelStep;
  }
  return ordered.map((label, index) => ({ ...label, top: tops[index] as number }));
}
