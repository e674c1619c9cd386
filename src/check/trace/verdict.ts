import type { Conjunct } from './model.js';
import type { Difference } from './observe.js';

/** What a search came to; a budget that ran out is neither a pass nor a failure. */
export type TraceVerdict = Counters & (Accepted | Rejected | Inconclusive);

export interface Counters {
  /** Events of the trace, the skipped ones included. */
  readonly events: number;
  /** Steps of the specification that were tried. */
  readonly generated: number;
  /** States that agreed with the trace so far, of all events together. */
  readonly states: number;
  /** Events that the mapping passes over: they say nothing of the specification's steps. */
  readonly skipped: number;
  /** Steps that no event records, on the behaviour that was found (or got furthest). */
  readonly hidden: number;
}

export interface Accepted {
  readonly kind: 'accepted';
  /** States in which the whole trace may have ended; at least so many. */
  readonly endStates: number;
}

/** Everything that the text, the JSON and the page of a rejection are made from: values are text, as TLA+ writes them. */
export interface Rejected {
  readonly kind: 'rejected';
  /** The first event, from 1, with which no behaviour of the specification goes on. */
  readonly at: number;
  /** Its line in the file. */
  readonly line: number;
  /** The action that it names. */
  readonly action: string | null;
  /** One sentence: the first conjunct that is false, the value that differs, or the invariant that does not hold. */
  readonly because: string;
  /** States in which the specification may have been before that event. */
  readonly candidates: number;
  /** What was tried in those states, nearest first: the actions that the event names, then the nearest others. */
  readonly attempts: readonly Attempt[];
  /** The last event before it after which more than one state was possible; null where there was always one. */
  readonly lastChoice: number | null;
  /** The fewest events before the rejected one that, from some state of the specification, rule it out; null: not known. */
  readonly window: Window | null;
  /** Set where every behaviour that explains the trace so far has a state in which this invariant is false. */
  readonly violated?: Violation;
}

/** Events `from` to `to`, from 1, both included. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** The state before `from`, by variable. */
  readonly state: Readonly<Record<string, string>>;
}

export interface Violation {
  readonly invariant: string;
  /** The event, from 1, after which it is false; 0 for the initial state. */
  readonly at: number;
  readonly state: Readonly<Record<string, string>>;
}

/** One action tried in one state before the rejected event. */
export interface Attempt {
  readonly action: string;
  readonly args: readonly string[];
  /** Names of the arguments, by the specification. */
  readonly parameters: readonly string[];
  /** Whether the event may mean this action; false for the nearest others, which are shown to compare. */
  readonly named: boolean;
  /** The state before, by variable. */
  readonly state: Readonly<Record<string, string>>;
  /** Set where the action was possible but led elsewhere than was observed. */
  readonly differences: readonly Difference[];
  /** Set where the action was not possible: its conjuncts as a tree (`Conjunct.parts`). */
  readonly conjuncts: readonly Conjunct[];
}

export interface Inconclusive {
  readonly kind: 'inconclusive';
  /** The furthest event, from 1, that was reached. */
  readonly at: number;
  readonly because: string;
}

export interface Budget {
  /** States over all events, the first after each event left out; more is inconclusive. */
  readonly maxStates: number;
  readonly maxSeconds: number;
  /** Seconds since the check began. */
  readonly elapsed: () => number;
  /** Whether somebody wants it to end now. */
  readonly interrupted?: () => boolean;
}
