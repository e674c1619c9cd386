/** MD5 as a u64 digest: its first eight bytes, little-endian; the low half is ketama's hash of the key. Not for security. */
import { createHash } from 'node:crypto';

export function md5(bytes: Uint8Array): bigint {
  return createHash('md5').update(bytes).digest().readBigUInt64LE(0);
}
