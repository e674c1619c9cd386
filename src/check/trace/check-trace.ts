import { toText } from '../../tla/text.js';
import type { Value } from '../../tla/value.js';
import { type LoggedEvent, type Problem, problem, type Reading } from './event.js';
import { explainRejection, sentence } from './explain.js';
import type { Link } from './layer.js';
import type { MappedEvents } from './mapped-events.js';
import type { State, TraceModel } from './model.js';
import { Preparer } from './prepare.js';
import { type NextEvent, type SearchOptions, type SearchResult, searchEvents } from './search.js';
import type { Budget, Rejected, TraceVerdict } from './verdict.js';

export interface CheckOptions {
  /** States at one event that turn the search depth first. */
  readonly cap?: number;
  /** What an event does not mention is unchanged. */
  readonly complete?: boolean;
  /** Makes what understands a foreign log; it is asked again for each search. */
  readonly mapped?: () => MappedEvents;
  /** Whether the specification's invariants are checked on the way; true. */
  readonly invariants?: boolean;
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
    const { generated, states, hidden } = found;
    this.#refuseNothing();
    const { events, skipped } = this.#preparer;
    const counters = { events, generated, states, skipped, hidden };
    switch (found.kind) {
      case 'accepted':
        return { kind: 'accepted', endStates: found.candidates, ...counters };
      case 'inconclusive':
        return { kind: 'inconclusive', at: found.event?.at ?? events, because: found.because, ...counters };
      case 'rejected':
        return { ...this.#rejected(found), ...counters };
      case 'violated':
        return { ...this.#violated(found), ...counters };
    }
  }

  /** Hidden steps are tried before a rejection is declared, and only then: most traces need none. */
  #decided(): SearchResult {
    const { cap, invariants = true, onStep } = this.options;
    const steps: Link[] = [];
    const common: SearchOptions = {
      ...(cap === undefined ? {} : { cap }),
      invariants,
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

  #refuseNothing(): void {
    const { events, skipped } = this.#preparer;
    if (events === 0) throw new NoTrace(problem(1, 'the trace has no event: there is nothing to check').problem);
    if (skipped === events) {
      const message = `the mapping passes over all of the ${events} events: there is nothing to check`;
      throw new NoTrace(problem(1, message).problem);
    }
  }

  #rejected(found: SearchResult): Rejected {
    const { event, frontier, candidates, lastChoice, certain } = found;
    if (event === null || frontier.length === 0) {
      return { ...this.#nowhere(found), because: 'the specification has no initial state' };
    }
    const attempts = explainRejection(this.model, event, frontier);
    return {
      kind: 'rejected',
      at: event.at,
      line: event.line,
      action: event.action,
      because: sentence(event, attempts),
      candidates,
      attempts,
      lastChoice,
      window: certain === null ? null : { from: certain.at + 1, to: event.at, state: this.#shown(certain.state) },
    };
  }

  #violated(found: SearchResult): Rejected {
    const { violated, event } = found;
    const nowhere = this.#nowhere(found);
    if (violated === null) return nowhere;
    const { invariant, state } = violated;
    const at = event?.at ?? 0;
    const when = at === 0 ? 'in the initial state' : `after event ${at}`;
    return {
      ...nowhere,
      because: `the invariant ${invariant} is false ${when}`,
      violated: { invariant, at, state: this.#shown(state) },
    };
  }

  #nowhere({ event, candidates, lastChoice }: SearchResult): Rejected {
    return {
      kind: 'rejected',
      at: event?.at ?? 1,
      line: event?.line ?? 1,
      action: event?.action ?? null,
      because: '',
      candidates,
      attempts: [],
      lastChoice,
      window: null,
    };
  }

  #shown(state: State): Readonly<Record<string, string>> {
    return Object.fromEntries(this.model.variables.map((name, index) => [name, toText(state[index] as Value)]));
  }
}
