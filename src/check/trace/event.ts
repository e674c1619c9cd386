/** What one line of a trace says, before it is held against a specification. Whatever it does not say is unknown. */
export interface LoggedEvent {
  /** In the file, from 1. */
  readonly line: number;
  readonly action: string | null;
  readonly args: LoggedArguments | null;
  readonly observations: readonly Observation[];
}

export type LoggedArguments =
  | { readonly kind: 'positional'; readonly values: readonly unknown[] }
  | { readonly kind: 'named'; readonly values: Readonly<Record<string, unknown>> };

export type Observation =
  /** The variable's value afterwards, of an object only the entries that it has. */
  | { readonly kind: 'partial'; readonly variable: string; readonly value: unknown }
  /** The value afterwards is the one before with these updates made, one after the other. */
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
] as const;
export type Operation = (typeof operations)[number];

/** Input that cannot be checked: the file, the place, what was expected. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const problem = (line: number, message: string): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { line, message },
});
