/** The viewer: reads the payload from the page, draws what is looked at, and answers mouse, wheel and keys. */

import { readColours } from './colours.js';
import { Labels, panelSourceOf } from './contents.js';
import { browser, byId, type Canvas, type Input, sizeCanvas } from './dom.js';
import { draw, gutterWidth, headingHeight, laneX, pictureOf, positionAt, type Scene, type View, yOf } from './draw.js';
import { Lines, matching } from './lines.js';
import { drawMap } from './map.js';
import { messageAt, stepAt } from './nearest.js';
import { overviewPanel, stepPanel } from './panel.js';
import type { Payload } from './payload.js';
import { CanvasPen } from './pen.js';
import { byOrder, byTime, firstFrom, spanColumns, type Timeline } from './timeline.js';

const startedAt = browser.performance.now();
const payload = JSON.parse(byId('payload').textContent) as Payload;
const lines = new Lines(byId('steps').textContent);
const bodies = new Lines(byId('bodies').textContent);
const { lane: laneOfStep, action: actionOfStep } = payload.steps;
const stepCount = laneOfStep.length;

const timelines: { readonly order: Timeline; readonly time: Timeline | null } = {
  order: byOrder(payload),
  time: byTime(payload),
};
let timeline = timelines.order;

/** Chromium and Firefox make no element higher than this. */
const highest = 12_000_000;
const leastLane = 88;
const mostRowPx = 44;

const scroller = byId('scroller');
const canvas = byId('canvas') as Canvas;
const spacer = byId('spacer');
const map = byId('map') as Canvas;
const panel = byId('panel');
const query = byId('query');
const hits = byId('hits');
const pen = new CanvasPen(canvas.getContext('2d'));
const mapPen = new CanvasPen(map.getContext('2d'));

let colours = readColours();
let rowPx = 22;
let selected = -1;
let hoveredMessage = -1;
let found: number[] = [];
let foundSet: ReadonlySet<number> = new Set();
let picked: ReadonlySet<number> = new Set();
let drawAsked = false;

const source = panelSourceOf(payload, lines, bodies);
const labels = new Labels(payload, lines);

function sceneNow(): Scene {
  const labelRoom = timeline === timelines.order ? Math.max(300, laneWidthNow() * 0.97) : laneWidthNow() * 0.97;
  return {
    payload,
    colours,
    timeline,
    columns,
    labelRoom,
    labelOf: (step) => labels.of(step),
    gutterOf: (step) => labels.gutterOf(step),
  };
}
const columns = spanColumns(payload.spans);

function viewNow(): View {
  const width = scroller.clientWidth;
  const height = scroller.clientHeight;
  return {
    top: scroller.scrollTop / scrollPx(),
    rowPx,
    width,
    height,
    laneWidth: laneWidthNow(),
    left: scroller.scrollLeft,
    selected,
    hoveredMessage,
    found: foundSet,
    picked,
  };
}

const laneWidthNow = (): number =>
  Math.max(leastLane, (scroller.clientWidth - gutterWidth - 8) / Math.max(1, payload.lanes.length));

/** Pixels of the scroll bar a row: less than `rowPx` where the diagram is higher than an element can be. */
const scrollPx = (): number => Math.min(rowPx, highest / timeline.total);

function resize(): void {
  const width = scroller.clientWidth;
  const height = scroller.clientHeight;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  sizeCanvas(canvas, width, height);
  sizeCanvas(map, map.clientWidth, map.clientHeight);
  spacer.style.height = `${Math.max(0, timeline.total * scrollPx() + headingHeight - (rowPx - scrollPx()) * 4)}px`;
  spacer.style.width = `${gutterWidth + payload.lanes.length * laneWidthNow()}px`;
  canvas.style.setProperty('margin-bottom', `${-height}px`);
  // A canvas that gets a size is empty: it is drawn before anybody sees that.
  drawNow();
}

function ask(): void {
  if (drawAsked) return;
  drawAsked = true;
  browser.requestAnimationFrame(() => {
    if (drawAsked) drawNow();
  });
}

function drawNow(): void {
  drawAsked = false;
  const began = browser.performance.now();
  const view = viewNow();
  draw(pen, sceneNow(), view);
  drawMap(mapPen, sceneNow(), view, map.clientWidth, map.clientHeight);
  byId('frame').dataset.ms = (browser.performance.now() - began).toFixed(2);
}

/** Zooms so that the position at height `y` of the window stays where it is. */
function zoomTo(wanted: number, y = scroller.clientHeight / 2): void {
  const view = viewNow();
  const position = positionAt(view, y);
  const least = Math.min(mostRowPx, (scroller.clientHeight - headingHeight) / timeline.total);
  rowPx = Math.max(least, Math.min(mostRowPx, wanted));
  resize();
  scroller.scrollTop = (position - (y - headingHeight) / rowPx) * scrollPx();
}

function show(position: number): void {
  const view = viewNow();
  const y = yOf(view, position);
  if (y > headingHeight + 24 && y < view.height - 24) return;
  scroller.scrollTop = (position - (view.height - headingHeight) / rowPx / 2) * scrollPx();
}

function select(step: number, reveal = true): void {
  selected = step < 0 || step >= stepCount ? -1 : step;
  const parts =
    selected < 0
      ? overviewPanel(source, colours.series.length, panelActions())
      : stepPanel(source, colours.series.length, selected, panelActions());
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
  byId('overview').hidden = selected < 0;
  browser.history.replaceState(null, '', selected < 0 ? '#' : `#${selected + 1}`);
  if (selected >= 0 && reveal) {
    show(timeline.steps[selected] as number);
    const x = laneX(viewNow(), laneOfStep[selected] as number);
    if (x < gutterWidth || x > scroller.clientWidth - 60) {
      scroller.scrollLeft = (laneOfStep[selected] as number) * laneWidthNow();
    }
  }
  showHits();
  ask();
}

function panelActions(): Parameters<typeof stepPanel>[3] {
  return {
    select,
    picked,
    pick: (action) => {
      const next = new Set(picked);
      if (!next.delete(action)) next.add(action);
      picked = next;
      select(selected, false);
    },
  };
}

function search(): void {
  found = matching(query.value, payload.lanes, payload.actions, laneOfStep, actionOfStep, lines);
  foundSet = new Set(found);
  const near = found[firstFrom(found, selected)] ?? found[0];
  if (near !== undefined) select(near);
  else select(selected, false);
}

function showHits(): void {
  if (query.value.trim() === '') hits.textContent = '';
  else if (found.length === 0) hits.textContent = 'nothing found';
  else {
    const nth = found.indexOf(selected);
    const total = found.length.toLocaleString('en');
    hits.textContent = nth < 0 ? `${total} found` : `${(nth + 1).toLocaleString('en')} of ${total}`;
  }
}

function nextFound(by: 1 | -1): void {
  if (found.length === 0) return;
  const index = firstFrom(found, by === 1 ? selected + 1 : selected) + (by === 1 ? 0 : -1);
  select(found[(index + found.length) % found.length] as number);
}

/** The next step on the same lane, or on a neighbour's. */
function along(by: 1 | -1, laneBy: -1 | 0 | 1): void {
  if (selected < 0) {
    select(nearestTo(scroller.clientHeight / 2));
    return;
  }
  const lane = (laneOfStep[selected] as number) + laneBy;
  if (lane < 0 || lane >= payload.lanes.length) return;
  if (laneBy === 0) {
    let next = selected + by;
    while (next >= 0 && next < stepCount && laneOfStep[next] !== lane) next += by;
    if (next >= 0 && next < stepCount) select(next);
    return;
  }
  for (let away = 1; away < stepCount; away += 1) {
    const next = [selected + away, selected - away].find((step) => laneOfStep[step] === lane);
    if (next === undefined) continue;
    select(next);
    return;
  }
}

const nearestTo = (y: number): number => Math.min(stepCount - 1, firstFrom(timeline.steps, positionAt(viewNow(), y)));

function hover(event: Input): void {
  const box = scroller.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const tip = byId('tip');
  const step = y > headingHeight ? stepAt(sceneNow(), viewNow(), x, y) : -1;
  const message = step < 0 && y > headingHeight && rowPx >= 2 ? messageAt(sceneNow(), viewNow(), x, y) : -1;
  canvas.style.cursor = step >= 0 ? 'pointer' : 'grab';
  tip.hidden = step < 0 && message < 0;
  if (step >= 0) tip.textContent = `${labels.of(step)} · ${payload.lanes[laneOfStep[step] as number]}`;
  if (message >= 0) {
    const { from, to, label } = payload.messages;
    const name = payload.texts[label[message] as number] || 'message';
    const body = bodies.at(message);
    const text = body === null ? '' : ` ${JSON.stringify(body).slice(0, 160)}`;
    tip.textContent = `${name}: ${payload.lanes[from[message] as number]} to ${payload.lanes[to[message] as number]}${text}`;
  }
  tip.style.setProperty('left', `${Math.min(x + 14, Math.max(0, box.width - 280))}px`);
  tip.style.setProperty('top', `${y + 18}px`);
  if (message !== hoveredMessage) {
    hoveredMessage = message;
    ask();
  }
}

function listen(): void {
  scroller.addEventListener('scroll', ask, { passive: true });
  scroller.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomTo(rowPx * Math.exp(-event.deltaY * 0.0025), event.clientY - scroller.getBoundingClientRect().top);
  });
  let drag: { x: number; y: number; left: number; top: number; far: boolean } | null = null;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop, far: false };
    if (event.pointerType === 'mouse') canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag === null || event.buttons === 0) return hover(event);
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (Math.hypot(dx, dy) > 4) drag.far = true;
    if (!drag.far || event.pointerType !== 'mouse') return;
    scroller.scrollLeft = drag.left - dx;
    scroller.scrollTop = drag.top - (dy * scrollPx()) / rowPx;
  });
  canvas.addEventListener('pointerup', (event) => {
    const was = drag;
    drag = null;
    if (was === null || was.far) return;
    const box = scroller.getBoundingClientRect();
    const step = stepAt(sceneNow(), viewNow(), event.clientX - box.left, event.clientY - box.top);
    scroller.focus({ preventScroll: true });
    select(step, false);
  });
  canvas.addEventListener('pointerleave', () => {
    byId('tip').hidden = true;
  });
  const jump = (event: Input): void => {
    if (event.buttons === 0) return;
    const box = map.getBoundingClientRect();
    const position = ((event.clientY - box.top) / box.height) * timeline.total;
    scroller.scrollTop = (position - (scroller.clientHeight - headingHeight) / rowPx / 2) * scrollPx();
  };
  map.addEventListener('pointerdown', (event) => {
    map.setPointerCapture(event.pointerId);
    jump(event);
  });
  map.addEventListener('pointermove', jump);
  listenToControls();
}

function listenToControls(): void {
  let timer = 0;
  query.addEventListener('input', () => {
    browser.clearTimeout(timer);
    timer = browser.setTimeout(search, 120);
  });
  query.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') nextFound(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') {
      query.value = '';
      search();
      scroller.focus();
    }
  });
  const onClick = (id: string, work: () => void): void => byId(id).addEventListener('click', work);
  onClick('closer', () => zoomTo(rowPx * 1.5));
  onClick('farther', () => zoomTo(rowPx / 1.5));
  onClick('fit', () => zoomTo(0));
  onClick('blame', toBlame);
  onClick('overview', () => select(-1));
  onClick('theme', () => {
    const root = browser.document.documentElement;
    root.dataset.theme = browser.getComputedStyle(root).colorScheme.includes('dark') ? 'light' : 'dark';
    recolour();
  });
  onClick('svg', saveSvg);
  byId('scale').addEventListener('change', () => toTimeline(byId('scale').value === 'time'));
  browser.document.addEventListener('keydown', onKey);
  browser.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  browser.addEventListener('hashchange', () => select(Number(browser.location.hash.slice(1)) - 1));
  browser.addEventListener('beforeprint', forPaper);
  new browser.ResizeObserver(resize).observe(scroller);
}

function toTimeline(time: boolean): void {
  const middle = selected >= 0 ? selected : nearestTo(scroller.clientHeight / 2);
  timeline = (time ? timelines.time : null) ?? timelines.order;
  resize();
  const position = timeline.steps[middle] ?? 0;
  scroller.scrollTop = (position - (scroller.clientHeight - headingHeight) / rowPx / 2) * scrollPx();
  ask();
}

function toBlame(): void {
  const step = payload.outcome?.step ?? null;
  if (step === null) return;
  if (rowPx < 13) zoomTo(22);
  select(step);
}

const keys: Readonly<Record<string, () => void>> = {
  ArrowDown: () => along(1, 0),
  ArrowUp: () => along(-1, 0),
  ArrowLeft: () => along(1, -1),
  ArrowRight: () => along(1, 1),
  j: () => select(selected < 0 ? nearestTo(headingHeight) : Math.min(stepCount - 1, selected + 1)),
  k: () => select(Math.max(0, selected - 1)),
  Home: () => select(0),
  End: () => select(stepCount - 1),
  n: () => nextFound(1),
  N: () => nextFound(-1),
  m: followMessage,
  f: toBlame,
  '+': () => zoomTo(rowPx * 1.5),
  '=': () => zoomTo(rowPx * 1.5),
  '-': () => zoomTo(rowPx / 1.5),
  '0': () => zoomTo(0),
  Escape: () => select(-1),
  '?': () => {
    byId('keys').open = !byId('keys').open;
  },
  '/': () => {
    query.focus();
    query.select();
  },
};

function onKey(event: Input): void {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target !== null && ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName)) return;
  if (target?.closest?.('#panel') != null && event.key.startsWith('Arrow')) return;
  const work = keys[event.key];
  if (work === undefined) return;
  event.preventDefault();
  work();
}

/** To the other end of the step's first message: where it was sent if it received one, else where it arrived. */
function followMessage(): void {
  const messages = source.messagesOf.get(selected) ?? [];
  const { sentStep, receivedStep } = payload.messages;
  const came = messages.find((message) => receivedStep[message] === selected && (sentStep[message] as number) >= 0);
  if (came !== undefined) {
    select(sentStep[came] as number);
    return;
  }
  const went = messages.find((message) => (receivedStep[message] as number) >= 0);
  if (went !== undefined) select(receivedStep[went] as number);
}

function recolour(): void {
  colours = readColours();
  ask();
}

function saveSvg(): void {
  const blob = new browser.Blob([pictureOf(sceneNow(), viewNow(), pen)], { type: 'image/svg+xml' });
  const link = byId('download');
  link.setAttribute('href', browser.URL.createObjectURL(blob));
  link.click();
}

/** Paper takes a picture in light colours: of everything where that fits on a few pages, else of the window. */
function forPaper(): void {
  const root = browser.document.documentElement;
  const theme = root.dataset.theme ?? '';
  root.dataset.theme = 'light';
  const onPaper = readColours();
  root.dataset.theme = theme;
  const rows = 18;
  const all = timeline.total * rows + headingHeight < 6_000;
  const laneWidth = Math.max(leastLane, (900 - gutterWidth) / payload.lanes.length);
  const width = gutterWidth + laneWidth * payload.lanes.length;
  const whole = { top: 0, left: 0, rowPx: rows, width, laneWidth, height: timeline.total * rows + headingHeight };
  const view = all ? { ...viewNow(), ...whole } : viewNow();
  byId('paper').innerHTML = pictureOf({ ...sceneNow(), colours: onPaper }, view, pen);
}

function start(): void {
  byId('blame').hidden = (payload.outcome?.step ?? null) === null;
  byId('scale').hidden = timelines.time === null;
  byId('controls').hidden = false;
  const fitting = (scroller.clientHeight - headingHeight) / timeline.total;
  rowPx = stepCount <= 400 ? Math.max(Math.min(Math.floor(fitting), 30), 20) : 22;
  resize();
  listen();
  const wanted = Number(browser.location.hash.slice(1)) - 1;
  select(wanted >= 0 ? wanted : (payload.outcome?.step ?? -1));
  browser.requestAnimationFrame(() => {
    byId('frame').dataset.readyMs = (browser.performance.now() - startedAt).toFixed(1);
  });
}

start();
