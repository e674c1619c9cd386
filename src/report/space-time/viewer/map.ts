/** The strip beside the diagram: all of it at once, and where the window is. */
import { positionAt, type Scene, type View } from './draw.js';
import type { Pen } from './pen.js';
import { density } from './timeline.js';

export function drawMap(
  pen: Pen,
  { payload, timeline, colours }: Scene,
  view: View,
  width: number,
  height: number,
): void {
  const { total } = timeline;
  const y = (position: number): number => (position / total) * height;
  pen.rect(0, 0, width, height, colours.panel);
  const pixels = Math.max(1, Math.floor(height / 2));
  const laneCount = payload.lanes.length;
  const counts = density(timeline, payload.steps.lane, laneCount, 0, total, pixels);
  const most = Math.max(1, (2 * payload.steps.lane.length) / pixels / laneCount);
  const left = 8;
  const laneWidth = (width - left - 4) / laneCount;
  for (let lane = 0; lane < laneCount; lane += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const count = counts[lane * pixels + pixel] as number;
      if (count === 0) continue;
      const alpha = 0.25 + 0.75 * Math.min(1, count / most);
      pen.rect(left + lane * laneWidth, pixel * 2, Math.max(1.5, laneWidth - 1), 2, colours.faint, alpha * 0.75);
    }
  }
  for (const [index, { kind }] of payload.spans.entries()) {
    const { from, to } = timeline.spans[index] as { from: number; to: number };
    pen.rect(1, y(from), 4, Math.max(1.5, y(to) - y(from)), kind === 'pause' ? colours.unsure : colours.bad, 0.6);
  }
  for (const step of view.found) pen.rect(left, y(timeline.steps[step] as number) - 1, width - left, 2, colours.accent);
  const blamed = payload.outcome?.step ?? null;
  if (blamed !== null) pen.rect(0, y(timeline.steps[blamed] as number) - 1.5, width, 3, colours.bad);
  const top = y(view.top);
  const bottom = Math.min(height, y(positionAt(view, view.height)));
  const [h, edge] = [Math.max(6, bottom - top), { colour: colours.accent, width: 1.5 }];
  pen.rect(0, top, width, h, colours.accent, 0.14);
  pen.line([0.75, top, width - 0.75, top, width - 0.75, top + h, 0.75, top + h, 0.75, top], edge);
  if (view.selected >= 0) pen.circle(width / 2 + 2, y(timeline.steps[view.selected] as number), 2.5, colours.accent);
}
