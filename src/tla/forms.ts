/** Language forms that only generated code needs: records and patterns in expression position, CASE and CHOOSE that fail. */

import { heap } from './arena.js';
import { modelValue, showAs } from './atoms.js';
import { drop, mark, push } from './build.js';
import { endRecord, type RecordShape, select } from './functions.js';
import { isLazySet, sizeBound } from './lazy.js';
import { explicitFunction } from './lazy-functions.js';
import { nativeOperator } from './native/registry.js';
import { equal } from './order.js';
import type { Recall2, Recall3, Recall5 } from './recall.js';
import { toText } from './text.js';
import { addressOf, EvaluationError, fail, LAZY, NONE, STRING, TUPLE, type Value } from './value.js';

/**
 * `[a |-> x, ...]`, values in the order of the shape's names as written. Messages are made again and again of the same
 * few values: one probe of what the shape gave before costs less than hashing each field and finding the record. One
 * function for each number of fields: an array of the values, for nothing but a probe, was a third of all that was allocated.
 */
export function record1(shape: RecordShape, a: Value): Value {
  const start = mark();
  push(a);
  return endRecord(shape, start);
}

export function record2(shape: RecordShape, a: Value, b: Value): Value {
  const recall = shape.recall as Recall2;
  const known = recall.get(a, b);
  return known !== NONE ? known : recall.put(a, b, record(shape, a, b));
}

export function record3(shape: RecordShape, a: Value, b: Value, c: Value): Value {
  const recall = shape.recall as Recall3;
  const known = recall.get(a, b, c);
  return known !== NONE ? known : recall.put(a, b, c, record(shape, a, b, c));
}

export function record4(shape: RecordShape, a: Value, b: Value, c: Value, d: Value): Value {
  const recall = shape.recall as Recall5;
  const known = recall.get(a, b, c, d, 0);
  return known !== NONE ? known : recall.put(a, b, c, d, 0, record(shape, a, b, c, d));
}

export function record5(shape: RecordShape, a: Value, b: Value, c: Value, d: Value, e: Value): Value {
  const recall = shape.recall as Recall5;
  const known = recall.get(a, b, c, d, e);
  return known !== NONE ? known : recall.put(a, b, c, d, e, record(shape, a, b, c, d, e));
}

/** Of any number of fields, without asking what was made before. */
export function record(shape: RecordShape, ...values: readonly Value[]): Value {
  const start = mark();
  for (let i = 0; i < values.length; i++) push(values[i]!);
  return endRecord(shape, start);
}

/** The value as a tuple of `length` components, for a pattern `<<a, b>>`. */
export function pattern(value: Value, length: number): Value {
  const tuple = explicitFunction(value);
  if ((tuple & 15) === TUPLE && heap[addressOf(tuple)] === length) return tuple;
  return fail(`Expected a tuple of ${length} components, but found:\n${toText(value)}`);
}

/** `f[x]` on the way down to the place of an EXCEPT: NONE where there is nothing to change. */
export function selectOrNone(f: Value, x: Value): Value {
  return f === NONE ? NONE : select(f, x);
}

export function isInfinite(set: Value): boolean {
  return (set & 15) === LAZY && isLazySet(set) && sizeBound(set) === Number.POSITIVE_INFINITY;
}

/** From so many arguments on, a function is computed where it is applied: seldom is it applied to all. */
const MANY = 2 ** 20;

export function isVast(set: Value): boolean {
  return (set & 15) === LAZY && isLazySet(set) && sizeBound(set) >= MANY;
}

/** The value of a variable that is read while it is being assigned, if it has one. */
export function assignedValue(value: Value, variable: string): Value {
  return value === NONE ? fail(`${variable} is used before it has a value.`) : value;
}

export function noCase(): never {
  return fail('Attempted to evaluate a CASE with no conditions true.');
}

export function chooseFailed(): never {
  return fail('Attempted to compute the value of CHOOSE x \\in S: P, but no element of S satisfied P.');
}

/** `CHOOSE v : P`: one value of its own for each place in the text; people are shown the definition that has it, if one has. */
export function unboundedChoose(place: string, definition?: string): Value {
  const value = modelValue(`CHOOSE at ${place}`);
  if (definition !== undefined) showAs(value, definition);
  return value;
}

export function unassigned(variable: string): never {
  return fail(`The variable ${variable}' is read before it has a value.`);
}

/** A value computed when it is first asked for. */
export function thunk(compute: () => Value): () => Value {
  let known: Value = NONE;
  return () => {
    if (known === NONE) known = compute();
    return known;
  };
}

/** TLC's error where an action leaves a variable without a value. */
export function incomplete(variable: string): never {
  throw new IncompleteSuccessor(
    `Successor state is not completely specified by the next-state action: ${variable}' has no value.`,
  );
}

/** A search counts it as generated. */
export class IncompleteSuccessor extends EvaluationError {}

export function incompleteInit(variable: string): never {
  return fail(`The initial state is not completely specified by the initial predicate: ${variable} has no value.`);
}

/** An operator of a standard or community module. */
export function nativeFunction(module: string, name: string): (...args: NativeArgument[]) => Value {
  const operator = nativeOperator(module, name) ?? fail(`${module}!${name} has no native implementation`);
  return operator as (...args: NativeArgument[]) => Value;
}

/** A value, or an operator as an argument of another. */
type NativeArgument = Value | ((...args: Value[]) => Value);

/** Equality with a string literal; another kind of value is for `equal` to judge. */
export function equalString(value: Value, literal: Value): boolean {
  return value === literal || ((value & 15) !== STRING && equal(value, literal));
}

/** Equality with a small integer. */
export function equalSmall(value: Value, literal: Value): boolean {
  return value === literal || ((value & 1) !== 0 && equal(value, literal));
}

/** Whether a guard that others stand before may be true: one that cannot be evaluated is judged where its turn comes, if it comes. */
export function mayHold(guard: () => boolean): boolean {
  const start = mark();
  try {
    return guard();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    drop(start);
    return true;
  }
}
