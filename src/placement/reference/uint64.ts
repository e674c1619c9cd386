/** Arithmetic modulo 2^64 on BigInts: what the kernels do in registers, written out. */

export const mask64 = 0xffff_ffff_ffff_ffffn;
export const goldenGamma = 0x9e37_79b9_7f4a_7c15n;

export const multiply64 = (a: bigint, b: bigint): bigint => (a * b) & mask64;
export const rotateLeft64 = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & mask64;

/** splitmix64's finaliser (Steele, Lea & Flood 2014, figure 15; constants "mix13" of Stafford): a bijection of u64. */
export function mix64(z: bigint): bigint {
  z = multiply64(z ^ (z >> 30n), 0xbf58_476d_1ce4_e5b9n);
  z = multiply64(z ^ (z >> 27n), 0x94d0_49bb_1331_11ebn);
  return z ^ (z >> 31n);
}

/** floor(hash / 2^32 * bound): [0, 2^32) -> [0, bound) (Lemire 2019, section 2). */
export const scale32 = (hash: bigint, bound: number): number => Number((hash * BigInt(bound)) >> 32n);

/** A second, third, ... draw for a key: 32 bits that depend on all of digest and salt. */
export function redraw(digest: bigint, salt: number): bigint {
  let z = digest ^ multiply64(BigInt(salt), goldenGamma);
  z = multiply64(z ^ (z >> 32n), 0xd6e8_feb8_6659_fd93n);
  return multiply64(z ^ (z >> 32n), 0xd6e8_feb8_6659_fd93n) >> 32n;
}
