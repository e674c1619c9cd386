/** Jump consistent hash. Lamping & Veach, "A fast, minimal memory, consistent hash algorithm", 2014, figure 1. */
import { mask64 } from './uint64.js';
import { UnweightedReference } from './unweighted.js';

/** Bucket in [0, bucketCount). Each jump lands where a key would move next as buckets are added: O(ln bucketCount) jumps. */
export function jumpBucket(digest: bigint, bucketCount: number): number {
  let bucket = -1;
  let next = 0;
  while (next < bucketCount) {
    bucket = next;
    digest = (digest * 2862933555777941757n + 1n) & mask64;
    next = Math.trunc((bucket + 1) * (2 ** 31 / (Number(digest >> 33n) + 1)));
  }
  return bucket;
}

export class JumpReference extends UnweightedReference {
  protected bucketOf(digest: bigint): number {
    return jumpBucket(digest, this.members.size);
  }

  override remove(bucket: number): void {
    this.members.get(bucket);
    if (bucket !== this.members.bucketCount - 1) throw new RangeError('bucket is not the newest');
    super.remove(bucket);
  }
}
