/** Who is in the cluster: buckets in use, the order of removals, and what each node brings. */
import { xxh64 } from '../hash/xxh64.js';
import type { PlacementOptions } from '../placement.js';
import { goldenGamma, mask64, mix64 } from './uint64.js';

export interface Member {
  readonly bucket: number;
  readonly weight: number;
  readonly zone: number;
  readonly name: string;
  /** Where the node's own pseudo-random choices start: from its name, or from its bucket. */
  readonly seed: bigint;
}

const maxWeight = 1_000_000;
const maxNodes = 2 ** 26;

export class Members {
  /** By bucket; undefined where removed. */
  readonly #members: (Member | undefined)[] = [];
  readonly #removed: number[] = [];
  #zoned: boolean;

  constructor({ nodes, weights, zones, names }: PlacementOptions) {
    if (!Number.isInteger(nodes) || nodes < 1 || nodes > maxNodes) throw new RangeError(`nodes must be from 1 to 2^26`);
    this.#zoned = zones !== undefined && nodes > 0;
    for (const [name, array] of Object.entries({ weights, zones, names })) {
      if (array !== undefined && array.length !== nodes) throw new RangeError(`${name} must have one element per node`);
    }
    for (let bucket = 0; bucket < nodes; bucket += 1) {
      this.#members.push(member(bucket, weights?.[bucket], names?.[bucket], zones?.[bucket]));
    }
  }

  add(weight?: number, name?: string, zone?: number): Member {
    const bucket = this.#removed.at(-1) ?? this.#members.length;
    const added = member(bucket, weight, name, zone);
    this.#removed.pop();
    this.#zoned = this.#zoned || zone !== undefined;
    this.#members[bucket] = added;
    return added;
  }

  remove(bucket: number): Member {
    const removed = this.get(bucket);
    if (this.size === 1) throw new RangeError('bucket is the last one in use');
    this.#members[bucket] = undefined;
    this.#removed.push(bucket);
    return removed;
  }

  reweigh(bucket: number, weight: number): void {
    this.#members[bucket] = { ...this.get(bucket), weight: checkWeight(weight) };
  }

  get(bucket: number): Member {
    const found = this.#members[bucket];
    if (found === undefined) throw new RangeError('bucket is not in use');
    return found;
  }

  inUse(bucket: number): boolean {
    return this.#members[bucket] !== undefined;
  }

  /** Those in use, in the order of their buckets. */
  all(): Member[] {
    return this.#members.filter((member) => member !== undefined);
  }

  get size(): number {
    return this.#members.length - this.#removed.length;
  }

  /** Whether anyone has said which zone a node is in. */
  get zoned(): boolean {
    return this.#zoned;
  }

  /** Buckets ever handed out. */
  get bucketCount(): number {
    return this.#members.length;
  }
}

function member(bucket: number, weight = 1, name = '', zone = bucket): Member {
  const seed =
    name === '' ? mix64(((BigInt(bucket) + 1n) * goldenGamma) & mask64) : xxh64(new TextEncoder().encode(name));
  return { bucket, weight: checkWeight(weight), zone, name: name === '' ? `node-${bucket}` : name, seed };
}

function checkWeight(weight: number): number {
  if (!(weight > 0 && weight <= maxWeight)) throw new RangeError('weight must be a finite number above 0');
  return weight;
}
