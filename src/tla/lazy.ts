/**
 * Sets that are described rather than listed: infinite ones, and finite ones too big to list without need. Membership
 * is decided structurally (see membership.ts); elements are found by position (see enumerate.ts), so that a loop over
 * SUBSET S or [S -> T] builds no set. Payload: argument count, two hash lanes, operation, arguments; then a cache of
 * three words: the explicit set once made, cardinality + 1 if that is below 2^31, and 1 once it was enumerated.
 */
import { heap, reserve } from './arena.js';
import { endSet, mark, push } from './build.js';
import { predicate } from './closures.js';
import { mostCounted, spend } from './effort.js';
import { hashHi, hashLo, mixHi, mixLo, SEED_LAZY } from './hash.js';
import { internTip } from './intern.js';
import { lazyElement, lazySizeBound } from './lazy-elements.js';
import { explicitFunction } from './lazy-functions.js';
import { member } from './membership.js';
import { kindName } from './order.js';
import { union } from './sets.js';
import { toText } from './text.js';
import { addressOf, fail, HEADER, LAZY, SET, type Value } from './value.js';

export const OP_NAT = 1;
export const OP_INT = 2;
export const OP_REAL = 3;
export const OP_STRING = 4;
export const OP_ANY = 5;
/** low, high (integers) */
export const OP_INTERVAL = 6;
/** base */
export const OP_SUBSET = 7;
/** domain, range */
export const OP_FUNCTIONS = 8;
/** explicit set of field names, then a set for each in that order */
export const OP_RECORDS = 9;
/** a set for each component */
export const OP_PRODUCT = 10;
/** set of elements */
export const OP_SEQ = 11;
/** two sets, one of them lazy */
export const OP_CUP = 12;
/** an infinite or big set, another one */
export const OP_DIFF = 13;
/** base, number of the predicate */
export const OP_FILTER = 14;
/** domain, number of the closure; a function, not a set */
export const OP_FUNCTION = 15;

/** explicit base, number of elements (an integer): kSubset, whose elements do not come in the order of a set */
export const OP_KSUBSET = 16;

/** Lazy sets up to this cardinality are listed as soon as they become part of another value. */
const SETTLE_LIMIT = 4096;
/** What is enumerated for the second time is listed up to this cardinality. */
const LISTED_AT_SECOND_SIGHT = 1 << 16;
/** Above this no set is ever listed. TLC's limit is 1,000,000 (TLCGlobals.setBound). */
const EXPLICIT_LIMIT = 2 ** 23;

const LAZY_HEADER = 4;
const CACHE = 3;

export function operation(value: Value): number {
  return heap[addressOf(value) + 3]!;
}

export function argument(value: Value, index: number): Value {
  return heap[addressOf(value) + LAZY_HEADER + index]!;
}

export function argumentCount(value: Value): number {
  return heap[addressOf(value)]!;
}

export function isLazySet(value: Value): boolean {
  return (value & 15) === LAZY && operation(value) !== OP_FUNCTION;
}

/** Interns a descriptor; `args` may be ids or plain numbers (predicates' numbers). */
export function lazy(op: number, ...args: number[]): Value {
  const n = args.length;
  const a = reserve(LAZY_HEADER + n + CACHE);
  let lo = mixLo(SEED_LAZY, op);
  let hi = mixHi(SEED_LAZY, op);
  for (let i = 0; i < n; i++) {
    const arg = args[i]!;
    heap[a + LAZY_HEADER + i] = arg;
    const opaque = i === 1 && (op === OP_FILTER || op === OP_FUNCTION);
    lo = mixLo(lo, opaque ? arg : hashLo(arg));
    hi = mixHi(hi, opaque ? arg : hashHi(arg));
  }
  heap[a] = n;
  heap[a + 1] = lo;
  heap[a + 2] = hi;
  heap[a + 3] = op;
  return internTip(LAZY, LAZY_HEADER + n, CACHE);
}

export const NAT: Value = lazy(OP_NAT);
export const INT: Value = lazy(OP_INT);
export const REAL: Value = lazy(OP_REAL);
export const STRING_SET: Value = lazy(OP_STRING);
export const ANY: Value = lazy(OP_ANY);

/** An upper bound of the cardinality of any set: exact but for unions, differences and filters. Infinity if infinite. */
export function sizeBound(set: Value): number {
  if ((set & 15) === SET) return heap[addressOf(set)]!;
  const cache = addressOf(set) + LAZY_HEADER + argumentCount(set);
  if (heap[cache] !== 0) return heap[addressOf(heap[cache]!)]!;
  const known = heap[cache + 1]!;
  if (known !== 0) return known - 1;
  const size = lazySizeBound(set);
  if (size < 2 ** 31 - 1) heap[cache + 1] = size + 1;
  return size;
}

/** True of operations whose cardinality and elements are computed without listing the set. */
function isIndexed(op: number): boolean {
  return (op >= OP_INTERVAL && op <= OP_PRODUCT) || op === OP_KSUBSET;
}

/** Its elements do not come in the order that they have in an explicit set. */
export function hasOwnOrder(set: Value): boolean {
  return (set & 15) === LAZY && operation(set) === OP_KSUBSET;
}

/** Number of elements of a finite set, exact below 2^53; Infinity for infinite ones. */
export function sizeOf(set: Value): number {
  if ((set & 15) === SET) return heap[addressOf(set)]!;
  if (!isLazySet(set)) return notASet(set);
  const bound = sizeBound(set);
  if (bound === Number.POSITIVE_INFINITY || bound === 0 || isIndexed(operation(set))) return bound;
  return heap[addressOf(explicit(set))]!;
}

/**
 * Like `sizeOf`, for a quantifier's or comprehension's set: an error if it cannot be enumerated. Whoever enumerates a set
 * twice will do so again: from then on it is a list, if that is not too long.
 */
export function enumerableSize(set: Value): number {
  if ((set & 15) === SET) {
    const count = heap[addressOf(set)]!;
    spend(Math.min(count, mostCounted));
    return count;
  }
  const size = sizeOf(set);
  if (size === Number.POSITIVE_INFINITY) {
    return fail(`Encountered a non-enumerable quantifier bound\n${toText(set)}.`);
  }
  if (size <= LISTED_AT_SECOND_SIGHT && operation(set) !== OP_KSUBSET) {
    const enumerated = addressOf(set) + LAZY_HEADER + argumentCount(set) + 2;
    if (heap[enumerated] === 0) heap[enumerated] = 1;
    else explicit(set);
  }
  spend(Math.min(size, mostCounted));
  return size;
}

/** Element number `index` (from 0) of a finite set, in TLC's order. */
export function elementOf(set: Value, index: number): Value {
  if ((set & 15) === SET) return heap[addressOf(set) + HEADER + index]!;
  const listed = heap[addressOf(set) + LAZY_HEADER + argumentCount(set)]!;
  if (listed !== 0 && operation(set) !== OP_KSUBSET) return heap[addressOf(listed) + HEADER + index]!;
  if (isIndexed(operation(set))) return lazyElement(set, index);
  return heap[addressOf(explicit(set)) + HEADER + index]!;
}

/** The explicit set equal to a set; an error if it is infinite or too big. */
export function explicit(set: Value): Value {
  if ((set & 15) === SET) return set;
  if (!isLazySet(set)) return notASet(set);
  const cache = LAZY_HEADER + argumentCount(set);
  const known = heap[addressOf(set) + cache]!;
  if (known !== 0) return known;
  const bound = sizeBound(set);
  if (bound === Number.POSITIVE_INFINITY) return fail(`Attempted to enumerate the infinite set\n${toText(set)}`);
  if (bound > EXPLICIT_LIMIT) {
    return fail(`Attempted to construct a set with too many elements (>${EXPLICIT_LIMIT}):\n${toText(set)}`);
  }
  const made = list(set, bound);
  heap[addressOf(set) + cache] = made;
  return made;
}

function list(set: Value, bound: number): Value {
  spend(Math.min(bound, mostCounted));
  const op = operation(set);
  const first = argument(set, 0);
  if (op === OP_CUP) return union(explicit(first), explicit(argument(set, 1)));
  const start = mark();
  if (op === OP_DIFF) {
    const removed = argument(set, 1);
    for (let i = 0, n = sizeOf(first); i < n; i++) {
      const element = elementOf(first, i);
      if (!member(element, removed)) push(element);
    }
    return endSet(start);
  }
  if (op === OP_FILTER) {
    const holds = predicate(argument(set, 1));
    for (let i = 0, n = sizeOf(first); i < n; i++) {
      const element = elementOf(first, i);
      if (holds(element)) push(element);
    }
    return endSet(start);
  }
  for (let i = 0; i < bound; i++) push(lazyElement(set, i));
  return endSet(start);
}

/** The explicit counterpart of a lazy set or function of modest size; the value itself if it is big or infinite. */
export function settle(value: Value): Value {
  return explicitUpTo(value, SETTLE_LIMIT);
}

/**
 * The form in which a value is kept in a state: explicit if it is finite at all. An infinite set stays as it is; an infinite
 * function is an error, as in TLC: two of them cannot be compared.
 */
export function normalize(value: Value): Value {
  if ((value & 15) !== LAZY) return value;
  const infinite = operation(value) === OP_FUNCTION && sizeBound(argument(value, 0)) === Number.POSITIVE_INFINITY;
  return infinite ? explicitFunction(value) : explicitUpTo(value, EXPLICIT_LIMIT);
}

function explicitUpTo(value: Value, limit: number): Value {
  if (operation(value) === OP_FUNCTION) {
    return sizeBound(argument(value, 0)) <= limit ? explicitFunction(value) : value;
  }
  return sizeBound(value) <= limit ? explicit(value) : value;
}

function notASet(value: Value): never {
  return fail(`Attempted to use the ${kindName(value)} value\n${toText(value)}\nas a set.`);
}

/** True if two sets of which at least one is lazy have equal descriptors; infinite ones that differ cannot be compared. */
export function sameDescriptor(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (sizeBound(a) !== Number.POSITIVE_INFINITY || sizeBound(b) !== Number.POSITIVE_INFINITY) return false;
  return fail(`Attempted to compare the infinite sets\n${toText(a)}\nand\n${toText(b)}`);
}
