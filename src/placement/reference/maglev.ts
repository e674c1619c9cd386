/** Maglev hashing. Eisenbud et al., NSDI 2016, section 3.4: a table in which nodes take turns to take an entry. */
import type { PlacementOptions } from '../placement.js';
import type { Member } from './members.js';
import { parameterOf, ReferencePlacement } from './reference.js';
import { goldenGamma, mask64, mix64 } from './uint64.js';

export function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false;
  return true;
}

/** The paper's default for up to 655 nodes, then the least prime with 100 entries for each node (section 5.3). */
export function defaultTableSize(nodes: number): number {
  let size = Math.max(65_537, 100 * nodes);
  while (!isPrime(size)) size += 1;
  return size;
}

/** One node's permutation of the table: offset, offset + skip, ... modulo the table's size. */
export interface Permutation {
  readonly bucket: number;
  readonly offset: number;
  readonly skip: number;
  /** Turns a round: 1 for the heaviest. */
  readonly share: number;
}

/** "Pseudocode 1": nodes take turns, each takes the next free entry of its permutation, until the table is full. */
export function populate(permutations: readonly Permutation[], size: number): Int32Array {
  const table = new Int32Array(size).fill(-1);
  const next = permutations.map(({ offset }) => offset);
  const credit = permutations.map(() => 0);
  for (let filled = 0; ; ) {
    for (const [i, { bucket, skip, share }] of permutations.entries()) {
      credit[i]! += share;
      if (credit[i]! < 1) continue;
      credit[i]! -= 1;
      while (table[next[i]!] !== -1) next[i] = (next[i]! + skip) % size;
      table[next[i]!] = bucket;
      next[i] = (next[i]! + skip) % size;
      filled += 1;
      if (filled === size) return table;
    }
  }
}

export class MaglevReference extends ReferencePlacement {
  readonly #size: number;
  #table: Int32Array = new Int32Array();

  constructor(options: PlacementOptions) {
    super(options);
    this.#size = parameterOf(options, defaultTableSize(options.nodes), (size) => size <= 2 ** 28 && isPrime(size));
    if (options.nodes > this.#size) throw new RangeError('nodes are more than the table has entries');
    this.changed();
  }

  protected override changed(): void {
    const members = this.members.all();
    const heaviest = members.reduce((most, { weight }) => Math.max(most, weight), 0);
    const permutations = members.map(({ bucket, seed, weight }) => ({
      bucket,
      offset: Number(mix64(seed) % BigInt(this.#size)),
      skip: Number(mix64((seed + goldenGamma) & mask64) % BigInt(this.#size - 1)) + 1,
      share: weight / heaviest,
    }));
    this.#table = populate(permutations, this.#size);
  }

  protected bucketOf(digest: bigint): number {
    return this.#table[Number(digest % BigInt(this.#size))] as number;
  }

  protected override *preference(digest: bigint): Generator<Member> {
    const start = Number(digest % BigInt(this.#size));
    for (let step = 0; step < this.#size; step += 1) {
      yield this.members.get(this.#table[(start + step) % this.#size] as number);
    }
  }

  override add(weight?: number, name?: string, zone?: number): number {
    if (this.size >= this.#size) throw new RangeError('the table has an entry for each node already');
    return super.add(weight, name, zone);
  }
}
