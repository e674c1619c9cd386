/** Cyclic redundancy checks used as hashes: CRC32C (RFC 3720, appendix B.4) and the CRC16 of Redis Cluster's slots. */
import { mix64 } from '../reference/uint64.js';

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  }
  return ~crc >>> 0;
}

/** 32 bits of checksum, spread over 64 by a bijection: placements read the high bits of a digest. */
export const crc32cDigest = (bytes: Uint8Array): bigint => mix64(BigInt(crc32c(bytes)));

/** CRC16 as XMODEM has it: x^16 + x^12 + x^5 + 1, most significant bit first. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

/** The slot of a key: of what stands between the first { and the next }, where that is not empty; else of the whole key. */
export function redisSlot(bytes: Uint8Array): bigint {
  const open = bytes.indexOf(0x7b);
  const close = open < 0 ? -1 : bytes.indexOf(0x7d, open + 1);
  const tagged = close > open + 1;
  return BigInt(crc16(tagged ? bytes.subarray(open + 1, close) : bytes) % 16_384);
}
