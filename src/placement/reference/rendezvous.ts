/** Rendezvous (highest random weight) hashing. Thaler & Ravishankar 1998: every node scores every key, the highest has it. */
import type { PlacementOptions } from '../placement.js';
import type { Member } from './members.js';
import { ReferencePlacement } from './reference.js';
import { multiply64 } from './uint64.js';
import { refuseWeights } from './unweighted.js';

/** A derived class gives a node's score; of equal scores the lowest bucket wins. */
export abstract class ScoredReference extends ReferencePlacement {
  protected abstract score(digest: bigint, member: Member): bigint | number;

  protected bucketOf(digest: bigint): number {
    return (this.preference(digest)[0] as Member).bucket;
  }

  protected override preference(digest: bigint): Member[] {
    const scored = this.members.all().map((member) => ({ member, score: this.score(digest, member) }));
    return scored.sort((a, b) => (a.score > b.score ? -1 : a.score < b.score ? 1 : 0)).map(({ member }) => member);
  }
}

abstract class UnweightedScoredReference extends ScoredReference {
  constructor(options: PlacementOptions) {
    refuseWeights(options.weights ?? []);
    super(options);
  }

  override add(weight?: number, name?: string, zone?: number): number {
    refuseWeights([weight]);
    return super.add(weight, name, zone);
  }

  override reweigh(): void {
    refuseWeights([Number.NaN]);
  }
}

/** Two thirds of mix64: its last step only changes low bits that hardly ever decide. */
export function score64(digest: bigint, seed: bigint): bigint {
  let z = digest ^ seed;
  z = multiply64(z ^ (z >> 30n), 0xbf58_476d_1ce4_e5b9n);
  return multiply64(z ^ (z >> 27n), 0x94d0_49bb_1331_11ebn);
}

/** Murmur3's 32-bit finaliser over the digest's low half, with the high half brought in midway. */
export function score32(digest: bigint, seed: number): number {
  let x = Number(digest & 0xffff_ffffn) ^ seed;
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  return Math.imul(x ^ (x >>> 13) ^ Number(digest >> 32n), 0xc2b2_ae35) >>> 0;
}

export class RendezvousReference extends UnweightedScoredReference {
  protected score(digest: bigint, member: Member): bigint {
    return score64(digest, member.seed);
  }
}

export class Rendezvous32Reference extends UnweightedScoredReference {
  protected score(digest: bigint, member: Member): number {
    return score32(digest, Number(member.seed >> 32n));
  }
}
