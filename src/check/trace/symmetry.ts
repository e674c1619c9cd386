/**
 * Symmetry over nodes that the rest of a trace does not tell apart: two states that differ only in which of them is which
 * have the same future, so that one of them is enough. With event names alone this is the difference between 2^n states
 * and n. Nothing is asked of the user: nodes are interchangeable where no text of the specification names them, no
 * constant treats them differently, and no later event mentions them.
 */
import { heap } from '../../tla/arena.js';
import { endFunction, endSet, endTuple, mark, push } from '../../tla/build.js';
import { elementsOf } from '../../tla/collections.js';
import { normalize } from '../../tla/lazy.js';
import { compare } from '../../tla/order.js';
import { addressOf, FUNCTION, FUNCTION_HEADER, HEADER, SET, TUPLE, type Value } from '../../tla/value.js';
import type { Groups, State } from './state.js';

/**
 * Groups of strings and model values that the constants hold and do not tell apart; `named` are those that the
 * specification's text has.
 */
export function interchangeable(
  constants: readonly Value[],
  isAtom: (value: Value) => boolean,
  named: ReadonlySet<Value>,
): Groups {
  const atoms = new Set<Value>();
  for (const constant of constants) {
    if ((constant & 1) === 0 || (constant & 15) !== SET) continue;
    for (const element of elementsOf(constant)) if (isAtom(element) && !named.has(element)) atoms.add(element);
  }
  const groups: Value[][] = [];
  for (const atom of atoms) {
    const alike = groups.find(([first]) => {
      const swap = new Map([
        [first as Value, atom],
        [atom, first as Value],
      ]);
      return constants.every((constant) => renamed(constant, swap) === constant);
    });
    if (alike === undefined) groups.push([atom]);
    else alike.push(atom);
  }
  return groups.filter(({ length }) => length > 1);
}

/** The value with its elements renamed. */
export function renamed(value: Value, names: ReadonlyMap<Value, Value>): Value {
  const known = new Map<Value, Value>();
  const rename = (each: Value): Value => {
    if ((each & 1) === 0) return each;
    const other = names.get(each);
    if (other !== undefined) return other;
    const before = known.get(each);
    if (before !== undefined) return before;
    const made = rebuilt(each, rename);
    known.set(each, made);
    return made;
  };
  return rename(normalize(value));
}

function rebuilt(value: Value, rename: (part: Value) => Value): Value {
  const kind = value & 15;
  if (kind === SET || kind === TUPLE) {
    const n = heap[addressOf(value)] as number;
    const parts = Array.from({ length: n }, (_, i) => rename(heap[addressOf(value) + HEADER + i] as Value));
    const start = mark();
    for (const part of parts) push(part);
    return kind === SET ? endSet(start) : endTuple(start);
  }
  if (kind !== FUNCTION) return value;
  const from = heap[addressOf(value) + HEADER] as Value;
  const n = heap[addressOf(value)] as number;
  const pairs = Array.from({ length: n }, (_, i): [Value, Value] => [
    rename(heap[addressOf(from) + HEADER + i] as Value),
    rename(heap[addressOf(value) + FUNCTION_HEADER + i] as Value),
  ]);
  pairs.sort(([a], [b]) => compare(a, b));
  const keys = mark();
  for (const [key] of pairs) push(key);
  const domain = endSet(keys);
  const start = mark();
  for (const [, image] of pairs) push(image);
  return endFunction(domain, start);
}

const mix = (a: number, b: number): number => {
  const h = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca77);
  return h ^ (h >>> 15);
};

/**
 * The state that stands for all that differ from it by renaming within the groups, as far as one look tells: elements
 * are ordered by what the state says of each. Where it cannot tell two apart that do differ, there are more states than
 * need be, which is safe.
 */
export function canonical(state: State, groups: Groups): State {
  const names = new Map<Value, Value>();
  const colours = new Map<Value, number>();
  for (const [index, group] of groups.entries()) for (const element of group) colours.set(element, index + 2);
  for (const group of groups) {
    const signed = group.map((element) => ({ element, signature: signature(state, element, colours) }));
    signed.sort((a, b) => a.signature - b.signature);
    for (const [place, { element }] of signed.entries()) {
      const name = group[place] as Value;
      if (name !== element) names.set(element, name);
    }
  }
  return names.size === 0 ? state : state.map((value) => renamed(value, names));
}

/** What the state says of one element, whatever the others are called. */
function signature(state: State, element: Value, colours: ReadonlyMap<Value, number>): number {
  const known = new Map<Value, number>();
  const hash = (value: Value): number => {
    if ((value & 1) === 0) return mix(value, 7);
    if (value === element) return 1;
    const colour = colours.get(value);
    if (colour !== undefined) return colour;
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = structural(value, hash);
    known.set(value, made);
    return made;
  };
  let sum = 0;
  for (let i = 0; i < state.length; i += 1) sum = (sum + mix(hash(state[i] as Value), i + 11)) | 0;
  return sum;
}

function structural(value: Value, hash: (part: Value) => number): number {
  const kind = value & 15;
  const at = addressOf(value);
  if (kind === SET) {
    let sum = 31;
    for (let i = 0, n = heap[at] as number; i < n; i += 1)
      sum = (sum + mix(hash(heap[at + HEADER + i] as Value), 3)) | 0;
    return mix(sum, kind);
  }
  if (kind === TUPLE) {
    let sum = 37;
    for (let i = 0, n = heap[at] as number; i < n; i += 1) sum = mix(sum, hash(heap[at + HEADER + i] as Value));
    return mix(sum, kind);
  }
  if (kind !== FUNCTION) return mix(value, 5);
  const from = addressOf(heap[at + HEADER] as Value);
  let sum = 41;
  for (let i = 0, n = heap[at] as number; i < n; i += 1) {
    const share = mix(hash(heap[from + HEADER + i] as Value), hash(heap[at + FUNCTION_HEADER + i] as Value));
    sum = (sum + mix(share, 13)) | 0;
  }
  return mix(sum, kind);
}
