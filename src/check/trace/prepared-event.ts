/** What a trace says of one step, in the words and values of the specification. */
import type { Wanted } from './model.js';
import type { Check } from './observe.js';

/** An event with its names found in the specification and its values read. */
export interface PreparedEvent {
  readonly line: number;
  /** Its place among the events of the trace, from 1; those that are passed over count. */
  readonly at: number;
  readonly action: string | null;
  readonly wanted: Wanted;
  /** Of the step, or of the state after it. */
  readonly checks: readonly Check[];
  /** Of the state before it. */
  readonly before: readonly Check[];
  /** Set where the event may be several steps. */
  readonly repeat: Repeat | null;
  /** Steps that no event records and that may come before this one. */
  readonly hidden: readonly Hidden[];
}

/** An event of several steps: `wanted` is the only one; else `first`, any number of `later`, and `last`. */
export interface Repeat {
  readonly first: Wanted;
  readonly later: Wanted;
  readonly last: Wanted;
  readonly atMost: number;
}

export interface Hidden {
  readonly wanted: Wanted;
  /** How often before one event. */
  readonly max: number;
}
