/**
 * Structural hashes in two independent 32-bit lanes. They depend on a value's structure only, never on ids or on the
 * order in which things were interned, because fingerprints of states must agree between workers and between runs.
 * Sets and functions are sums over their elements: the order of elements does not matter, and adding one element or
 * changing one value updates the hash in constant time. The mixers are variants of MurmurHash3's finalizer.
 */
import { heap } from './arena.js';
import type { Value } from './value.js';

export const SEED_SET = 0x0f0e1d2c;
/** Mixed with each element of a set. */
export const SEED_ELEMENT = 0x4cf5ad43;
export const SEED_FUNCTION = 0x3a4b5c6d;
/** Mixed with each variable of a state, after the variable's index was added. */
export const SEED_VARIABLE_LO = 0x51ed27;
export const SEED_VARIABLE_HI = 0x2f6b3d;
export const SEED_LAZY = 0x5a6b7c8d;

/** Mixes an ordered pair; for a fixed `a` a bijection of `b`. */
export function mixLo(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1);
  h = Math.imul((h ^ (h >>> 15)) + b, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae3d);
  return h ^ (h >>> 16);
}

export function mixHi(a: number, b: number): number {
  let h = Math.imul(a, 0x27d4eb2f);
  h = Math.imul((h ^ (h >>> 16)) + b, 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/**
 * The hash lanes of any value. Those of a small integer are the id itself: every use mixes them, so that a finalizer here
 * would be a second one.
 */
export function hashLo(value: Value): number {
  return (value & 1) === 0 ? value : heap[((value >>> 4) << 1) + 1]!;
}

export function hashHi(value: Value): number {
  return (value & 1) === 0 ? value : heap[((value >>> 4) << 1) + 2]!;
}

/**
 * The share of variable `index` with value `value` in its state's 64-bit fingerprint, which is the sum (modulo 2^32,
 * lane by lane) of its variables' shares: when a step changes k variables, 2k mixes and additions update it.
 */
export function fingerprintLo(index: number, value: Value): number {
  return mixLo(index + SEED_VARIABLE_LO, hashLo(value));
}

export function fingerprintHi(index: number, value: Value): number {
  return mixHi(index + SEED_VARIABLE_HI, hashHi(value));
}
