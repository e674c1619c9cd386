/** Weighted rendezvous hashing by logarithms (Resch & Fanelli 2015): the greatest ln(u) / weight has the key. */
import type { Member } from './members.js';
import { ScoredReference, score64 } from './rendezvous.js';

const view = new DataView(new ArrayBuffer(8));
const bitsOf = (value: number): bigint => {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
};
const fromBits = (bits: bigint): number => {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
};

const bitsOfSqrtHalf = 0x3fe6_a09e_667f_3bcdn;

/**
 * ln((2 (hash >> 12) + 1) / 2^53) from single IEEE operations in the kernel's order: Math.log may differ in the last place.
 * ln((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...).
 */
export function lnUnit(hash: bigint): number {
  const bits = bitsOf(Number((hash >> 12n) * 2n + 1n));
  const exponent = BigInt.asIntN(64, bits - bitsOfSqrtHalf) >> 52n;
  const mantissa = fromBits(BigInt.asUintN(64, bits - (exponent << 52n)));
  const s = (mantissa - 1) / (mantissa + 1);
  const s2 = s * s;
  let sum = 1 / 15;
  for (const odd of [13, 11, 9, 7, 5, 3]) sum = sum * s2 + 1 / odd;
  return Number(exponent - 53n) * Math.LN2 + (s + s * (s2 * sum)) * 2;
}

export class WeightedRendezvousReference extends ScoredReference {
  protected score(digest: bigint, { seed, weight }: Member): number {
    return lnUnit(score64(digest, seed)) * (1 / weight);
  }
}
