/** States that were generated and wait for the set of fingerprints to tell which of them are new. */
import type { Fingerprinter, WideFingerprint } from './fingerprint.js';
import type { FingerprintLanes, FingerprintSet } from './fingerprint-set.js';

/** So many are asked about at once; a batch grows where one state has more successors. */
export const BATCH = 8192;

export class Batch implements FingerprintLanes {
  /** Values of state i at i * width. This and the rest are replaced when the batch grows: read them afresh. */
  states: Int32Array;
  low = new Int32Array(BATCH);
  high = new Int32Array(BATCH);
  wideLow = new Int32Array(BATCH);
  wideHigh = new Int32Array(BATCH);
  /** Of state i, once `insertInto` was called: 1 if it was not seen before. */
  isNew = new Uint8Array(BATCH);
  /** Of state i: 1 if it is outside the constraints. */
  outside = new Uint8Array(BATCH);
  /** Of state i: the number of the state that it came from, and the action's index; -1 if it is initial. */
  predecessors = new Int32Array(BATCH);
  actions = new Int16Array(BATCH);
  count = 0;

  constructor(private readonly width: number) {
    this.states = new Int32Array(BATCH * Math.max(1, width));
  }

  get isFull(): boolean {
    return this.count === this.low.length;
  }

  /** The state whose values stand behind the last one joins the batch, with the fingerprint just taken. */
  keep(
    fingerprinter: Fingerprinter,
    wide: WideFingerprint | null,
    predecessor: number,
    action: number,
    outside: boolean,
  ): void {
    const slot = this.count;
    this.low[slot] = fingerprinter.low;
    this.high[slot] = fingerprinter.high;
    if (wide !== null) {
      wide.take(this.states, slot * this.width);
      this.wideLow[slot] = wide.low;
      this.wideHigh[slot] = wide.high;
    }
    this.predecessors[slot] = predecessor;
    this.actions[slot] = action;
    this.outside[slot] = outside ? 1 : 0;
    this.count = slot + 1;
  }

  /**
   * Fills in which of the first `count` states are new. With `anyOutside`, only states inside the constraints go to the set;
   * the others count as new every time.
   */
  insertInto(set: FingerprintSet, count: number, anyOutside: boolean): void {
    if (anyOutside) this.insertInside(set, count);
    else set.insert(this, count, this.isNew);
  }

  private insertInside(set: FingerprintSet, count: number): void {
    let inside = 0;
    for (let slot = 0; slot < count; slot += 1) {
      if (this.outside[slot] === 1) continue;
      this.low[inside] = this.low[slot]!;
      this.high[inside] = this.high[slot]!;
      this.wideLow[inside] = this.wideLow[slot]!;
      this.wideHigh[inside] = this.wideHigh[slot]!;
      inside += 1;
    }
    const isNew = new Uint8Array(inside);
    set.insert(this, inside, isNew);
    for (let slot = count - 1; slot >= 0; slot -= 1) {
      if (this.outside[slot] === 1) this.isNew[slot] = 1;
      else {
        inside -= 1;
        this.isNew[slot] = isNew[inside]!;
      }
    }
  }

  /** Makes room for twice as many. */
  grow(): void {
    const length = this.low.length * 2;
    const larger = <T extends { set(source: T): void }>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.states = larger(new Int32Array(length * Math.max(1, this.width)), this.states);
    this.low = larger(new Int32Array(length), this.low);
    this.high = larger(new Int32Array(length), this.high);
    this.wideLow = larger(new Int32Array(length), this.wideLow);
    this.wideHigh = larger(new Int32Array(length), this.wideHigh);
    this.isNew = new Uint8Array(length);
    this.outside = larger(new Uint8Array(length), this.outside);
    this.predecessors = larger(new Int32Array(length), this.predecessors);
    this.actions = larger(new Int16Array(length), this.actions);
  }
}
