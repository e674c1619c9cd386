/** The empty set, the empty sequence and BOOLEAN, written straight into the arena so that every module may use them. */
import { heap, reserve } from './arena.js';
import { mixHi, mixLo, SEED_ELEMENT, SEED_FUNCTION, SEED_SET } from './hash.js';
import { internTip } from './intern.js';
import { FALSE_, HEADER, SET, TRUE_, TUPLE, type Value } from './value.js';

export const EMPTY_SET: Value = plain(SET, SEED_SET, SEED_SET);
export const EMPTY_TUPLE: Value = plain(TUPLE, SEED_FUNCTION, SEED_FUNCTION);
export const BOOLEAN: Value = plain(
  SET,
  SEED_SET + mixLo(SEED_ELEMENT, heap[1]!) + mixLo(SEED_ELEMENT, heap[5]!),
  SEED_SET + mixHi(SEED_ELEMENT, heap[2]!) + mixHi(SEED_ELEMENT, heap[6]!),
  FALSE_,
  TRUE_,
);

function plain(tag: number, lo: number, hi: number, ...elements: readonly Value[]): Value {
  const a = reserve(HEADER + elements.length);
  heap.set([elements.length, lo, hi, ...elements], a);
  return internTip(tag, HEADER + elements.length, 0);
}
