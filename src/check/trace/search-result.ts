/** What a search of the behaviours that a trace may be the record of is asked, and what it tells. */
import type { Foresight } from './foresight.js';
import type { Link, Violated } from './layer.js';
import type { PreparedEvent } from './prepared-event.js';
import type { State } from './state.js';

/** The events of a trace, one after the other; null after the last. */
export type NextEvent = () => PreparedEvent | null;

export interface SearchOptions {
  /** See `widest`. */
  readonly cap?: number;
  /** Whether hidden steps are taken; a first search without them is often enough. */
  readonly hidden?: boolean;
  /** Whether states that break an invariant rule a behaviour out. */
  readonly invariants?: boolean;
  /** Called with each step of the behaviour once it is certain, in order. */
  readonly onStep?: (link: Link) => void;
  /** Where states become many: what stands for those that the rest of the trace does not tell apart. */
  readonly foresight?: () => Foresight | null;
}

export interface SearchResult {
  readonly kind: 'accepted' | 'rejected' | 'violated' | 'inconclusive';
  /** Events that were matched along the best behaviour. */
  readonly matched: number;
  /** The states in which those events may have ended, some of them where there are many. */
  readonly frontier: readonly State[];
  /** How many there are. */
  readonly candidates: number;
  readonly generated: number;
  readonly states: number;
  readonly hidden: number;
  readonly lastChoice: number | null;
  readonly because: string;
  readonly violated: Violated | null;
  /** The event with which it does not go on; null where it was accepted. */
  readonly event: PreparedEvent | null;
  /** The last place at which there was one state only: the event after which (0: initially), and the state. */
  readonly certain: { readonly at: number; readonly state: State } | null;
  readonly deep: boolean;
}
