/** Short forms for code that is not hot: from and to JavaScript arrays. */
import { string } from './atoms.js';
import { endFunction, endSet, endTuple, mark, push } from './build.js';
import { elementOf, explicit, hasOwnOrder, sizeOf } from './lazy.js';
import { item, length } from './sequences.js';
import type { Value } from './value.js';

export function setOf(values: Iterable<Value>): Value {
  const start = mark();
  for (const value of values) push(value);
  return endSet(start);
}

export function tupleOf(values: Iterable<Value>): Value {
  const start = mark();
  for (const value of values) push(value);
  return endTuple(start);
}

/** The function with these pairs of argument and value; of equal arguments the last one counts. */
export function functionOf(pairs: Iterable<readonly [Value, Value]>): Value {
  const map = new Map(pairs);
  const domain = setOf(map.keys());
  const start = mark();
  for (const key of elementsOf(domain)) push(map.get(key)!);
  return endFunction(domain, start);
}

export function recordOf(fields: Readonly<Record<string, Value>>): Value {
  return functionOf(Object.entries(fields).map(([name, value]) => [string(name), value]));
}

/** The elements of a finite set in TLC's order. */
export function elementsOf(set: Value): Value[] {
  const listed = hasOwnOrder(set) ? set : explicit(set);
  return Array.from({ length: sizeOf(listed) }, (_, i) => elementOf(listed, i));
}

/** The elements of a sequence. */
export function itemsOf(tuple: Value): Value[] {
  return Array.from({ length: length(tuple) }, (_, i) => item(tuple, i));
}
