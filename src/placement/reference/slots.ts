/** Redis Cluster's 16,384 hash slots and the table of who has which. The digest is a slot, see `hash/crc16.ts`. */
import type { PlacementOptions } from '../placement.js';
import { UnweightedReference } from './unweighted.js';

const slotCount = 16_384;

export class SlotsReference extends UnweightedReference {
  readonly #owners: number[] = [];

  /** Contiguous ranges, rounded as `redis-cli --cluster create` rounds them: in floats. */
  constructor(options: PlacementOptions) {
    super(options);
    const { nodes } = options;
    if (nodes > slotCount) throw new RangeError('nodes are more than there are slots');
    const each = Math.fround(slotCount / nodes);
    let cursor = 0;
    for (let bucket = 0; bucket < nodes; bucket += 1) {
      const last = Math.floor(Math.fround(Math.fround(cursor + each) - 1) + 0.5);
      const end = bucket === nodes - 1 ? slotCount : last + 1;
      while (this.#owners.length < end) this.#owners.push(bucket);
      cursor = Math.fround(cursor + each);
    }
  }

  protected bucketOf(digest: bigint): number {
    return this.#owners[Number(digest % BigInt(slotCount))] as number;
  }

  /** The new node takes the last slot of the fullest, again and again, until it has its share. */
  override add(weight?: number, name?: string, zone?: number): number {
    if (this.size === slotCount) throw new RangeError('each slot has a node of its own already');
    const bucket = super.add(weight, name, zone);
    const counts = this.#counts();
    for (let taken = 0; taken < Math.floor(slotCount / this.size); taken += 1) {
      const fullest = this.#pick(bucket, (a, b) => (counts[a] as number) > (counts[b] as number));
      this.#owners[this.#owners.lastIndexOf(fullest)] = bucket;
      counts[fullest]! -= 1;
    }
    return bucket;
  }

  /** Each slot of the node that leaves goes to the emptiest. */
  override remove(bucket: number): void {
    super.remove(bucket);
    const counts = this.#counts();
    for (let slot = 0; slot < slotCount; slot += 1) {
      if (this.#owners[slot] !== bucket) continue;
      const emptiest = this.#pick(bucket, (a, b) => (counts[a] as number) < (counts[b] as number));
      this.#owners[slot] = emptiest;
      counts[emptiest]! += 1;
    }
  }

  #counts(): number[] {
    const counts = new Array<number>(this.members.bucketCount).fill(0);
    for (const owner of this.#owners) counts[owner]! += 1;
    return counts;
  }

  /** The first node in use, other than `except`, that none precedes. */
  #pick(except: number, precedes: (a: number, b: number) => boolean): number {
    const candidates = this.members.all().filter(({ bucket }) => bucket !== except);
    return candidates.reduce(
      (picked, { bucket }) => (precedes(bucket, picked) ? bucket : picked),
      candidates[0]!.bucket,
    );
  }
}
