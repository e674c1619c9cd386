/**
 * What a space-time diagram shows, as data: nodes as lanes, steps on them, messages between them, faults over them.
 * Whoever has a trace, a run or a counterexample makes one of these; the page draws it.
 */
import type { Value } from '../../core/trace.js';
import type { Millis } from '../../core/units.js';

export interface Diagram {
  readonly title: string;
  /** One line below the title: the file, the seed, how much there is. */
  readonly subtitle: string;
  /** The command that makes what is shown again. */
  readonly replay?: string;
  readonly outcome?: Outcome;
  readonly lanes: readonly string[];
  readonly steps: readonly Step[];
  /** By `sent.order`. */
  readonly messages: readonly Message[];
  readonly spans: readonly Span[];
  /** Moments that concern every lane: the end of all faults, a state to which a lasso leads back. */
  readonly moments: readonly Moment[];
  /** Known before the first step. */
  readonly initial?: Readonly<Record<string, Value>>;
}

export interface Outcome {
  readonly kind: 'good' | 'bad' | 'unsure';
  /** `accepted`, `rejected at event 8`, `Invariant Agreement is violated`. */
  readonly title: string;
  /** The reason, in one sentence; empty where there is nothing to say. */
  readonly because: string;
  /** Index in `steps` of the step that is to blame; null where it is no step. */
  readonly step: number | null;
  readonly attempts?: readonly Attempt[];
  /** Further lines for people: the last choice, counters. */
  readonly notes?: readonly string[];
}

/** One action tried in one state before the rejected step: the checker's explanation, as texts. */
export interface Attempt {
  readonly action: string;
  /** Whether the event may mean it; else it is shown as one of the nearest others. */
  readonly named?: boolean;
  readonly args: readonly string[];
  readonly state: Readonly<Record<string, string>>;
  readonly differences: readonly { readonly place: string; readonly observed: string; readonly computed: string }[];
  readonly conjuncts: readonly Conjunct[];
}

export interface Conjunct {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly outcome: string;
  readonly left?: string;
  readonly right?: string;
  readonly message?: string;
  /** Of a conjunct that has parts (a disjunction, a quantifier). */
  readonly parts?: readonly Conjunct[];
}

export interface Step {
  readonly lane: number;
  /** As `Place.order`. Steps are listed by it. */
  readonly order: number;
  /** null where nothing tells the time. */
  readonly at: Millis | null;
  /** The spec's action; '' where the event names none. */
  readonly action: string;
  readonly args: readonly Argument[];
  readonly changes: Changes;
  /** Line of the file, or number of the event. */
  readonly line: number;
}

export interface Argument {
  /** The parameter's name; '' where it is not known. */
  readonly name: string;
  readonly value: Value;
}

/** What is known of the state after a step. */
export type Changes =
  /** The whole state. */
  | { readonly kind: 'state'; readonly vars: Readonly<Record<string, Value>> }
  /** Variables, and of functions and records the entries that are given; then updates, one after the other. */
  | {
      readonly kind: 'partial';
      readonly vars: Readonly<Record<string, Value>>;
      readonly updates?: readonly Update[];
    };

export interface Update {
  readonly variable: string;
  readonly path: readonly Value[];
  /** `put` takes an argument of a `#map` and its value, `drop` arguments. */
  readonly operation: 'set' | 'add' | 'delete' | 'append' | 'clear' | 'increment' | 'put' | 'drop';
  readonly values: readonly Value[];
}

/** Where on the lanes: at a step, or between steps. */
export interface Place {
  /** Index of the step that sent or received; null where it belongs to none. */
  readonly step: number | null;
  /** Places and steps of a diagram come in this order; only its order counts. */
  readonly order: number;
  readonly at: Millis | null;
}

export interface Message {
  readonly from: number;
  readonly to: number;
  readonly sent: Place;
  /** null: it never arrived. */
  readonly received: Place | null;
  /** Why it did not, where that is known: `partition`. */
  readonly lost?: string;
  /** One or two words: its type. */
  readonly label: string;
  readonly body?: unknown;
}

export interface Span {
  readonly lanes: readonly number[];
  readonly kind: SpanKind;
  readonly label: string;
  readonly from: Place;
  /** null: to the end. */
  readonly to: Place | null;
}

/** `down` leaves a gap in the lane, all others lie beside it. */
export type SpanKind = 'down' | 'pause' | 'cut' | 'link' | 'clock' | 'disk';

export interface Moment {
  readonly place: Place;
  readonly label: string;
  /** The lane that it concerns; null for all. */
  readonly lane: number | null;
}
