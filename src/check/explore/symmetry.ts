/**
 * States that differ by a permutation of model values count as one: the least fingerprint of an orbit stands for it. The
 * fingerprints of all images are sums over the variables like any other, kept up to date by what a step changes.
 */
import { fingerprintHi, fingerprintLo, ImageHashes, type Permutation } from '../../tla/runtime.js';
import type { Fingerprinter } from './fingerprint.js';

export class SymmetryFingerprinter implements Fingerprinter {
  low = 0;
  high = 0;
  private readonly hashes: ImageHashes;
  /** Of the state from which steps are taken: its values, and the sums for all images (low lanes, then high ones). */
  private readonly values: Int32Array;
  private readonly base: Int32Array;
  private readonly sums: Int32Array;

  constructor(
    private readonly width: number,
    group: readonly Permutation[],
  ) {
    this.hashes = new ImageHashes(group);
    this.values = new Int32Array(width);
    this.base = new Int32Array(2 * this.hashes.count);
    this.sums = new Int32Array(2 * this.hashes.count);
  }

  from(states: Int32Array, offset: number): void {
    this.base.fill(0);
    for (let i = 0; i < this.width; i += 1) {
      this.values[i] = states[offset + i]!;
      this.add(this.base, i, this.values[i]!, 1);
    }
  }

  initial(states: Int32Array, offset: number): void {
    this.from(states, offset);
    this.takeLeast(this.base);
  }

  successor(states: Int32Array, offset: number): void {
    const { sums, values } = this;
    sums.set(this.base);
    for (let i = 0; i < this.width; i += 1) {
      const value = states[offset + i]!;
      if (value === values[i]) continue;
      this.add(sums, i, values[i]!, -1);
      this.add(sums, i, value, 1);
    }
    this.takeLeast(sums);
  }

  /** Adds to the sums (or takes from them) what variable `index` with this value contributes to each image. */
  private add(sums: Int32Array, index: number, value: number, sign: number): void {
    const { count } = this.hashes;
    const shares = this.hashes.fingerprintShares(index, value);
    if (shares === null) {
      const low = sign * fingerprintLo(index, value);
      const high = sign * fingerprintHi(index, value);
      for (let p = 0; p < count; p += 1) {
        sums[p]! += low;
        sums[count + p]! += high;
      }
    } else if (sign > 0) for (let p = 0; p < sums.length; p += 1) sums[p]! += shares[p]!;
    else for (let p = 0; p < sums.length; p += 1) sums[p]! -= shares[p]!;
  }

  private takeLeast(sums: Int32Array): void {
    const { count } = this.hashes;
    let low = sums[0]!;
    let high = sums[count]!;
    for (let p = 1; p < count; p += 1) {
      const otherHigh = sums[count + p]!;
      if (otherHigh > high || (otherHigh === high && sums[p]! >= low)) continue;
      low = sums[p]!;
      high = otherHigh;
    }
    this.low = low;
    this.high = high;
  }
}
