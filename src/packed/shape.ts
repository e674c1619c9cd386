/**
 * Into which parts the values of a variable are taken apart, learnt from values that it had: a function whose domain was always
 * the same into its values, a set into one bit for each element that was ever in it, and what is neither is one part, whose
 * values are numbered as they come.
 */
import {
  compare,
  domain,
  drop,
  EvaluationError,
  elementsOf,
  FUNCTION,
  LAZY,
  MODEL,
  mark,
  SET,
  select,
  sizeOf,
  TAG_MASK,
  TUPLE,
  type Value,
} from '../tla/runtime.js';

/** One field of the state, by its number (`Layout.fields`): the number of its value. */
export interface AtomShape {
  readonly kind: 'atom';
  readonly field: number;
}

export interface FunctionShape {
  readonly kind: 'function';
  readonly domain: Value;
  readonly keys: readonly Value[];
  readonly places: ReadonlyMap<Value, number>;
  /** By key. */
  readonly items: readonly Shape[];
}

/** By its number (`Layout.sets`): a bit for each element. */
export interface SetShape {
  readonly kind: 'set';
  readonly set: number;
}

export type Shape = AtomShape | FunctionShape | SetShape;

/** Functions with more keys stay whole, and sets of which more elements were seen. */
const MOST_KEYS = 64;
const MOST_ELEMENTS = 256;
/** With so few values or fewer, a set is better numbered than taken apart: one look tells which it is. */
const FEW_VALUES = 8;

/** A value that has no place in a layout: the model is not what the states so far had shown. */
export class Misfit extends Error {}

const isSet = (value: Value): boolean => (value & TAG_MASK) === SET;
const isTable = (value: Value): boolean => (value & TAG_MASK) === FUNCTION || (value & TAG_MASK) === TUPLE;

/**
 * Whether TLC can tell which of two values comes first. Where it can of any two elements that were ever in a set, looks at single bits
 * lead to what a look at the whole set does; else that may be an error, on which no bit by itself tells anything.
 */
export function comparable(a: Value, b: Value): boolean {
  const start = mark();
  try {
    compare(a, b);
    return true;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    drop(start);
    return false;
  }
}

const areComparable = (values: readonly Value[]): boolean =>
  values.every((value, i) => values.slice(0, i).every((other) => comparable(value, other)));

/** `newField` and `newSet` number the parts; a set is told which elements it has seen. */
export function shapeOf(
  values: readonly Value[],
  newField: (values: readonly Value[]) => number,
  newSet: (elements: readonly Value[]) => number,
): Shape {
  const distinct = [...new Set(values)];
  if (distinct.some((value) => (value & TAG_MASK) === LAZY))
    throw new Misfit('a variable has a value that is infinite');
  const first = distinct[0]!;
  if (distinct.every(isTable)) {
    const from = domain(first);
    const count = sizeOf(from);
    if (count > 0 && count <= MOST_KEYS && distinct.every((value) => domain(value) === from)) {
      const keys = elementsOf(from);
      const valuesAt = keys.map((key) => distinct.map((value) => select(value, key)));
      // What model values stand for may change places by SYMMETRY, and has the same shape.
      const alike = keys.every((key) => (key & TAG_MASK) === MODEL) ? valuesAt.flat() : null;
      const items = valuesAt.map((own) => shapeOf(alike ?? own, newField, newSet));
      return { kind: 'function', domain: from, keys, places: new Map(keys.map((key, place) => [key, place])), items };
    }
  } else if (distinct.length > FEW_VALUES && distinct.every(isSet)) {
    const elements = new Set(distinct.flatMap(elementsOf));
    if (elements.size <= MOST_ELEMENTS && areComparable([...elements]))
      return { kind: 'set', set: newSet([...elements]) };
  }
  return { kind: 'atom', field: newField(distinct) };
}
