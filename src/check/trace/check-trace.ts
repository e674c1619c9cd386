import { assert } from '../../core/assert.js';
import type { LoggedEvent, Reading } from './event.js';
import { Foresight } from './foresight.js';
import type { Link } from './layer.js';
import type { MappedEvents } from './mapped-events.js';
import type { TraceModel } from './model.js';
import { NoTrace, readingOf, refuseNothing } from './no-trace.js';
import { Preparer, type SavedPreparer } from './prepare.js';
import { type SavedEvents, searchEvents } from './search-events.js';
import type { NextEvent, SearchOptions, SearchResult } from './search-result.js';
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

/** Gives the events of a trace again, from the first or from the first after a line; a problem ends them. */
export type EventSource = (afterLine: number) => Iterable<Reading<LoggedEvent>>;

/** Where the check of a long trace stood, for another thread to go on with; plain data. */
export interface SavedCheck {
  /** The last line that was taken. */
  readonly line: number;
  readonly preparer: SavedPreparer;
  /** Whether it was the second search, with hidden steps; and whether there is something for that one to do. */
  readonly hidden: boolean;
  readonly mayHide: boolean;
  /** What the search came to is known before the names in the rest of the trace are. */
  readonly stood: SavedEvents | TraceVerdict;
}

/** A check that is done in parts. */
export interface CheckParts {
  /** Where the part before stood; null for the first. */
  readonly from: SavedCheck | null;
  /** Asked after each event: whether the next part is to go on. */
  readonly isFull: () => boolean;
}

const inOnePart: CheckParts = { from: null, isFull: () => false };

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

export function checkEvents(
  model: TraceModel,
  source: EventSource,
  budget: Budget,
  options: CheckOptions = {},
): Reading<TraceVerdict> {
  const checked = checkInParts(model, source, budget, options, inOnePart);
  assert(!checked.ok || 'kind' in checked.value, 'a check in one part ends with a verdict');
  return checked as Reading<TraceVerdict>;
}

/** As `checkEvents`, as far as one thread goes; no steps are told (`onStep`) where there may be several. */
export function checkInParts(
  model: TraceModel,
  source: EventSource,
  budget: Budget,
  options: CheckOptions,
  parts: CheckParts,
): Reading<TraceVerdict | SavedCheck> {
  return readingOf(() => new Check(model, source, budget, options, parts).run());
}

class Check {
  #preparer: Preparer;
  /** Whether some event may come after steps that no event records. */
  #mayHide = false;
  /** The last line that was taken. */
  #line = 0;
  /** Of the last search. */
  readonly #steps: Link[] = [];

  constructor(
    private readonly model: TraceModel,
    private readonly source: EventSource,
    private readonly budget: Budget,
    private readonly options: CheckOptions,
    private readonly parts: CheckParts,
  ) {
    this.#preparer = this.#newPreparer();
  }

  /** Hidden steps are tried before a rejection is declared, and only then: most traces need none. */
  run(): TraceVerdict | SavedCheck {
    const { invariants = true, explained = true, onStep } = this.options;
    const { from, isFull } = this.parts;
    const isSecond = from?.hidden === true;
    let found = this.#searched(isSecond, invariants, this.parts);
    if ('stood' in found) return found;
    if (!isSecond && this.#mayHide && found.kind !== 'accepted' && found.kind !== 'inconclusive') {
      found = this.#searched(true, invariants, { from: null, isFull });
      if ('stood' in found) return found;
    }
    if (found.kind === 'violated' && found.deep) {
      // Depth first, only the invariants may stand between the trace and a behaviour, or something else besides.
      const without = this.#searched(this.#mayHide, false, inOnePart);
      if (!('stood' in without) && without.kind !== 'accepted') found = without;
    }
    for (const link of this.#steps) onStep?.(link);
    refuseNothing(this.#preparer);
    const { events, skipped } = this.#preparer;
    return 'frontier' in found
      ? verdictOf(this.model, found, this.#preparer, explained)
      : { ...found, events, skipped };
  }

  #searched(
    hidden: boolean,
    invariants: boolean,
    { from, isFull }: CheckParts,
  ): SearchResult | TraceVerdict | SavedCheck {
    this.#preparer = this.#newPreparer();
    if (from !== null) {
      this.#preparer.resume(from.preparer);
      this.#mayHide = from.mayHide;
    }
    const next = this.#eventsAfter(from?.line ?? 0);
    const saved = (stood: SavedCheck['stood']): SavedCheck => ({
      line: this.#line,
      preparer: this.#preparer.save(),
      hidden,
      mayHide: this.#mayHide,
      stood,
    });
    const stood = from?.stood ?? null;
    const found =
      stood !== null && 'kind' in stood
        ? stood
        : searchEvents(this.model, next, this.budget, this.#searchOptions(hidden, invariants), { from: stood, isFull });
    if ('glance' in found) return saved(found);
    if (found.kind === 'accepted') return found;
    // Names are checked to the end, and events counted, wherever the search stopped; but nobody is kept waiting who wants to end.
    const { interrupted, elapsed, maxSeconds } = this.budget;
    while (interrupted?.() !== true && elapsed() <= maxSeconds && next() !== null) {
      if (!isFull()) continue;
      if (!('frontier' in found)) return saved(found);
      // What was searched depth first may have to be searched once more, and is not in parts.
      if (!found.deep) return saved(verdictOf(this.model, found, this.#preparer, this.options.explained !== false));
    }
    return found;
  }

  #searchOptions(hidden: boolean, invariants: boolean): SearchOptions {
    const { cap, onStep } = this.options;
    this.#steps.length = 0;
    return {
      hidden,
      invariants,
      foresight: () => this.#foresight(),
      ...(cap === undefined ? {} : { cap }),
      ...(onStep === undefined ? {} : { onStep: (link: Link) => this.#steps.push(link) }),
    };
  }

  /** Reads the trace once more, ahead of the search. */
  #foresight(): Foresight | null {
    const { interchangeable } = this.model;
    if (interchangeable === undefined || interchangeable.groups.length === 0) return null;
    const events = this.source(0)[Symbol.iterator]();
    const texts = function* (): Generator<string> {
      for (let step = events.next(); step.done !== true; step = events.next()) {
        if (step.value.ok) yield JSON.stringify(step.value.value);
      }
    };
    return new Foresight(interchangeable.groups, texts(), interchangeable.names);
  }

  #eventsAfter(line: number): NextEvent {
    this.#line = line;
    const events = this.source(line)[Symbol.iterator]();
    return () => {
      for (let step = events.next(); step.done !== true; step = events.next()) {
        const read = step.value;
        if (!read.ok) throw new NoTrace(read.problem);
        const prepared = this.#preparer.prepare(read.value);
        if (!prepared.ok) throw new NoTrace(prepared.problem);
        this.#line = read.value.line;
        if (prepared.value === null) continue;
        if (prepared.value.hidden.length > 0) this.#mayHide = true;
        return prepared.value;
      }
      return null;
    };
  }

  #newPreparer(): Preparer {
    const { complete = false, mapped } = this.options;
    return new Preparer(this.model, complete, mapped?.() ?? null);
  }
}
