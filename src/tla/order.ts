/**
 * TLC's order and equality of values. The order decides CHOOSE and enumeration: integers by size, FALSE before TRUE,
 * strings and model values by first interning, sets by cardinality and then element by element, functions by the size of
 * their domain, then their domains, then their values; model values come before everything else. Values of different
 * kinds cannot be compared: that is an error of the specification (tlc2/value/impl/*.java: compareTo, equals).
 */
import { heap } from './arena.js';
import { bigintOf, modelType, rank } from './atoms.js';
import { domain } from './functions.js';
import { explicit, isLazySet, sameDescriptor } from './lazy.js';
import { explicitFunction, isLazyFunction } from './lazy-functions.js';
import { toText } from './text.js';
import {
  ATOM,
  addressOf,
  BIG,
  FUNCTION,
  FUNCTION_HEADER,
  fail,
  HEADER,
  LAZY,
  MODEL,
  SET,
  STRING,
  TUPLE,
  type Value,
} from './value.js';

/** Negative, zero or positive as `a` is before, equal to or after `b`. */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (((a | b) & 1) === 0) return a - b;
  const tagA = a & 15;
  const tagB = b & 15;
  if (tagA === tagB) {
    switch (tagA) {
      case STRING:
        return rank(a) - rank(b);
      case ATOM:
        return a - b;
      case SET:
        return compareElements(a, b, HEADER);
      case TUPLE:
        return compareElements(a, b, HEADER);
      case FUNCTION:
        return compareFunctions(a, b);
      default:
    }
  }
  if (tagA === MODEL || tagB === MODEL) return compareModels(a, b, 'compare');
  if (isLazyFunction(a) || isLazyFunction(b)) return compare(explicitFunction(a), explicitFunction(b));
  if (isSetLike(tagA) && isSetLike(tagB)) return sameDescriptor(a, b) ? 0 : compare(explicit(a), explicit(b));
  if (isFunctionTag(tagA) && isFunctionTag(tagB)) {
    const sizes = heap[addressOf(a)]! - heap[addressOf(b)]!;
    return sizes !== 0 ? sizes : compare(domain(a), domain(b));
  }
  if (isIntegerTag(a) && isIntegerTag(b)) return bigintOf(a) < bigintOf(b) ? -1 : 1;
  return incomparable(a, b, 'compare');
}

/** TLA+ equality; an error for values of different kinds, as in TLC. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (((a | b) & 1) === 0) return false;
  const tagA = a & 15;
  const tagB = b & 15;
  if (tagA === tagB) {
    switch (tagA) {
      case STRING:
      case ATOM:
        return false;
      case SET:
      case TUPLE:
        return equalElements(a, b, HEADER);
      case FUNCTION:
        return equalFunctions(a, b);
      default:
    }
  }
  if (tagA === MODEL || tagB === MODEL) return compareModels(a, b, 'check equality of') === 0;
  if (isLazyFunction(a) || isLazyFunction(b)) return equal(explicitFunction(a), explicitFunction(b));
  if (isSetLike(tagA) && isSetLike(tagB)) return sameDescriptor(a, b) || equal(explicit(a), explicit(b));
  if (isFunctionTag(tagA) && isFunctionTag(tagB)) {
    return heap[addressOf(a)] === heap[addressOf(b)] && equal(domain(a), domain(b));
  }
  if (isIntegerTag(a) && isIntegerTag(b)) return false;
  return incomparable(a, b, 'check equality of');
}

/** What a value is, for messages. */
export function kindName(value: Value): string {
  if ((value & 1) === 0) return 'integer';
  switch (value & 15) {
    case ATOM:
      return 'boolean';
    case STRING:
      return 'string';
    case MODEL:
      return 'model value';
    case SET:
      return 'set';
    case FUNCTION:
      return 'function';
    case TUPLE:
      return 'tuple';
    case BIG:
      return 'integer';
    default:
      return isLazySet(value) ? 'set' : 'function';
  }
}

const isSetLike = (tag: number): boolean => tag === SET || tag === LAZY;
const isFunctionTag = (tag: number): boolean => tag === FUNCTION || tag === TUPLE;
const isIntegerTag = (value: Value): boolean => (value & 1) === 0 || (value & 15) === BIG;

function compareElements(a: Value, b: Value, header: number): number {
  const n = heap[addressOf(a)]!;
  const lengths = n - heap[addressOf(b)]!;
  if (lengths !== 0) return lengths;
  for (let i = header; i < header + n; i++) {
    const x = heap[addressOf(a) + i]!;
    const y = heap[addressOf(b) + i]!;
    if (x !== y) {
      const order = compare(x, y);
      if (order !== 0) return order;
    }
  }
  return 0;
}

function compareFunctions(a: Value, b: Value): number {
  const sizes = heap[addressOf(a)]! - heap[addressOf(b)]!;
  if (sizes !== 0) return sizes;
  const domains = compare(heap[addressOf(a) + HEADER]!, heap[addressOf(b) + HEADER]!);
  return domains !== 0 ? domains : compareElements(a, b, FUNCTION_HEADER);
}

function equalElements(a: Value, b: Value, header: number): boolean {
  const n = heap[addressOf(a)]!;
  if (n !== heap[addressOf(b)]) return false;
  for (let i = header; i < header + n; i++) {
    const x = heap[addressOf(a) + i]!;
    const y = heap[addressOf(b) + i]!;
    if (x !== y && !equal(x, y)) return false;
  }
  return true;
}

function equalFunctions(a: Value, b: Value): boolean {
  if (heap[addressOf(a)] !== heap[addressOf(b)]) return false;
  return equal(heap[addressOf(a) + HEADER]!, heap[addressOf(b) + HEADER]!) && equalElements(a, b, FUNCTION_HEADER);
}

/** An untyped model value differs from everything else; a typed one may only meet its own type and untyped ones. */
function compareModels(a: Value, b: Value, verb: string): number {
  const aModel = (a & 15) === MODEL;
  const bModel = (b & 15) === MODEL;
  const typeA = aModel ? modelType(a) : 0;
  const typeB = bModel ? modelType(b) : 0;
  if (aModel && bModel) {
    if (typeA !== 0 && typeB !== 0 && typeA !== typeB) {
      fail(`Attempted to ${verb} the differently-typed model values ${toText(a)} and ${toText(b)}`);
    }
    return rank(a) - rank(b);
  }
  if (typeA !== 0 || typeB !== 0) {
    const [typed, other] = aModel ? [a, b] : [b, a];
    fail(`Attempted to ${verb} the typed model value ${toText(typed)} and the non-model value\n${toText(other)}`);
  }
  return aModel ? -1 : 1;
}

function incomparable(a: Value, b: Value, verb: string): never {
  const kind = kindName(a);
  return fail(`Attempted to ${verb} ${kind} ${toText(a)} with non-${kind}:\n${toText(b)}`);
}
