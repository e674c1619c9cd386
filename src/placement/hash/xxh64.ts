/** XXH64: bytes -> u64. Collet, "xxHash fast digest algorithm", version 0.1.1. The readable twin of native/hash/xxh64.h. */
import { mask64, multiply64, rotateLeft64 } from '../reference/uint64.js';

const p1 = 0x9e37_79b1_85eb_ca87n;
const p2 = 0xc2b2_ae3d_27d4_eb4fn;
const p3 = 0x1656_67b1_9e37_79f9n;
const p4 = 0x85eb_ca77_c2b2_ae63n;
const p5 = 0x27d4_eb2f_1656_67c5n;

export const primes = [p1, p2, p3, p4, p5] as const;

const round = (accumulator: bigint, lane: bigint): bigint =>
  multiply64(rotateLeft64((accumulator + lane * p2) & mask64, 31n), p1);

const merge = (accumulator: bigint, lane: bigint): bigint =>
  (multiply64(accumulator ^ round(0n, lane), p1) + p4) & mask64;

export function xxh64(bytes: Uint8Array, seed = 0n): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let h = (seed + p5) & mask64;
  if (bytes.length >= 32) {
    const lanes = [(seed + p1 + p2) & mask64, (seed + p2) & mask64, seed, (seed - p1) & mask64];
    for (; bytes.length - at >= 32; at += 32) {
      lanes.forEach((lane, i) => {
        lanes[i] = round(lane, view.getBigUint64(at + 8 * i, true));
      });
    }
    const turns = [1n, 7n, 12n, 18n];
    h = lanes.reduce((sum, lane, i) => sum + rotateLeft64(lane, turns[i] as bigint), 0n) & mask64;
    h = lanes.reduce(merge, h);
  }
  h = (h + BigInt(bytes.length)) & mask64;
  for (; bytes.length - at >= 8; at += 8) {
    h = (multiply64(rotateLeft64(h ^ round(0n, view.getBigUint64(at, true)), 27n), p1) + p4) & mask64;
  }
  if (bytes.length - at >= 4) {
    h = (multiply64(rotateLeft64(h ^ multiply64(BigInt(view.getUint32(at, true)), p1), 23n), p2) + p3) & mask64;
    at += 4;
  }
  for (; at < bytes.length; at += 1) {
    h = multiply64(rotateLeft64(h ^ multiply64(BigInt(bytes[at] as number), p5), 11n), p1);
  }
  return avalanche(h);
}

export function avalanche(h: bigint): bigint {
  h = multiply64(h ^ (h >> 33n), p2);
  h = multiply64(h ^ (h >> 29n), p3);
  return h ^ (h >> 32n);
}
