/** What the page carries for its viewer: columns, one entry a step or a message, so that 10^5 of them are read in a blink. */
import type { Value } from '../../../core/trace.js';
import type { Outcome, SpanKind } from '../diagram.js';

export interface Payload {
  readonly lanes: readonly string[];
  readonly actions: readonly string[];
  readonly steps: {
    readonly lane: readonly number[];
    /** Index in `actions`. */
    readonly action: readonly number[];
    readonly row: readonly number[];
    readonly at: readonly number[] | null;
    readonly line: readonly number[];
  };
  readonly messages: {
    readonly from: readonly number[];
    readonly to: readonly number[];
    readonly sentRow: readonly number[];
    /** -1: it never arrived; so in all columns. */
    readonly receivedRow: readonly number[];
    readonly sentAt: readonly number[] | null;
    readonly receivedAt: readonly number[] | null;
    readonly sentStep: readonly number[];
    readonly receivedStep: readonly number[];
    /** Index in `texts`. */
    readonly label: readonly number[];
    /** Index in `texts` of why it was lost; -1 where that is not known. */
    readonly lost: readonly number[];
  };
  readonly texts: readonly string[];
  readonly spans: readonly {
    readonly lanes: readonly number[];
    readonly kind: SpanKind;
    readonly label: string;
    readonly fromRow: number;
    readonly toRow: number;
    readonly fromAt: number | null;
    readonly toAt: number | null;
  }[];
  readonly moments: readonly {
    readonly row: number;
    readonly at: number | null;
    readonly label: string;
    readonly lane: number | null;
  }[];
  /** Rows from the top to the end of the last lane. */
  readonly rows: number;
  readonly outcome: Outcome | null;
  readonly initial: Readonly<Record<string, Value>>;
}

/** One line of the page's list of steps: arguments, and what is known of the state afterwards. */
export interface StepLine {
  readonly a?: readonly (readonly [name: string, value: Value])[];
  /** The whole state. */
  readonly s?: Readonly<Record<string, Value>>;
  /** Part of the state. */
  readonly p?: Readonly<Record<string, Value>>;
  readonly u?: readonly UpdateLine[];
}

export type UpdateLine = readonly [
  variable: string,
  path: readonly Value[],
  operation: string,
  values: readonly Value[],
];
