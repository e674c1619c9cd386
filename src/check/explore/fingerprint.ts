/** Fingerprints of states: sums over the variables, updated by what a step changes; of a view or an orbit, computed anew. */
import {
  fingerprintHi,
  fingerprintLo,
  LeastImages,
  type Permutation,
  type Value,
  wideFingerprintHigh,
  wideFingerprintLow,
} from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';

/** Two lanes, as fields, since a function returns one number. */
export interface Fingerprinter {
  low: number;
  high: number;
  /** The state at `offset`, from which steps are taken. */
  from(states: Int32Array, offset: number): void;
  /** Fingerprint of the initial state in the next registers, which is also at `offset` of `states`. */
  initial(states: Int32Array, offset: number): void;
  /** Fingerprint of the successor in the next registers, which is also at `offset` of `states`. */
  successor(states: Int32Array, offset: number): void;
}

export class PlainFingerprinter implements Fingerprinter {
  low = 0;
  high = 0;
  private baseLow = 0;
  private baseHigh = 0;
  private readonly values: Int32Array;
  private readonly lows: Int32Array;
  private readonly highs: Int32Array;

  constructor(private readonly width: number) {
    this.values = new Int32Array(width);
    this.lows = new Int32Array(width);
    this.highs = new Int32Array(width);
  }

  from(states: Int32Array, offset: number): void {
    let low = 0;
    let high = 0;
    for (let i = 0; i < this.width; i += 1) {
      const value = states[offset + i]!;
      if (this.values[i] !== value || this.lows[i] === 0) {
        this.values[i] = value;
        this.lows[i] = fingerprintLo(i, value);
        this.highs[i] = fingerprintHi(i, value);
      }
      low = (low + this.lows[i]!) | 0;
      high = (high + this.highs[i]!) | 0;
    }
    this.baseLow = low;
    this.baseHigh = high;
    this.low = low;
    this.high = high;
  }

  initial(states: Int32Array, offset: number): void {
    this.from(states, offset);
  }

  successor(states: Int32Array, offset: number): void {
    let low = this.baseLow;
    let high = this.baseHigh;
    const { values } = this;
    for (let i = 0; i < this.width; i += 1) {
      const value = states[offset + i]!;
      if (value === values[i]) continue;
      low = (low + fingerprintLo(i, value) - this.lows[i]!) | 0;
      high = (high + fingerprintHi(i, value) - this.highs[i]!) | 0;
    }
    this.low = low;
    this.high = high;
  }
}

/** States count as equal if their views do. */
export class ViewFingerprinter implements Fingerprinter {
  low = 0;
  high = 0;

  constructor(private readonly view: NonNullable<CompiledSpecification['view']>) {}

  from(): void {}

  initial(): void {
    this.successor();
  }

  successor(): void {
    const value: Value = this.view.next();
    this.low = fingerprintLo(0, value);
    this.high = fingerprintHi(0, value);
  }
}

/** States count as equal if the views of their orbits' least states do: with SYMMETRY and VIEW, TLC looks at those. */
export class OrbitViewFingerprinter implements Fingerprinter {
  low = 0;
  high = 0;
  private readonly images: LeastImages;
  private readonly least: Int32Array;

  constructor(
    private readonly view: NonNullable<CompiledSpecification['view']>,
    private readonly loadNext: CompiledSpecification['loadNext'],
    width: number,
    group: readonly Permutation[],
  ) {
    this.images = new LeastImages(width, group);
    this.least = new Int32Array(width);
  }

  from(): void {}

  initial(states: Int32Array, offset: number): void {
    this.successor(states, offset);
  }

  successor(states: Int32Array, offset: number): void {
    this.images.take(states, offset, this.least);
    this.loadNext(this.least, 0);
    const value: Value = this.view.next();
    this.loadNext(states, offset);
    this.low = fingerprintLo(0, value);
    this.high = fingerprintHi(0, value);
  }
}

/**
 * The second word of fingerprints of 128 bits. It is taken of the whole state each time: who asks for 128 bits asks for
 * certainty before speed.
 */
export class WideFingerprint {
  low = 0;
  high = 0;

  constructor(
    private readonly width: number,
    private readonly view: CompiledSpecification['view'],
  ) {}

  /** Of the state at `offset`, which is also in the next registers. */
  take(states: Int32Array, offset: number): void {
    const view = this.view?.next();
    this.low = view === undefined ? 0 : wideFingerprintLow(0, view);
    this.high = view === undefined ? 0 : wideFingerprintHigh(0, view);
    if (view !== undefined) return;
    for (let i = 0; i < this.width; i += 1) {
      const value = states[offset + i]!;
      this.low = (this.low + wideFingerprintLow(i, value)) | 0;
      this.high = (this.high + wideFingerprintHigh(i, value)) | 0;
    }
  }
}
