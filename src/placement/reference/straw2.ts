/** CRUSH's straw2 buckets (Weil et al., SC 2006; straw2: Ceph Hammer, 2015), as crushtool computes them, in whole numbers. */
import type { Member } from './members.js';
import { ReferencePlacement } from './reference.js';

/** floor(2^48 * log2(numerator / denominator)) for a ratio in [1, 2): a bit for each squaring. */
function log2Fixed(numerator: number, denominator: number): bigint {
  let x = (BigInt(numerator) << 120n) / BigInt(denominator);
  let bits = 0n;
  for (let i = 0; i < 48; i += 1) {
    x = (x * x) >> 120n;
    const two = x >> 121n !== 0n;
    bits = bits * 2n + (two ? 1n : 0n);
    if (two) x >>= 1n;
  }
  return bits;
}

/** Where Ceph 16.2.15's table of small logarithms departs from 2^48 log2(1 + k / 2^15) + 0x147700000 (for k from 2 on). */
const departures = new Map<number, bigint>([
  [56, 0xa2b07f3458n],
  [127, 0x16df6ca19bdn],
  [134, 0x182b07f3458n],
  [181, 0x209c06e6212n],
  [184, 0x212b07f3458n],
  [188, 0x21d6a73a78fn],
  [193, 0x22c23679b4en],
  [198, 0x23a2c3b0ea4n],
  [199, 0x23d13ee805bn],
  [200, 0x24035e9221fn],
  [203, 0x247ed646bfen],
  [207, 0x25492644d65n],
  [210, 0x25d13ee805bn],
  [212, 0x26296453882n],
  [216, 0x26d32f798a9n],
  [222, 0x27e6580aecbn],
  [225, 0x287bdbf5255n],
  [227, 0x28d13ee805bn],
  [228, 0x29035e9221fn],
  [229, 0x29296453882n],
  [231, 0x29902a37aabn],
  [233, 0x29deabd1083n],
  [235, 0x2a4c7605d61n],
  [236, 0x2a7bdbf5255n],
  [237, 0x2a96056dafcn],
  [238, 0x2ac3daf14efn],
  [239, 0x2af1b019ecan],
  [240, 0x2b296453882n],
  [241, 0x2b5d022d80fn],
  [243, 0x2ba9012e713n],
  [244, 0x2bd6d4901ccn],
  [245, 0x2c04a796cf6n],
  [246, 0x2c327a428a6n],
  [247, 0x2c61a5e8f4cn],
  [248, 0x2c8e1e891f6n],
  [249, 0x2cbbf023fc2n],
  [250, 0x2ce9c163e6en],
  [251, 0x2d179248e13n],
  [252, 0x2d4562d2ec6n],
  [253, 0x2d73330209dn],
  [254, 0x2da102d63b0n],
  [255, 0x2dced24f814n],
]);
const logarithms = Array.from({ length: 129 }, (_, k) => (k === 128 ? 0xffff_0000_0000n : log2Fixed(128 + k, 128)));
const reciprocals = Array.from({ length: 129 }, (_, k) => ((1n << 55n) + 127n + BigInt(k)) / BigInt(128 + k));
const small = Array.from(
  { length: 256 },
  (_, k) => departures.get(k) ?? log2Fixed(32_768 + k, 32_768) + (k < 2 ? 0n : 0x1_4770_0000n),
);

/** 2^44 * log2(u + 1) for u in [0, 65535]. */
function fixedLog2(u: number): bigint {
  const x = u + 1;
  const shift = (x & 0x18000) === 0 ? Math.clz32(x) - 16 : 0;
  const normal = x << shift;
  const k = (normal >> 8) - 128;
  const rest = (BigInt(normal) * (reciprocals[k] as bigint)) >> 48n;
  const fraction = (logarithms[k] as bigint) + (small[Number(rest & 0xffn)] as bigint);
  return (BigInt(15 - shift) << 44n) + (fraction >> 4n);
}

/** Jenkins' mix of 1997 ("rjenkins1"), three words to one. */
export function hash3(a: number, b: number, c: number): number {
  const word = Uint32Array.of(a, b, c, 231_232, 1_232, 1_315_423_911 ^ a ^ b ^ c);
  const mix = (p: number, q: number, r: number): void => {
    for (const [down, left, last] of [
      [13, 8, 13],
      [12, 16, 5],
      [3, 10, 15],
    ] as const) {
      word[p] = (word[p]! - word[q]! - word[r]!) ^ (word[r]! >>> down);
      word[q] = (word[q]! - word[r]! - word[p]!) ^ (word[p]! << left);
      word[r] = (word[r]! - word[p]! - word[q]!) ^ (word[q]! >>> last);
    }
  };
  const [A, B, C, X, Y, H] = [0, 1, 2, 3, 4, 5];
  mix(A, B, H);
  mix(C, X, H);
  mix(Y, A, H);
  mix(B, X, H);
  mix(Y, C, H);
  return word[H] as number;
}

interface Straw {
  readonly id: number;
  /** 16.16 fixed point. */
  readonly weight: bigint;
}

/** The longest straw, ln(uniform) / weight; the first of equals. */
function longest<S extends Straw>(straws: readonly S[], x: number, attempt: number): S {
  const drawn = straws.map((straw) => ({
    straw,
    length: (fixedLog2(hash3(x, straw.id, attempt) & 0xffff) - (1n << 48n)) / straw.weight,
  }));
  return drawn.reduce((best, next) => (next.length > best.length ? next : best)).straw;
}

const retries = 50;

export class Straw2Reference extends ReferencePlacement {
  protected bucketOf(digest: bigint): number {
    return this.#choose(Number(digest & 0xffff_ffffn), 0).bucket;
  }

  /** From the root to a zone (id -1 - zone) to a node, or from the root to a node where there are no zones. */
  #choose(x: number, attempt: number): Member {
    const nodes = this.members.all().map((member) => ({
      id: member.bucket,
      weight: BigInt(Math.max(1, Math.floor(member.weight * 65_536 + 0.5))),
      member,
    }));
    if (!this.members.zoned) return longest(nodes, x, attempt).member;
    const zones = [...new Set(nodes.map(({ member }) => member.zone))]
      .sort((a, b) => a - b)
      .map((zone) => {
        const inside = nodes.filter(({ member }) => member.zone === zone);
        return { id: -1 - zone, weight: inside.reduce((sum, { weight }) => sum + weight, 0n), inside };
      });
    return longest(longest(zones, x, attempt).inside, x, attempt).member;
  }

  /** CRUSH's "firstn": each replica tries on while it meets a zone already taken, at most 51 times. */
  protected override replicaSet(digest: bigint, count: number): Member[] {
    const x = Number(digest & 0xffff_ffffn);
    const all = this.members.all();
    const apart = Math.min(count, new Set(all.map(({ zone }) => zone)).size);
    const taken: Member[] = [];
    const clashes = (candidate: Member, byZone: boolean): boolean =>
      taken.some((other) => other === candidate || (byZone && other.zone === candidate.zone));
    for (let replica = 0; replica < count; replica += 1) {
      for (let failed = 0; failed <= retries; failed += 1) {
        const candidate = this.#choose(x, replica + failed);
        if (clashes(candidate, replica < apart)) continue;
        taken.push(candidate);
        break;
      }
    }
    for (const member of all) if (taken.length < count && !clashes(member, false)) taken.push(member);
    return taken;
  }
}
