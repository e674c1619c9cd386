/** Faults over the lanes. Each kind has a form of its own, so that none is told by its colour alone. */
import { type Colours, headingHeight, laneX, type Scene, type View, yOf } from './draw.js';
import type { Pen } from './pen.js';

type SpanKindName = Scene['payload']['spans'][number]['kind'];

/** The part of a span that the window shows; null where it shows none. */
function window(scene: Scene, view: View, span: number): { y1: number; y2: number } | null {
  const { from, to } = scene.timeline.spans[span] as { from: number; to: number };
  const y1 = yOf(view, from);
  const y2 = Math.max(yOf(view, to), y1 + 2);
  return y2 < headingHeight || y1 > view.height
    ? null
    : { y1: Math.max(y1, headingHeight - 8), y2: Math.min(y2, view.height + 8) };
}

/** Where a node is down its lane has a gap: hatched, with a cross where it begins. */
export function drawGaps(pen: Pen, scene: Scene, view: View): void {
  const { payload, colours, timeline } = scene;
  for (const [index, { kind, lanes, label }] of payload.spans.entries()) {
    if (kind !== 'down') continue;
    const shown = window(scene, view, index);
    if (shown === null) continue;
    const { y1, y2 } = shown;
    const start = yOf(view, timeline.spans[index]?.from ?? 0);
    for (const lane of lanes) {
      const x = laneX(view, lane);
      pen.rect(x - 7, y1, 14, y2 - y1, colours.paper);
      pen.rect(x - 7, y1, 14, y2 - y1, colours.bad, 0.12);
      pen.within(x - 7, y1, 14, y2 - y1, () => {
        const from = y1 - ((y1 - start) % 7);
        for (let y = from - 14; y < y2 + 14 && y2 - y1 < 5_000; y += 7) {
          pen.line([x - 8, y + 12, x + 8, y - 2], { colour: colours.bad, width: 1, alpha: 0.5 });
        }
      });
      if (y2 - y1 < 6 && view.rowPx < 4) continue;
      const cross = { colour: colours.bad, width: 2.25 };
      pen.line([x - 6, start - 6, x + 6, start + 6], cross);
      pen.line([x - 6, start + 6, x + 6, start - 6], cross);
      note(pen, colours, x - 13, start, label, colours.bad, view);
    }
  }
}

const looks: Readonly<
  Record<Exclude<SpanKindName, 'down'>, { colour: keyof Colours; dash: readonly number[]; lines: 1 | 2 }>
> = {
  pause: { colour: 'unsure', dash: [], lines: 2 },
  cut: { colour: 'bad', dash: [], lines: 1 },
  link: { colour: 'bad', dash: [2, 3], lines: 1 },
  clock: { colour: 'faint', dash: [7, 3], lines: 1 },
  disk: { colour: 'faint', dash: [2, 2], lines: 2 },
};

export function drawFaults(pen: Pen, scene: Scene, view: View): void {
  const { payload, colours, timeline, columns } = scene;
  for (const [index, { kind, lanes, label }] of payload.spans.entries()) {
    if (kind === 'down') continue;
    const shown = window(scene, view, index);
    if (shown === null) continue;
    const { y1, y2 } = shown;
    const { colour: name, dash, lines } = looks[kind];
    const colour = colours[name] as string;
    for (const lane of lanes) {
      const x = laneX(view, lane) - 12 - 6 * (columns[index] ?? 0);
      pen.line([x, y1, x, y2], { colour, width: 2.5, dash });
      if (lines === 2) pen.line([x - 4, y1, x - 4, y2], { colour, width: 2.5, dash });
      if (timeline.spans[index] !== undefined && yOf(view, timeline.spans[index].from) >= headingHeight - 8) {
        pen.line([x - 5, y1, x + 3, y1], { colour, width: 2 });
        note(pen, colours, x - 8, y1 + 5, label, colour, view);
      }
      if (y2 < view.height) pen.line([x - 5, y2, x + 3, y2], { colour, width: 2 });
    }
  }
  for (const [index, { label, lane }] of payload.moments.entries()) {
    const y = yOf(view, timeline.moments[index] ?? 0);
    if (y < headingHeight || y > view.height) continue;
    if (lane === null) {
      pen.line([0, y, view.width, y], { colour: colours.good, width: 1.25, dash: [6, 4] });
      pen.text(view.width - 14, y - 9, label, { colour: colours.good, size: 11, align: 'right', halo: colours.paper });
      continue;
    }
    const x = laneX(view, lane);
    pen.shape([x - 9, y - 6, x - 9, y + 6, x - 2, y], colours.unsure);
    note(pen, colours, x - 13, y, label, colours.unsure, view);
  }
}

function note(pen: Pen, colours: Colours, x: number, y: number, text: string, colour: string, view: View): void {
  const lettering = { colour, size: 10.5, align: 'right', halo: colours.paper } as const;
  if (view.rowPx < 4.5 || pen.width(text, lettering) > view.laneWidth * 0.6) return;
  pen.text(x, y, text, lettering);
}
