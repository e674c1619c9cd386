/** Functions, records and tuples as functions: application, DOMAIN, EXCEPT, record shapes and fields. */
import { heap, reserve } from './arena.js';
import { string } from './atoms.js';
import {
  endFunction,
  endSet,
  functionShareHi,
  functionShareLo,
  isSequenceDomain,
  mark,
  peek,
  push,
  setShareHi,
  setShareLo,
  tupleShareHi,
  tupleShareLo,
} from './build.js';
import { callBody } from './closures.js';
import { EMPTY_SET } from './constants.js';
import { internTip } from './intern.js';
import { argument, elementOf, settle, sizeBound, sizeOf } from './lazy.js';
import { explicitFunction, isLazyFunction, lazyFunction, selectLazy } from './lazy-functions.js';
import { indexOf, member } from './membership.js';
import { Memo3 } from './memo.js';
import { compare, equal, kindName } from './order.js';
import { Recall2, Recall3, Recall5 } from './recall.js';
import { interval } from './sets.js';
import { toText } from './text.js';
import {
  addressOf,
  FUNCTION,
  FUNCTION_HEADER,
  fail,
  HEADER,
  LAZY,
  NONE,
  SET,
  STRING,
  TUPLE,
  type Value,
} from './value.js';

const updates = new Memo3(18);

/** DOMAIN f: an explicit set, or the lazy domain of a lazy function. */
export function domain(f: Value): Value {
  switch (f & 15) {
    case FUNCTION:
      return heap[addressOf(f) + HEADER]!;
    case TUPLE:
      return heap[addressOf(f)] === 0 ? EMPTY_SET : interval(2, heap[addressOf(f)]! << 1);
    case LAZY:
      if (isLazyFunction(f)) return argument(f, 0);
      break;
    default:
  }
  return fail(`Attempted to apply the operator DOMAIN to a non-function (${kindName(f)})\n${toText(f)}`);
}

/** `f[x]`; an error outside the domain. */
export function apply(f: Value, x: Value): Value {
  if ((f & 15) === TUPLE && (x & 1) === 0) {
    const a = addressOf(f);
    if (x > 0 && x >> 1 <= heap[a]!) return heap[a + HEADER - 1 + (x >> 1)]!;
  }
  const value = select(f, x);
  return value !== NONE ? value : outsideDomain(f, x);
}

/** `f[x]`, or NONE outside the domain; an error if f is no function. */
export function select(f: Value, x: Value): Value {
  switch (f & 15) {
    case FUNCTION: {
      const index = indexOf(x, heap[addressOf(f) + HEADER]!);
      return index < 0 ? NONE : heap[addressOf(f) + FUNCTION_HEADER + index]!;
    }
    case TUPLE: {
      // <<>> is also the function on {}, of whatever kind its arguments would be.
      if (heap[addressOf(f)]! === 0) return NONE;
      if ((x & 1) !== 0) return fail(`Attempted to access tuple at a non integral index: ${toText(x)}`);
      return x > 0 && x >> 1 <= heap[addressOf(f)]! ? heap[addressOf(f) + HEADER - 1 + (x >> 1)]! : NONE;
    }
    case LAZY:
      if (isLazyFunction(f)) return selectLazy(f, x);
      break;
    default:
  }
  return fail(`A non-function (${kindName(f)}) was applied as a function.\n${toText(f)}`);
}

/**
 * `[f EXCEPT ![x] = value]`. Outside the domain the function stays as it is (TLC warns), so callers that must not
 * evaluate the value then ask `select` first, which they do for `@` and for longer paths anyway.
 */
export function except(f: Value, x: Value, value: Value): Value {
  const settled = (value & 15) === LAZY ? settle(value) : value;
  // Remembered, it could outlive the evaluation that made its bodies.
  if (isLazyFunction(f)) return exceptLazy(f, x, settled);
  const known = updates.get(f, x, settled);
  if (known !== NONE) return known;
  return updates.set(f, x, settled, computeExcept(f, x, settled));
}

function computeExcept(f: Value, x: Value, value: Value): Value {
  if ((f & 15) === FUNCTION) {
    const index = indexOf(x, heap[addressOf(f) + HEADER]!);
    if (index < 0) return f;
    const n = heap[addressOf(f)]!;
    const a = copyToTip(f, FUNCTION_HEADER + n);
    const key = heap[addressOf(heap[a + HEADER]!) + HEADER + index]!;
    const old = heap[a + FUNCTION_HEADER + index]!;
    heap[a + FUNCTION_HEADER + index] = value;
    heap[a + 1] = heap[a + 1]! - functionShareLo(key, old) + functionShareLo(key, value);
    heap[a + 2] = heap[a + 2]! - functionShareHi(key, old) + functionShareHi(key, value);
    return internTip(FUNCTION, FUNCTION_HEADER + n, 0);
  }
  if ((f & 15) === TUPLE) {
    const n = heap[addressOf(f)]!;
    if (n === 0) return f;
    if ((x & 1) !== 0) return fail(`Attempted to apply EXCEPT to a tuple with the non-integer index ${toText(x)}`);
    const index = (x >> 1) - 1;
    if (index < 0 || index >= n) return f;
    const a = copyToTip(f, HEADER + n);
    const old = heap[a + HEADER + index]!;
    heap[a + HEADER + index] = value;
    heap[a + 1] = heap[a + 1]! - tupleShareLo(index, old) + tupleShareLo(index, value);
    heap[a + 2] = heap[a + 2]! - tupleShareHi(index, old) + tupleShareHi(index, value);
    return internTip(TUPLE, HEADER + n, 0);
  }
  return fail(`Attempted to apply EXCEPT to the ${kindName(f)} value\n${toText(f)}\nwhich is not a function.`);
}

/** A function on an infinite domain stays one that is computed where it is applied. */
function exceptLazy(f: Value, x: Value, value: Value): Value {
  const domain = argument(f, 0);
  if (sizeBound(domain) !== Number.POSITIVE_INFINITY) return except(explicitFunction(f), x, value);
  if (!member(x, domain)) return f;
  const body = argument(f, 1);
  return lazyFunction(domain, (y) => (equal(x, y) ? value : callBody(body, y)));
}

/**
 * The explicit function `f` with one more argument x, which is not in its domain; NONE where that is a sequence. As
 * `f @@ (x :> value)`, without sorting the domain again. O(n).
 */
export function extend(f: Value, x: Value, value: Value): Value {
  const old = domain(f);
  const n = heap[addressOf(old)]!;
  const place = placeFor(x, old, n);
  const a = reserve(HEADER + n + 1);
  let from = addressOf(old);
  heap[a] = n + 1;
  heap[a + 1] = (heap[from + 1]! + setShareLo(x)) | 0;
  heap[a + 2] = (heap[from + 2]! + setShareHi(x)) | 0;
  copyWithGap(from + HEADER, a + HEADER, n, place);
  heap[a + HEADER + place] = x;
  const larger = internTip(SET, HEADER + n + 1, 0);
  if (isSequenceDomain(larger)) return NONE;
  const b = reserve(FUNCTION_HEADER + n + 1);
  from = addressOf(f);
  heap[b] = n + 1;
  heap[b + 1] = (heap[from + 1]! + functionShareLo(x, value)) | 0;
  heap[b + 2] = (heap[from + 2]! + functionShareHi(x, value)) | 0;
  heap[b + HEADER] = larger;
  copyWithGap(from + FUNCTION_HEADER, b + FUNCTION_HEADER, n, place);
  heap[b + FUNCTION_HEADER + place] = value;
  return internTip(FUNCTION, FUNCTION_HEADER + n + 1, 0);
}

/** Where x comes among the elements of an explicit set that lacks it. */
function placeFor(x: Value, set: Value, n: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(elementOf(set, middle), x) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function copyWithGap(from: number, to: number, n: number, gap: number): void {
  const h = heap;
  for (let i = 0; i < gap; i++) h[to + i] = h[from + i]!;
  for (let i = gap; i < n; i++) h[to + i + 1] = h[from + i]!;
}

function copyToTip(f: Value, words: number): number {
  const a = reserve(words);
  const from = addressOf(f);
  for (let i = 0; i < words; i++) heap[a + i] = heap[from + i]!;
  return a;
}

/** A record expression's fields as written, with their places in the record's domain. */
export interface RecordShape {
  readonly domain: Value;
  /** For each place in the domain the place as written. */
  readonly written: readonly number[];
  /** What the values gave before, for two to five fields; see forms.ts. */
  readonly recall: Recall2 | Recall3 | Recall5 | null;
}

/** The shape of `[a |-> ..., b |-> ...]`, made once per expression; names are distinct. */
export function recordShape(...names: string[]): RecordShape {
  const ids = names.map(string);
  const start = mark();
  for (const id of ids) push(id);
  const set = endSet(start);
  const written = names.map((_, i) => ids.indexOf(elementOf(set, i)));
  const count = names.length;
  const recall =
    count === 2 ? new Recall2() : count === 3 ? new Recall3() : count === 4 || count === 5 ? new Recall5() : null;
  return { domain: set, written, recall };
}

/** The record whose values were pushed since `start` in the order in which the shape's names were written. */
export function endRecord(shape: RecordShape, start: number): Value {
  const written = shape.written;
  const n = written.length;
  const sorted = mark();
  for (let i = 0; i < n; i++) push(peek(start, written[i]!));
  return endFunction(shape.domain, sorted, start);
}

/** Where a field was found last, for `field`; one per place in generated code. */
export interface FieldCache {
  readonly name: Value;
  domain: Value;
  index: number;
}

export function fieldCache(name: string): FieldCache {
  return { name: string(name), domain: NONE, index: 0 };
}

/** `r.name`. */
export function field(record: Value, cache: FieldCache): Value {
  if ((record & 15) === FUNCTION) {
    const a = addressOf(record);
    if (heap[a + HEADER] === cache.domain) return heap[a + FUNCTION_HEADER + cache.index]!;
    const index = indexOf(cache.name, heap[a + HEADER]!);
    if (index >= 0) {
      cache.domain = heap[a + HEADER]!;
      cache.index = index;
      return heap[a + FUNCTION_HEADER + index]!;
    }
  }
  return apply(record, cache.name);
}

/** `x :> y`. */
export function singletonFunction(x: Value, y: Value): Value {
  const keys = mark();
  push(x);
  const set = endSet(keys);
  const start = mark();
  push(y);
  return endFunction(set, start);
}

/** `f @@ g`: the union of both functions; where both are defined, f's value. */
export function override(f: Value, g: Value): Value {
  const left = explicitFunction(f);
  const right = explicitFunction(g);
  if (left === right) return left;
  const from = domain(left);
  const to = domain(right);
  const n = sizeOf(from);
  const m = sizeOf(to);
  const keys = mark();
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    const order = i === n ? 1 : j === m ? -1 : compare(elementOf(from, i), elementOf(to, j));
    push(order <= 0 ? elementOf(from, i) : elementOf(to, j));
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  const all = endSet(keys);
  const start = mark();
  for (let k = 0, size = sizeOf(all); k < size; k++) {
    const key = elementOf(all, k);
    push(member(key, from) ? apply(left, key) : apply(right, key));
  }
  return endFunction(all, start);
}

/** True of functions, records and tuples. */
export function isFunction(value: Value): boolean {
  return (value & 15) === FUNCTION || (value & 15) === TUPLE || isLazyFunction(value);
}

/** Of a function that is followed like an operator: an error if `x` is not in its domain. */
export function requireInDomain(x: Value, set: Value): void {
  if (member(x, set)) return;
  fail(`Attempted to apply a function to argument ${toText(x)}, which is not in its domain:\n${toText(set)}`);
}

function outsideDomain(f: Value, x: Value): never {
  if ((f & 15) === TUPLE) {
    return fail(`Attempted to access index ${toText(x)} of tuple\n${toText(f)}\nwhich is out of bounds.`);
  }
  if ((x & 15) === STRING && (f & 15) === FUNCTION && (elementOf(domain(f), 0) & 15) === STRING) {
    return fail(`Attempted to access nonexistent field ${toText(x)} of record\n${toText(f)}`);
  }
  return fail(
    `Attempted to apply function:\n${toText(f)}\nto argument ${toText(x)}, which is not in the domain of the function.`,
  );
}
