/** Multi-probe consistent hashing. Appleton & O'Reilly 2015: one point a node, many probes a key, the nearest decides. */
import type { PlacementOptions } from '../placement.js';
import { parameterOf } from './reference.js';
import { goldenGamma, mask64, mix64 } from './uint64.js';
import { UnweightedReference } from './unweighted.js';

export class MultiProbeReference extends UnweightedReference {
  readonly #probes: number;

  constructor(options: PlacementOptions) {
    super(options);
    this.#probes = parameterOf(options, 21, (probes) => probes >= 1 && probes <= 256);
  }

  protected bucketOf(digest: bigint): number {
    const points = this.members.all().map(({ bucket, seed }) => ({ bucket, position: mix64(seed) }));
    let best = { distance: mask64 + 1n, bucket: -1 };
    for (let i = 1; i <= this.#probes; i += 1) {
      const probe = mix64((digest + BigInt(i) * goldenGamma) & mask64);
      // Among points at one place the lowest bucket comes first, and the earlier probe wins a tie.
      for (const { bucket, position } of points) {
        const distance = (position - probe) & mask64;
        if (distance < best.distance) best = { distance, bucket };
      }
    }
    return best.bucket;
  }
}
