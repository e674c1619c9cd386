/** Strings, model values and integers beyond 31 bits: values whose text or size lives in a table beside the arena. */
import { commit, heap, reserve } from './arena.js';
import { mixHi, mixLo } from './hash.js';
import { addressOf, BIG, fail, MODEL, STRING, type Value } from './value.js';

const strings: string[] = [];
let textBytes = 0;
const stringIds = new Map<string, Value>();
const models: string[] = [];
const modelTypes: number[] = [];
const modelIds = new Map<string, Value>();
const bigs: bigint[] = [];
const bigIds = new Map<bigint, Value>();

const SMALL_LIMIT = 2 ** 30;

/**
 * The id of a string. TLC compares strings (and model values, by their names) by the order in which they were first
 * interned, so whoever loads a specification calls this for every name in TLC's order before anything is evaluated
 * (util/UniqueString.java; see `internInOrder`).
 */
export function string(text: string): Value {
  const known = stringIds.get(text);
  if (known !== undefined) return known;
  let lo = text.length;
  let hi = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    lo = mixLo(lo, unit);
    hi = mixHi(hi, unit);
  }
  const id = atom(STRING, strings.length, lo, hi, 0);
  strings.push(text);
  textBytes += 2 * text.length + 64;
  stringIds.set(text, id);
  return id;
}

/** What the texts of strings take, about: two bytes a character at most, and two entries. */
export const stringBytes = (): number => textBytes;

/** Fixes the order of strings and model values: names not seen before come after those that were, in this order. */
export function internInOrder(names: Iterable<string>): void {
  for (const name of names) string(name);
}

export function stringText(value: Value): string {
  if ((value & 15) !== STRING) fail('expected a string');
  return strings[heap[addressOf(value)]!]!;
}

/** Position of a string, or of a model value's name, in the order of first interning. */
export function rank(value: Value): number {
  const address = addressOf(value);
  return (value & 15) === MODEL ? heap[address + 3]! : heap[address]!;
}

/** The model value of that name. A name such as `A_x` makes a model value of type `A` (ModelValue.java). */
export function modelValue(name: string): Value {
  const known = modelIds.get(name);
  if (known !== undefined) return known;
  const text = string(name);
  const lo = mixLo(0x6d6f646c, heap[addressOf(text) + 1]!);
  const hi = mixHi(0x6d6f646c, heap[addressOf(text) + 2]!);
  const id = atom(MODEL, models.length, lo, hi, heap[addressOf(text)]!);
  models.push(name);
  modelTypes.push(name.length > 2 && name[1] === '_' ? name.charCodeAt(0) : 0);
  modelIds.set(name, id);
  return id;
}

/** Names that people know model values by, where these are not their own. */
const shownNames = new Map<Value, string>();

export function showAs(value: Value, name: string): void {
  shownNames.set(value, name);
}

/** For people; `modelName` is what tells it from others. */
export const shownName = (value: Value): string => shownNames.get(value) ?? modelName(value);

export function modelName(value: Value): string {
  return models[heap[addressOf(value)]!]!;
}

/** Code of the type letter of a model value, or 0. */
export function modelType(value: Value): number {
  return modelTypes[heap[addressOf(value)]!]!;
}

/** The id of an integer. */
export function integer(n: number): Value {
  return n >= -SMALL_LIMIT && n < SMALL_LIMIT ? n << 1 : bigInteger(BigInt(n));
}

export function bigInteger(n: bigint): Value {
  if (n >= -SMALL_LIMIT && n < SMALL_LIMIT) return Number(n) << 1;
  const known = bigIds.get(n);
  if (known !== undefined) return known;
  let lo = n < 0n ? 0x62696e : 0x626970;
  let hi = lo;
  for (let rest = n < 0n ? -n : n; rest > 0n; rest >>= 32n) {
    const limb = Number(rest & 0xffffffffn) | 0;
    lo = mixLo(lo, limb);
    hi = mixHi(hi, limb);
  }
  const id = atom(BIG, bigs.length, lo, hi, 0);
  bigs.push(n);
  bigIds.set(n, id);
  return id;
}

export function isInteger(value: Value): boolean {
  return (value & 1) === 0 || (value & 15) === BIG;
}

export function bigintOf(value: Value): bigint {
  return (value & 1) === 0 ? BigInt(value >> 1) : bigs[heap[addressOf(value)]!]!;
}

/** The integer as a JavaScript number; exact below 2^53. */
export function numberOf(value: Value): number {
  return (value & 1) === 0 ? value >> 1 : Number(bigintOf(value));
}

function atom(tag: number, index: number, lo: number, hi: number, fourth: number): Value {
  const address = reserve(4);
  heap[address] = index;
  heap[address + 1] = lo;
  heap[address + 2] = hi;
  heap[address + 3] = fourth;
  return commit(4) | tag;
}
