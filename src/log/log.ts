import type {
  LogAddon,
  NativeLog,
  NativeLogError,
  NativeLogRecovery,
  NativeLogState,
  NativeLogStats,
} from '../addon.js';
import { addon } from '../addon.js';
import { asLogError, LogError, native } from './error.js';
import { Arena, type LogRecord } from './records.js';

/**
 * none: acknowledged once written, durable after sync() or close(). group: acknowledged once synced, and those who wait
 * share a batch and a sync. always: acknowledged once synced, with a batch and a sync for every append.
 */
export type SyncPolicy = 'none' | 'group' | 'always';

export interface LogOptions {
  /** 'group' unless said. */
  readonly sync?: SyncPolicy;
  /** 'direct' is O_DIRECT | O_DSYNC: batches are padded to 4,096 bytes. 'fdatasync' unless said. */
  readonly engine?: 'fdatasync' | 'direct';
  /** Notes every synced batch in a second place, so that not even the last one can be lost unnoticed; twice the syncs. */
  readonly witness?: boolean;
  /** Make the log where there is none; true unless said. */
  readonly create?: boolean;
  /** Of batches: 8, or 512 or 4096 for disks that may destroy a sector which they rewrite. */
  readonly alignment?: 8 | 512 | 4096;
  /** 16 KiB to 2 GiB, a multiple of 4,096; 64 MiB unless said. */
  readonly segmentBytes?: number;
  /** Segments kept filled with zeros ahead of use, by a thread; 1 unless said. */
  readonly spareSegments?: number;
}

export interface LogEntry {
  readonly index: number;
  readonly term: number;
  readonly payload: Uint8Array;
}

/** What became of an append: the index of its first entry, null where it has none, and the log's last index after it. */
export interface Appended {
  readonly firstIndex: number | null;
  readonly lastIndex: number;
}

interface Waiter {
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

const policies: Readonly<Record<SyncPolicy, number>> = { none: 0, group: 1, always: 2 };
const defaultReadBytes = 1 << 20;

/**
 * An append-only log in a folder of its own (docs/log-format.md: format and promises).
 *
 * `append` blocks until the append is acknowledged: for worker threads. `appendAsync` gathers what comes while a batch is
 * being written and writes that as the next one. Several workers may open the same folder; they then share one log.
 * Methods throw, and promises reject with, a LogError.
 */
export class Log {
  readonly #handle: NativeLog;
  /** What opening found and did. */
  readonly recovery: NativeLogRecovery;
  readonly #appendBound: (recordCount: number, term: number) => void;
  /** The arrays that the native side has; others once an arena has grown or changed places with the other. */
  #boundBytes: Uint8Array;
  #boundWords: Uint32Array;
  #boundResults: Float64Array;
  #filling = new Arena();
  #waiters: Waiter[] = [];
  #other = new Arena();
  #flight: Promise<void> | null = null;
  #launching = false;
  #closing = false;

  private constructor(handle: NativeLog) {
    this.#handle = handle;
    this.recovery = addon.logRecovery(handle);
    const { bytes, words, results } = this.#filling;
    this.#boundBytes = bytes;
    this.#boundWords = words;
    this.#boundResults = results;
    addon.logBind(handle, bytes, words, results);
    this.#appendBound = addon.logAppender(handle);
  }

  static open(path: string, options: LogOptions = {}): Log {
    const direct = options.engine === 'direct';
    const spareSegments = options.spareSegments ?? 1;
    return new Log(
      native(() =>
        addon.logOpen(path, {
          policy: policies[options.sync ?? 'group'],
          direct,
          witness: options.witness ?? false,
          create: options.create ?? true,
          background: spareSegments > 0,
          alignment: options.alignment ?? (direct ? 4096 : 8),
          spareSegments,
          segmentBytes: options.segmentBytes ?? 64 << 20,
        }),
      ),
    );
  }

  /** One batch: after a crash all of the records are there, or none. Returns once it is acknowledged. */
  append(records: readonly LogRecord[]): Appended {
    return this.#appendNow(this.#filling.add(records));
  }

  /** The same for entries of one term; the fast way. */
  appendEntries(term: number, payloads: readonly Uint8Array[]): Appended {
    return this.#appendNow(this.#filling.addEntries(term, payloads));
  }

  /** The payloads are copied before the call returns. Acknowledged in the order of the calls. */
  appendAsync(records: readonly LogRecord[]): Promise<Appended> {
    return this.#appendSoon(() => this.#filling.add(records));
  }

  appendEntriesAsync(term: number, payloads: readonly Uint8Array[]): Promise<Appended> {
    return this.#appendSoon(() => this.#filling.addEntries(term, payloads));
  }

  /** Drops the entries above `index`: a record like others, so a crash leaves the log before or after it. */
  truncateAfter(index: number): Appended {
    return this.append([{ kind: 'truncateAfter', index }]);
  }

  /** Drops the entries below `index`, and the files of segments that hold nothing else. */
  truncateBefore(index: number): void {
    native(() => addon.logTruncateBefore(this.#handle, index));
  }

  /** Entries from `from` to `to`, both included: at least one, and then as many as `maxBytes` of payload allow. */
  read(from: number, to: number, maxBytes: number = defaultReadBytes): LogEntry[] {
    const { terms, offsets, bytes } = native(() => addon.logRead(this.#handle, from, to, maxBytes));
    return Array.from(terms, (term, i) => ({
      index: from + i,
      term,
      payload: bytes.subarray(offsets[i], offsets[i + 1]),
    }));
  }

  /** Every entry from `from` on that is there when it is reached. */
  *entries(from: number = this.state().baseIndex + 1): Generator<LogEntry> {
    let next = from;
    for (;;) {
      const { lastIndex } = this.state();
      if (next > lastIndex) return;
      const read = this.read(next, lastIndex);
      yield* read;
      next += read.length;
    }
  }

  /** The term of an entry, or of the last dropped one. */
  termOf(index: number): number {
    return native(() => addon.logTermOf(this.#handle, index));
  }

  state(): NativeLogState {
    return native(() => addon.logState(this.#handle));
  }

  stats(): NativeLogStats {
    return native(() => addon.logStats(this.#handle));
  }

  /** Makes everything appended so far durable; under 'group' and 'always' it is already. */
  sync(): void {
    native(() => addon.logSync(this.#handle));
  }

  /** Waits until the spare segments are filled: for benchmarks. */
  prepared(): void {
    native(() => addon.logPrepared(this.#handle));
  }

  /** Waits for what is under way, syncs, and gives the folder back. Appends after it are refused. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#flight !== null || this.#waiters.length > 0) {
      if (this.#flight === null) this.#launch();
      await this.#flight;
    }
    native(() => addon.logClose(this.#handle));
  }

  /** Writes the group just encoded, and with it, before it, those that wait for a flight. */
  #appendNow(group: number): Appended {
    const arena = this.#filling;
    if (group > 0 || arena.mixed) return this.#appendGroups(group);
    if (this.#boundBytes !== arena.bytes || this.#boundWords !== arena.words) {
      addon.logBind(this.#handle, arena.bytes, arena.words, arena.results);
      this.#boundBytes = arena.bytes;
      this.#boundWords = arena.words;
      this.#boundResults = arena.results;
    }
    try {
      this.#appendBound(arena.recordCount, Math.max(arena.term, 0));
      return appended(this.#boundResults, 0);
    } catch (error) {
      throw asLogError(error);
    } finally {
      arena.clear();
    }
  }

  #appendGroups(group: number): Appended {
    const arena = this.#filling;
    const waiters = this.#waiters;
    this.#waiters = [];
    try {
      const errors = addon.logAppend(...nativeArguments(this.#handle, arena));
      settle(arena, waiters, errors);
      const error = errors?.[group];
      if (error !== undefined) throw new LogError(error);
      return appended(arena.results, group);
    } catch (error) {
      const reason = asLogError(error);
      for (const waiter of waiters) waiter.reject(reason); // nothing happens to those that are settled
      throw reason;
    } finally {
      arena.clear();
    }
  }

  #appendSoon(encode: () => number): Promise<Appended> {
    return new Promise((resolve, reject) => {
      encode(); // an error of it rejects
      this.#waiters.push({ resolve, reject });
      if (this.#flight !== null || this.#launching) return;
      this.#launching = true;
      // Not at once: what is appended in the same turn of the event loop shares the batch.
      queueMicrotask(() => {
        this.#launching = false;
        if (this.#flight === null && this.#waiters.length > 0) this.#launch();
      });
    });
  }

  /** Hands the gathered appends to the native log, and gathers in the other arena meanwhile. */
  #launch(): void {
    const arena = this.#filling;
    const waiters = this.#waiters;
    this.#filling = this.#other;
    this.#other = arena;
    this.#waiters = [];
    const done = (errors: readonly (NativeLogError | undefined)[] | null): void => {
      settle(arena, waiters, errors);
      arena.clear();
      this.#flight = null;
      if (this.#waiters.length > 0 && !this.#closing) this.#launch();
    };
    const failed = (error: Error): void => {
      for (const waiter of waiters) waiter.reject(error);
      waiters.length = 0;
      done(null);
    };
    try {
      this.#flight = addon.logAppendAsync(...nativeArguments(this.#handle, arena)).then(done, failed);
    } catch (error) {
      failed(asLogError(error));
    }
  }
}

const appended = (results: Float64Array, group: number): Appended => {
  const firstIndex = results[2 * group] as number;
  return { firstIndex: firstIndex === 0 ? null : firstIndex, lastIndex: results[2 * group + 1] as number };
};

const nativeArguments = (handle: NativeLog, arena: Arena): Parameters<LogAddon['logAppend']> => [
  handle,
  arena.bytes,
  arena.words,
  arena.mixed ? arena.terms : null,
  Math.max(arena.term, 0),
  arena.groups,
  arena.groupCount,
  arena.results,
];

/** Waiter i is that of group i. */
function settle(
  arena: Arena,
  waiters: readonly Waiter[],
  errors: readonly (NativeLogError | undefined)[] | null,
): void {
  for (const [group, waiter] of waiters.entries()) {
    const error = errors?.[group];
    if (error === undefined) waiter.resolve(appended(arena.results, group));
    else waiter.reject(new LogError(error));
  }
}
