/** JumpBackHash. Ertl 2024 (arXiv 2403.18682), algorithm 4: jump hash from the far end, in expected constant time. */
import { JumpReference } from './jump.js';
import { goldenGamma, mask64, mix64 } from './uint64.js';

/** Bucket in [0, bucketCount). The random numbers are splitmix64's, started at the digest. */
export function jumpbackBucket(digest: bigint, bucketCount: number): number {
  if (bucketCount === 1) return 0;
  let state = digest;
  const draw = () => {
    state = (state + goldenGamma) & mask64;
    const word = mix64(state);
    return [Number(word & 0xffff_ffffn), Number(word >> 32n)] as const;
  };
  const first = draw();
  // Bit i says that the key moves at least once while the bucket count goes from 2^i to 2^(i + 1).
  let ranges = ((first[0] ^ first[1]) & (0xffff_ffff >>> Math.clz32(bucketCount - 1))) >>> 0;
  while (ranges !== 0) {
    const least = 2 ** (31 - Math.clz32(ranges));
    const bucket = least + ((first[oddParity(ranges) ? 1 : 0] & (least - 1)) >>> 0);
    if (bucket < bucketCount) return bucket;
    const earlier = earlierMove(draw, least, bucketCount);
    if (earlier !== null) return earlier;
    ranges -= least;
  }
  return 0;
}

/** Moves within [least, 2 least), from the last to the first: the first among the buckets; null once one is below the range. */
function earlierMove(draw: () => readonly [number, number], least: number, bucketCount: number): number | null {
  for (;;) {
    for (const half of draw()) {
      const bucket = (half & (2 * least - 1)) >>> 0;
      if (bucket < least) return null;
      if (bucket < bucketCount) return bucket;
    }
  }
}

function oddParity(bits: number): boolean {
  let odd = false;
  for (let rest = bits; rest !== 0; rest &= rest - 1) odd = !odd;
  return odd;
}

export class JumpBackReference extends JumpReference {
  protected override bucketOf(digest: bigint): number {
    return jumpbackBucket(digest, this.members.size);
  }
}
