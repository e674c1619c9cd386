/** What a search found. */
import type { Value } from '../../tla/runtime.js';

export type ViolationKind = 'invariant' | 'property' | 'deadlock' | 'assumption' | 'assert' | 'error';

/** One state of a counterexample, and how it was reached. */
export interface TraceState {
  /** `Initial predicate`, or the action's name with its arguments. */
  readonly action: string;
  readonly values: readonly Value[];
}

export interface Violation {
  readonly kind: ViolationKind;
  /** Of the invariant, property or assumption; of an error its message. */
  readonly name: string;
  readonly trace: readonly TraceState[];
  /** For a lasso: the index in `trace` to which the last state leads back. */
  readonly loop?: number;
}

export interface SearchResult {
  readonly verdict: 'ok' | 'violation' | 'inconclusive';
  readonly violation: Violation | null;
  /** Why nothing is certain. */
  readonly because: string | null;
  readonly generated: number;
  readonly distinct: number;
  /** States found and not yet expanded. */
  readonly left: number;
  readonly depth: number;
  /** Of a simulation: how many behaviours were taken. */
  readonly behaviours?: number;
}
