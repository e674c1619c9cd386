/**
 * Two further hash lanes of a value, for fingerprints of 128 bits: computed from its structure with mixers of their own
 * when first asked for, and kept beside the arena, so that searches with 64 bits pay nothing for them. Like the first two,
 * they depend on structure only.
 */

import { heap } from './arena.js';
import { bigintOf, modelName, stringText } from './atoms.js';
import { normalize } from './lazy.js';
import { addressOf, BIG, FUNCTION, FUNCTION_HEADER, HEADER, MODEL, SET, STRING, TUPLE, type Value } from './value.js';

/** Lanes of the value at arena offset i (id >>> 4) at 2i and 2i + 1; 0, 0 where not yet computed. `placeOf` replaces it. */
let lanes = new Int32Array(1 << 16);

const SEED_KIND = 0x3c79ac49;

/** Wang's and Ettinger's 32-bit finalizers, over other constants than `hash.ts` uses. */
function mixLow(a: number, b: number): number {
  let h = Math.imul(a ^ (a >>> 17), 0xed5ad4bb);
  h = Math.imul((h ^ (h >>> 11)) + b, 0xac4c1b51);
  h = Math.imul(h ^ (h >>> 15), 0x31848bab);
  return h ^ (h >>> 14);
}

function mixHigh(a: number, b: number): number {
  let h = Math.imul(a ^ (a >>> 18), 0xa136aaad);
  h = Math.imul((h ^ (h >>> 16)) + b, 0x9f6d62d7);
  h = Math.imul(h ^ (h >>> 17), 0x1b56c4e9);
  return h ^ (h >>> 15);
}

export function wideLow(value: Value): number {
  if ((value & 1) === 0) return value;
  const place = placeOf(value);
  return lanes[place]!;
}

export function wideHigh(value: Value): number {
  if ((value & 1) === 0) return value;
  const place = placeOf(value);
  return lanes[place + 1]!;
}

/** The shares of variable `index` in the second word of a state's fingerprint; sums over the variables, as in `hash.ts`. */
export function wideFingerprintLow(index: number, value: Value): number {
  return mixLow(index + 0x68e31da4, wideLow(value));
}

export function wideFingerprintHigh(index: number, value: Value): number {
  return mixHigh(index + 0x1b873593, wideHigh(value));
}

/** Bytes kept for the lanes. */
export function wideHashBytes(): number {
  return lanes.byteLength;
}

function placeOf(given: Value): number {
  const value = normalize(given);
  const place = (value >>> 4) * 2;
  if (place + 1 < lanes.length && (lanes[place] !== 0 || lanes[place + 1] !== 0)) return place;
  const low = compute(value, wideLow, mixLow);
  const high = compute(value, wideHigh, mixHigh);
  if (place + 1 >= lanes.length) {
    const larger = new Int32Array(Math.max(lanes.length * 2, place + 2));
    larger.set(lanes);
    lanes = larger;
  }
  lanes[place] = low;
  lanes[place + 1] = low === 0 && high === 0 ? 1 : high;
  return place;
}

function compute(value: Value, lane: (value: Value) => number, mix: (a: number, b: number) => number): number {
  const kind = value & 15;
  switch (kind) {
    case STRING:
      return ofText(kind, stringText(value), mix);
    case MODEL:
      return ofText(kind, modelName(value), mix);
    case BIG:
      return ofText(kind, String(bigintOf(value)), mix);
    case SET:
    case TUPLE:
    case FUNCTION:
      return ofElements(value, kind, lane, mix);
    default:
      return mix(SEED_KIND, value);
  }
}

function ofText(kind: number, text: string, mix: (a: number, b: number) => number): number {
  let hash = mix(SEED_KIND + kind, text.length);
  for (let i = 0; i < text.length; i += 1) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

/** Sums, since the order of a set's elements and of a function's arguments says nothing. */
function ofElements(
  value: Value,
  kind: number,
  lane: (value: Value) => number,
  mix: (a: number, b: number) => number,
): number {
  const count = heap[addressOf(value)]!;
  let sum = mix(SEED_KIND + kind, count);
  for (let i = 0; i < count; i += 1) {
    if (kind === SET) sum += mix(SEED_KIND, lane(heap[addressOf(value) + HEADER + i]!));
    else if (kind === TUPLE) sum += mix(mix(SEED_KIND, i), lane(heap[addressOf(value) + HEADER + i]!));
    else {
      const key = heap[addressOf(heap[addressOf(value) + HEADER]!) + HEADER + i]!;
      sum += mix(mix(SEED_KIND, lane(key)), lane(heap[addressOf(value) + FUNCTION_HEADER + i]!));
    }
    sum |= 0;
  }
  return mix(sum, count);
}
