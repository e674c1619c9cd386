/** From strings to buckets: pack, digest, locate, three calls for a whole batch. */
import { digestsOf, type Hash } from './hashing.js';
import { packKeys } from './keys.js';
import type { Placement } from './placement.js';

/** keys string[n] -> buckets u32[n], by their UTF-8 bytes. */
export function locateKeys(placement: Placement, hash: Hash, keys: readonly string[]): Uint32Array {
  const digests = digestsOf(packKeys(keys), hash);
  const buckets = new Uint32Array(digests.length);
  placement.locate(digests, buckets);
  return buckets;
}
