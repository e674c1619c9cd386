/**
 * TLA+ values as 32-bit ids. A small integer n in [-2^30, 2^30) is `n << 1` (bit 0 clear). Every other value has bit 0
 * set, a kind in bits 1..3 and an offset into the arena (in units of two words) above: `addressOf` gives its payload.
 * Values are hash-consed, so that two explicit values are equal exactly when their ids are; only lazy sets and functions
 * (`LAZY`) may equal another id, which is why `order.ts: equal` is the equality of TLA+ and `===` a shortcut.
 */
export type Value = number;

/** Not a value: what `select` returns outside a function's domain, what CHOOSE starts from. */
export const NONE: Value = -1;

/** FALSE and TRUE stand at the arena's fixed first places (see arena.ts), so that generated code may inline them. */
export const FALSE_: Value = 1;
export const TRUE_: Value = 33;

/** `id & TAG_MASK` for values that are not small integers. */
export const TAG_MASK = 15;
export const ATOM = 1;
export const STRING = 3;
export const MODEL = 5;
export const SET = 7;
export const FUNCTION = 9;
export const TUPLE = 11;
export const LAZY = 13;
export const BIG = 15;

/** Payload words before a tuple's or set's elements: length and two hash lanes. */
export const HEADER = 3;
/** Where a function's values begin: after the header comes its domain. */
export const FUNCTION_HEADER = 4;

/** What goes wrong inside an evaluation: the specification's fault. Whoever evaluates adds the place and the behaviour. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  /** Numbers of the places that it passed, innermost first, in code that was compiled to tell (located.ts). */
  readonly places: number[] = [];
}

/** There is no room for more values: the fault of nobody, and of what was evaluated nothing is known. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

export function fail(message: string): never {
  throw new EvaluationError(message);
}

/** Word index of the payload in the arena; only for values that are not small integers. */
export function addressOf(value: Value): number {
  return (value >>> 4) << 1;
}

export function isSmall(value: Value): boolean {
  return (value & 1) === 0;
}

/** Boxes a truth value. */
export function bool(truth: boolean): Value {
  return truth ? TRUE_ : FALSE_;
}
