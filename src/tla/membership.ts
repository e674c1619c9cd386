/** `x \in S`, decided by the structure of S and never by listing it. */
import { heap } from './arena.js';
import { bigintOf, isInteger, modelType, numberOf } from './atoms.js';
import { predicate } from './closures.js';
import { domain } from './functions.js';
import {
  ANY,
  argument,
  argumentCount,
  elementOf,
  isLazySet,
  OP_CUP,
  OP_DIFF,
  OP_FILTER,
  OP_FUNCTIONS,
  OP_INT,
  OP_INTERVAL,
  OP_KSUBSET,
  OP_NAT,
  OP_PRODUCT,
  OP_REAL,
  OP_RECORDS,
  OP_SEQ,
  OP_STRING,
  OP_SUBSET,
  operation,
  sizeBound,
  sizeOf,
} from './lazy.js';
import { explicitFunction } from './lazy-functions.js';
import { Memo2 } from './memo.js';
import { compare, equal, kindName } from './order.js';
import { toText } from './text.js';
import {
  addressOf,
  FUNCTION,
  FUNCTION_HEADER,
  fail,
  HEADER,
  LAZY,
  MODEL,
  NONE,
  SET,
  STRING,
  TUPLE,
  type Value,
} from './value.js';

/** Up to this many elements a set is scanned for an id; above, results of binary searches are remembered. */
const SCAN_LIMIT = 64;
/** Explicit sets above this size might equal an element that is still lazy (see lazy.ts: settle). */
const LAZY_TWIN = 4096;

const results = new Memo2(14);

export function member(x: Value, set: Value): boolean {
  return (set & 15) === SET ? indexOf(x, set) >= 0 : lazyMember(x, set);
}

/**
 * Position of `x` in an explicit set, or -1. Where the elements are of x's own kind, ids decide. Otherwise, and in big
 * sets, a binary search as in TLC (ValueVec.java: search), an error where x cannot be compared with what it meets.
 */
export function indexOf(x: Value, set: Value): number {
  const h = heap;
  const first = ((set >>> 4) << 1) + HEADER;
  const n = h[first - HEADER]!;
  if ((x & 1) === 0) {
    // In a set of consecutive integers the place of x follows from the first element.
    const index = (x - h[first]!) >> 1;
    if (index >= 0 && index < n && h[first + index] === x) return index;
  }
  if (n > SCAN_LIMIT) return searchOnce(x, set);
  for (let i = 0; i < n; i++) if (h[first + i] === x) return i;
  return n === 0 || sameKind(x, h[first]!) ? -1 : search(x, set);
}

/** Kinds within which different ids are different values and nothing is an error that TLC would report at the top. */
function sameKind(x: Value, y: Value): boolean {
  if (((x | y) & 1) === 0) return true;
  const tag = x & 15;
  if (tag !== (y & 15) || tag === LAZY || tag === MODEL) return false;
  return tag !== SET || heap[addressOf(x)]! <= LAZY_TWIN;
}

function searchOnce(x: Value, set: Value): number {
  const known = results.get(x, set);
  return known !== NONE ? known - 1 : results.set(x, set, search(x, set) + 1) - 1;
}

function search(x: Value, set: Value): number {
  let low = 0;
  let high = heap[addressOf(set)]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compare(x, heap[addressOf(set) + HEADER + middle]!);
    if (order === 0) return middle;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return -1;
}

/** Where `x`, which is not an element, would stand in an explicit set. */
export function insertionPoint(x: Value, set: Value): number {
  let low = 0;
  let high = heap[addressOf(set)]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(x, heap[addressOf(set) + HEADER + middle]!) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lazyMember(x: Value, set: Value): boolean {
  if (!isLazySet(set)) {
    return fail(
      `Attempted to check if the value:\n${toText(x)}\nis an element of the ${kindName(set)} value\n${toText(set)}`,
    );
  }
  switch (operation(set)) {
    case OP_NAT:
      return isInteger(x) ? bigintOf(x) >= 0n : foreign(x, set);
    case OP_INT:
    case OP_REAL:
      return isInteger(x) || foreign(x, set);
    case OP_STRING:
      return (x & 15) === STRING || foreign(x, set);
    case OP_INTERVAL: {
      if (!isInteger(x)) return sizeBound(set) !== 0 && foreign(x, set);
      const n = bigintOf(x);
      return n >= bigintOf(argument(set, 0)) && n <= bigintOf(argument(set, 1));
    }
    case OP_SUBSET:
      return isSet(x) ? subsetOf(x, argument(set, 0)) : foreign(x, set);
    case OP_KSUBSET:
      if (!isSet(x)) return sizeBound(set) !== 0 && foreign(x, set);
      return sizeOf(x) === numberOf(argument(set, 1)) && subsetOf(x, argument(set, 0));
    case OP_FUNCTIONS:
      return inFunctions(x, set);
    case OP_RECORDS:
      return inRecords(x, set);
    case OP_PRODUCT:
      return inProduct(x, set);
    case OP_SEQ:
      return inSequences(x, set);
    case OP_CUP:
      return member(x, argument(set, 0)) || member(x, argument(set, 1));
    case OP_DIFF:
      return member(x, argument(set, 0)) && !member(x, argument(set, 1));
    case OP_FILTER:
      return member(x, argument(set, 0)) && predicate(argument(set, 1))(x);
    default:
      return set === ANY;
  }
}

/** `a \subseteq b`. */
export function subsetOf(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isLazySet(a) && operation(a) === OP_SUBSET && isLazySet(b) && operation(b) === OP_SUBSET) {
    return subsetOf(argument(a, 0), argument(b, 0));
  }
  const n = sizeOf(a);
  if (n === Number.POSITIVE_INFINITY) {
    return fail(`Attempted to check if the infinite set\n${toText(a)}\nis a subset of\n${toText(b)}`);
  }
  for (let i = 0; i < n; i++) if (!member(elementOf(a, i), b)) return false;
  return true;
}

export function isSet(value: Value): boolean {
  return (value & 15) === SET || isLazySet(value);
}

function inFunctions(x: Value, set: Value): boolean {
  const f = (x & 15) === LAZY && !isLazySet(x) ? lazyInFunctions(x, set) : x;
  if ((f & 15) !== FUNCTION && (f & 15) !== TUPLE) return foreign(x, set);
  const from = argument(set, 0);
  const n = heap[addressOf(f)]!;
  if (sizeOf(from) !== n) return false;
  const own = domain(f);
  if (own !== from && !equal(own, from)) return false;
  const range = argument(set, 1);
  const header = (f & 15) === TUPLE ? HEADER : FUNCTION_HEADER;
  for (let i = 0; i < n; i++) if (!member(heap[addressOf(f) + header + i]!, range)) return false;
  return true;
}

/** A function on an infinite domain cannot be shown to have its values in the range. */
function lazyInFunctions(x: Value, set: Value): Value {
  if (sizeBound(argument(x, 0)) !== Number.POSITIVE_INFINITY) return explicitFunction(x);
  return fail(
    `Attempted to check if the function on an infinite domain\n${toText(x)}\nis an element of\n${toText(set)}`,
  );
}

function inRecords(x: Value, set: Value): boolean {
  if ((x & 15) === TUPLE && heap[addressOf(x)] === 0) return argumentCount(set) === 1;
  if ((x & 15) !== FUNCTION) return foreign(x, set);
  if (heap[addressOf(x) + HEADER] !== argument(set, 0)) return false;
  const n = heap[addressOf(x)]!;
  for (let i = 0; i < n; i++) {
    if (!member(heap[addressOf(x) + FUNCTION_HEADER + i]!, argument(set, i + 1))) return false;
  }
  return true;
}

function inProduct(x: Value, set: Value): boolean {
  if ((x & 15) !== TUPLE) return foreign(x, set);
  const n = heap[addressOf(x)]!;
  if (n !== argumentCount(set)) return false;
  for (let i = 0; i < n; i++) if (!member(heap[addressOf(x) + HEADER + i]!, argument(set, i))) return false;
  return true;
}

function inSequences(x: Value, set: Value): boolean {
  if ((x & 15) !== TUPLE) return foreign(x, set);
  const elements = argument(set, 0);
  const n = heap[addressOf(x)]!;
  for (let i = 0; i < n; i++) if (!member(heap[addressOf(x) + HEADER + i]!, elements)) return false;
  return true;
}

/** An untyped model value is in no such set; for any other value of the wrong kind the question is an error. */
function foreign(x: Value, set: Value): boolean {
  if ((x & 15) === MODEL && modelType(x) === 0) return false;
  return fail(`Attempted to check if the ${kindName(x)} value:\n${toText(x)}\nis an element of\n${toText(set)}`);
}
