/** Hashes by name: bytes -> digest (u64), chosen apart from placement. Each has a native batch and a readable reference. */
import { addon, type HashBatch } from '../addon.js';
import { crc32cDigest, redisSlot } from './hash/crc.js';
import { fnv1a } from './hash/fnv1a.js';
import { md5 } from './hash/md5.js';
import { murmur3 } from './hash/murmur3.js';
import { xxh3 } from './hash/xxh3.js';
import { xxh64 } from './hash/xxh64.js';
import type { PackedKeys } from './keys.js';

export interface Hash {
  readonly name: string;
  readonly source: string;
  /** digests u64[n] of keys laid end to end. Throws a TypeError or RangeError that names the argument. */
  readonly batch: HashBatch;
  readonly reference: (bytes: Uint8Array) => bigint;
}

export const hashes: readonly Hash[] = [
  { name: 'xxh3', source: 'Collet, xxHash 0.8 (XXH3, 64 bits)', batch: addon.hash.xxh3, reference: xxh3 },
  { name: 'xxh64', source: 'Collet, xxHash 0.8 (XXH64)', batch: addon.hash.xxh64, reference: (bytes) => xxh64(bytes) },
  {
    name: 'murmur3',
    source: 'Appleby, MurmurHash3 x64 128; first eight bytes',
    batch: addon.hash.murmur3,
    reference: murmur3,
  },
  {
    name: 'fnv1a',
    source: 'Fowler, Noll & Vo, draft-eastlake-fnv (64 bits)',
    batch: addon.hash.fnv1a,
    reference: fnv1a,
  },
  { name: 'crc32c', source: 'RFC 3720, spread over 64 bits', batch: addon.hash.crc32c, reference: crc32cDigest },
  { name: 'md5', source: 'RFC 1321; first eight bytes, as ketama reads them', batch: addon.hash.md5, reference: md5 },
  {
    name: 'redis-slot',
    source: 'Redis Cluster specification: CRC16 of the key or its hash tag',
    batch: addon.hash.redisSlot,
    reference: redisSlot,
  },
];

export const hashNamed = (name: string): Hash | undefined => hashes.find((hash) => hash.name === name);

export function digestsOf(keys: PackedKeys, hash: Hash): BigUint64Array {
  const digests = new BigUint64Array(keys.offsets.length - 1);
  hash.batch(keys.bytes, keys.offsets, digests);
  return digests;
}
