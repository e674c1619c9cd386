/** Set algebra and the constructors of sets. Results are memoised on the ids of the operands. */
import { heap, reserve } from './arena.js';
import { isInteger, numberOf } from './atoms.js';
import { drop, endSet, endSortedSet, mark, push, pushed, setShareHi, setShareLo } from './build.js';
import { addPredicate, type Predicate } from './closures.js';
import { EMPTY_SET } from './constants.js';
import type { RecordShape } from './functions.js';
import { findWith, internTip } from './intern.js';
import {
  argument,
  elementOf,
  enumerableSize,
  explicit,
  isLazySet,
  lazy,
  OP_CUP,
  OP_DIFF,
  OP_FILTER,
  OP_FUNCTIONS,
  OP_INTERVAL,
  OP_PRODUCT,
  OP_RECORDS,
  OP_SEQ,
  OP_SUBSET,
  operation,
  settle,
  sizeBound,
  sizeOf,
} from './lazy.js';
import { indexOf, insertionPoint, isSet, member, subsetOf } from './membership.js';
import { Memo2 } from './memo.js';
import { compare, kindName } from './order.js';
import { Recall1 } from './recall.js';
import { toText } from './text.js';
import {
  addressOf,
  EvaluationError,
  FUNCTION,
  fail,
  HEADER,
  LAZY,
  MODEL,
  NONE,
  SET,
  TUPLE,
  type Value,
} from './value.js';

/** Intervals up to this size are listed at once. */
const LISTED_INTERVAL = 4096;

/** Up to this many elements a set is made again, one more or fewer, in less time than a memo takes. */
const SMALL_SET = 64;

const unions = new Memo2(18);
const intersections = new Memo2(16);
const differences = new Memo2(18);
const intervals = new Memo2(8);
const singletons = new Recall1();

export function set1(a: Value): Value {
  const known = singletons.get(a);
  if (known !== NONE) return known;
  const start = mark();
  push(a);
  return singletons.put(a, endSortedSet(start));
}

export function set2(a: Value, b: Value): Value {
  const start = mark();
  push(a);
  push(b);
  return endSet(start);
}

/** `low..high`. */
export function interval(low: Value, high: Value): Value {
  const known = intervals.get(low, high);
  if (known !== NONE) return known;
  if (!isInteger(low) || !isInteger(high)) {
    const [place, wrong] = isInteger(low) ? ['second', high] : ['first', low];
    return fail(`The ${place} argument of .. should be an integer, but instead it is:\n${toText(wrong)}`);
  }
  const size = numberOf(high) - numberOf(low) + 1;
  if (size > LISTED_INTERVAL) return intervals.set(low, high, lazy(OP_INTERVAL, low, high));
  const start = mark();
  for (let i = 0; i < size; i++) push(low + 2 * i);
  return intervals.set(low, high, endSortedSet(start));
}

export function union(a: Value, b: Value): Value {
  if (a === b) return requireSet(a, '\\cup');
  if (((a & 15) | (b & 15)) !== SET || (a & 15) !== (b & 15)) return lazyUnion(a, b);
  const n = heap[addressOf(a)]!;
  const m = heap[addressOf(b)]!;
  if (n === 0) return b;
  if (m === 0) return a;
  // A message that was sent before is found in the set at hand, and else the larger set by its hash: both take less than the
  // place of one more table in the processor's caches.
  if (m === 1 && n <= SMALL_SET) return insert(a, heap[addressOf(b) + HEADER]!);
  if (n === 1 && m <= SMALL_SET) return insert(b, heap[addressOf(a) + HEADER]!);
  const known = unions.get(a, b);
  return known !== NONE ? known : unions.set(a, b, computeUnion(a, b));
}

export function intersection(a: Value, b: Value): Value {
  requireSet(a, '\\cap');
  requireSet(b, '\\cap');
  if (a === b) return a;
  const known = intersections.get(a, b);
  if (known !== NONE) return known;
  if (sizeBound(a) === Number.POSITIVE_INFINITY) {
    if (sizeBound(b) !== Number.POSITIVE_INFINITY) return intersection(b, a);
    return lazy(
      OP_FILTER,
      a,
      addPredicate((element) => member(element, b)),
    );
  }
  const start = mark();
  for (let i = 0, n = sizeOf(a); i < n; i++) {
    const element = elementOf(a, i);
    if (member(element, b)) push(element);
  }
  return intersections.set(a, b, endSortedSet(start));
}

export function difference(a: Value, b: Value): Value {
  requireSet(a, '\\');
  requireSet(b, '\\');
  if (a === b) return EMPTY_SET;
  const known = differences.get(a, b);
  if (known !== NONE) return known;
  if ((a & 15) === LAZY && settle(a) === a) return differences.set(a, b, lazy(OP_DIFF, a, b));
  if ((a & 15) === SET && (b & 15) === SET && heap[addressOf(b)] === 1) {
    return differences.set(a, b, remove(a, heap[addressOf(b) + HEADER]!));
  }
  const start = mark();
  const n = sizeOf(a);
  for (let i = 0; i < n; i++) {
    const element = elementOf(a, i);
    if (!member(element, b)) push(element);
  }
  if (pushed(start) === n) {
    drop(start);
    return differences.set(a, b, explicit(a));
  }
  return differences.set(a, b, endSortedSet(start));
}

/** The elements of UNION S one set after the other, some of them several times: as TLC lists a union that it has not put together. */
export function listedUnion(sets: Value): readonly Value[] {
  const listed: Value[] = [];
  const n = enumerableSize(requireSet(sets, 'UNION'));
  for (let i = 0; i < n; i += 1) {
    const set = requireSet(elementOf(sets, i), 'UNION');
    for (let k = 0, size = enumerableSize(set); k < size; k += 1) listed.push(elementOf(set, k));
  }
  return listed;
}

/** UNION S. */
export function bigUnion(sets: Value): Value {
  const n = sizeOf(requireSet(sets, 'UNION'));
  if (n === Number.POSITIVE_INFINITY) return fail(`Attempted to enumerate the infinite set\n${toText(sets)}`);
  let listed = true;
  for (let i = 0; i < n && listed; i++) listed = (requireSet(elementOf(sets, i), 'UNION') & 15) === SET;
  if (!listed || n < 3) {
    let result = EMPTY_SET;
    for (let i = 0; i < n; i++) result = union(result, elementOf(sets, i));
    return result;
  }
  const known = unions.get(sets, NONE);
  if (known !== NONE) return known;
  const start = mark();
  for (let i = 0; i < n; i++) {
    const set = elementOf(sets, i);
    for (let j = 0, m = sizeOf(set); j < m; j++) push(elementOf(set, j));
  }
  return unions.set(sets, NONE, endSet(start));
}

/** SUBSET S. */
export function powerSet(base: Value): Value {
  return lazy(OP_SUBSET, requireSet(base, 'SUBSET'));
}

/** Beyond so many elements nobody visits all subsets. */
const MOST_FREE = 64;

/**
 * The sets X for which `low \\cup X` are the sets r of `power`, a `SUBSET S`, with `low \\subseteq r` and `r \\subseteq high`,
 * in the order of those; either limit may be NONE. NONE where one of the three is not of a form that tells.
 */
export function freeSubsets(power: Value, low: Value, high: Value): Value {
  if ((power & 15) !== LAZY || operation(power) !== OP_SUBSET) return NONE;
  if ((low !== NONE && (low & 15) !== SET) || (high !== NONE && (high & 15) !== SET)) return NONE;
  const base = argument(power, 0);
  if (sizeBound(base) > MOST_FREE) return NONE;
  const within = high === NONE ? explicit(base) : intersection(explicit(base), high);
  if (low === NONE) return powerSet(within);
  return subsetOf(low, within) ? powerSet(difference(within, low)) : EMPTY_SET;
}

/** `[domain -> range]`. */
export function functionSet(domain: Value, range: Value): Value {
  requireSet(range, '[S -> T]');
  const from = requireSet(domain, '[S -> T]');
  return lazy(OP_FUNCTIONS, (from & 15) === LAZY ? settle(from) : from, range);
}

/** `[a: S, b: T]`: the component sets in the order in which the shape's names were written. */
export function recordSet(shape: RecordShape, ...sets: Value[]): Value {
  for (const set of sets) requireSet(set, '[a: S]');
  return lazy(OP_RECORDS, shape.domain, ...shape.written.map((place) => sets[place]!));
}

/** `S \X T \X ...`. */
export function product(...sets: Value[]): Value {
  for (const set of sets) requireSet(set, '\\X');
  return lazy(OP_PRODUCT, ...sets);
}

/** Seq(S). */
export function sequenceSet(elements: Value): Value {
  return lazy(OP_SEQ, requireSet(elements, 'Seq'));
}

/** `{x \in base: holds(x)}` over an infinite base: only membership can be asked of it. */
export function filterSet(base: Value, holds: Predicate): Value {
  return lazy(OP_FILTER, requireSet(base, 'a set filter'), addPredicate(holds));
}

export function requireSet(value: Value, operator: string): Value {
  if ((value & 15) === SET || isSet(value)) return value;
  return fail(`Attempted to apply ${operator} to the ${kindName(value)} value\n${toText(value)}\nwhich is not a set.`);
}

/** A set whose elements TLC has at hand: those of an enumeration, or of an interval. */
const isListed = (set: Value): boolean => (set & 15) === SET || (isLazySet(set) && operation(set) === OP_INTERVAL);

function lazyUnion(a: Value, b: Value): Value {
  requireSet(a, '\\cup');
  requireSet(b, '\\cup');
  const left = isLazySet(a) ? settle(a) : a;
  const right = isLazySet(b) ? settle(b) : b;
  // TLC asks the side first whose elements it has (Tool.java: OPCODE_cup), and what is in it is not asked of the other.
  if (!isListed(left) && isListed(right)) return lazy(OP_CUP, right, left);
  if ((left & 15) !== SET || (right & 15) !== SET) return lazy(OP_CUP, left, right);
  return hasOneKind(left, right) ? union(left, right) : lazy(OP_CUP, a, b);
}

/**
 * Whether explicit sets have elements that can be compared, by the first of each. TLC lists no union of which one side is a
 * product, say, until somebody wants all of it: `Bad \notin (Data \X {0, 1}) \cup {0, 1}` asks one side after the other.
 */
function hasOneKind(a: Value, b: Value): boolean {
  if (sizeOf(a) === 0 || sizeOf(b) === 0) return true;
  const x = elementOf(a, 0);
  const y = elementOf(b, 0);
  if ((x & 15) === MODEL || (y & 15) === MODEL) return true;
  return family(x) === family(y);
}

/** Equal for values that TLC compares without an error; not for model values, which it compares with all. */
function family(value: Value): number {
  if (isInteger(value)) return 0;
  const tag = value & 15;
  return tag === FUNCTION ? TUPLE : tag === LAZY ? SET : tag;
}

function computeUnion(a: Value, b: Value): Value {
  const n = heap[addressOf(a)]!;
  const m = heap[addressOf(b)]!;
  if (m === 1) return insert(a, heap[addressOf(b) + HEADER]!);
  if (n === 1) return insert(b, heap[addressOf(a) + HEADER]!);
  const start = mark();
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    const x = heap[addressOf(a) + HEADER + i]!;
    const y = heap[addressOf(b) + HEADER + j]!;
    const order = compare(x, y);
    push(order <= 0 ? x : y);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  while (i < n) push(heap[addressOf(a) + HEADER + i++]!);
  while (j < m) push(heap[addressOf(b) + HEADER + j++]!);
  return endSortedSet(start);
}

/** `set \cup {x}`: the hash is updated, not computed anew, and finds the set if it was ever made. */
function insert(set: Value, x: Value): Value {
  if (indexOf(x, set) >= 0) return set;
  const n = heap[addressOf(set)]!;
  const lo = (heap[addressOf(set) + 1]! + setShareLo(x)) | 0;
  const known = findWith(SET, HEADER, addressOf(set), n, x, lo);
  if (known !== 0) return known;
  const place = insertionPoint(x, set);
  const to = reserve(HEADER + n + 1);
  const h = heap;
  const from = addressOf(set);
  h[to] = n + 1;
  h[to + 1] = lo;
  h[to + 2] = h[from + 2]! + setShareHi(x);
  for (let i = HEADER; i < HEADER + place; i++) h[to + i] = h[from + i]!;
  h[to + HEADER + place] = x;
  for (let i = HEADER + place; i < HEADER + n; i++) h[to + i + 1] = h[from + i]!;
  return internTip(SET, HEADER + n + 1, 0);
}

/** `set \ {x}`. */
function remove(set: Value, x: Value): Value {
  const place = indexOf(x, set);
  if (place < 0) return set;
  const n = heap[addressOf(set)]! - 1;
  const to = reserve(HEADER + n);
  const h = heap;
  const from = addressOf(set);
  h[to] = n;
  h[to + 1] = h[from + 1]! - setShareLo(x);
  h[to + 2] = h[from + 2]! - setShareHi(x);
  for (let i = HEADER; i < HEADER + place; i++) h[to + i] = h[from + i]!;
  for (let i = HEADER + place; i < HEADER + n; i++) h[to + i] = h[from + i + 1]!;
  return internTip(SET, HEADER + n, 0);
}

/** The set, or of it only `element`, where that is a value: an argument that is known need not be looked for. */
export function narrow(set: Value, element: Value): Value {
  if (element === NONE) return set;
  try {
    return member(element, set) ? set1(element) : EMPTY_SET;
  } catch (error) {
    // What cannot even be compared with its elements is none of them.
    if (error instanceof EvaluationError) return EMPTY_SET;
    throw error;
  }
}
