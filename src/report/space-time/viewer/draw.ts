/** Draws the window of a diagram that is looked at. Detail follows zoom: labels, then symbols, then how dense the steps are. */
import { drawFaults, drawGaps } from './faults.js';
import type { Payload } from './payload.js';
import { type Pen, SvgPen, symbolPoints } from './pen.js';
import { density, firstFrom, messagesWithin, type Timeline } from './timeline.js';

/** Colours, resolved: a canvas knows no custom properties. */
export interface Colours {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly unsure: string;
  readonly series: readonly string[];
}

export interface Scene {
  readonly payload: Payload;
  readonly colours: Colours;
  readonly timeline: Timeline;
  /** Of each span, how far beside its lane. */
  readonly columns: readonly number[];
  labelOf(step: number): string;
  /** Pixels that a label may take: it may lie over lanes where each step has a row of its own. */
  readonly labelRoom: number;
  /** What the gutter says of a step: its time, or its number. */
  gutterOf(step: number): string;
}

export interface View {
  /** Position at the upper edge, below the heading; pixels a row. */
  readonly top: number;
  readonly rowPx: number;
  readonly width: number;
  readonly height: number;
  readonly laneWidth: number;
  /** How far it is scrolled to the right. */
  readonly left: number;
  readonly selected: number;
  readonly hoveredMessage: number;
  /** Steps that were searched for; empty: none were. */
  readonly found: ReadonlySet<number>;
  /** Actions that are to stand out; empty: all do. */
  readonly picked: ReadonlySet<number>;
}

export const gutterWidth = 74;
export const headingHeight = 40;
/** From here on a step has a label, a symbol. */
const labelPx = 13;
const symbolPx = 4.5;
const mostMessages = 1_500;

export const laneX = (view: Pick<View, 'laneWidth' | 'left'>, lane: number): number =>
  gutterWidth + (lane + 0.26) * view.laneWidth - view.left;
export const yOf = (view: Pick<View, 'top' | 'rowPx'>, position: number): number =>
  headingHeight + (position - view.top) * view.rowPx;
export const positionAt = (view: Pick<View, 'top' | 'rowPx'>, y: number): number =>
  view.top + (y - headingHeight) / view.rowPx;

export function draw(pen: Pen, scene: Scene, view: View): void {
  const { width, height } = view;
  pen.rect(0, 0, width, height, scene.colours.paper);
  pen.within(gutterWidth, headingHeight, width - gutterWidth, height - headingHeight, () => {
    drawOutcome(pen, scene, view);
    drawLanes(pen, scene, view);
    drawFaults(pen, scene, view);
    drawMessages(pen, scene, view);
    if (view.rowPx >= symbolPx) drawSteps(pen, scene, view);
    else drawDensity(pen, scene, view);
    drawUnchecked(pen, scene, view);
  });
  drawGutter(pen, scene, view);
  drawHeading(pen, scene, view);
}

/** The window as a picture; `measure` knows how wide texts are. */
export function pictureOf(scene: Scene, view: View, measure: Pen): string {
  const drawn = new SvgPen(measure);
  draw(drawn, scene, view);
  return drawn.svg(view.width, view.height, scene.colours.paper);
}

/** The step that is to blame, across all lanes. */
function drawOutcome(pen: Pen, { payload, timeline, colours }: Scene, view: View): void {
  const step = payload.outcome?.step ?? null;
  if (step === null) return;
  const colour = payload.outcome?.kind === 'unsure' ? colours.unsure : colours.bad;
  const y = yOf(view, timeline.steps[step] as number);
  const half = Math.max(1.5, Math.min(view.rowPx / 2, 12));
  pen.rect(gutterWidth, y - half, view.width, 2 * half, colour, 0.13);
}

/** What comes after a rejected step was not checked: it recedes. */
function drawUnchecked(pen: Pen, { payload, timeline, colours }: Scene, view: View): void {
  const step = payload.outcome?.step ?? null;
  if (step === null || step >= timeline.steps.length - 1) return;
  const y = Math.max(headingHeight, yOf(view, (timeline.steps[step] as number) + 0.55));
  if (y < view.height) pen.rect(gutterWidth, y, view.width, view.height - y, colours.paper, 0.5);
}

function drawLanes(pen: Pen, scene: Scene, view: View): void {
  const { payload, colours, timeline } = scene;
  const bottom = Math.min(view.height, yOf(view, timeline.total));
  for (const lane of payload.lanes.keys()) {
    const x = laneX(view, lane);
    pen.line([x, headingHeight, x, bottom], { colour: colours.faint, width: 1.25, alpha: 0.65 });
  }
  drawGaps(pen, scene, view);
}

function drawMessages(pen: Pen, scene: Scene, view: View): void {
  const { payload, timeline, colours } = scene;
  const { messages } = payload;
  const { shown, all } = messagesWithin(timeline, view.top, positionAt(view, view.height), mostMessages);
  const dim = view.picked.size > 0 || view.found.size > 0 ? 0.5 : 1;
  const alpha = dim * Math.max(0.12, Math.min(0.62, 900 / Math.max(1, all)));
  const heads = view.rowPx >= symbolPx;
  const strong: number[] = [];
  const passing: number[] = [];
  const bottom = positionAt(view, view.height);
  const within = (position: number): boolean => position >= view.top && position <= bottom;
  for (const message of shown) {
    const selected =
      view.selected >= 0 &&
      (messages.sentStep[message] === view.selected || messages.receivedStep[message] === view.selected);
    if (selected || message === view.hoveredMessage) strong.push(message);
    else if (!within(timeline.sent[message] as number) && !within(timeline.received[message] as number)) {
      passing.push(message);
    } else drawMessage(pen, scene, view, message, { colour: colours.faint, width: 1, alpha }, heads);
  }
  // Those that only pass by say little, and there may be very many.
  const faint = { colour: colours.faint, width: 1, alpha: Math.min(alpha, Math.max(0.015, 8 / passing.length)) };
  for (const message of passing) drawMessage(pen, scene, view, message, faint, false);
  for (const message of strong) {
    drawMessage(pen, scene, view, message, { colour: colours.accent, width: 2.25, alpha: 1 }, true);
  }
}

function drawMessage(
  pen: Pen,
  { payload, timeline, colours }: Scene,
  view: View,
  message: number,
  stroke: { colour: string; width: number; alpha: number },
  head: boolean,
): void {
  const { messages } = payload;
  const x1 = laneX(view, messages.from[message] as number);
  const y1 = yOf(view, timeline.sent[message] as number);
  const x2 = laneX(view, messages.to[message] as number);
  const received = timeline.received[message] as number;
  if (received < 0) {
    const x = x1 + (x2 - x1) * 0.42;
    const y = y1 + Math.min(16, Math.max(2, view.rowPx * 0.6));
    const lost = (messages.lost[message] as number) >= 0;
    pen.line([x1, y1, x, y], { ...stroke, dash: [4, 3], alpha: Math.min(1, stroke.alpha * 1.4) });
    if (!head || !lost) return;
    const cross = { colour: colours.bad, width: 1.75, alpha: Math.min(1, stroke.alpha + 0.35) };
    pen.line([x - 3.5, y - 3.5, x + 3.5, y + 3.5], cross);
    pen.line([x - 3.5, y + 3.5, x + 3.5, y - 3.5], cross);
    return;
  }
  const y2 = yOf(view, received);
  if (x1 === x2) {
    const bow = x1 + Math.min(26, view.laneWidth * 0.2);
    pen.line([x1, y1, bow, y1 + 3, bow, y2 - 3, x2, y2], stroke);
    return;
  }
  pen.line([x1, y1, x2, y2], stroke);
  if (!head) return;
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  // The head ends where the symbol of the receiving step begins.
  const [tx, ty] = [x2 - ux * 5, y2 - uy * 5];
  const size = stroke.width > 2 ? 9 : 7;
  const [bx, by] = [tx - ux * size, ty - uy * size];
  const wing = size * 0.42;
  pen.shape(
    [tx, ty, bx - uy * wing, by + ux * wing, bx + uy * wing, by - ux * wing],
    stroke.colour,
    Math.min(1, stroke.alpha * 1.5),
  );
}

function drawSteps(pen: Pen, scene: Scene, view: View): void {
  const { payload, timeline, colours } = scene;
  const { lane: lanes, action: actions } = payload.steps;
  const labelled = view.rowPx >= labelPx;
  const radius = Math.max(2.2, Math.min(5, view.rowPx * 0.32));
  const last = firstFrom(timeline.steps, positionAt(view, view.height + 20));
  const size = view.rowPx >= 18 ? 13 : 11.5;
  const lastLabel = new Float64Array(payload.lanes.length).fill(Number.NEGATIVE_INFINITY);
  for (let step = firstFrom(timeline.steps, positionAt(view, headingHeight - 20)); step < last; step += 1) {
    const lane = lanes[step] as number;
    const action = actions[step] as number;
    const x = laneX(view, lane);
    const y = yOf(view, timeline.steps[step] as number);
    const out = (view.picked.size > 0 && !view.picked.has(action)) || (view.found.size > 0 && !view.found.has(step));
    const colour = out ? colours.line : (colours.series[action % colours.series.length] as string);
    const selected = step === view.selected;
    const blamed = payload.outcome?.step === step;
    if (selected) pen.circle(x, y, radius + 5, colours.paper, { colour: colours.accent, width: 2.5 });
    else if (blamed) pen.circle(x, y, radius + 5, colours.paper, { colour: colours.bad, width: 2.5 });
    const points = symbolPoints(symbolOf(action, colours.series.length), x, y, radius);
    const edge = { colour: colours.paper, width: 1.25 };
    if (points === null) pen.circle(x, y, radius, colour, edge);
    else pen.shape(points, colour, 1, edge);
    // By time, labels of steps that lie close would cover each other.
    if (!labelled || (y - (lastLabel[lane] as number) < size * 0.95 && !selected)) continue;
    lastLabel[lane] = y;
    const lettering = {
      colour: out ? colours.faint : colours.ink,
      size,
      weight: selected || blamed ? 600 : 400,
      halo: blamed ? mixed(colours) : colours.paper,
    };
    const room = Math.min(scene.labelRoom, view.laneWidth * lanesRight(payload, lane)) - radius - 9;
    pen.text(x + radius + 7, y, fitted(pen, scene.labelOf(step), room, lettering), lettering);
  }
}

/** Lane widths from a lane's line to the right edge of the last lane. */
const lanesRight = (payload: Payload, lane: number): number => payload.lanes.length - lane - 0.27;

const mixed = ({ paper }: Colours): string => paper;

/** As colours repeat, the symbol changes; and it differs between neighbours anyway. */
export const symbolOf = (action: number, colourCount: number): number => action + Math.floor(action / colourCount) * 3;

const fits = new Map<string, string>();

function fitted(
  pen: Pen,
  text: string,
  room: number,
  lettering: { colour: string; size: number; weight: number },
): string {
  if (pen.width(text, lettering) <= room) return text;
  const key = `${Math.round(room)} ${lettering.size} ${lettering.weight} ${text}`;
  const known = fits.get(key);
  if (known !== undefined) return known;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.width(`${text.slice(0, middle)}…`, lettering) <= room) low = middle;
    else high = middle - 1;
  }
  const cut = low < 2 ? '' : `${text.slice(0, low)}…`;
  if (fits.size > 5_000) fits.clear();
  fits.set(key, cut);
  return cut;
}

/** From afar: bars on the lanes, as dark as steps are dense. */
function drawDensity(pen: Pen, { payload, timeline, colours }: Scene, view: View): void {
  const pixels = Math.ceil((view.height - headingHeight) / 2);
  const bottom = view.top + (pixels * 2) / view.rowPx;
  const counts = density(timeline, payload.steps.lane, payload.lanes.length, view.top, bottom, pixels);
  const most = Math.max(2, 2 / view.rowPx);
  for (const lane of payload.lanes.keys()) {
    const x = laneX(view, lane);
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const count = counts[lane * pixels + pixel] as number;
      if (count === 0) continue;
      const share = Math.min(1, Math.sqrt(count / most));
      const half = 2 + share * Math.min(22, view.laneWidth * 0.16);
      pen.rect(x - 2, headingHeight + pixel * 2, 2 + half, 2, colours.series[0] as string, 0.35 + 0.65 * share);
    }
  }
  for (const step of view.found) {
    const y = yOf(view, timeline.steps[step] as number);
    if (y < headingHeight || y > view.height) continue;
    pen.rect(laneX(view, payload.steps.lane[step] as number) - 5, y - 1.5, 10, 3, colours.accent);
  }
  const { selected } = view;
  if (selected < 0) return;
  const x = laneX(view, payload.steps.lane[selected] as number);
  pen.circle(x, yOf(view, timeline.steps[selected] as number), 6, colours.paper, {
    colour: colours.accent,
    width: 2.5,
  });
}

function drawGutter(pen: Pen, scene: Scene, view: View): void {
  const { timeline, colours, payload } = scene;
  pen.rect(0, 0, gutterWidth, view.height, colours.paper);
  pen.within(0, headingHeight, gutterWidth, view.height - headingHeight, () => {
    const first = firstFrom(timeline.steps, view.top);
    const last = firstFrom(timeline.steps, positionAt(view, view.height));
    let lastY = Number.NEGATIVE_INFINITY;
    const stride = Math.max(1, Math.floor((last - first) / 400));
    for (let step = first; step < last; step += stride) {
      const y = yOf(view, timeline.steps[step] as number);
      if (y - lastY < 15) continue;
      lastY = y;
      const colour = step === payload.outcome?.step ? colours.bad : colours.faint;
      pen.text(gutterWidth - 14, y, scene.gutterOf(step), { colour, size: 10.5, align: 'right', mono: true });
    }
  });
  pen.line([gutterWidth - 6.5, headingHeight, gutterWidth - 6.5, view.height], { colour: colours.line, width: 1 });
}

function drawHeading(pen: Pen, { payload, colours }: Scene, view: View): void {
  pen.rect(0, 0, view.width, headingHeight, colours.paper);
  pen.within(gutterWidth - 8, 0, view.width, headingHeight, () => {
    for (const [lane, name] of payload.lanes.entries()) {
      const x = laneX(view, lane);
      const lettering = { colour: colours.ink, size: 14, weight: 650 };
      pen.circle(x, headingHeight / 2, 4, colours.ink);
      pen.text(x + 11, headingHeight / 2 + 0.5, fitted(pen, name, view.laneWidth * 0.85 - 12, lettering), lettering);
    }
  });
  pen.line([0, headingHeight - 0.5, view.width, headingHeight - 0.5], { colour: colours.line, width: 1 });
}
