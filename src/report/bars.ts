/** Bars for named things, one panel for each point; the theoretical bound is a line across them. */
import type { TopLevelSpec } from 'vega-lite';
import { chartStyle } from './chart-style.js';
import { $schema, axisNumbers, colourScale, type Drawing, inWords, logTicks, spread, valueTitle } from './drawing.js';
import { isNarrow, quantity, textWidth, wrapped } from './figure.js';

export function barsSpec(drawing: Drawing, width: number): TopLevelSpec {
  const { declaration, data, drawn } = drawing;
  const narrow = isNarrow(width);
  const bound = declaration.chart.bound;
  const scales = colourScale(drawing);
  // With more subjects than colours two would share one: as each has its row and its name, all do.
  const range = new Set(scales.color.range).size < drawn.length ? drawn.map(() => 'var(--accent)') : scales.color.range;
  const x = drawing.x;
  const singleX = new Set(data.map((each) => each.x)).size === 1;
  const labelled = data.map((each) => ({
    ...each,
    label: quantity(each.value, drawing.metric.unit),
    panel: [each.x === '' || singleX ? '' : inWords(x ?? '', each.x), each.panel]
      .filter((text) => text !== '')
      .join(', '),
  }));
  const panels = [...new Set(labelled.map(({ panel }) => panel))];
  const columns = narrow ? 1 : Math.min(panels.length, panels.length === 4 ? 2 : 3);
  const values = labelled.map(({ value }) => value);
  const most = Math.max(...values, ...labelled.map(({ high }) => high));
  // A bar has length zero at zero: only points may stand on a logarithmic axis.
  const log = Math.min(...values, ...labelled.map(({ low }) => low)) > 0 && spread(values) > 30;
  const ends = [Math.min(...values, ...labelled.map(({ low }) => low)) / 1.5, most * 1.5] as const;
  const ticks = log ? { values: logTicks(...ends) } : { tickCount: narrow || columns > 1 ? 4 : 7 };
  // Numbers that all but touch are read as one.
  const axis = { ...axisNumbers(drawing), ...ticks, labelOverlap: 'greedy' as const, labelSeparation: 9 };
  const labelLimit = columns > 1 || narrow ? 210 : 300;
  const labels = Math.min(labelLimit, 10 + textWidth(drawn));
  const gap = 40;
  const overhang = log ? 60 : 20;
  const panelWidth = (width - labels - overhang - gap * (columns - 1)) / columns;
  const encodeX = {
    field: 'value',
    type: 'quantitative' as const,
    title: wrapped(valueTitle(drawing), Math.floor(panelWidth / 6.9)),
    scale: log
      ? { type: 'log' as const, nice: false, domain: ends }
      : { domain: [Math.min(0, ...values), most > 0 ? most * (columns > 1 || narrow ? 1.28 : 1.1) : 1], nice: false },
    axis,
  };
  const y = {
    field: 'subject',
    type: 'nominal' as const,
    title: null,
    sort: [...drawn],
    axis: { labelColor: 'var(--ink)', labelLimit },
  };
  const color = { field: 'subject', type: 'nominal' as const, scale: { ...scales.color, range }, legend: null };
  const tooltip = [
    { field: 'subject', title: 'subject' },
    { field: 'shown', title: drawing.metric.title },
  ];
  const isBound = `datum.subject === ${JSON.stringify(bound)}`;
  const competitors = [{ filter: `!(${isBound})` }];
  const mark = log ? { type: 'point', filled: true, size: 110 } : { type: 'bar', height: { band: 0.66 } };
  const label = { type: 'text', align: 'left', dx: log ? 11 : 6, fontSize: 11.5 };
  // Behind the interval, not across it.
  const text = { y, x: { ...encodeX, field: 'high' }, text: { field: 'label' } };
  const layer = [
    { transform: competitors, mark, encoding: { y, x: encodeX, color, tooltip } },
    {
      transform: competitors,
      mark: { type: 'rule', strokeWidth: 1.5, color: 'var(--ink)', opacity: 0.7 },
      encoding: { y, x: { ...encodeX, field: 'low' }, x2: { field: 'high' } },
    },
    ...(bound === null
      ? []
      : [
          {
            transform: [{ filter: isBound }],
            mark: { type: 'rule', strokeWidth: 2, strokeDash: [5, 4], color: 'var(--ink)' },
            encoding: { x: { ...encodeX, aggregate: 'mean' } },
          },
        ]),
    // A wide stroke of the paper's colour below the text keeps it readable where the bound runs through it.
    {
      transform: competitors,
      mark: { ...label, color: 'var(--paper)', stroke: 'var(--paper)', strokeWidth: 7, strokeJoin: 'round' },
      encoding: text,
    },
    { transform: competitors, mark: { ...label, color: 'var(--faint)' }, encoding: text },
  ];
  const view = { width: panelWidth, height: { step: 28 }, layer };
  return {
    $schema,
    description: `${declaration.title}: ${valueTitle(drawing)} by subject`,
    config: chartStyle,
    data: { values: labelled },
    ...(panels.length > 1
      ? {
          facet: { field: 'panel', type: 'nominal', sort: panels },
          columns,
          spacing: { row: 30, column: gap },
          spec: view,
        }
      : view),
  } as TopLevelSpec;
}
