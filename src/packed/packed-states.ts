/** States packed into words: all that were found, one after the other, and a batch of those generated. */
import { BATCH } from '../check/explore/batch.js';
import { type FingerprintSet, SharedFingerprintSet } from '../check/explore/fingerprint-set.js';
import { enlarged, withRoom } from '../core/room.js';
import type { Shares } from './shares.js';

/** Rows of words that grow in number. */
export class Rows {
  words: Int32Array;
  count = 0;

  constructor(
    readonly width: number,
    capacity = BATCH,
  ) {
    this.words = withRoom(Math.max(1, width * capacity), Int32Array);
  }

  /** Makes room for one more; `words` may be another array then. */
  reserve(): void {
    if ((this.count + 1) * this.width <= this.words.length) return;
    this.words = enlarged(this.words, Int32Array);
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

/** The fingerprints of states one after the other, as two lanes. */
export class Fingerprints {
  low = new Int32Array(BATCH);
  high = new Int32Array(BATCH);
  count = 0;

  add(low: number, high: number): void {
    if (this.count === this.low.length) {
      this.low = enlarged(this.low, Int32Array);
      this.high = enlarged(this.high, Int32Array);
    }
    this.low[this.count] = low;
    this.high[this.count] = high;
    this.count += 1;
  }

  get bytes(): number {
    return this.count * 8;
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
    this.low = enlarged(this.low, Int32Array);
    this.high = enlarged(this.high, Int32Array);
    this.outcomes = enlarged(this.outcomes, Int32Array);
    this.outside = enlarged(this.outside, Uint8Array);
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

/** The fingerprints of all rows, and a set of them; `repeated`: how many are equal to one before. */
export function fingerprintsOf(
  { words, count, width }: Rows,
  shares: Shares,
): { readonly set: SharedFingerprintSet; readonly fingerprints: Fingerprints; readonly repeated: number } {
  const fingerprints = new Fingerprints();
  for (let state = 0; state < count; state += 1) {
    shares.take(words, state * width);
    fingerprints.add(shares.low, shares.high);
  }
  const set = SharedFingerprintSet.create(64);
  const repeated = count - set.insert(fingerprints, count, new Uint8Array(count));
  return { set, fingerprints, repeated };
}
