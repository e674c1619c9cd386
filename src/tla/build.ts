/**
 * Building composite values without JavaScript arrays: `mark()`, any number of `push(value)`, then one of the `end...`
 * functions. The scratch stack nests, so a value may be built while the elements of another one are computed.
 * After an error was thrown out of an evaluation, `resetScratch` drops what it left behind.
 */
import { heap, reserve } from './arena.js';
import { hashHi, hashLo, mixHi, mixLo, SEED_ELEMENT, SEED_FUNCTION, SEED_SET } from './hash.js';
import { internTip } from './intern.js';
import { settle } from './lazy.js';
import { compare } from './order.js';
import { addressOf, FUNCTION, FUNCTION_HEADER, HEADER, LAZY, SET, TUPLE, type Value } from './value.js';

let scratch = new Int32Array(1 << 12);
let top = 0;

/** Where the next value's elements begin on the scratch stack. */
export function mark(): number {
  return top;
}

/** Adds an element. Lazy sets and functions of modest size become explicit ones. */
export function push(value: Value): void {
  const element = (value & 15) === LAZY ? settle(value) : value;
  if (top === scratch.length) growScratch(1);
  scratch[top++] = element;
}

/** Number of elements pushed since `start`. */
export function pushed(start: number): number {
  return top - start;
}

/** The element `index` places above `start`. */
export function peek(start: number, index: number): Value {
  return scratch[start + index]!;
}

/** Drops what was pushed since `start`. */
export function drop(start: number): void {
  top = start;
}

export function resetScratch(): void {
  top = 0;
}

/** The set of the elements pushed since `start`, in any order and with repetitions. */
export function endSet(start: number): Value {
  sortScratch(start);
  return endSortedSet(start);
}

/** The set of the elements pushed since `start`, which are in TLC's order and distinct. */
export function endSortedSet(start: number): Value {
  const n = top - start;
  const a = reserve(HEADER + n);
  const h = heap;
  const elements = scratch;
  let lo = SEED_SET;
  let hi = SEED_SET;
  for (let i = 0; i < n; i++) {
    const element = elements[start + i]!;
    h[a + HEADER + i] = element;
    lo = (lo + setShareLo(element)) | 0;
    hi = (hi + setShareHi(element)) | 0;
  }
  top = start;
  h[a] = n;
  h[a + 1] = lo;
  h[a + 2] = hi;
  return internTip(SET, HEADER + n, 0);
}

/** The sequence of the elements pushed since `start`. */
export function endTuple(start: number, floor = start): Value {
  const n = top - start;
  const a = reserve(HEADER + n);
  const h = heap;
  const elements = scratch;
  let lo = SEED_FUNCTION;
  let hi = SEED_FUNCTION;
  for (let i = 0; i < n; i++) {
    const element = elements[start + i]!;
    h[a + HEADER + i] = element;
    lo = (lo + tupleShareLo(i, element)) | 0;
    hi = (hi + tupleShareHi(i, element)) | 0;
  }
  top = floor;
  h[a] = n;
  h[a + 1] = lo;
  h[a + 2] = hi;
  return internTip(TUPLE, HEADER + n, 0);
}

/**
 * The function whose domain is the explicit set `domain` and whose values, pushed since `start`, are in the order of the
 * domain's elements. A function on 1..n is the sequence. Drops the scratch stack to `floor`, if that is below `start`.
 */
export function endFunction(domain: Value, start: number, floor = start): Value {
  const n = top - start;
  if (n === 0 || isSequenceDomain(domain)) return endTuple(start, floor);
  const a = reserve(FUNCTION_HEADER + n);
  const h = heap;
  const elements = scratch;
  const keys = addressOf(domain) + HEADER;
  let lo = SEED_FUNCTION;
  let hi = SEED_FUNCTION;
  for (let i = 0; i < n; i++) {
    const value = elements[start + i]!;
    const key = h[keys + i]!;
    h[a + FUNCTION_HEADER + i] = value;
    lo = (lo + functionShareLo(key, value)) | 0;
    hi = (hi + functionShareHi(key, value)) | 0;
  }
  top = floor;
  h[a] = n;
  h[a + 1] = lo;
  h[a + 2] = hi;
  h[a + 3] = domain;
  return internTip(FUNCTION, FUNCTION_HEADER + n, 0);
}

/** True of 1..n, also for n = 0. */
export function isSequenceDomain(domain: Value): boolean {
  const a = addressOf(domain);
  const n = heap[a]!;
  return n === 0 || (heap[a + HEADER] === 2 && heap[a + HEADER + n - 1] === n << 1);
}

/** What one element, or one pair of argument and value, adds to the hash of its set or function. */
export const setShareLo = (element: Value): number => mixLo(SEED_ELEMENT, hashLo(element));
export const setShareHi = (element: Value): number => mixHi(SEED_ELEMENT, hashHi(element));
export const functionShareLo = (key: Value, value: Value): number => mixLo(hashLo(key), hashLo(value));
export const functionShareHi = (key: Value, value: Value): number => mixHi(hashHi(key), hashHi(value));
export const tupleShareLo = (index: number, value: Value): number => functionShareLo((index + 1) << 1, value);
export const tupleShareHi = (index: number, value: Value): number => functionShareHi((index + 1) << 1, value);

function growScratch(words: number): void {
  const larger = new Int32Array(Math.max(scratch.length * 2, top + words));
  larger.set(scratch);
  scratch = larger;
}

/** Sorts scratch[start..top) in TLC's order and drops repetitions. */
function sortScratch(start: number): void {
  let end = start + 1;
  while (end < top && compare(scratch[end - 1]!, scratch[end]!) < 0) end++;
  if (end >= top) return;
  if (top - start <= 32) insertionSort(start);
  else if (allSmall(start)) {
    scratch.subarray(start, top).sort();
    dropRepetitions(start);
  } else {
    mergeSort(start);
    dropRepetitions(start);
  }
}

function allSmall(start: number): boolean {
  for (let i = start; i < top; i++) if ((scratch[i]! & 1) !== 0) return false;
  return true;
}

function insertionSort(start: number): void {
  let end = start + 1;
  for (let i = start + 1; i < top; i++) {
    const element = scratch[i]!;
    let low = start;
    let high = end;
    let found = false;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compare(element, scratch[middle]!);
      if (order === 0) {
        found = true;
        break;
      }
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    if (found) continue;
    for (let j = end; j > low; j--) scratch[j] = scratch[j - 1]!;
    scratch[low] = element;
    end++;
  }
  top = end;
}

function mergeSort(start: number): void {
  const n = top - start;
  let from = scratch.slice(start, top);
  let to = new Int32Array(n);
  for (let width = 1; width < n; width *= 2) {
    for (let left = 0; left < n; left += 2 * width) {
      const middle = Math.min(left + width, n);
      const right = Math.min(left + 2 * width, n);
      let i = left;
      let j = middle;
      for (let k = left; k < right; k++) {
        if (i < middle && (j >= right || compare(from[i]!, from[j]!) <= 0)) to[k] = from[i++]!;
        else to[k] = from[j++]!;
      }
    }
    [from, to] = [to, from];
  }
  scratch.set(from, start);
}

function dropRepetitions(start: number): void {
  let end = start + 1;
  for (let i = start + 1; i < top; i++) {
    const element = scratch[i]!;
    if (element !== scratch[end - 1] && compare(element, scratch[end - 1]!) !== 0) scratch[end++] = element;
  }
  top = end;
}
