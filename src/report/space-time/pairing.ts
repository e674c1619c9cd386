/** Who told whom: messages from what the events of a trace say, by their vector clocks or by the messages themselves. */
import type { Message, Place, Step } from './diagram.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** What an event tells of its place among the others. */
export interface Told {
  readonly lane: string | null;
  readonly action: string;
  /** By lane, how many of its events this one knows of, its own included. */
  readonly clock: Readonly<Record<string, number>> | null;
  /** The message that it sends or receives. */
  readonly message: JsonObject | null;
}

/** The lane of events that name no node. */
export const nowhere = '(no node)';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const firstText = (...candidates: unknown[]): string | null => {
  for (const each of candidates) if (typeof each === 'string' || typeof each === 'number') return String(each);
  return null;
};

export const messageOf = (value: unknown): JsonObject | null =>
  isObject(value) && firstText(senderOf(value)) !== null && firstText(receiverOf(value)) !== null ? value : null;

export const senderOf = (body: JsonObject): unknown =>
  body.from ?? body.source ?? body.src ?? body.sender ?? body.msource ?? body.mfrom;
export const receiverOf = (body: JsonObject): unknown =>
  body.to ?? body.dest ?? body.dst ?? body.receiver ?? body.mdest ?? body.mto;

/** The type of a message, as most protocols name it. */
export function labelOf(body: unknown): string {
  if (!isObject(body)) return typeof body === 'string' ? body : '';
  return firstText(body.kind, body.type, body.mtype, body.tag, body.name) ?? '';
}

const placeOf = (steps: readonly Step[], step: number): Place => ({
  step,
  order: steps[step]?.order ?? step,
  at: steps[step]?.at ?? null,
});

/** As the file has it, but nothing before what it depends on. */
export function causalOrder<E extends Told>(events: readonly E[]): E[] {
  const find = eventsByClock(events);
  const ordered: E[] = [];
  const [isNew, isWaiting, isOrdered] = [0, 1, 2];
  const state = new Uint8Array(events.length);
  const lastOn = new Map<string, number>();
  const before = events.map((event, index) => {
    const lane = event.lane ?? nowhere;
    const previous = lastOn.get(lane);
    lastOn.set(lane, index);
    return [
      ...(previous === undefined ? [] : [previous]),
      ...othersOf(event).flatMap(([host, n]) => find(host, n) ?? []),
    ];
  });
  for (let first = 0; first < events.length; first += 1) {
    const stack = [first];
    while (stack.length > 0) {
      const index = stack.at(-1) as number;
      if (state[index] === isOrdered) {
        stack.pop();
        continue;
      }
      state[index] = isWaiting;
      // Clocks that contradict each other make a circle: what waits already is not waited for.
      const missing = before[index]?.find((each) => state[each] === isNew);
      if (missing !== undefined) {
        stack.push(missing);
        continue;
      }
      state[index] = isOrdered;
      ordered.push(events[index] as E);
    }
  }
  return ordered;
}

/** Finds the event of a host by its own entry of the clock, or the last one before. */
function eventsByClock(events: readonly Told[]): (host: string, n: number) => number | undefined {
  const by = new Map<string, { n: number; index: number }[]>();
  for (const [index, { lane, clock }] of events.entries()) {
    const n = lane === null ? undefined : clock?.[lane];
    if (lane === null || n === undefined) continue;
    const list = by.get(lane) ?? [];
    list.push({ n, index });
    by.set(lane, list);
  }
  for (const list of by.values()) list.sort((a, b) => a.n - b.n);
  return (host, n) => {
    const list = by.get(host) ?? [];
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.n ?? 0) <= n) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.index;
  };
}

const othersOf = ({ lane, clock }: Told): (readonly [string, number])[] =>
  Object.entries(clock ?? {}).filter(([host, n]) => host !== lane && n > 0);

/** A message for every direct dependency that is new to a host: what ShiViz draws. */
export function fromClocks(
  events: readonly Told[],
  steps: readonly Step[],
  laneOf: ReadonlyMap<string, number>,
): Message[] {
  const find = eventsByClock(events);
  const known = new Map<string, Told['clock']>();
  const messages: Message[] = [];
  for (const [index, event] of events.entries()) {
    const { lane, clock } = event;
    if (lane === null || clock === null) continue;
    const before = known.get(lane) ?? {};
    known.set(lane, clock);
    const news = othersOf(event).flatMap(([host, n]) => {
      const sent = n > (before[host] ?? 0) ? find(host, n) : undefined;
      return sent === undefined || sent === index ? [] : [{ host, n, sent }];
    });
    for (const { host, n, sent } of news) {
      // What another one of them knew already came with that one.
      const indirect = news.some((each) => each.host !== host && (events[each.sent]?.clock?.[host] ?? 0) >= n);
      if (indirect) continue;
      const ends = { from: laneOf.get(host) ?? 0, to: laneOf.get(lane) ?? 0 };
      const body = event.message;
      messages.push({
        ...ends,
        sent: placeOf(steps, sent),
        received: placeOf(steps, index),
        label: labelOf(body),
        ...(body === null ? {} : { body }),
      });
    }
  }
  return messages.sort((a, b) => a.sent.order - b.sent.order);
}

/** Pairs the events that name the same message: the sender's with the receiver's, the first with the first. */
export function fromBodies(
  events: readonly Told[],
  steps: readonly Step[],
  laneOf: ReadonlyMap<string, number>,
): Message[] {
  const waiting = new Map<string, { step: number; body: JsonObject }[]>();
  const messages: Message[] = [];
  const make = (body: JsonObject, sent: number, received: number | null): Message => ({
    from: laneOf.get(String(senderOf(body))) ?? 0,
    to: laneOf.get(String(receiverOf(body))) ?? 0,
    sent: placeOf(steps, sent),
    received: received === null ? null : placeOf(steps, received),
    label: labelOf(body),
    body,
  });
  for (const [step, { lane, message, action }] of events.entries()) {
    if (message === null || lane === null) continue;
    const key = JSON.stringify(message);
    const [from, to] = [String(senderOf(message)), String(receiverOf(message))];
    const receives = lane === to && (lane !== from || /^(recv|receive|rcv|handle|deliver)/i.test(action));
    if (receives) {
      const sent = waiting.get(key)?.shift();
      if (sent !== undefined) messages.push(make(message, sent.step, step));
    } else if (lane === from) {
      const list = waiting.get(key) ?? [];
      list.push({ step, body: message });
      waiting.set(key, list);
    }
  }
  for (const list of waiting.values()) for (const { step, body } of list) messages.push(make(body, step, null));
  return messages.sort((a, b) => a.sent.order - b.sent.order);
}
