/** Loads and types the native addon; the only module that does. Each area adds its functions to `Addon`. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Key i is bytes[offsets[i], offsets[i + 1]); its digest goes to digests[i]. offsets has one element more than digests. */
export type HashBatch = (bytes: Uint8Array, offsets: Uint32Array, digests: BigUint64Array) => void;

/** `addon.hash`: each makes digests of a batch of keys. */
export interface HashAddon {
  readonly crc32c: HashBatch;
  readonly fnv1a: HashBatch;
  readonly md5: HashBatch;
  readonly murmur3: HashBatch;
  readonly redisSlot: HashBatch;
  readonly xxh3: HashBatch;
  readonly xxh64: HashBatch;
  /** XXH3 of the system's C library, where it has one: what ours is held against. */
  readonly systemXxh3?: HashBatch;
}

/** What every native placement is; `src/placement/placement.ts` says what the methods mean. */
export interface NativePlacement {
  locate(digests: BigUint64Array, buckets: Uint32Array): void;
  replicas(digests: BigUint64Array, count: number, buckets: Uint32Array): void;
  add(weight?: number, name?: string, zone?: number): number;
  remove(bucket: number): void;
  reweigh(bucket: number, weight: number): void;
  share(): number;
  readonly size: number;
  readonly bytes: number;
}

export interface NativePlacementOptions {
  readonly weights?: Float64Array | undefined;
  readonly zones?: Uint32Array | undefined;
  readonly names?: readonly string[] | undefined;
  readonly parameter?: number | undefined;
  readonly isa?: string | undefined;
}

export interface PlacementAddon {
  /** The best instruction set of this machine. */
  readonly isa: string;
  readonly NativePlacement: {
    new (kind: string, nodes: number, options?: NativePlacementOptions): NativePlacement;
    new (shared: number): NativePlacement;
  };
}

/** An open log; only the log functions know what is behind it. */
export type NativeLog = object & { readonly __nativeLog?: never };

export interface NativeLogOptions {
  /** 0 none, 1 group, 2 always. */
  readonly policy: number;
  readonly direct: boolean;
  readonly witness: boolean;
  readonly create: boolean;
  readonly background: boolean;
  readonly alignment: number;
  readonly spareSegments: number;
  readonly segmentBytes: number;
}

/** What the native log says of an error; thrown errors have it as `log`. A 0 in `damage` says that it is not known. */
export interface NativeLogError {
  readonly code: string;
  readonly message: string;
  readonly osError: number;
  readonly owner: number;
  readonly damage: Readonly<
    Record<'segment' | 'offset' | 'firstIndex' | 'lastIndex' | 'firstTerm' | 'lastTerm', number>
  >;
}

/**
 * Several appends in one call: group g has the records up to groups[g], payloads lie one behind the other in the arena, a
 * word is a record's kind << 28 | length. results[2g] and [2g + 1] become its first index (0: no entry) and the last index.
 */
type NativeAppend<Result> = (
  log: NativeLog,
  arena: Uint8Array,
  words: Uint32Array,
  terms: BigUint64Array | null,
  term: number,
  groups: Uint32Array,
  groupCount: number,
  results: Float64Array,
) => Result;
type GroupErrors = readonly (NativeLogError | undefined)[] | null;

export interface LogAddon {
  logOpen(path: string, options: NativeLogOptions): NativeLog;
  logClose(log: NativeLog): void;
  readonly logAppend: NativeAppend<GroupErrors>;
  /** The arrays must be left alone until the promise settles. */
  readonly logAppendAsync: NativeAppend<Promise<GroupErrors>>;
  /** The arrays of the appender; the caller keeps them alive and in place until it binds others. */
  logBind(log: NativeLog, arena: Uint8Array, words: Uint32Array, results: Float64Array): void;
  /** Appends the first `recordCount` records of the bound arrays, of one term. Must not be called once `log` is gone. */
  logAppender(log: NativeLog): (recordCount: number, term: number) => void;
  logSync(log: NativeLog): void;
  logTruncateBefore(log: NativeLog, index: number): void;
  logTermOf(log: NativeLog, index: number): number;
  logRead(
    log: NativeLog,
    from: number,
    to: number,
    maxBytes: number,
  ): { terms: Float64Array; offsets: Float64Array; bytes: Uint8Array };
  logState(log: NativeLog): NativeLogState;
  logStats(log: NativeLog): NativeLogStats;
  logRecovery(log: NativeLog): NativeLogRecovery;
  logPrepared(log: NativeLog): void;
  crc32c(bytes: Uint8Array, crc: number): number;
  /** The plainest C++ loop that does a log's work (native/log/floor.h); `sync` and `direct` are 0 or 1. */
  logFloorOpen(
    path: string,
    fileBytes: number,
    recordBytes: number,
    batch: number,
    sync: number,
    direct: number,
  ): NativeLogFloor;
  /** Writes that many batches; the sum of their checksums. */
  logFloorRun(floor: NativeLogFloor, batches: number): number;
  /** With `since` 1 of the syncs since the last such call. */
  logFloorSyncNs(floor: NativeLogFloor, quantile: number, since: 0 | 1): number;
  /** Reads a file in pieces and checksums them. */
  logFloorRead(path: string): number;
}

export type NativeLogFloor = object & { readonly __nativeLogFloor?: never };

export interface NativeLogState {
  /** Of the last batch, from 1. */
  readonly batchSequence: number;
  /** Entries up to it have been dropped. */
  readonly baseIndex: number;
  readonly baseTerm: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly hardTerm: number;
  readonly vote: string | null;
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
}

export interface NativeLogStats {
  readonly appendCount: number;
  readonly batchCount: number;
  readonly recordCount: number;
  readonly payloadBytes: number;
  /** Written for batches: headers, tables, payload, padding. */
  readonly batchBytes: number;
  /** Zeros written ahead into new segments. */
  readonly filledBytes: number;
  readonly segmentCount: number;
  readonly syncCount: number;
  readonly syncNs: number;
  readonly syncP50Ns: number;
  readonly syncP99Ns: number;
  readonly syncMaxNs: number;
}

export interface NativeLogRecovery {
  readonly created: boolean;
  readonly segmentCount: number;
  readonly batchCount: number;
  /** Of batches read and verified. */
  readonly bytes: number;
  /** Headers and manifests of which one of two copies was bad. */
  readonly healedPageCount: number;
  /** Of batches that no sync was known to have covered. */
  readonly rewrittenBytes: number;
  /** Bytes that a crash left behind the last good batch; `sidecar` is the file that keeps them. */
  readonly torn: {
    readonly segment: number;
    readonly offset: number;
    readonly bytes: number;
    readonly sidecar: string | null;
  } | null;
}

/** `src/check/explore/fingerprint-set.ts` says what the methods mean. */
export interface NativeFingerprintSet {
  insert(
    count: number,
    isNew: Uint8Array,
    low: Int32Array,
    high: Int32Array,
    wideLow: Int32Array | undefined,
    wideHigh: Int32Array | undefined,
  ): number;
  /** A number by which other workers of the process attach while this object lives. */
  share(): number;
  readonly size: number;
  readonly bytes: number;
}

export interface FingerprintAddon {
  readonly NativeFingerprintSet: {
    new (bits: 64 | 128): NativeFingerprintSet;
    new (attach: 0, shared: number): NativeFingerprintSet;
  };
}

export interface Addon extends FingerprintAddon, LogAddon, PlacementAddon {
  readonly abi: number;
  readonly hash: HashAddon;
  /** From now on Ctrl-C is only noted (a second one ends the process), or ends it as usual; gives whether one was noted. */
  watchInterrupts(on: boolean): boolean;
  /** Whether Ctrl-C was pressed since `watchInterrupts(true)`; also while JavaScript was busy. */
  interruptSeen(): boolean;
}

/** No addon, or one that this Node cannot load: what nothing here can do without. `src/commands/start.ts` tells it by `code`. */
export class MissingAddonError extends Error {
  override readonly name = 'MissingAddonError';
  readonly code = 'NINES_ADDON';

  constructor(file: string, cause: unknown) {
    const missing = (cause as { code?: unknown }).code === 'MODULE_NOT_FOUND';
    const [firstLine] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    const what = missing ? `is not built: there is no ${file}` : `cannot be loaded: ${firstLine}`;
    super(`the native addon ${what}; run \`npm rebuild\` in that package (needs python3, make and g++)`, {
      cause,
    });
  }
}

/** dist/src/addon.js and src/addon.ts are at different depths; the addon is built below the package's root. */
const require = createRequire(import.meta.url);
const place = '../../build/Release/nines.node';
const load = (): Addon => {
  try {
    return require(place) as Addon;
  } catch (error) {
    throw new MissingAddonError(fileURLToPath(new URL(place, import.meta.url)), error);
  }
};

export const addon: Addon = load();
