/**
 * What a formula or operator gave for the same operands before. Direct-mapped: a new entry replaces the old one in its
 * slot, a lookup is one probe. A table grows while entries push each other out, up to 2^18 of them, and gives up for good
 * where the same operands hardly ever come again: then it would only cost.
 */
import { NONE, type Value } from './value.js';

const FIRST_BITS = 6;
const LAST_BITS = 18;
/** After this many misses it is decided whether to go on, and then again each time. */
const PROBATION = 1 << 14;

let bytes = 0;

/** Of all tables of remembered results. */
export function recallBytes(): number {
  return bytes;
}

function emptySlots(words: number): Int32Array {
  bytes += 4 * words;
  return new Int32Array(words).fill(NONE);
}

abstract class Recall {
  protected slots: Int32Array;
  protected mask: number;
  private bits = FIRST_BITS;
  private replaced = 0;
  protected hits = 0;
  private misses = 0;
  protected active = true;

  /** `stride` words a slot, a power of two: the operands, then the result. */
  constructor(protected readonly stride: number) {
    this.slots = emptySlots(stride << FIRST_BITS);
    this.mask = (1 << FIRST_BITS) - 1;
  }

  /** Called on every miss, with whether another entry is in the way. */
  protected missed(occupied: boolean): void {
    this.misses += 1;
    if (this.misses === PROBATION) {
      if (this.hits < PROBATION >> 3) {
        this.active = false;
        bytes -= this.slots.byteLength;
        this.slots = emptySlots(this.stride);
        this.mask = 0;
        return;
      }
      this.misses = 0;
      this.hits = 0;
    }
    if (!occupied) return;
    this.replaced += 1;
    if (this.replaced <= this.mask >> 1 || this.bits >= LAST_BITS) return;
    this.replaced = 0;
    this.bits += 2;
    const old = this.slots;
    bytes -= old.byteLength;
    this.slots = emptySlots(this.stride << this.bits);
    this.mask = (1 << this.bits) - 1;
    for (let at = 0; at < old.length; at += this.stride) {
      if (old[at + this.stride - 1] === NONE) continue;
      const to = this.place(old, at);
      for (let i = 0; i < this.stride; i += 1) this.slots[to + i] = old[at + i]!;
    }
  }

  /** The slot of the operands at `at`. */
  protected abstract place(operands: Int32Array, at: number): number;
}

const mix2 = (a: number, b: number): number => Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca77);
const fold = (hash: number): number => hash ^ (hash >>> 15);

/** f(a) */
export class Recall1 extends Recall {
  constructor() {
    super(2);
  }
  get(a: Value): Value {
    const at = (fold(Math.imul(a, 0x9e3779b1)) & this.mask) << 1;
    if (this.slots[at] !== a) return NONE;
    this.hits += 1;
    return this.slots[at + 1]!;
  }
  put(a: Value, result: Value): Value {
    if (!this.active) return result;
    const at = (fold(Math.imul(a, 0x9e3779b1)) & this.mask) << 1;
    const occupied = this.slots[at + 1] !== NONE;
    this.slots[at] = a;
    this.slots[at + 1] = result;
    this.missed(occupied);
    return result;
  }
  protected place(operands: Int32Array, at: number): number {
    return (fold(Math.imul(operands[at]!, 0x9e3779b1)) & this.mask) << 1;
  }
}

/** f(a, b) */
export class Recall2 extends Recall {
  constructor() {
    super(4);
  }
  get(a: Value, b: Value): Value {
    const { slots } = this;
    const at = (fold(mix2(a, b)) & this.mask) << 2;
    if (slots[at] !== a || slots[at + 1] !== b) return NONE;
    this.hits += 1;
    return slots[at + 3]!;
  }
  put(a: Value, b: Value, result: Value): Value {
    if (!this.active) return result;
    const { slots } = this;
    const at = (fold(mix2(a, b)) & this.mask) << 2;
    const occupied = slots[at + 3] !== NONE;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 3] = result;
    this.missed(occupied);
    return result;
  }
  protected place(operands: Int32Array, at: number): number {
    return (fold(mix2(operands[at]!, operands[at + 1]!)) & this.mask) << 2;
  }
}

/** f(a, b, c) */
export class Recall3 extends Recall {
  constructor() {
    super(4);
  }
  get(a: Value, b: Value, c: Value): Value {
    const { slots } = this;
    const at = (fold(mix2(mix2(a, b), c)) & this.mask) << 2;
    if (slots[at] !== a || slots[at + 1] !== b || slots[at + 2] !== c) return NONE;
    this.hits += 1;
    return slots[at + 3]!;
  }
  put(a: Value, b: Value, c: Value, result: Value): Value {
    if (!this.active) return result;
    const { slots } = this;
    const at = (fold(mix2(mix2(a, b), c)) & this.mask) << 2;
    const occupied = slots[at + 3] !== NONE;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = c;
    slots[at + 3] = result;
    this.missed(occupied);
    return result;
  }
  protected place(operands: Int32Array, at: number): number {
    return (fold(mix2(mix2(operands[at]!, operands[at + 1]!), operands[at + 2]!)) & this.mask) << 2;
  }
}

/** f(a, b, c, d, e): what takes fewer than five operands gives 0 for the rest. */
export class Recall5 extends Recall {
  constructor() {
    super(8);
  }
  get(a: Value, b: Value, c: Value, d: Value, e: Value): Value {
    const { slots } = this;
    const at = (fold(mix2(mix2(mix2(mix2(a, b), c), d), e)) & this.mask) << 3;
    if (slots[at] !== a || slots[at + 1] !== b || slots[at + 2] !== c) return NONE;
    if (slots[at + 3] !== d || slots[at + 4] !== e) return NONE;
    this.hits += 1;
    return slots[at + 7]!;
  }
  put(a: Value, b: Value, c: Value, d: Value, e: Value, result: Value): Value {
    if (!this.active) return result;
    const { slots } = this;
    const at = (fold(mix2(mix2(mix2(mix2(a, b), c), d), e)) & this.mask) << 3;
    const occupied = slots[at + 7] !== NONE;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = c;
    slots[at + 3] = d;
    slots[at + 4] = e;
    slots[at + 7] = result;
    this.missed(occupied);
    return result;
  }
  protected place(o: Int32Array, at: number): number {
    return (fold(mix2(mix2(mix2(mix2(o[at]!, o[at + 1]!), o[at + 2]!), o[at + 3]!), o[at + 4]!)) & this.mask) << 3;
  }
}
