/** What one line of a trace says, before it is held against a specification. Whatever it does not say is unknown. */
export interface LoggedEvent {
  /** In the file, from 1. */
  readonly line: number;
  readonly action: string | null;
  readonly args: LoggedArguments | null;
  /** What another tool calls the step: its action, if the specification has one of that name. */
  readonly supposed?: string;
  /** Of the state after the step. */
  readonly observations: readonly Observation[];
  /** Of the state before it. */
  readonly before?: readonly Observation[];
  /** Who took the step, and when by the clocks: only where a trace has no one order. */
  readonly when?: When;
  /** The same object in events whose lines say the same, so that what was understood of one holds for all. */
  readonly same?: object;
  /** The line as it stands, for a mapping; null or left out where none is used. */
  readonly raw?: unknown;
  /** Of another system's line, the way to a key that it has twice: a mistake only where somebody reads it. */
  readonly repeated?: readonly string[];
}

export interface When {
  readonly node: string;
  /** A vector clock: by node, how many of its events had been heard of, this one included. */
  readonly clock: Readonly<Record<string, number>> | null;
  /** The step was somewhere between these. */
  readonly interval: readonly [start: number, end: number] | null;
}

export type LoggedArguments =
  | { readonly kind: 'positional'; readonly values: readonly unknown[] }
  | { readonly kind: 'named'; readonly values: Readonly<Record<string, unknown>> };

export type Observation =
  /** The variable's value, of an object only the entries that it has. */
  | { readonly kind: 'partial'; readonly variable: string; readonly value: unknown }
  /** The value afterwards is the one before with these updates made, one after the other; with none it is unchanged. */
  | { readonly kind: 'updates'; readonly variable: string; readonly updates: readonly Update[] };

export interface Update {
  readonly operation: Operation;
  /** Arguments and fields on the way to the place that is changed; empty for the whole value. */
  readonly path: readonly unknown[];
  readonly args: readonly unknown[];
}

export const operations = [
  'Update',
  'AddElement',
  'AddElements',
  'RemoveElement',
  'RemoveElements',
  'AppendElement',
  'Clear',
  'Increment',
  'AddElementToBag',
  'RemoveElementFromBag',
] as const;
export type Operation = (typeof operations)[number];

/** Short names of the operations, as our own form has them. */
export const shortOperations: Readonly<Record<string, Operation>> = {
  '=': 'Update',
  add: 'AddElement',
  delete: 'RemoveElement',
  append: 'AppendElement',
  clear: 'Clear',
  '+=': 'Increment',
};

/** The first line of a trace may say what the others are about. */
export interface TraceHeader {
  /** Where it stands. */
  readonly line: number;
  /** The specification's module. */
  readonly spec: string | null;
  /** SHA-256 of its text, as `tla2ts check --json` shows it. */
  readonly specHash: string | null;
  readonly constants: Readonly<Record<string, unknown>> | null;
  /** What an event does not mention is unchanged, not unknown. */
  readonly complete: boolean;
}

export const noHeader: TraceHeader = { line: 1, spec: null, specHash: null, constants: null, complete: false };

/** Input that cannot be checked: the file, the place, what was expected. */
export interface Problem {
  readonly line: number;
  readonly message: string;
  /** Which of the events it is, from 0, where they come from several files. */
  readonly place?: number;
}

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** An object has a key twice; the parser has kept the last one. */
export const saidTwice = (path: readonly string[]): string =>
  `'${path.join('.')}' stands twice in this line, and which of the two is meant nobody can tell: log it once`;

export const problem = (line: number, message: string): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { line, message },
});

export interface Trace {
  readonly header: TraceHeader;
  readonly events: readonly LoggedEvent[];
}
