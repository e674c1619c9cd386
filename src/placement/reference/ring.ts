/** The ring with virtual nodes. Karger et al. 1997, section 4. A key belongs to the first point at or after its digest. */
import type { PlacementOptions } from '../placement.js';
import type { Member } from './members.js';
import { parameterOf, ReferencePlacement } from './reference.js';
import { goldenGamma, mask64, mix64 } from './uint64.js';

export interface RingPoint {
  readonly position: bigint;
  readonly owner: Member;
}

/** A derived ring says which points its members have, and where on the ring a digest is. */
export abstract class RingReferenceBase extends ReferencePlacement {
  #points: readonly RingPoint[] = [];

  protected abstract points(): RingPoint[];

  protected position(digest: bigint): bigint {
    return digest;
  }

  protected override changed(): void {
    this.#points = this.points().sort(byPosition);
  }

  /** In the order of the ring. */
  sortedPoints(): readonly RingPoint[] {
    return this.#points;
  }

  protected bucketOf(digest: bigint): number {
    return (this.#points[this.#find(digest)] as RingPoint).owner.bucket;
  }

  protected override *preference(digest: bigint): Generator<Member> {
    const start = this.#find(digest);
    for (let step = 0; step < this.#points.length; step += 1) {
      yield (this.#points[(start + step) % this.#points.length] as RingPoint).owner;
    }
  }

  /** Index of the first point at or after the digest's position; the first of all, past the last. */
  #find(digest: bigint): number {
    const position = this.position(digest);
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle] as RingPoint).position < position) low = middle + 1;
      else high = middle;
    }
    return low % this.#points.length;
  }
}

const byPosition = (a: RingPoint, b: RingPoint): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : a.owner.bucket - b.owner.bucket;

export class RingReference extends RingReferenceBase {
  readonly #virtualNodes: number;

  constructor(options: PlacementOptions) {
    super(options);
    this.#virtualNodes = parameterOf(options, 160, (count) => count >= 1 && count <= 65_536);
    this.changed();
  }

  protected points(): RingPoint[] {
    return this.members.all().flatMap((owner) => {
      const count = Math.max(1, Math.floor(owner.weight * this.#virtualNodes + 0.5));
      return Array.from({ length: count }, (_, replica) => ({
        position: mix64((owner.seed + BigInt(replica) * goldenGamma) & mask64),
        owner,
      }));
    });
  }
}
