/**
 * Memo tables keyed by ids. Direct-mapped: a new entry replaces the old one in its slot, so the tables are bounded and
 * need no clearing; a lookup is one probe. A slot whose first word is NONE is empty. A table begins small, and grows while
 * entries push each other out that are asked for again: a small table stays in the processor's caches.
 */
import { NONE, type Value } from './value.js';

const FIRST_BITS = 8;
/** So many times as many misses as hits, and a larger table would not help either. */
const HOPELESS = 16;

let bytes = 0;

/** Of all memo tables. */
export function memoBytes(): number {
  return bytes;
}

function emptySlots(bits: number): Int32Array {
  const slots = new Int32Array(4 << bits).fill(NONE);
  bytes += slots.byteLength;
  return slots;
}

abstract class Memo {
  protected mask: number;
  protected slots: Int32Array;
  protected hits = 0;
  private misses = 0;
  private replaced = 0;
  private bits: number;

  /** Grows up to `2 ** lastBits` entries. */
  constructor(private readonly lastBits: number) {
    this.bits = Math.min(FIRST_BITS, lastBits);
    this.mask = (1 << this.bits) - 1;
    this.slots = emptySlots(this.bits);
  }

  /** Called before every new entry, with whether another one is in its place; true if the table has moved. */
  protected makesRoom(occupied: boolean): boolean {
    this.misses += 1;
    if (!occupied) return false;
    this.replaced += 1;
    if (this.replaced <= this.mask >> 1 || this.bits >= this.lastBits) return false;
    const useful = this.hits * HOPELESS >= this.misses;
    this.replaced = 0;
    this.hits = 0;
    this.misses = 0;
    if (useful) this.grow();
    return useful;
  }

  private grow(): void {
    const old = this.slots;
    bytes -= old.byteLength;
    this.bits = Math.min(this.bits + 2, this.lastBits);
    this.mask = (1 << this.bits) - 1;
    this.slots = emptySlots(this.bits);
    for (let at = 0; at < old.length; at += 4) {
      if (old[at] === NONE) continue;
      this.slots.set(old.subarray(at, at + 4), this.place(old, at));
    }
  }

  /** The slot of the operands at `at`. */
  protected abstract place(operands: Int32Array, at: number): number;
}

/** (a, b) -> result. */
export class Memo2 extends Memo {
  /** NONE if absent. */
  get(a: Value, b: Value): Value {
    const at = this.slot(a, b);
    const slots = this.slots;
    if (slots[at] !== a || slots[at + 1] !== b) return NONE;
    this.hits += 1;
    return slots[at + 2]!;
  }
  set(a: Value, b: Value, result: Value): Value {
    let at = this.slot(a, b);
    if (this.makesRoom(this.slots[at] !== NONE)) at = this.slot(a, b);
    const slots = this.slots;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = result;
    return result;
  }
  protected place(operands: Int32Array, at: number): number {
    return this.slot(operands[at]!, operands[at + 1]!);
  }
  private slot(a: Value, b: Value): number {
    const h = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca77);
    return ((h ^ (h >>> 15)) & this.mask) << 2;
  }
}

/** (a, b, c) -> result. */
export class Memo3 extends Memo {
  /** NONE if absent. */
  get(a: Value, b: Value, c: Value): Value {
    const at = this.slot(a, b, c);
    const slots = this.slots;
    if (slots[at] !== a || slots[at + 1] !== b || slots[at + 2] !== c) return NONE;
    this.hits += 1;
    return slots[at + 3]!;
  }
  set(a: Value, b: Value, c: Value, result: Value): Value {
    let at = this.slot(a, b, c);
    if (this.makesRoom(this.slots[at] !== NONE)) at = this.slot(a, b, c);
    const slots = this.slots;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = c;
    slots[at + 3] = result;
    return result;
  }
  protected place(operands: Int32Array, at: number): number {
    return this.slot(operands[at]!, operands[at + 1]!, operands[at + 2]!);
  }
  private slot(a: Value, b: Value, c: Value): number {
    const h = Math.imul(Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca77) ^ c, 0xc2b2ae3d);
    return ((h ^ (h >>> 15)) & this.mask) << 2;
  }
}
