/** Consistent hashing with bounded loads. Mirrokni, Thorup & Zadimoghaddam 2018: the first node on the ring with room. */
import type { PlacementOptions } from '../placement.js';
import { RingReference } from './ring.js';

export class BoundedReference extends RingReference {
  readonly #epsilon: number;

  constructor(options: PlacementOptions) {
    super({ ...options, parameter: 0 });
    const { parameter = 0 } = options;
    this.#epsilon = parameter === 0 ? 0.25 : parameter;
    if (!(this.#epsilon > 0 && this.#epsilon <= 1_000)) throw new RangeError('parameter (epsilon) must be above 0');
  }

  /** No node takes more than (1 + epsilon) times its share of this one set of keys. */
  override locate(digests: BigUint64Array, buckets: Uint32Array): void {
    const members = this.members.all();
    const total = members.reduce((sum, { weight }) => sum + weight, 0);
    const share = ((1 + this.#epsilon) * digests.length) / total;
    const room = new Map(
      members.map(({ bucket, weight }) => [bucket, Math.min(Math.ceil(share * weight), 2 ** 32 - 1)]),
    );
    for (let i = 0; i < digests.length; i += 1) {
      for (const { bucket } of super.preference(digests[i] as bigint)) {
        const left = room.get(bucket) as number;
        if (left === 0) continue;
        room.set(bucket, left - 1);
        buckets[i] = bucket;
        break;
      }
    }
  }

  override replicas(): void {
    throw new RangeError('this placement has no replica sets');
  }
}
