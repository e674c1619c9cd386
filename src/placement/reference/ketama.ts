/** Ketama: the ring of libketama (Jones, Last.fm 2007), with its MD5 points, its floats and its rounding. */
import { createHash } from 'node:crypto';
import type { PlacementOptions } from '../placement.js';
import { type RingPoint, RingReferenceBase } from './ring.js';

export class KetamaReference extends RingReferenceBase {
  constructor(options: PlacementOptions) {
    super(options);
    this.changed();
  }

  /** A digest's low half is ketama's 32-bit hash. */
  protected override position(digest: bigint): bigint {
    return digest & 0xffff_ffffn;
  }

  /** floor(weight share * 40 * nodes) MD5 digests of "name-0", "name-1", ..., each four little-endian points. */
  protected points(): RingPoint[] {
    const members = this.members.all();
    const total = members.reduce((sum, { weight }) => sum + weight, 0);
    return members.flatMap((owner) => {
      const share = Math.fround(Math.fround(owner.weight) / Math.fround(total));
      const digests = Math.floor(Math.fround(share * 40 * Math.fround(members.length)));
      return Array.from({ length: digests }, (_, k) => {
        const digest = createHash('md5').update(`${owner.name}-${k}`).digest();
        return [0, 4, 8, 12].map((at) => ({ position: BigInt(digest.readUInt32LE(at)), owner }));
      }).flat();
    });
  }
}
