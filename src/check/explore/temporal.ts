/** After a search: whether the states found refute a temporal property. */
import { EvaluationError, resetScratch } from '../../tla/runtime.js';
import type { StateSpace } from '../liveness/graph.js';
import { checkLiveness, type LivenessViolation } from '../liveness/liveness.js';
import type { CompiledSpecification } from '../specification.js';
import type { Statistics } from './host.js';
import type { SearchResult, TraceState } from './result.js';
import { fingerprinterFor, INTERRUPTED, reasonOf, Stopped, type Watch } from './search.js';
import type { StateStore } from './state-store.js';
import { actionBetween, traceState } from './trace-state.js';

/** What a search leaves behind. */
export interface Explored {
  readonly store: StateStore;
  readonly statistics: Statistics;
}

/**
 * `result` itself, or the first property that some fair behaviour through the states found refutes. Also if the search
 * did not visit all states: what a behaviour through those it did visit refutes is refuted. Whoever has interrupted it does not want
 * to wait for that, though.
 */
export function checkTemporalProperties(
  specification: CompiledSpecification,
  search: Explored,
  result: SearchResult,
  watch: Watch,
): SearchResult {
  const { liveness } = specification;
  if (liveness === null || result.verdict === 'violation' || result.because === INTERRUPTED) return result;
  try {
    const violation = checkLiveness(specification, liveness, asFound(search, watch), fingerprinterFor(specification));
    if (violation === null) return result;
    const trace = traceOf(specification, search, violation);
    const found = { kind: 'property', name: violation.property, trace, loop: violation.loop } as const;
    return { ...result, verdict: 'violation', because: null, violation: found };
  } catch (error) {
    const because = reasonOf(error);
    if (because !== null) return { ...result, verdict: 'inconclusive', because };
    if (!(error instanceof EvaluationError)) throw error;
    resetScratch();
    const found = { kind: 'error', name: error.message, trace: [] } as const;
    return { ...result, verdict: 'violation', because: null, violation: found };
  }
}

/**
 * TLC evaluates the propositions of a state right after it has expanded it, and trace specifications count on that:
 * `[](TLCGet("queue") = 1 \/ ...)`. States are stored as they are found, so that what had been found by then is known.
 */
function asFound({ store, statistics }: Explored, watch: Watch): StateSpace {
  let found = 0;
  const { distinct, queue } = statistics;
  return {
    values: store.values,
    width: store.width,
    count: store.count,
    recall(state) {
      while (found < store.count && store.predecessor(found) <= state) found += 1;
      statistics.distinct = found;
      statistics.queue = found - state - 1;
    },
    pulse() {
      if (watch.pulse({ ...statistics, distinct, queue })) throw new Stopped(INTERRUPTED);
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
