import type { Millis } from '../core/units.js';
import type { Storage } from '../host/ports.js';
import { drawn } from './rolling-hash.js';
import type { DiskMix } from './schedule.js';
import type { Scheduler } from './scheduler.js';

interface Batch<D> {
  readonly records: readonly D[];
  readonly done: (failure: string | null) => void;
}

/**
 * One node's disk. It outlives the node: appended batches wait for a sync, one sync at a time takes all that wait, and a crash
 * loses what was not synced. Each batch is checksummed, so a torn one is recognised and was never there.
 */
export class SimulatedDisk<D> implements Storage<D> {
  readonly #scheduler: Scheduler;
  readonly #seed: number;
  readonly #mix: DiskMix;
  /** Of all batches, one after the other: a list of small lists would be what a long run keeps most of. */
  readonly #durable: D[] = [];
  #batchCount = 0;
  #waiting: Batch<D>[] = [];
  #syncing: Batch<D>[] = [];
  #torn = false;
  #corrupted = false;
  #fullCount = 0;
  #slowBy = 0;
  #failNext = false;
  /** Syncs begun; one of an earlier life never ends. */
  #syncNumber = 0;
  #life = 0;
  syncCount = 0;
  #appendCount = 0;
  /** Told the number of each append, from 0, as it comes. */
  onAppend: ((append: number) => void) | null = null;

  constructor(scheduler: Scheduler, seed: number, mix: DiskMix) {
    this.#scheduler = scheduler;
    this.#seed = seed;
    this.#mix = mix;
  }

  load(): readonly D[] {
    this.#torn = false;
    return this.#durable.slice();
  }

  /** A durable batch whose checksum does not fit: no start from here without losing what was promised. */
  get corrupted(): boolean {
    return this.#corrupted;
  }

  /** The last crash left part of a batch behind: found by its checksum at the next load, and dropped. */
  get torn(): boolean {
    return this.#torn;
  }

  append(records: readonly D[], done: (failure: string | null) => void): void {
    this.onAppend?.(this.#appendCount++);
    if (this.#fullCount > 0) {
      this.#later(0, () => done('disk full'));
      return;
    }
    this.#waiting.push({ records, done });
    if (this.#syncing.length === 0) this.#sync();
  }

  #sync(): void {
    this.#syncing = this.#waiting;
    this.#waiting = [];
    const { syncMs, jitterMs } = this.#mix;
    this.#later(syncMs + this.#slowBy + jitterMs * drawn(this.#seed, this.#syncNumber++, 1), () => this.#synced());
  }

  #synced(): void {
    const batches = this.#syncing;
    this.#syncing = [];
    this.syncCount += 1;
    if (this.#failNext) {
      this.#failNext = false;
      const lost = [...batches, ...this.#waiting];
      this.#waiting = [];
      for (const batch of lost) batch.done('failed sync');
      return;
    }
    for (const { records } of batches) this.#keep(records);
    for (const batch of batches) batch.done(null);
    if (this.#waiting.length > 0 && this.#syncing.length === 0) this.#sync();
  }

  #keep(records: readonly D[]): void {
    this.#batchCount += 1;
    for (const record of records) this.#durable.push(record);
  }

  /**
   * The node has crashed. The first `keep` batches that waited had reached the disk all the same; with `torn`, so had a part of
   * the next.
   */
  crash(keep: number, torn: boolean): void {
    const pending = [...this.#syncing, ...this.#waiting];
    this.#syncing = [];
    this.#waiting = [];
    this.#life += 1;
    const kept = pending.slice(0, keep);
    this.#torn = torn && pending.length > kept.length;
    for (const { records } of kept) this.#keep(records);
    for (const batch of kept) batch.done(null);
  }

  /** Nothing that an earlier life has begun ends in a later one. */
  #later(delay: Millis, end: () => void): void {
    const life = this.#life;
    this.#scheduler.after(delay, {
      fire: () => {
        if (life === this.#life) end();
      },
    });
  }

  full(by: 1 | -1): void {
    this.#fullCount += by;
  }

  slow(byMs: Millis): void {
    this.#slowBy += byMs;
  }

  failNextSync(): void {
    this.#failNext = true;
  }

  flipBit(batch: number): void {
    if (batch < this.#batchCount) this.#corrupted = true;
  }

  heal(): void {
    this.#fullCount = 0;
    this.#slowBy = 0;
    this.#failNext = false;
  }
}
