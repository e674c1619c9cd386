/**
 * What a replicated log drives: C command, Q query, A answer, S snapshot. Deterministic, for every server applies the same
 * commands in the same order and has to come to the same state and the same answers.
 */
export interface StateMachine<C = unknown, Q = unknown, A = unknown, S = unknown> {
  /** `id` is the client's: a command that comes again has happened once. `index` is its place in the log, from 1. */
  apply(id: string, command: C, index: number): A;
  /** The answer to a command that has been applied already. */
  result(id: string): A | undefined;
  /** Changes nothing. */
  get(query: Q): A;
  /** The whole of it at a moment; it does not change with the machine. */
  snapshot(): S;
  /** Becomes what it was when the snapshot was taken. */
  restore(snapshot: S): void;
}
