/** During a search and after it: whether the states found refute a temporal property. */
import { resetScratch, valueBytes } from '../../tla/runtime.js';
import type { StateSpace } from '../liveness/graph.js';
import { LivenessCheck, type LivenessViolation } from '../liveness/liveness.js';
import type { CompiledSpecification } from '../specification.js';
import { fingerprinterFor } from './choose-fingerprinter.js';
import { INTERRUPTED, messageOf, reasonOf, Stopped } from './ending.js';
import type { Watch } from './limits.js';
import { type Explored, FACTOR, FIRST, type OnTheWay } from './on-the-way.js';
import type { SearchResult, TraceState, Violation } from './result.js';
import { actionBetween, traceState } from './trace-state.js';

/**
 * Checks temporal properties while the states are found: a specification without end may have a short behaviour that
 * refutes one. Each state is looked at once, and the graph is searched at sizes that grow by a factor, so that the searches
 * on the way cost a third of the last one, on average half of that. One that takes longer than states were found for since
 * the last is given up: a graph that no longer fits the caches takes far more than four times as long as a fourth of it.
 */
export class TemporalProperties implements OnTheWay {
  due = FIRST;
  private check: LivenessCheck | null = null;
  private violation: Violation | null = null;
  /** The state whose propositions, or whose steps', were evaluated last. */
  private looked = -1;
  /** In seconds of the search: when the last look ended, and from when on this one is not worth its time. */
  private lookedUntil = 0;
  private giveUpAt = Number.POSITIVE_INFINITY;

  /** `maxBytes`: with more than half of it in use, properties are checked at the end only. `first`: see `due`. */
  constructor(
    private readonly specification: CompiledSpecification,
    private readonly watch: Watch,
    private readonly maxBytes = Number.POSITIVE_INFINITY,
    first = FIRST,
  ) {
    this.due = (specification.liveness?.properties.length ?? 0) > 0 ? first : Number.POSITIVE_INFINITY;
  }

  /** Why a search that has expanded so many states is to end, or null. */
  reasonToStop(search: Explored, expanded: number): string | null {
    this.due = expanded * FACTOR;
    if (search.store.bytes + valueBytes() + FACTOR * (this.check?.bytes ?? 0) > this.maxBytes / 2) {
      this.check = null;
      this.due = Number.POSITIVE_INFINITY;
      return null;
    }
    const { distinct, queue } = search.statistics;
    const uncounted = keepCoverage(this.specification);
    const begun = search.statistics.duration();
    this.giveUpAt = begun + Math.max(LEAST_SECONDS, begun - this.lookedUntil);
    try {
      this.violation = this.violationOf(search, expanded);
    } catch (error) {
      if (error instanceof GivenUp) return null;
      this.check = null;
      const because = reasonOf(error);
      if (because !== null) return because;
      this.violation = this.errorAt(search, error);
    } finally {
      uncounted();
      search.statistics.distinct = distinct;
      search.statistics.queue = queue;
      this.lookedUntil = search.statistics.duration();
      this.giveUpAt = Number.POSITIVE_INFINITY;
    }
    return this.violation === null ? null : 'a temporal property is violated';
  }

  /**
   * `result` itself, or the first property that some fair behaviour through the states found refutes. Also if the search
   * did not visit all states: what a behaviour through those it did visit refutes is refuted. Whoever has interrupted it
   * does not want to wait for that, though.
   */
  judge(search: Explored, result: SearchResult): SearchResult {
    const violated = (violation: Violation): SearchResult => {
      return { ...result, verdict: 'violation', because: null, violation };
    };
    if (this.violation !== null) return violated(this.violation);
    const { liveness } = this.specification;
    if (liveness === null || result.verdict === 'violation' || result.because === INTERRUPTED) return result;
    try {
      const violation = this.violationOf(search, search.store.count);
      return violation === null ? result : violated(violation);
    } catch (error) {
      const because = reasonOf(error);
      return because !== null ? { ...result, verdict: 'inconclusive', because } : violated(this.errorAt(search, error));
    }
  }

  private violationOf(search: Explored, expanded: number): Violation | null {
    const { specification, watch } = this;
    const { liveness } = specification;
    if (liveness === null || liveness.properties.length === 0) return null;
    this.check ??= new LivenessCheck(specification, liveness, fingerprinterFor(specification));
    const looking = (state: number): void => {
      this.looked = state;
    };
    const pulse = (): void => {
      // What is learnt of states and steps stays; only what is searched in them is done again.
      if (this.looked >= expanded - 1 && search.statistics.duration() > this.giveUpAt) throw new GivenUp();
    };
    const states = asFound(search, watch, looking, pulse);
    const found = this.check.refuted(states, expanded);
    if (found === null) return null;
    return { kind: 'property', name: found.property, trace: traceOf(specification, search, found), loop: found.loop };
  }

  /** With the behaviour to the state that was looked at. */
  private errorAt({ store }: Explored, error: unknown): Violation {
    const message = messageOf(error);
    resetScratch();
    const behaviour = this.looked < 0 ? [] : store.behaviour(this.looked);
    const trace = behaviour.map(({ values, action }, position) =>
      traceState(this.specification, behaviour[position - 1]?.values ?? null, values, action),
    );
    return { kind: 'error', name: message, trace };
  }
}

/** A look of less is never given up. */
const LEAST_SECONDS = 1;

class GivenUp extends Error {}

/** Steps that are taken again do not count; returns what sets the counts back. */
function keepCoverage({ coverage }: CompiledSpecification): () => void {
  if (coverage === undefined) return () => {};
  const counts = [coverage.conjuncts, coverage.actions].map((array) => ({ array, before: array.slice() }));
  return () => {
    for (const { array, before } of counts) array.set(before);
  };
}

/** Of a search that has ended, and was not checked on the way. */
export function checkTemporalProperties(
  specification: CompiledSpecification,
  search: Explored,
  result: SearchResult,
  watch: Watch,
): SearchResult {
  return new TemporalProperties(specification, watch).judge(search, result);
}

/**
 * TLC evaluates the propositions of a state right after it has expanded it, and trace specifications count on that:
 * `[](TLCGet("queue") = 1 \/ ...)`. States are stored as they are found, so that what had been found by then is known.
 */
function asFound(
  { store, statistics }: Explored,
  watch: Watch,
  looking: (state: number) => void,
  pulse: () => void,
): StateSpace {
  let found = 0;
  const { distinct, queue } = statistics;
  return {
    values: store.values,
    width: store.width,
    count: store.count,
    recall(state) {
      looking(state);
      while (found < store.count && store.predecessor(found) <= state) found += 1;
      statistics.distinct = found;
      statistics.queue = found - state - 1;
    },
    pulse() {
      if (watch.pulse({ ...statistics, distinct, queue, temporal: true })) throw new Stopped(INTERRUPTED);
      pulse();
    },
  };
}

function traceOf(specification: CompiledSpecification, search: Explored, violation: LivenessViolation): TraceState[] {
  const states = violation.states.map((state) => search.store.state(state));
  return states.map((values, position) => {
    const before = states[position - 1] ?? null;
    return traceState(
      specification,
      before,
      values,
      before === null ? -1 : actionBetween(specification, before, values),
    );
  });
}
