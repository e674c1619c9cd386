/** What the TypeScript placements share: batches, membership, and the rule by which replica sets are chosen. */
import type { Placement, PlacementOptions } from '../placement.js';
import { type Member, Members } from './members.js';

const maxReplicas = 16;

/** A derived class says where one digest goes; where its tables depend on the members, `changed` rebuilds them. */
export abstract class ReferencePlacement implements Placement {
  protected readonly members: Members;

  constructor(options: PlacementOptions) {
    this.members = new Members(options);
  }

  protected abstract bucketOf(digest: bigint): number;

  /** Nodes in the order in which a key would use them; the first is `bucketOf`. Null where there are no replica sets. */
  protected preference(_digest: bigint): Iterable<Member> | null {
    return null;
  }

  /** `count` different nodes. Null where there are no replica sets. */
  protected replicaSet(digest: bigint, count: number): Member[] | null {
    const preference = this.preference(digest);
    return preference === null ? null : firstOfEachZone(preference, count);
  }

  protected changed(): void {}

  locate(digests: BigUint64Array, buckets: Uint32Array): void {
    checkLength(buckets, digests.length);
    for (let i = 0; i < digests.length; i += 1) buckets[i] = this.bucketOf(digests[i] as bigint);
  }

  replicas(digests: BigUint64Array, count: number, buckets: Uint32Array): void {
    checkLength(buckets, digests.length * count);
    if (!Number.isInteger(count) || count < 1 || count > Math.min(maxReplicas, this.size)) {
      throw new RangeError('count must be from 1 to the number of nodes (and at most 16)');
    }
    for (let i = 0; i < digests.length; i += 1) {
      const set = this.replicaSet(digests[i] as bigint, count);
      if (set === null) throw new RangeError('this placement has no replica sets');
      buckets.set(
        set.map(({ bucket }) => bucket),
        i * count,
      );
    }
  }

  add(weight?: number, name?: string, zone?: number): number {
    const { bucket } = this.members.add(weight, name, zone);
    this.changed();
    return bucket;
  }

  remove(bucket: number): void {
    this.members.remove(bucket);
    this.changed();
  }

  reweigh(bucket: number, weight: number): void {
    this.members.reweigh(bucket, weight);
    this.changed();
  }

  get size(): number {
    return this.members.size;
  }

  /** The references are for reading and checking; their memory is not measured. */
  get bytes(): number {
    return 0;
  }
}

function checkLength(buckets: Uint32Array, length: number): void {
  if (buckets.length !== length) throw new RangeError(`buckets must have ${length} elements, not ${buckets.length}`);
}

/** Each new node of a new zone first; where the zones run out, the nodes passed over, in their order. */
function firstOfEachZone(preference: Iterable<Member>, count: number): Member[] {
  const taken: Member[] = [];
  const passedOver: Member[] = [];
  for (const candidate of preference) {
    if (taken.includes(candidate) || passedOver.includes(candidate)) continue;
    if (taken.some(({ zone }) => zone === candidate.zone)) passedOver.push(candidate);
    else taken.push(candidate);
    if (taken.length === count) break;
  }
  return [...taken, ...passedOver].slice(0, count);
}

/** The strategy's one number: its default where it is left out or 0. */
export function parameterOf(
  { parameter = 0 }: PlacementOptions,
  whenLeftOut: number,
  allowed: (value: number) => boolean,
): number {
  const value = parameter === 0 ? whenLeftOut : parameter;
  if (!Number.isInteger(value) || !allowed(value)) {
    throw new RangeError('parameter is outside what this placement accepts');
  }
  return value;
}
