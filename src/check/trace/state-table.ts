import { fingerprintLo } from '../../tla/hash.js';
import type { Value } from '../../tla/value.js';
import type { State } from './state.js';

/** Distinct states, numbered from 0 in the order in which they came. Open addressing; exact, as values are hash-consed. */
export class StateTable {
  #rows: Int32Array;
  #slots: Int32Array;
  #size = 0;

  constructor(
    /** Variables of a state. */
    readonly width: number,
    capacity = 64,
  ) {
    this.#rows = new Int32Array(Math.max(1, width) * capacity);
    this.#slots = new Int32Array(capacity * 2).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** The state's number; the state is copied if it is new, which is when the number equals the size before. */
  intern(state: State): number {
    if ((this.#size + 1) * 2 > this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(state) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot] as number;
      if (index < 0) {
        this.#slots[slot] = this.#size;
        this.#rows.set(state, this.#size * this.width);
        this.#size += 1;
        return this.#size - 1;
      }
      if (this.#sameAs(index, state)) return index;
    }
  }

  /** A view of the state, valid until the next `intern` or `clear`. */
  at(index: number): State {
    return this.#rows.subarray(index * this.width, (index + 1) * this.width);
  }

  /** Copies the state to the beginning of `into`. */
  copy(index: number, into: State): void {
    const from = index * this.width;
    for (let i = 0; i < this.width; i += 1) into[i] = this.#rows[from + i] as Value;
  }

  /** Forgets all; a table that grew large starts small again. */
  clear(): void {
    if (this.#size * 32 < this.#slots.length && this.#slots.length > 1024) {
      this.#slots = new Int32Array(256).fill(-1);
      this.#rows = new Int32Array(Math.max(1, this.width) * 128);
    } else this.#slots.fill(-1);
    this.#size = 0;
  }

  #hash(state: State): number {
    let hash = 0;
    for (let i = 0; i < state.length; i += 1) hash = (hash + fingerprintLo(i, state[i] as Value)) | 0;
    return hash ^ (hash >>> 15);
  }

  #sameAs(index: number, state: State): boolean {
    const from = index * this.width;
    for (let i = 0; i < this.width; i += 1) if (this.#rows[from + i] !== state[i]) return false;
    return true;
  }

  #grow(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.#size; index += 1) {
      let slot = this.#hash(this.at(index)) & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = index;
    }
  }
}
