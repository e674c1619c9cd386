/** What lies under the pointer. */
import { laneX, positionAt, type Scene, type View, yOf } from './draw.js';
import { firstFrom, messagesWithin } from './timeline.js';

/** The step that is nearest to the pointer; -1 where none is near. */
export function stepAt({ payload, timeline }: Scene, view: View, x: number, y: number): number {
  const reach = Math.max(view.rowPx * 0.55, 9);
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  const last = firstFrom(timeline.steps, positionAt(view, y + reach));
  for (let step = firstFrom(timeline.steps, positionAt(view, y - reach)); step < last; step += 1) {
    const dx = x - laneX(view, payload.steps.lane[step] as number);
    // A label belongs to its step: right of the lane the step is meant, however far.
    const away = dx >= 0 && dx < view.laneWidth * 0.7 && view.rowPx >= 13 ? 0 : Math.abs(dx);
    if (away > 16) continue;
    const distance = away + 2 * Math.abs(y - yOf(view, timeline.steps[step] as number));
    if (distance < bestDistance) [best, bestDistance] = [step, distance];
  }
  return best;
}

/** The message whose arrow is nearest; -1 where none is near. */
export function messageAt({ payload, timeline }: Scene, view: View, x: number, y: number): number {
  const { shown } = messagesWithin(timeline, positionAt(view, y - 4), positionAt(view, y + 4), 600);
  let best = -1;
  let bestDistance = 5;
  for (const message of shown) {
    const received = timeline.received[message] as number;
    if (received < 0) continue;
    const [x1, y1] = [
      laneX(view, payload.messages.from[message] as number),
      yOf(view, timeline.sent[message] as number),
    ];
    const [x2, y2] = [laneX(view, payload.messages.to[message] as number), yOf(view, received)];
    const square = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
    const t = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square));
    const distance = Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1));
    if (distance < bestDistance) [best, bestDistance] = [message, distance];
  }
  return best;
}
