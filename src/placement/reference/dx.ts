/** DxHash. Dong & Wang 2021: a key's endless sequence of buckets, of which the first that works has it. */
import type { PlacementOptions } from '../placement.js';
import type { Member } from './members.js';
import { parameterOf } from './reference.js';
import { redraw } from './uint64.js';
import { UnweightedReference } from './unweighted.js';

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));

export class DxReference extends UnweightedReference {
  readonly #capacity: number;

  constructor(options: PlacementOptions) {
    super(options);
    const { nodes } = options;
    const roomy = 2 ** Math.ceil(Math.log2(2 * nodes));
    this.#capacity = parameterOf(options, roomy, (a) => a >= nodes && a <= 2 ** 27 && isPowerOfTwo(a));
  }

  protected bucketOf(digest: bigint): number {
    const shift = BigInt(32 - Math.log2(this.#capacity));
    for (let left = 8 * this.#capacity; left > 0; left -= 1) {
      const bucket = Number(redraw(digest, left) >> shift);
      if (this.members.inUse(bucket)) return bucket;
    }
    return (this.members.all()[0] as Member).bucket;
  }

  override add(weight?: number, name?: string, zone?: number): number {
    if (this.size === this.#capacity) throw new RangeError('the placement is at its capacity');
    return super.add(weight, name, zone);
  }
}
