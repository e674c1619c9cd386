/** The set of fingerprints of all states seen, asked in batches. */
import { addon, type NativeFingerprintSet } from '../../addon.js';

/** 64-bit fingerprints are two lanes of 32 bits, 128-bit ones four. */
export type FingerprintBits = 64 | 128;

/** Fingerprints one after the other, lane by lane; the wide lanes are there for 128 bits only. */
export interface FingerprintLanes {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly wideLow?: Int32Array;
  readonly wideHigh?: Int32Array;
}

export interface FingerprintSet {
  /**
   * Adds the fingerprints i < count, in order, and sets `isNew[i]` to 1 where one was not there yet, to 0 otherwise (also
   * for the second of two equal ones in a batch). Returns the number of new ones. Throws a RangeError where there is no
   * memory for more.
   */
  insert(lanes: FingerprintLanes, count: number, isNew: Uint8Array): number;
  readonly size: number;
  readonly bytes: number;
  /** Bytes that it is about to need besides: where the table is nearly full, those of the one twice as large. */
  readonly bytesAhead: number;
}

/** The load at which a table grows (native/fpset), and how near to it that is foreseen. */
const FULL = 5 / 8;
const NEARLY = 15 / 16;

/** In native memory (native/fpset), which several threads may share. */
export class SharedFingerprintSet implements FingerprintSet {
  private constructor(
    private readonly native: NativeFingerprintSet,
    private readonly bits: FingerprintBits,
  ) {}

  static create(bits: FingerprintBits): SharedFingerprintSet {
    return new SharedFingerprintSet(new addon.NativeFingerprintSet(bits), bits);
  }

  /** `shared` is what another thread's `share` gave; its set must still live. */
  static attach(shared: number, bits: FingerprintBits = 64): SharedFingerprintSet {
    return new SharedFingerprintSet(new addon.NativeFingerprintSet(0, shared), bits);
  }

  share(): number {
    return this.native.share();
  }

  get size(): number {
    return this.native.size;
  }

  get bytes(): number {
    return this.native.bytes;
  }

  get bytesAhead(): number {
    const { bytes, size } = this.native;
    return size * (this.bits / 8) > FULL * NEARLY * bytes ? 2 * bytes : 0;
  }

  insert(lanes: FingerprintLanes, count: number, isNew: Uint8Array): number {
    return this.native.insert(count, isNew, lanes.low, lanes.high, lanes.wideLow, lanes.wideHigh);
  }
}

/**
 * The readable reference of the native set, for 64 bits and one thread: open addressing with linear probing over pairs of
 * lanes in one Int32Array; load at most 5/8.
 */
export class ArrayFingerprintSet implements FingerprintSet {
  private slots: Int32Array;
  private mask: number;
  private count = 0;

  constructor(bits = 12) {
    this.slots = new Int32Array(2 << bits);
    this.mask = (1 << bits) - 1;
  }

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  get bytesAhead(): number {
    return this.count * 8 > FULL * NEARLY * this.bytes ? 2 * this.bytes : 0;
  }

  insert({ low, high }: FingerprintLanes, count: number, isNew: Uint8Array): number {
    while ((this.count + count) * 8 > (this.mask + 1) * 5) this.enlarge();
    const { slots, mask } = this;
    let added = 0;
    for (let i = 0; i < count; i += 1) {
      const lo = low[i]!;
      // The pair 0, 0 marks an empty slot, so that fingerprint shares its slot with 0, 1.
      const hi = lo === 0 && high[i] === 0 ? 1 : high[i]!;
      let at = ((lo ^ (hi >>> 7)) & mask) << 1;
      let found = false;
      for (;;) {
        const a = slots[at]!;
        const b = slots[at + 1]!;
        if (a === lo && b === hi) {
          found = true;
          break;
        }
        if (a === 0 && b === 0) break;
        at = (at + 2) & ((mask << 1) | 1);
      }
      if (found) isNew[i] = 0;
      else {
        slots[at] = lo;
        slots[at + 1] = hi;
        isNew[i] = 1;
        added += 1;
      }
    }
    this.count += added;
    return added;
  }

  private enlarge(): void {
    const old = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * 2);
    const { slots, mask } = this;
    for (let i = 0; i < old.length; i += 2) {
      const lo = old[i]!;
      const hi = old[i + 1]!;
      if (lo === 0 && hi === 0) continue;
      let at = ((lo ^ (hi >>> 7)) & mask) << 1;
      while (slots[at] !== 0 || slots[at + 1] !== 0) at = (at + 2) & ((mask << 1) | 1);
      slots[at] = lo;
      slots[at + 1] = hi;
    }
  }
}
