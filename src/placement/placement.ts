/**
 * Placement: key (bytes) -> digest (u64) -> bucket (u32) -> node. Hashing and placement are separate choices, and every
 * placement works on whole batches: one call into the addon costs as much as a hundred lookups.
 */

/** Where keys live now. Buckets are small numbers; which node a bucket stands for is the caller's business. */
export interface Placement {
  /** digests u64[n] -> buckets u32[n]. Throws a TypeError or RangeError that names the argument. */
  locate(digests: BigUint64Array, buckets: Uint32Array): void;
  /**
   * digests u64[n] -> buckets u32[n * count]: `count` different nodes for each key, in different zones while there are enough;
   * the first is what `locate` gives. RangeError where the strategy has no replica sets, or fewer nodes than `count`.
   */
  replicas(digests: BigUint64Array, count: number, buckets: Uint32Array): void;
  /** A node joins, under the bucket removed last or else the next number, which is returned. */
  add(weight?: number, name?: string, zone?: number): number;
  /** The node of this bucket leaves. RangeError where it is not in use, is the last, or the strategy cannot lose it. */
  remove(bucket: number): void;
  /** RangeError where the strategy has no weights. */
  reweigh(bucket: number, weight: number): void;
  /** Nodes in use. */
  readonly size: number;
  /** Memory that a lookup reads. */
  readonly bytes: number;
}

/** Instruction sets of the native kernels; all give the same buckets. */
export type Isa = 'scalar' | 'avx2' | 'avx512';

/** Arrays have one element per node. */
export interface PlacementOptions {
  readonly nodes: number;
  /** Relative, above 0; 1 each where left out. */
  readonly weights?: readonly number[];
  /** Nodes of one zone fail together; each node is its own zone where left out. */
  readonly zones?: readonly number[];
  /** What the nodes' pseudo-random choices start from, so that clients agree; "node-0", "node-1", ... where left out. */
  readonly names?: readonly string[];
  /** The strategy's one number, see `PlacementStrategy.parameter`. */
  readonly parameter?: number;
}

export interface NativeOptions extends PlacementOptions {
  /** The best that the machine has, where left out. */
  readonly isa?: Isa;
}

/** What a strategy supports, as its paper says. Shown by `nines list placement`. */
export interface Features {
  /** `newest`: only the bucket added last can leave. */
  readonly removal: 'any' | 'newest';
  /** Moves when a node leaves: its own keys only, a few more, or nearly all. */
  readonly disruption: 'minimal' | 'nearly minimal' | 'reshuffles';
  readonly weights: boolean;
  readonly replicas: boolean;
  readonly zones: boolean;
  readonly boundedLoad: boolean;
  /** Whether the same members always give the same buckets, in whatever order they came and went. */
  readonly orderIndependent: boolean;
  /** Whether a node that leaves and returns at once finds its own keys again, and no others. */
  readonly restores: boolean;
  /** Of n nodes in use, v virtual nodes, r removed, a capacity, m table entries. */
  readonly memory: string;
  readonly lookup: string;
}

export interface StrategyParameter {
  readonly name: string;
  readonly default: string;
  readonly meaning: string;
}

export interface PlacementStrategy {
  readonly name: string;
  readonly title: string;
  /** The paper or program that defines it. */
  readonly source: string;
  readonly features: Features;
  readonly parameter?: StrategyParameter;
  /** The hash that the definition demands; any good one where left out. */
  readonly hash?: string;
  /** The native kernel. */
  create(options: NativeOptions): SharedPlacement;
  /** The same placement in readable TypeScript, one BigInt at a time: for reading, and for checking the kernel. */
  reference(options: PlacementOptions): Placement;
}

/** A native placement, whose tables other workers of the process can use without a copy. */
export interface SharedPlacement extends Placement {
  /** A number to hand to `attachPlacement` in any worker, while this object lives. Later changes stay with this object. */
  share(): number;
}
