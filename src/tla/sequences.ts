/** Module Sequences natively, and tuples. Errors as in tlc2/module/Sequences.java. */
import { heap, reserve } from './arena.js';
import { string, stringText } from './atoms.js';
import { isTrue } from './booleans.js';
import { endTuple, mark, push, tupleShareHi, tupleShareLo } from './build.js';
import { EMPTY_TUPLE } from './constants.js';
import { internTip } from './intern.js';
import { settle } from './lazy.js';
import { explicitFunction } from './lazy-functions.js';
import { Memo2, Memo3 } from './memo.js';
import { kindName } from './order.js';
import { toText } from './text.js';
import { addressOf, fail, HEADER, LAZY, NONE, STRING, TUPLE, type Value } from './value.js';

const appended = new Memo2(18);
const tails = new Memo2(16);
const concatenated = new Memo2(16);

export function tuple1(a: Value): Value {
  const start = mark();
  push(a);
  return endTuple(start);
}

export function tuple2(a: Value, b: Value): Value {
  const start = mark();
  push(a);
  push(b);
  return endTuple(start);
}

export function tuple3(a: Value, b: Value, c: Value): Value {
  const start = mark();
  push(a);
  push(b);
  push(c);
  return endTuple(start);
}

/** Len(s), as a JavaScript number. */
export function length(s: Value): number {
  if ((s & 15) === TUPLE) return heap[addressOf(s)]!;
  if ((s & 15) === STRING) return stringText(s).length;
  return heap[addressOf(sequence(s, 'Len', 'first'))]!;
}

export function len(s: Value): Value {
  return length(s) << 1;
}

/** Element `index` (from 0) of a sequence, unchecked. */
export function item(s: Value, index: number): Value {
  return heap[addressOf(s) + HEADER + index]!;
}

export function append(s: Value, element: Value): Value {
  const settled = (element & 15) === LAZY ? settle(element) : element;
  const known = appended.get(s, settled);
  if (known !== NONE) return known;
  const from = sequence(s, 'Append', 'first');
  const n = heap[addressOf(from)]!;
  const a = reserve(HEADER + n + 1);
  const source = addressOf(from);
  for (let i = 1; i < HEADER + n; i++) heap[a + i] = heap[source + i]!;
  heap[a] = n + 1;
  heap[a + HEADER + n] = settled;
  heap[a + 1] = heap[a + 1]! + tupleShareLo(n, settled);
  heap[a + 2] = heap[a + 2]! + tupleShareHi(n, settled);
  return appended.set(s, settled, internTip(TUPLE, HEADER + n + 1, 0));
}

export function head(s: Value): Value {
  const from = sequence(s, 'Head', 'first');
  if (heap[addressOf(from)] === 0) return fail('Attempted to apply Head to the empty sequence.');
  return heap[addressOf(from) + HEADER]!;
}

export function tail(s: Value): Value {
  const known = tails.get(s, NONE);
  if (known !== NONE) return known;
  if ((s & 15) === STRING && stringText(s).length > 0) return string(stringText(s).slice(1));
  const from = sequence(s, 'Tail', 'first');
  const n = heap[addressOf(from)]!;
  if (n === 0) return fail('Attempted to apply Tail to the empty sequence.');
  return tails.set(s, NONE, slice(from, 1, n));
}

/** `s \o t`; of two strings the concatenation. */
export function concatenate(s: Value, t: Value): Value {
  const known = concatenated.get(s, t);
  if (known !== NONE) return known;
  if ((s & 15) === STRING && (t & 15) === STRING) return string(stringText(s) + stringText(t));
  const left = sequence(s, '\\o', 'first');
  const right = sequence(t, '\\o', 'second');
  const start = mark();
  for (let i = 0, n = heap[addressOf(left)]!; i < n; i++) push(item(left, i));
  for (let i = 0, n = heap[addressOf(right)]!; i < n; i++) push(item(right, i));
  return concatenated.set(s, t, endTuple(start));
}

/** SubSeq(s, m, n). */
export function subSequence(s: Value, m: Value, n: Value): Value {
  if ((m & 1) !== 0) return badIndex('second', m);
  if ((n & 1) !== 0) return badIndex('third', n);
  const from = m >> 1;
  const to = n >> 1;
  if ((s & 15) === STRING) {
    if (from > to) return string('');
    const text = stringText(s);
    if (from < 1 || to > text.length) return outOfRange(s, from < 1 ? 'second' : 'third', from < 1 ? m : n);
    return string(text.slice(from - 1, to));
  }
  const source = sequence(s, 'SubSeq', 'first');
  if (from > to) return EMPTY_TUPLE;
  const size = heap[addressOf(source)]!;
  if (from < 1 || from > size) return outOfRange(s, 'second', m);
  if (to < 1 || to > size) return outOfRange(s, 'third', n);
  return slice(source, from - 1, to);
}

/** SelectSeq(s, Test). */
export function selectSequence(s: Value, test: (element: Value) => Value): Value {
  const source = sequence(s, 'SelectSeq', 'first');
  const start = mark();
  for (let i = 0, n = heap[addressOf(source)]!; i < n; i++) {
    const element = item(source, i);
    if (isTrue(test(element), 'the test of SelectSeq')) push(element);
  }
  return endTuple(start);
}

/** The value as a sequence; an error that names the operator if it is none. */
export function sequence(value: Value, operator: string, place: string): Value {
  if ((value & 15) === TUPLE) return value;
  const f = explicitFunction(value);
  if ((f & 15) === TUPLE) return f;
  return fail(
    `The ${place} argument of ${operator} should be a sequence, but instead it is the ${kindName(value)}:\n${toText(value)}`,
  );
}

/** Prefixes of logs are asked for again and again, by invariants that compare them; short ones are made as fast. */
const slices = new Memo3(16);
const shortSlice = 4;

/** The elements [from, to) as a sequence. */
export function slice(s: Value, from: number, to: number): Value {
  if (from === 0 && (s & 15) === TUPLE && to === heap[addressOf(s)]!) return s;
  if (to - from < shortSlice) return computeSlice(s, from, to);
  const known = slices.get(s, from, to);
  return known !== NONE ? known : slices.set(s, from, to, computeSlice(s, from, to));
}

function computeSlice(s: Value, from: number, to: number): Value {
  const start = mark();
  for (let i = from; i < to; i++) push(item(s, i));
  return endTuple(start);
}

function badIndex(place: string, value: Value): never {
  return fail(`The ${place} argument of SubSeq should be an integer, but instead it is:\n${toText(value)}`);
}

function outOfRange(s: Value, place: string, index: Value): never {
  return fail(
    `The ${place} argument of SubSeq must be in the domain of its first argument:\n${toText(s)}\n, but instead it is\n${toText(index)}`,
  );
}
