/** Of a diagram, what a reader needs to see one thing happen: small enough to stand in a page among others. */
import type { Diagram, Message, Moment, Place, Span, Step } from './diagram.js';

/** A diagram without what only the viewer shows. */
export type Excerpt = Pick<Diagram, 'lanes' | 'steps' | 'messages' | 'spans' | 'moments'> & {
  /** Index in `steps` of the one that it is about; null: it is about all of it. */
  readonly step: number | null;
};

/** Steps that are shown after the one that counts. */
const after = 1;
/** Steps that are shown at most: those before them are left out. */
const most = 40;

/**
 * The steps up to the `last`-th (an index; null: all), with the messages that caused them or came of them, and the faults of that time. States, bodies and lanes
 * on which nothing happens are left out: heartbeats and the like say nothing here.
 */
export function excerpt(
  diagram: Pick<Diagram, 'lanes' | 'steps' | 'messages' | 'spans' | 'moments'>,
  last: number | null,
): Excerpt {
  const end = last === null ? diagram.steps.length : Math.min(diagram.steps.length, last + 1 + after);
  const begin = Math.max(0, end - most);
  const steps = diagram.steps.slice(begin, end);
  const until = diagram.steps[end]?.order ?? Number.POSITIVE_INFINITY;
  const from = begin === 0 ? Number.NEGATIVE_INFINITY : (diagram.steps[begin]?.order ?? 0);
  const moved = (place: Place): Place => ({ ...place, step: place.step === null ? null : place.step - begin });
  const shown = ({ order }: Place): boolean => order >= from && order < until;
  const messages = diagram.messages.flatMap((message): Message[] => {
    const { body: _, sent, received, ...rest } = message;
    if (!shown(sent) || (sent.step === null && (received === null || received.step === null))) return [];
    return [{ ...rest, sent: moved(sent), received: received === null || !shown(received) ? null : moved(received) }];
  });
  const spans = diagram.spans
    .filter(({ from: begins }) => begins.order < until)
    .map((span): Span => ({ ...span, to: span.to === null || !shown(span.to) ? null : moved(span.to) }));
  const moments = diagram.moments.filter(({ place }) => shown(place));
  const busy = new Set([
    ...steps.map(({ lane }) => lane),
    ...messages.flatMap(({ from: one, to: other }) => [one, other]),
    ...spans.flatMap(({ lanes }) => lanes),
    ...moments.flatMap(({ lane }) => (lane === null ? [] : [lane])),
  ]);
  const kept = [...diagram.lanes.keys()].filter((lane) => busy.has(lane));
  const laneOf = new Map(kept.map((lane, index) => [lane, index]));
  const at = (lane: number): number => laneOf.get(lane) ?? 0;
  return {
    lanes: kept.map((lane) => diagram.lanes[lane] ?? ''),
    steps: steps.map((step): Step => ({ ...step, lane: at(step.lane), changes: { kind: 'partial', vars: {} } })),
    messages: messages.map((message) => ({ ...message, from: at(message.from), to: at(message.to) })),
    spans: spans.map((span) => ({ ...span, lanes: span.lanes.map(at) })),
    moments: moments.map((moment): Moment => ({ ...moment, lane: moment.lane === null ? null : at(moment.lane) })),
    step: last === null ? null : Math.min(last, end - 1) - begin,
  };
}
