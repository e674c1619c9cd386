/** A diagram as the viewer's payload: rows laid out, names numbered, details as lines that are read only when they are looked at. */
import type { Diagram, Place } from './diagram.js';
import type { Payload, StepLine } from './viewer/payload.js';

export interface Encoded {
  readonly payload: Payload;
  /** A JSON object a line, one a step. */
  readonly stepLines: readonly string[];
  /** A JSON value a line, one a message. */
  readonly bodyLines: readonly string[];
}

/** What a place between two steps takes of a row. */
const betweenSteps = 0.45;
/** However much happens between two steps, they stay this near. */
const mostBetween = 8;

export function encode(diagram: Diagram): Encoded {
  const { lanes, steps, messages } = diagram;
  const actions = new Numbering();
  const texts = new Numbering();
  const rowOf = layOut(diagram);
  const timed = steps.some(({ at }) => at !== null);
  const payload: Payload = {
    lanes,
    steps: {
      lane: steps.map(({ lane }) => lane),
      action: steps.map(({ action }) => actions.of(action)),
      row: steps.map(({ order }) => rowOf.order(order)),
      at: timed ? rising(steps.map(({ at }) => at)) : null,
      line: steps.map(({ line }) => line),
    },
    messages: {
      from: messages.map(({ from }) => from),
      to: messages.map(({ to }) => to),
      sentRow: messages.map(({ sent }) => rowOf.place(sent)),
      receivedRow: messages.map(({ received }) => (received === null ? -1 : rowOf.place(received))),
      sentAt: timed ? messages.map(({ sent }) => short(sent.at ?? 0)) : null,
      receivedAt: timed ? messages.map(({ received }) => short(received?.at ?? -1)) : null,
      sentStep: messages.map(({ sent }) => sent.step ?? -1),
      receivedStep: messages.map(({ received }) => received?.step ?? -1),
      label: messages.map(({ label }) => texts.of(label)),
      lost: messages.map(({ lost }) => (lost === undefined ? -1 : texts.of(lost))),
    },
    spans: diagram.spans.map(({ lanes: on, kind, label, from, to }) => ({
      lanes: on,
      kind,
      label,
      fromRow: rowOf.place(from),
      toRow: to === null ? rowOf.end : rowOf.place(to),
      fromAt: from.at,
      toAt: to?.at ?? null,
    })),
    moments: diagram.moments.map(({ place, label, lane }) => ({ row: rowOf.place(place), at: place.at, label, lane })),
    rows: rowOf.end,
    outcome: diagram.outcome ?? null,
    initial: diagram.initial ?? {},
    actions: actions.names,
    texts: texts.names,
  };
  return { payload, stepLines: steps.map(stepLine), bodyLines: messages.map(({ body }) => json(body ?? null)) };
}

function stepLine({ args, changes }: Diagram['steps'][number]): string {
  const a: Pick<StepLine, 'a'> = args.length === 0 ? {} : { a: args.map(({ name, value }) => [name, value] as const) };
  switch (changes.kind) {
    case 'state':
      return json({ ...a, s: changes.vars });
    case 'partial': {
      const p = Object.keys(changes.vars).length === 0 ? {} : { p: changes.vars };
      const { updates = [] } = changes;
      const u = updates.map(({ variable, path, operation, values }) => [variable, path, operation, values]);
      return json({ ...a, ...p, ...(u.length === 0 ? {} : { u }) });
    }
  }
}

/** Undefined and infinite are no JSON; a body is whatever a protocol sends. */
const json = (value: unknown): string => JSON.stringify(value) ?? 'null';

class Numbering {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }
}

interface Rows {
  order(order: number): number;
  place(place: Place): number;
  readonly end: number;
}

/** A row for each step, and less than one for what lies between two steps. */
function layOut({ steps, messages, spans, moments }: Diagram): Rows {
  const free = new Set<number>();
  const add = (place: Place | null): void => {
    if (place !== null && place.step === null) free.add(place.order);
  };
  for (const { sent, received } of messages) {
    add(sent);
    add(received);
  }
  for (const { from, to } of spans) {
    add(from);
    add(to);
  }
  for (const { place } of moments) add(place);
  const between = [...free].sort((a, b) => a - b);
  const rows = new Map<number, number>();
  let next = 0;
  let row = 0;
  const placeUntil = (order: number): void => {
    const from = next;
    while (next < between.length && (between[next] as number) < order) next += 1;
    const count = next - from;
    const space = Math.min(mostBetween, count * betweenSteps);
    for (let i = 0; i < count; i += 1) {
      const at = row + (space * (i + 1)) / (count + 1);
      rows.set(between[from + i] as number, short(at));
    }
    row += space;
  };
  for (const { order } of steps) {
    placeUntil(order);
    row += 1;
    rows.set(order, short(row));
  }
  placeUntil(Number.POSITIVE_INFINITY);
  const order = (of: number): number => rows.get(of) ?? 0;
  return {
    order,
    place: ({ step, order: of }) => order(step === null ? of : (steps[step]?.order ?? of)),
    end: short(row + 1),
  };
}

const short = (n: number): number => Math.round(n * 1000) / 1000;

/** Times that never fall: the viewer searches them. */
function rising(times: readonly (number | null)[]): number[] {
  let last = times.find((time) => time !== null) ?? 0;
  return times.map((time) => {
    last = Math.max(last, time ?? last);
    return short(last);
  });
}
