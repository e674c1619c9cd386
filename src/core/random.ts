import { assert } from './assert.js';

/** A 64-bit seed, written `0x5eed` or `24301`. */
export type Seed = bigint;

const mask64 = 0xffff_ffff_ffff_ffffn;

/** splitmix64 (Steele, Lea, Flood 2014): one step of the generator that spreads a seed over the state of another. */
function splitmix64(state: bigint): { state: bigint; output: bigint } {
  const next = (state + 0x9e37_79b9_7f4a_7c15n) & mask64;
  let z = next;
  z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & mask64;
  return { state: next, output: z ^ (z >> 31n) };
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/**
 * Seeded pseudo-random numbers, the same on every machine: xoshiro128** (Blackman & Vigna 2018), seeded by splitmix64.
 * Not for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  readonly #seed: Seed;

  constructor(seed: Seed) {
    this.#seed = seed & mask64;
    const first = splitmix64(this.#seed);
    const second = splitmix64(first.state);
    this.#a = Number(first.output & 0xffff_ffffn) | 0;
    this.#b = Number(first.output >> 32n) | 0;
    this.#c = Number(second.output & 0xffff_ffffn) | 0;
    this.#d = Number(second.output >> 32n) | 0;
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 1;
  }

  /** Uniform in [0, 2^32). */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** Uniform in [0, 1), 32 bits of it. */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Uniform whole number in [0, bound); without the bias of a plain remainder (Lemire 2019, rejection). */
  next(bound: number): number {
    assert(Number.isInteger(bound) && bound > 0 && bound <= 0x1_0000_0000, `random.next(${bound}): 1 to 2^32`);
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % bound;
  }

  /** Whole number in [low, high], both ends included. */
  between(low: number, high: number): number {
    return low + this.next(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, 'random.pick of an empty list');
    return items[this.next(items.length)] as T;
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.float());
  }

  /** Fisher-Yates, a new array. */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let index = result.length - 1; index > 0; index -= 1) {
      const other = this.next(index + 1);
      [result[index], result[other]] = [result[other] as T, result[index] as T];
    }
    return result;
  }

  /** An independent stream, the same for the same seed and name: adding a consumer does not shift the others. */
  fork(name: string): Random {
    let state = this.#seed;
    for (let index = 0; index < name.length; index += 1) {
      state = splitmix64(state ^ BigInt(name.charCodeAt(index))).output;
    }
    return new Random(splitmix64(state).output);
  }
}

/** Reads `0x5eed`, `24301`; null where it is no 64-bit number. */
export function parseSeed(text: string): Seed | null {
  if (!/^(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})$/.test(text)) return null;
  const value = BigInt(text);
  return value <= mask64 ? value : null;
}

export const formatSeed = (seed: Seed): string => `0x${seed.toString(16)}`;
