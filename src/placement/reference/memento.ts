/** MementoHash. Coluzzi, Brocco, Leidi & Antonucci, IEEE/ACM ToN 2024: jump hash and a memory of what was removed. */
import { jumpBucket } from './jump.js';
import { redraw, scale32 } from './uint64.js';
import { UnweightedReference } from './unweighted.js';

export class MementoReference extends UnweightedReference {
  /** The paper's n: buckets that jump hash knows. */
  #jumpCount = this.members.size;
  /** Removed b -> c: how many worked after it left, and at once the bucket that stands in for it. */
  readonly #replacedBy = new Map<number, number>();

  protected bucketOf(digest: bigint): number {
    let b = jumpBucket(digest, this.#jumpCount);
    for (let working = this.#replacedBy.get(b); working !== undefined; working = this.#replacedBy.get(b)) {
      let d = scale32(redraw(digest, b), working);
      for (let c = this.#replacedBy.get(d); c !== undefined && c >= working; c = this.#replacedBy.get(d)) d = c;
      b = d;
    }
    return b;
  }

  override add(weight?: number, name?: string, zone?: number): number {
    const b = super.add(weight, name, zone);
    if (!this.#replacedBy.delete(b)) this.#jumpCount += 1;
    return b;
  }

  override remove(b: number): void {
    super.remove(b);
    if (this.#replacedBy.size === 0 && b === this.#jumpCount - 1) this.#jumpCount -= 1;
    else this.#replacedBy.set(b, this.size);
  }
}
