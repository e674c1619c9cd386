/**
 * The one big array in which all values live. It is created and enlarged only here, so that it can move into a
 * SharedArrayBuffer. A new value is written at the tip and then either committed (it is new) or dropped (it exists).
 */
import { withRoom } from '../core/room.js';
import { OutOfMemory } from './value.js';

const INITIAL_WORDS = 1 << 20;
/** 28 bits of offset in units of two words: 2 GB. */
const MAXIMUM_WORDS = 2 ** 29;

/** Always read through this binding: growing replaces the array. */
export let heap: Int32Array = new Int32Array(INITIAL_WORDS);

/** FALSE stands at word 0, TRUE at word 4; see `FALSE_` and `TRUE_` in value.ts. Their hashes are arbitrary constants. */
heap.set([0, 0x1b873593, 0x2545f491, 0, 1, 0x3c6ef372, 0x510e527f, 0]);

let tip = 8;

/** Word index at which the next value will stand; `words` words from there may be written. */
export function reserve(words: number): number {
  if (tip + words > heap.length) grow(words);
  return tip;
}

/** Keeps the `words` words written at the tip and returns the id bits above the tag. */
export function commit(words: number): number {
  const offset = tip >>> 1;
  tip += (words + 1) & ~1;
  return offset << 4;
}

/** Bytes in use. */
export function arenaBytes(): number {
  return tip * 4;
}

function grow(words: number): void {
  let length = heap.length * 2;
  while (length < tip + words) length *= 2;
  if (length > MAXIMUM_WORDS) {
    if (tip + words > MAXIMUM_WORDS) throw new OutOfMemory('the values of one thread fill their arena of 2 GB');
    length = MAXIMUM_WORDS;
  }
  const larger = withRoom(length, Int32Array, MAXIMUM_WORDS);
  larger.set(heap);
  heap = larger;
}
