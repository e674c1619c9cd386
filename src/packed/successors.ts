import { mixHi, mixLo } from '../tla/runtime.js';

/** Fingerprints of states and whether they are outside the constraints, in their order or in any: how many, and two hashes. */
export class Successors {
  private count = 0;
  private low = 0;
  private high = 0;

  constructor(private readonly inOrder: boolean) {}

  add(low: number, high: number, outside: number): void {
    this.count += 1;
    const place = outside + (this.inOrder ? 2 * this.count : 0);
    this.low = (this.low + mixLo(low + place, high)) | 0;
    this.high = (this.high + mixHi(high, low + place)) | 0;
  }

  equals({ count, low, high }: Successors): boolean {
    return this.count === count && this.low === low && this.high === high;
  }
}
