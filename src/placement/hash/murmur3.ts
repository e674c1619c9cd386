/** MurmurHash3 x64, 128 bits, seed 0 (Appleby 2011), of which the first 64 are the digest. */
import { mask64, multiply64, rotateLeft64 } from '../reference/uint64.js';

const c1 = 0x87c3_7b91_1142_53d5n;
const c2 = 0x4cf5_ad43_2745_937fn;

const first = (k: bigint): bigint => multiply64(rotateLeft64(multiply64(k, c1), 31n), c2);
const second = (k: bigint): bigint => multiply64(rotateLeft64(multiply64(k, c2), 33n), c1);

function finish(k: bigint): bigint {
  k = multiply64(k ^ (k >> 33n), 0xff51_afd7_ed55_8ccdn);
  k = multiply64(k ^ (k >> 33n), 0xc4ce_b9fe_1a85_ec53n);
  return k ^ (k >> 33n);
}

export function murmur3(bytes: Uint8Array): bigint {
  const whole = Math.floor(bytes.length / 16) * 16;
  // The rest is read as if zeros followed it: a zero word changes nothing.
  const input = Buffer.alloc(whole + 16);
  input.set(bytes);
  let h1 = 0n;
  let h2 = 0n;
  for (let at = 0; at < whole; at += 16) {
    h1 = ((rotateLeft64(h1 ^ first(input.readBigUInt64LE(at)), 27n) + h2) * 5n + 0x52dc_e729n) & mask64;
    h2 = ((rotateLeft64(h2 ^ second(input.readBigUInt64LE(at + 8)), 31n) + h1) * 5n + 0x3849_5ab5n) & mask64;
  }
  const length = BigInt(bytes.length);
  h1 ^= first(input.readBigUInt64LE(whole)) ^ length;
  h2 ^= second(input.readBigUInt64LE(whole + 8)) ^ length;
  h1 = (h1 + h2) & mask64;
  h2 = (h2 + h1) & mask64;
  return (finish(h1) + finish(h2)) & mask64;
}
