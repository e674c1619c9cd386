/**
 * JavaScript functions behind lazy values: predicates of filters over infinite sets, bodies of functions on infinite (or
 * recursive) domains. They are numbered and never interned, since two closures cannot be compared. They may capture the
 * state under evaluation, so whoever evaluates a state takes a mark before and releases to it afterwards.
 */
import { AssertionFailure } from '../core/assert.js';
import type { Value } from './value.js';

export type Body = (argument: Value) => Value;
export type Predicate = (element: Value) => boolean;

interface Closure<F> {
  readonly call: F;
  /** Results by argument. */
  readonly memo: Map<Value, Value>;
}

let next = 0;
const bodies = new Map<number, Closure<Body>>();
const predicates = new Map<number, Predicate>();

export function addBody(body: Body): number {
  bodies.set(next, { call: body, memo: new Map() });
  return next++;
}

export function addPredicate(holds: Predicate): number {
  predicates.set(next, holds);
  return next++;
}

export function predicate(number: number): Predicate {
  return predicates.get(number) ?? outlived();
}

/** Applies the body, once for each argument. */
export function callBody(number: number, argument: Value): Value {
  const closure = bodies.get(number) ?? outlived();
  const known = closure.memo.get(argument);
  if (known !== undefined) return known;
  const result = closure.call(argument);
  closure.memo.set(argument, result);
  return result;
}

/** How many closures were made so far. */
export function closureMark(): number {
  return next;
}

/** Frees the closures made since `mark`; their numbers are not used again. */
export function releaseClosures(mark: number): void {
  for (let number = mark; number < next; number++) {
    bodies.delete(number);
    predicates.delete(number);
  }
}

function outlived(): never {
  throw new AssertionFailure('a lazy value outlived the evaluation that made it');
}
