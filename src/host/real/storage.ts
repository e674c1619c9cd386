import { Log, type LogOptions } from '../../log/log.js';
import type { Storage } from '../ports.js';

/** How a durable record becomes bytes, and comes back the same. */
export interface RecordCodec<D> {
  encode(record: D): Uint8Array;
  /** Throws on what `encode` cannot have made. */
  decode(bytes: Uint8Array): D;
}

const text = { encoder: new TextEncoder(), decoder: new TextDecoder('utf-8', { fatal: true }) };

/** For records of plain objects, arrays, strings, finite numbers, booleans and null; readable with `nines log dump`. */
export const jsonCodec = <D>(): RecordCodec<D> => ({
  encode: (record) => text.encoder.encode(JSON.stringify(record)),
  decode: (bytes) => JSON.parse(text.decoder.decode(bytes)) as D,
});

export interface LogStorageOptions<D> {
  /** JSON unless said. */
  readonly codec?: RecordCodec<D>;
  /** Of the log; its policy is 'group', since 'none' would acknowledge what a crash can take back. */
  readonly log?: Omit<LogOptions, 'sync'>;
}

/**
 * A node's storage on the durable log, in a folder of its own: a step's records are the entries of one batch, there as a whole
 * after a crash or not at all, and the steps that come while a sync is under way share the next one.
 */
export class LogStorage<D> implements Storage<D> {
  readonly #log: Log;
  readonly #codec: RecordCodec<D>;
  #failure: string | null = null;

  private constructor(log: Log, codec: RecordCodec<D>) {
    this.#log = log;
    this.#codec = codec;
  }

  /** Throws a LogError where the log does not open: locked by another process, damaged, no log. */
  static open<D>(folder: string, options: LogStorageOptions<D> = {}): LogStorage<D> {
    return new LogStorage(Log.open(folder, { ...options.log, sync: 'group' }), options.codec ?? jsonCodec());
  }

  /** What opening found: a torn batch that was cut, for one. */
  get recovery(): Log['recovery'] {
    return this.#log.recovery;
  }

  load(): readonly D[] {
    return Array.from(this.#log.entries(), ({ index, payload }) => {
      try {
        return this.#codec.decode(payload);
      } catch (error) {
        throw new Error(`record ${index} is sound, but not one of this node's: ${(error as Error).message}`);
      }
    });
  }

  append(records: readonly D[], done: (failure: string | null) => void): void {
    const payloads = records.map((record) => this.#codec.encode(record));
    this.#log.appendEntriesAsync(0, payloads).then(
      // After a first failure nothing may count as durable, whatever a later batch was told: the steps rest on each other.
      () => done(this.#failure),
      (error: Error) => {
        this.#failure ??= error.message;
        done(this.#failure);
      },
    );
  }

  /** Waits for what is under way, and gives the folder back. */
  close(): Promise<void> {
    return this.#log.close();
  }
}
