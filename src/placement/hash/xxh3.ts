/** XXH3, 64 bits, seed 0: bytes -> u64. Collet, xxHash 0.8. The readable twin of native/hash/xxh3.h. */
import { mask64, multiply64, rotateLeft64 } from '../reference/uint64.js';
import { avalanche as avalanche64, primes } from './xxh64.js';

/** The default secret of the xxHash specification. */
const secret = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221' +
    'b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
    'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb' +
    '170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
);
const key = (at: number): bigint => secret.readBigUInt64LE(at);

const stripe = 64;
const block = 1024;
const p32 = 0x9e37_79b1n;
const [p1, p2, p3, p4, p5] = primes;

/** The two halves of the 128-bit product, folded. */
const fold = (a: bigint, b: bigint): bigint => ((a * b) & mask64) ^ ((a * b) >> 64n);

const avalanche = (h: bigint): bigint => {
  h = multiply64(h ^ (h >> 37n), 0x1656_6791_9e37_79f9n);
  return h ^ (h >> 32n);
};

export function xxh3(bytes: Uint8Array): bigint {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (input.length <= 16) return upTo16(input);
  return input.length <= 240 ? upTo240(input) : longKey(input);
}

function upTo16(input: Buffer): bigint {
  const { length } = input;
  if (length > 8) {
    const low = input.readBigUInt64LE(0) ^ key(24) ^ key(32);
    const high = input.readBigUInt64LE(length - 8) ^ key(40) ^ key(48);
    return avalanche((BigInt(length) + swapBytes(low) + high + fold(low, high)) & mask64);
  }
  if (length >= 4) {
    const both = BigInt(input.readUInt32LE(length - 4)) + (BigInt(input.readUInt32LE(0)) << 32n);
    let h = both ^ key(8) ^ key(16);
    h = multiply64(h ^ rotateLeft64(h, 49n) ^ rotateLeft64(h, 24n), 0x9fb2_1c65_1e98_df25n);
    h = multiply64(h ^ ((h >> 35n) + BigInt(length)), 0x9fb2_1c65_1e98_df25n);
    return h ^ (h >> 28n);
  }
  if (length === 0) return avalanche64(key(56) ^ key(64));
  const at = (i: number): bigint => BigInt(input[i] as number);
  const few = (at(0) << 16n) | (at(length >> 1) << 24n) | at(length - 1) | BigInt(length << 8);
  return avalanche64(few ^ BigInt(secret.readUInt32LE(0)) ^ BigInt(secret.readUInt32LE(4)));
}

function swapBytes(word: bigint): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(word);
  return bytes.readBigUInt64BE();
}

function upTo240(input: Buffer): bigint {
  const { length } = input;
  const mix16 = (at: number, keyAt: number): bigint =>
    fold(input.readBigUInt64LE(at) ^ key(keyAt), input.readBigUInt64LE(at + 8) ^ key(keyAt + 8));
  let h = multiply64(BigInt(length), p1);
  if (length <= 128) {
    for (let i = Math.floor((length - 1) / 32); i >= 0; i -= 1) {
      h += mix16(16 * i, 32 * i) + mix16(length - 16 * (i + 1), 32 * i + 16);
    }
    return avalanche(h & mask64);
  }
  for (let i = 0; i < 8; i += 1) h += mix16(16 * i, 16 * i);
  h = avalanche(h & mask64);
  for (let i = 8; i < Math.floor(length / 16); i += 1) h += mix16(16 * i, 16 * (i - 8) + 3);
  return avalanche((h + mix16(length - 16, 136 - 17)) & mask64);
}

/** Eight lanes take a stripe of 64 bytes at a time, and are scrambled after each block of 1,024. */
function longKey(input: Buffer): bigint {
  const lanes = [0xc2b2_ae3dn, p1, p2, p3, p4, 0x85eb_ca77n, p5, p32];
  const accumulate = (at: number, keyAt: number): void => {
    for (let i = 0; i < 8; i += 1) {
      const word = input.readBigUInt64LE(at + 8 * i);
      const keyed = word ^ key(keyAt + 8 * i);
      lanes[i ^ 1] = (lanes[i ^ 1]! + word) & mask64;
      lanes[i] = (lanes[i]! + (keyed & 0xffff_ffffn) * (keyed >> 32n)) & mask64;
    }
  };
  const blocks = Math.floor((input.length - 1) / block);
  for (let b = 0; b < blocks; b += 1) {
    for (let s = 0; s < block / stripe; s += 1) accumulate(b * block + s * stripe, 8 * s);
    for (const [i, lane] of lanes.entries()) {
      lanes[i] = multiply64(lane ^ (lane >> 47n) ^ key(secret.length - stripe + 8 * i), p32);
    }
  }
  const stripes = Math.floor((input.length - 1 - blocks * block) / stripe);
  for (let s = 0; s < stripes; s += 1) accumulate(blocks * block + s * stripe, 8 * s);
  accumulate(input.length - stripe, secret.length - stripe - 7);
  let h = multiply64(BigInt(input.length), p1);
  for (let i = 0; i < 4; i += 1) {
    h += fold(lanes[2 * i]! ^ key(11 + 16 * i), lanes[2 * i + 1]! ^ key(11 + 16 * i + 8));
  }
  return avalanche(h & mask64);
}
