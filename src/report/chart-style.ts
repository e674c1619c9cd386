/** What all charts share: type, lines and space. Colours are the page's properties. */
import type { Config } from 'vega-lite';

/** Of every chart; `slimSvg` says it once a drawing. */
export const font = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const ink = 'var(--ink)';
const faint = 'var(--faint)';
const line = 'var(--line)';

export const chartStyle: Config = {
  font,
  background: 'transparent',
  padding: { left: 2, top: 4, right: 6, bottom: 4 },
  view: { stroke: null },
  axis: {
    labelColor: faint,
    labelFontSize: 12,
    labelPadding: 6,
    titleColor: ink,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    titlePadding: 10,
    gridColor: line,
    gridWidth: 1,
    domainColor: line,
    tickColor: line,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false },
  header: { labelColor: ink, labelFontSize: 13, labelFontWeight: 'bold', labelPadding: 8, title: null },
  legend: {
    labelColor: ink,
    labelFontSize: 12.5,
    labelLimit: 240,
    titleColor: faint,
    title: null,
    symbolSize: 80,
    symbolStrokeWidth: 2,
    rowPadding: 5,
    columnPadding: 18,
  },
  line: { strokeWidth: 2.25, strokeCap: 'round', strokeJoin: 'round' },
  point: { size: 52, filled: true, opacity: 1 },
  bar: { cornerRadiusEnd: 3 },
  text: { color: ink, fontSize: 12 },
  rule: { color: ink },
};
