/** A small space-time diagram as a picture: what the viewer would draw, without the viewer. Pure. */
import { encode } from './encode.js';
import type { Excerpt } from './excerpt.js';
import { Labels } from './viewer/contents.js';
import { type Colours, gutterWidth, headingHeight, pictureOf } from './viewer/draw.js';
import { Lines } from './viewer/lines.js';
import type { Lettering, Pen } from './viewer/pen.js';
import { byOrder, spanColumns } from './viewer/timeline.js';

const rowPx = 23;
/** As wide as a page's column where that makes no lane too narrow for its labels, nor wider than they need. */
const column = 880;
const lanePx = { least: 96, most: 190 };

/** The page's custom properties: the picture is right in light, in dark and on paper. */
const colours: Colours = {
  paper: 'var(--paper)',
  panel: 'var(--panel)',
  ink: 'var(--ink)',
  faint: 'var(--faint)',
  line: 'var(--line)',
  accent: 'var(--accent)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  unsure: 'var(--unsure)',
  series: Array.from({ length: 10 }, (_, index) => `var(--series-${index + 1})`),
};

const nothing = (): void => {};
/** Texts are measured roughly: there is no canvas here. */
const rough: Pen = {
  line: nothing,
  shape: nothing,
  circle: nothing,
  rect: nothing,
  text: nothing,
  width: (text: string, { size }: Lettering) => text.length * size * 0.56,
  within: (_x, _y, _w, _h, draw) => draw(),
};

/** `id` is unique on the page. An `<svg>` element, with its size in pixels. */
export function pictureOfExcerpt({ step, ...shown }: Excerpt, id: string): string {
  const outcome = step === null ? undefined : ({ kind: 'bad', title: '', because: '', step } as const);
  const { payload, stepLines } = encode({ title: '', subtitle: '', ...shown, ...(outcome ? { outcome } : {}) });
  const labels = new Labels(payload, new Lines(stepLines.join('\n')));
  const laneWidth = Math.min(lanePx.most, Math.max(lanePx.least, (column - gutterWidth - 8) / payload.lanes.length));
  const timeline = byOrder(payload);
  const scene = {
    payload,
    colours,
    timeline,
    columns: spanColumns(payload.spans),
    labelRoom: 300,
    labelOf: (of: number) => labels.of(of),
    gutterOf: (of: number) => labels.gutterOf(of),
  };
  const view = {
    top: 0,
    rowPx,
    width: gutterWidth + payload.lanes.length * laneWidth + 8,
    height: headingHeight + timeline.total * rowPx,
    laneWidth,
    left: 0,
    selected: -1,
    hoveredMessage: -1,
    found: new Set<number>(),
    picked: new Set<number>(),
  };
  return pictureOf(scene, view, rough)
    .replaceAll('clip', `${id}-clip`)
    .replaceAll(`${id}-clipPath`, 'clipPath')
    .replaceAll(`${id}-clip-path`, 'clip-path');
}
