/** A simulated run as a diagram: its steps, and from what was recorded its messages, faults and clients. */
import type { Value } from '../../core/trace.js';
import type { Millis } from '../../core/units.js';
import type { Diagram, Message, Moment, Place, Span, SpanKind, Step } from '../../report/space-time/diagram.js';
import { labelOf } from '../../report/space-time/pairing.js';
import type { Happening } from '../../sim/recording.js';
import type { NodeFault } from '../../sim/schedule.js';
import type { Run } from '../../sim/simulation.js';

/** The lane of those who ask. */
const clients = 'clients';

export function fromRun(run: Run): Pick<Diagram, 'lanes' | 'steps' | 'messages' | 'spans' | 'moments'> {
  const drawing = new RunDrawing(run);
  for (const [order, happening] of (run.happenings ?? []).entries()) drawing.take(happening, order);
  return drawing.finished();
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

class RunDrawing {
  readonly #run: Run;
  readonly #lanes: readonly string[];
  readonly #laneOf: ReadonlyMap<string, number>;
  readonly #steps: Step[] = [];
  readonly #messages: Open<Message>[] = [];
  readonly #spans: Open<Span>[] = [];
  readonly #moments: Moment[] = [];
  /** By number of the run's message. */
  readonly #byNumber = new Map<number, Open<Message>>();
  readonly #openSpans = new Map<NodeFault, Open<Span>[]>();
  readonly #downs = new Map<string, Open<Span>>();
  /** A client's further attempts: shown only where one of them made a step. */
  readonly #vain = new Set<Message>();
  /** Of each lane its last step, as long as nothing else came. */
  readonly #lastStep = new Map<number, Place>();
  /** Of each lane what arrived last, until a step follows at the same moment. */
  readonly #justReceived = new Map<number, { message: Open<Message>; at: Millis }>();

  constructor(run: Run) {
    this.#run = run;
    const asked = run.happenings?.some(({ kind }) => kind === 'asked') === true;
    this.#lanes = [...(asked ? [clients] : []), ...run.schedule.nodes];
    this.#laneOf = new Map(this.#lanes.map((name, index) => [name, index]));
  }

  finished(): ReturnType<typeof fromRun> {
    const messages = this.#messages.filter((message) => !this.#vain.has(message) || message.received?.step != null);
    messages.sort((a, b) => a.sent.order - b.sent.order);
    return { lanes: this.#lanes, steps: this.#steps, messages, spans: this.#spans, moments: this.#moments };
  }

  take(happening: Happening, order: number): void {
    const { at } = happening;
    const here: Place = { step: null, order, at };
    switch (happening.kind) {
      case 'step':
        this.#step(happening.seq, here);
        return;
      case 'sent': {
        const { from, to, body, message } = happening;
        const label = `${labelOf(body)}${happening.repeated ? ' (again)' : ''}`;
        this.#byNumber.set(message, this.#send(from, to, label, body, here));
        return;
      }
      case 'received': {
        const message = this.#byNumber.get(happening.message);
        if (message !== undefined) this.#receive(message, here);
        return;
      }
      case 'lost': {
        const message = this.#byNumber.get(happening.message);
        if (message !== undefined) message.lost = happening.because;
        return;
      }
      case 'asked': {
        const { operation, to, heard, attempt } = happening;
        const message = this.#send(clients, to, operation.id, operation.request, here);
        if (heard) this.#receive(message, { ...here, order: order + 0.5 });
        else message.lost = 'the node is down or paused';
        if (attempt > 1) this.#vain.add(message);
        return;
      }
      case 'answered': {
        const { operation, from, reply } = happening;
        if (happening.redirected) return;
        const message = this.#send(from, clients, `${operation}: ${labelOf(reply) || short(reply)}`, reply, here);
        this.#receive(message, { ...here, order: order + 0.5 });
        return;
      }
      case 'fault-begins':
        this.#begin(happening.fault, here);
        return;
      case 'fault-ends':
        for (const span of this.#openSpans.get(happening.fault) ?? []) if (span.kind !== 'down') span.to = here;
        return;
      case 'stopped':
        this.#down(happening.node, `stopped: ${happening.because}`, here);
        return;
      case 'started':
        this.#up(happening.node, here);
        return;
      case 'healed':
        for (const span of this.#spans) if (span.to === null && span.kind !== 'down') span.to = here;
        this.#moments.push({ place: here, label: 'all faults end', lane: null });
    }
  }

  #step(seq: number, { order, at }: Place): void {
    const { node, action, args, vars } = this.#run.trace[seq - 1]!;
    const lane = this.#lane(node);
    const place: Place = { step: this.#steps.length, order, at };
    const named = Object.entries(args).map(([name, value]) => ({ name, value: value as Value }));
    this.#steps.push({ lane, order, at, action, args: named, changes: { kind: 'partial', vars }, line: seq });
    const received = this.#justReceived.get(lane);
    if (received !== undefined && received.at === at) received.message.received = place;
    this.#justReceived.delete(lane);
    this.#lastStep.set(lane, place);
  }

  #send(from: string, to: string, label: string, body: unknown, here: Place): Open<Message> {
    const last = this.#lastStep.get(this.#lane(from));
    // What a node sends in the moment of a step is an effect of that step.
    const sent = last !== undefined && last.at === here.at ? last : here;
    const message = { from: this.#lane(from), to: this.#lane(to), sent, received: null, label, body };
    this.#messages.push(message);
    return message;
  }

  #receive(message: Open<Message>, here: Place): void {
    message.received = here;
    if (here.at !== null) this.#justReceived.set(message.to, { message, at: here.at });
    this.#lastStep.delete(message.to);
  }

  #begin(fault: NodeFault, here: Place): void {
    switch (fault.kind) {
      case 'crash':
      case 'crash-unsynced':
        this.#down(fault.node, fault.torn ? 'crash, torn batch' : 'crash', here);
        return;
      case 'partition': {
        const [one, other] = [fault.from, fault.to];
        const cut = (nodes: readonly string[], others: readonly string[], how: string): Open<Span> =>
          this.#span('cut', nodes, `${how} ${others.join(', ')}`, here);
        const first = cut(one, other, fault.twoWay ? 'cut from' : 'cannot reach');
        this.#openSpans.set(fault, [first, cut(other, one, fault.twoWay ? 'cut from' : 'not reached by')]);
        return;
      }
      case 'ring':
        this.#openSpans.set(fault, [this.#span('cut', fault.order, 'hears a majority, a ring', here)]);
        return;
      case 'membership':
        this.#moments.push({ place: here, label: `members: ${fault.members.join(', ')}`, lane: null });
        return;
      case 'clog':
        this.#openSpans.set(fault, [this.#span('link', [fault.from], `link to ${fault.to} clogged`, here)]);
        return;
      case 'slow':
        this.#openSpans.set(fault, [this.#span('link', [fault.from], `link to ${fault.to} slow`, here)]);
        return;
      case 'clock-jump':
      case 'sync-fails':
      case 'rot':
      case 'bit-flip':
        this.#moments.push({ place: here, label: momentLabel(fault), lane: this.#lane(fault.node) });
        return;
      default:
        this.#openSpans.set(fault, [this.#span(spanKindOf(fault), [fault.node], spanLabel(fault), here)]);
    }
  }

  #span(kind: SpanKind, nodes: readonly string[], label: string, from: Place): Open<Span> {
    const span = { kind, lanes: nodes.map((node) => this.#lane(node)), label, from, to: null };
    this.#spans.push(span);
    return span;
  }

  #down(node: string, label: string, here: Place): void {
    if (!this.#downs.has(node)) this.#downs.set(node, this.#span('down', [node], label, here));
  }

  #up(node: string, here: Place): void {
    const span = this.#downs.get(node);
    if (span !== undefined) span.to = here;
    this.#downs.delete(node);
  }

  #lane(node: string): number {
    return this.#laneOf.get(node) ?? 0;
  }
}

function spanKindOf({ kind }: NodeFault): SpanKind {
  if (kind === 'pause') return 'pause';
  return kind.startsWith('clock') ? 'clock' : 'disk';
}

function spanLabel(fault: NodeFault): string {
  if (fault.kind === 'clock-drift') return `clock at ${fault.rate}`;
  return fault.kind.replace('-', ' ');
}

function momentLabel(fault: NodeFault): string {
  if (fault.kind === 'clock-jump') return `clock ${fault.byMs > 0 ? '+' : ''}${fault.byMs} ms`;
  return fault.kind.replace('-', ' ');
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
};
