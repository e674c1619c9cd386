/** States packed into words: all that were found, one after the other, and a batch of those generated. */
import { BATCH } from '../check/explore/batch.js';
import { type FingerprintSet, SharedFingerprintSet } from '../check/explore/fingerprint-set.js';
import { mixHi, mixLo } from '../tla/runtime.js';
import type { Layout } from './layout.js';

const SEED_LOW = 0x2545f491;
const SEED_HIGH = 0x1b873593;

/** The share of a word in its state's 64-bit fingerprint, which is a sum, as two lanes. */
export const lowShare = (place: number, word: number): number => mixLo(SEED_LOW + place, word);
export const highShare = (place: number, word: number): number => mixHi(SEED_HIGH + place, word);

/** The 64-bit fingerprint of `width` words, as two lanes. */
export const lowOf = (words: Int32Array, from: number, width: number): number => {
  let low = 0;
  for (let i = 0; i < width; i += 1) low = (low + lowShare(i, words[from + i]!)) | 0;
  return low;
};
export const highOf = (words: Int32Array, from: number, width: number): number => {
  let high = 0;
  for (let i = 0; i < width; i += 1) high = (high + highShare(i, words[from + i]!)) | 0;
  return high;
};

/** Rows of words that grow in number. */
export class Rows {
  words: Int32Array;
  count = 0;

  constructor(
    readonly width: number,
    capacity = BATCH,
  ) {
    this.words = new Int32Array(Math.max(1, width * capacity));
  }

  /** Makes room for one more; `words` may be another array then. */
  reserve(): void {
    if ((this.count + 1) * this.width <= this.words.length) return;
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
  }

  add(words: Int32Array, from: number): void {
    this.reserve();
    const to = this.count * this.width;
    for (let i = 0; i < this.width; i += 1) this.words[to + i] = words[from + i]!;
    this.count += 1;
  }

  get bytes(): number {
    return this.count * this.width * 4;
  }
}

/** Successors that wait for the set of fingerprints to tell which of them are new. */
export class PackedBatch {
  rows: Rows;
  low = new Int32Array(BATCH);
  high = new Int32Array(BATCH);
  /** Of each: 1 if it is outside the constraints; then, once they were inserted, 1 if it was not seen before. */
  outside = new Uint8Array(BATCH);
  isNew = new Uint8Array(BATCH);
  /** Of each: the number of the outcome that led to it (tree.ts), or -1. */
  outcomes = new Int32Array(BATCH);

  constructor(width: number) {
    this.rows = new Rows(width);
  }

  /** Makes room for one more. */
  reserve(): void {
    this.rows.reserve();
    if (this.rows.count < this.low.length) return;
    this.low = doubled(this.low, Int32Array);
    this.high = doubled(this.high, Int32Array);
    this.outcomes = doubled(this.outcomes, Int32Array);
    this.outside = doubled(this.outside, Uint8Array);
    this.isNew = new Uint8Array(this.low.length);
  }

  /** Fills in `isNew`; states outside the constraints count as new each time and join no set. */
  insertInto(set: FingerprintSet, anyOutside: boolean): void {
    const { low, high, outside, isNew, rows } = this;
    if (!anyOutside) {
      set.insert({ low, high }, rows.count, isNew);
      return;
    }
    const inside = Int32Array.from({ length: rows.count }, (_, slot) => slot).filter((slot) => outside[slot] === 0);
    const told = new Uint8Array(inside.length);
    set.insert({ low: inside.map((slot) => low[slot]!), high: inside.map((slot) => high[slot]!) }, inside.length, told);
    isNew.fill(1, 0, rows.count);
    for (let i = 0; i < inside.length; i += 1) isNew[inside[i]!] = told[i]!;
  }
}

function doubled<T extends Int32Array | Uint8Array>(array: T, make: new (length: number) => T): T {
  const larger = new make(array.length * 2);
  larger.set(array);
  return larger;
}

/** A set of the fingerprints of all rows; `repeated`: how many of them are equal to one before. */
export function fingerprintsOf(
  rows: readonly Rows[],
  layout: Layout,
): { readonly set: SharedFingerprintSet; readonly repeated: number } {
  const set = SharedFingerprintSet.create(64);
  const isNew = new Uint8Array(BATCH);
  const [low, high] = [new Int32Array(BATCH), new Int32Array(BATCH)];
  let repeated = 0;
  for (const { words, count, width } of rows) {
    for (let from = 0; from < count; from += BATCH) {
      const size = Math.min(BATCH, count - from);
      for (let i = 0; i < size; i += 1) {
        low[i] = lowOf(words, (from + i) * width, layout.width);
        high[i] = highOf(words, (from + i) * width, layout.width);
      }
      repeated += size - set.insert({ low, high }, size, isNew);
    }
  }
  return { set, repeated };
}
