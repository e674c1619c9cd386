import { type LoggedEvent, type Problem, problem, type Reading } from './event.js';
import { Foresight } from './foresight.js';
import type { SavedSearch } from './handover.js';
import type { Link } from './layer.js';
import type { MappedEvents } from './mapped-events.js';
import type { TraceModel } from './model.js';
import { type Order, type OrderedEvent, PartialOrder, searchOrders } from './partial-order.js';
import { Preparer, type SavedPreparer } from './prepare.js';
import { type NextEvent, Search, type SearchOptions, type SearchResult, searchEvents } from './search.js';
import type { Budget, TraceVerdict } from './verdict.js';
import { verdictOf } from './verdict-of.js';

export interface CheckOptions {
  /** States at one event that turn the search depth first. */
  readonly cap?: number;
  /** What an event does not mention is unchanged. */
  readonly complete?: boolean;
  /** Makes what understands a foreign log; it is asked again for each search. */
  readonly mapped?: () => MappedEvents;
  /** Whether the specification's invariants are checked on the way; true. */
  readonly invariants?: boolean;
  /** Whether a rejection is explained; true. */
  readonly explained?: boolean;
  /** Called with each step of the behaviour that was found, in order, once it is certain. */
  readonly onStep?: (link: Link) => void;
}

/** Gives the events of a trace from the first again; a problem ends them. */
export type EventSource = () => Iterable<Reading<LoggedEvent>>;

/**
 * Checks a trace against a specification: accepted where some behaviour of the specification agrees with every event,
 * rejected at the first event with which none goes on. What the trace does not say is searched for. Names that the
 * specification does not have are a problem of the input.
 */
export function checkTrace(
  model: TraceModel,
  events: readonly LoggedEvent[],
  budget: Budget,
  options: number | CheckOptions = {},
): Reading<TraceVerdict> {
  const source = function* (): Generator<Reading<LoggedEvent>> {
    for (const value of events) yield { ok: true, value };
  };
  return checkEvents(model, source, budget, typeof options === 'number' ? { cap: options } : options);
}

/**
 * Checks a trace of which only a partial order is known: some order that the clocks allow has to be a behaviour. The events
 * of one node come in its own order.
 */
export function checkOrders(
  model: TraceModel,
  events: readonly LoggedEvent[],
  order: Order,
  budget: Budget,
  options: Pick<CheckOptions, 'complete' | 'invariants' | 'explained' | 'mapped'> = {},
): Reading<TraceVerdict> {
  const mapped = options.mapped?.() ?? null;
  const preparer = new Preparer(model, options.complete, mapped);
  const ordered: OrderedEvent[] = [];
  const wrong = ({ line, message }: Problem, place: number) => ({
    ok: false as const,
    problem: { line, message, place },
  });
  for (const [place, logged] of events.entries()) {
    const prepared = preparer.prepare(logged);
    if (!prepared.ok) return wrong(prepared.problem, place);
    if (prepared.value === null) continue;
    const read = mapped === null ? { ok: true as const, value: logged.when ?? null } : mapped.when(logged);
    if (!read.ok) return wrong(read.problem, place);
    const when = read.value;
    if (when === null || (order === 'vector' ? when.clock : when.interval) === null) {
      const key = order === 'vector' ? "a 'clock' (a vector clock)" : "an 'interval' ([start, end])";
      const where = mapped?.isForeign === true ? '; the mapping says where they are: "order"' : '';
      const message = `--order ${order} needs ${key} and a 'node' in every event${where}`;
      return wrong({ line: logged.line, message }, place);
    }
    ordered.push({ event: prepared.value, ...when });
  }
  try {
    refuseNothing(preparer);
  } catch (error) {
    if (error instanceof NoTrace) return { ok: false, problem: error.problem };
    throw error;
  }
  const partial = new PartialOrder(ordered, order);
  const { invariants = true } = options;
  let found = searchOrders(model, partial, budget, { invariants });
  // As where there is one order: hidden steps are tried before a rejection is declared, and only then.
  if (
    found.kind !== 'accepted' &&
    found.kind !== 'inconclusive' &&
    ordered.some(({ event }) => event.hidden.length > 0)
  ) {
    found = searchOrders(model, partial, budget, { invariants, hidden: true });
  }
  return { ok: true, value: verdictOf(model, found, preparer, options.explained !== false) };
}

export function checkEvents(
  model: TraceModel,
  source: EventSource,
  budget: Budget,
  options: CheckOptions = {},
): Reading<TraceVerdict> {
  try {
    return { ok: true, value: new Check(model, source, budget, options).verdict() };
  } catch (error) {
    if (error instanceof NoTrace) return { ok: false, problem: error.problem };
    throw error;
  }
}

class NoTrace extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

class Check {
  #preparer: Preparer;

  constructor(
    private readonly model: TraceModel,
    private readonly source: EventSource,
    private readonly budget: Budget,
    private readonly options: CheckOptions,
  ) {
    this.#preparer = this.#newPreparer();
  }

  verdict(): TraceVerdict {
    const found = this.#decided();
    refuseNothing(this.#preparer);
    return verdictOf(this.model, found, this.#preparer, this.options.explained !== false);
  }

  /** Hidden steps are tried before a rejection is declared, and only then: most traces need none. */
  #decided(): SearchResult {
    const { cap, invariants = true, onStep } = this.options;
    const steps: Link[] = [];
    const common: SearchOptions = {
      ...(cap === undefined ? {} : { cap }),
      invariants,
      foresight: () => this.#foresight(),
      ...(onStep === undefined ? {} : { onStep: (link: Link) => steps.push(link) }),
    };
    let found = this.#search(common);
    if (found.kind !== 'accepted' && found.kind !== 'inconclusive' && this.#mayHide) {
      steps.length = 0;
      found = this.#search({ ...common, hidden: true });
    }
    if (found.kind === 'violated' && found.deep) {
      // Depth first, only the invariants may stand between the trace and a behaviour, or something else besides.
      const without = this.#search({ ...common, invariants: false, hidden: this.#mayHide });
      if (without.kind !== 'accepted') found = without;
    }
    for (const link of steps) onStep?.(link);
    return found;
  }

  /** Reads the trace once more, ahead of the search. */
  #foresight(): Foresight | null {
    const { interchangeable } = this.model;
    if (interchangeable === undefined || interchangeable.groups.length === 0) return null;
    const events = this.source()[Symbol.iterator]();
    const texts = function* (): Generator<string> {
      for (let step = events.next(); step.done !== true; step = events.next()) {
        if (step.value.ok) yield JSON.stringify(step.value.value);
      }
    };
    return new Foresight(interchangeable.groups, texts(), interchangeable.names);
  }

  #mayHide = false;

  #search(options: SearchOptions): SearchResult {
    this.#preparer = this.#newPreparer();
    const events = this.source()[Symbol.iterator]();
    const next: NextEvent = () => {
      for (let step = events.next(); step.done !== true; step = events.next()) {
        const prepared = step.value.ok ? this.#preparer.prepare(step.value.value) : step.value;
        if (!prepared.ok) throw new NoTrace(prepared.problem);
        if (prepared.value === null) continue;
        if (prepared.value.hidden.length > 0) this.#mayHide = true;
        return prepared.value;
      }
      return null;
    };
    const found = searchEvents(this.model, next, this.budget, options);
    // Names are checked to the end, and events counted, wherever the search stopped.
    if (found.kind !== 'accepted') while (next() !== null);
    return found;
  }

  #newPreparer(): Preparer {
    const { complete = false, mapped } = this.options;
    return new Preparer(this.model, complete, mapped?.() ?? null);
  }
}

function refuseNothing({ events, skipped, passedBecause }: Preparer): void {
  if (events === 0) throw new NoTrace(problem(1, 'the trace has no event: there is nothing to check').problem);
  if (skipped === events) {
    const because = passedBecause === null ? '' : ` (${passedBecause})`;
    const message = `the mapping passes over all of the ${events} events: there is nothing to check${because}`;
    throw new NoTrace(problem(1, message).problem);
  }
}

export interface SavedCheck {
  readonly search: SavedSearch;
  readonly preparer: SavedPreparer;
}

/**
 * A check of a trace that is still being written: only the states after the last event are kept. Hidden steps are taken
 * at once, since no second look is possible, and more states than the search can hold make it inconclusive.
 */
export class TraceCheck {
  readonly #preparer: Preparer;
  readonly #search: Search;
  #ended: SearchResult | null = null;

  constructor(
    private readonly model: TraceModel,
    budget: Budget,
    options: CheckOptions = {},
    /** Where another thread had come to. */
    saved: SavedCheck | null = null,
  ) {
    const { complete = false, mapped, invariants = true, onStep } = options;
    this.#preparer = new Preparer(model, complete, mapped?.() ?? null);
    const stepping = onStep === undefined ? {} : { onStep };
    this.#search = new Search(model, budget, { hidden: true, invariants, ...stepping });
    if (saved === null) {
      this.#guarded(() => this.#search.start());
      return;
    }
    this.#preparer.resume(saved.preparer);
    this.#search.resume(saved.search);
  }

  /** For another thread to go on with; only while no verdict is certain. */
  save(): SavedCheck {
    return { search: this.#search.save(), preparer: this.#preparer.save() };
  }

  get events(): number {
    return this.#preparer.events;
  }

  /** Takes the next event; false once the verdict is certain. */
  feed(event: LoggedEvent): Reading<boolean> {
    const prepared = this.#preparer.prepare(event);
    if (!prepared.ok) return prepared;
    const { value } = prepared;
    if (this.#ended !== null) return { ok: true, value: false };
    if (value === null) return { ok: true, value: true };
    let alive = true;
    this.#guarded(() => {
      alive = this.#search.feed(value);
    });
    return { ok: true, value: alive && this.#ended === null };
  }

  verdict(): TraceVerdict {
    return verdictOf(this.model, this.#ended ?? this.#search.result(), this.#preparer);
  }

  #guarded(run: () => void): void {
    this.#ended ??= this.#search.attempt(run);
  }
}
