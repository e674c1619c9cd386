import type { Finding } from './model.js';
import type { Difference } from './observe.js';

/** What a search came to; a budget that ran out is neither a pass nor a failure. */
export type TraceVerdict = Counters & (Accepted | Rejected | Inconclusive);

export interface Counters {
  /** Events of the trace. */
  readonly events: number;
  /** Steps of the specification that were tried. */
  readonly generated: number;
  /** States that agreed with the trace so far, of all events together. */
  readonly states: number;
}

export interface Accepted {
  readonly kind: 'accepted';
  /** States in which the whole trace may have ended; at least so many. */
  readonly endStates: number;
}

export interface Rejected {
  readonly kind: 'rejected';
  /** The first event, from 1, with which no behaviour of the specification goes on. */
  readonly at: number;
  /** Its line in the file. */
  readonly line: number;
  /** The action that it names. */
  readonly action: string | null;
  /** One sentence: the first conjunct that is false, or the value that differs. */
  readonly because: string;
  /** States in which the specification may have been before that event. */
  readonly candidates: number;
  readonly attempts: readonly Attempt[];
  /** The last event before it after which more than one state was possible; null where there was always one. */
  readonly lastChoice: number | null;
}

/** One action tried in one state before the rejected event. */
export interface Attempt {
  readonly action: string;
  readonly args: readonly string[];
  /** The state before, by variable. */
  readonly state: Readonly<Record<string, string>>;
  /** Set where the action was possible but led elsewhere than was observed. */
  readonly differences: readonly Difference[];
  /** Set where the action was not possible. */
  readonly conjuncts: Finding['conjuncts'];
}

export interface Inconclusive {
  readonly kind: 'inconclusive';
  /** The furthest event, from 1, that was reached. */
  readonly at: number;
  readonly because: string;
}

export interface Budget {
  /** States held over all events; more is inconclusive. */
  readonly maxStates: number;
  readonly maxSeconds: number;
  /** Seconds since the check began. */
  readonly elapsed: () => number;
}
