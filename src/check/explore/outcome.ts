/** How a search ended, before anybody has looked at how the states came about. */
import type { Value } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import type { SearchResult, Violation, ViolationKind } from './result.js';
import type { Behaviour } from './state-store.js';
import { traceState } from './trace-state.js';

export interface Found {
  readonly kind: ViolationKind;
  readonly name: string;
  /** The number of the last stored state, or -1; then comes a state that need not be stored. */
  readonly predecessor: number;
  readonly state: readonly Value[] | null;
  readonly action: number;
}

export interface Counts {
  readonly generated: number;
  readonly distinct: number;
  readonly left: number;
  readonly depth: number;
}

export interface Outcome extends Counts {
  readonly found: Found | null;
  /** Why nothing is certain. */
  readonly because: string | null;
}

/** `behaviour` gives the states that led to a stored one. */
export function resultOf(
  specification: CompiledSpecification,
  outcome: Outcome,
  behaviour: (state: number) => Behaviour,
): SearchResult {
  const { found, because, generated, distinct, left, depth } = outcome;
  const violation =
    found === null
      ? null
      : violationOf(specification, found, found.predecessor < 0 ? [] : behaviour(found.predecessor));
  return {
    verdict: violation !== null ? 'violation' : because !== null ? 'inconclusive' : 'ok',
    violation,
    because: violation !== null ? null : because,
    generated,
    distinct,
    left,
    depth,
  };
}

function violationOf(specification: CompiledSpecification, found: Found, behaviour: Behaviour): Violation {
  const { kind, name, state, action } = found;
  const states = state === null ? behaviour : [...behaviour, { values: state, action }];
  const trace = states.map(({ values, action }, position) =>
    traceState(specification, states[position - 1]?.values ?? null, values, action),
  );
  return { kind, name, trace };
}
