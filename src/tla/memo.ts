/**
 * Memo tables keyed by ids. Direct-mapped: a new entry replaces the old one in its slot, so the tables are bounded and
 * need no clearing; a lookup is one probe. A slot whose first word is NONE is empty.
 */
import { NONE, type Value } from './value.js';

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

/** (a, b) -> result. */
export class Memo2 {
  private readonly mask: number;
  private readonly slots: Int32Array;
  constructor(bits: number) {
    this.mask = (1 << bits) - 1;
    this.slots = emptySlots(bits);
  }
  /** NONE if absent. */
  get(a: Value, b: Value): Value {
    const at = this.slot(a, b);
    const slots = this.slots;
    return slots[at] === a && slots[at + 1] === b ? slots[at + 2]! : NONE;
  }
  set(a: Value, b: Value, result: Value): Value {
    const at = this.slot(a, b);
    const slots = this.slots;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = result;
    return result;
  }
  clear(): void {
    this.slots.fill(NONE);
  }
  private slot(a: Value, b: Value): number {
    const h = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca77);
    return ((h ^ (h >>> 15)) & this.mask) << 2;
  }
}

/** (a, b, c) -> result. */
export class Memo3 {
  private readonly mask: number;
  private readonly slots: Int32Array;
  constructor(bits: number) {
    this.mask = (1 << bits) - 1;
    this.slots = emptySlots(bits);
  }
  /** NONE if absent. */
  get(a: Value, b: Value, c: Value): Value {
    const at = this.slot(a, b, c);
    const slots = this.slots;
    return slots[at] === a && slots[at + 1] === b && slots[at + 2] === c ? slots[at + 3]! : NONE;
  }
  set(a: Value, b: Value, c: Value, result: Value): Value {
    const at = this.slot(a, b, c);
    const slots = this.slots;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = c;
    slots[at + 3] = result;
    return result;
  }
  clear(): void {
    this.slots.fill(NONE);
  }
  private slot(a: Value, b: Value, c: Value): number {
    const h = Math.imul(Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca77) ^ c, 0xc2b2ae3d);
    return ((h ^ (h >>> 15)) & this.mask) << 2;
  }
}
