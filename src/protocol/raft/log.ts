/** The log behind its last snapshot (Ongaro 2014, chapter 5), and the configurations that are in it (chapter 4). */
import { assert } from '../../core/assert.js';
import type { NodeId } from '../../core/units.js';
import type { Configuration, Entry, Snapshot } from './message.js';

interface ConfigurationAt {
  readonly index: number;
  readonly sets: Configuration;
}

export class RaftLog {
  /** Those that no snapshot has replaced: index `snapshotIndex + 1` is `entries[0]`. */
  readonly entries: Entry[] = [];
  snapshotIndex = 0;
  snapshotTerm = 0;
  /** null: there is none yet. */
  snapshot: Snapshot | null = null;
  /** In the order of the log; the first is that of the snapshot, or the initial one at index 0. */
  #configurations: ConfigurationAt[];

  constructor(initial: readonly NodeId[]) {
    this.#configurations = [{ index: 0, sets: [initial] }];
  }

  get lastIndex(): number {
    return this.snapshotIndex + this.entries.length;
  }

  /** 0 at index 0. Only for indexes from `snapshotIndex` on. */
  termAt(index: number): number {
    return index === this.snapshotIndex ? this.snapshotTerm : this.at(index).term;
  }

  at(index: number): Entry {
    const entry = this.entries[index - this.snapshotIndex - 1];
    if (entry === undefined)
      assert(false, `no entry ${index} in a log from ${this.snapshotIndex} to ${this.lastIndex}`);
    return entry!;
  }

  /** Those after `prev` up to `last`. */
  slice(prev: number, last: number): readonly Entry[] {
    return this.entries.slice(prev - this.snapshotIndex, last - this.snapshotIndex);
  }

  /** The last configuration, committed or not: a server uses it as soon as it has it (4.1). */
  get configuration(): Configuration {
    return this.#configurations[this.#configurations.length - 1]!.sets;
  }

  get configurationIndex(): number {
    return this.#configurations[this.#configurations.length - 1]!.index;
  }

  replaceAfter(after: number, entries: readonly Entry[]): void {
    // The message is built only when it is needed: this is done for every entry.
    if (after < this.snapshotIndex)
      assert(false, `entries after ${after}, before the snapshot at ${this.snapshotIndex}`);
    if (after < this.lastIndex) {
      this.entries.length = after - this.snapshotIndex;
      while (this.configurationIndex > after) this.#configurations.pop();
    }
    for (const entry of entries) {
      this.entries.push(entry);
      if (entry.configuration !== null) this.#configurations.push({ index: this.lastIndex, sets: entry.configuration });
    }
  }

  /** The configuration as of `index`, which the snapshot up to there has to keep. */
  configurationAt(index: number): ConfigurationAt {
    return this.#configurations.findLast((each) => each.index <= index)!;
  }

  /** The snapshot takes the place of all entries up to its own, and of those behind it unless they follow from it. */
  install(snapshot: Snapshot): void {
    const { lastIndex, lastTerm, configuration } = snapshot;
    const follows =
      lastIndex <= this.lastIndex && lastIndex >= this.snapshotIndex && this.termAt(lastIndex) === lastTerm;
    if (follows) this.entries.splice(0, lastIndex - this.snapshotIndex);
    else this.entries.length = 0;
    const later = follows ? this.#configurations.filter(({ index }) => index > lastIndex) : [];
    this.#configurations = [configuration, ...later];
    this.snapshotIndex = lastIndex;
    this.snapshotTerm = lastTerm;
    this.snapshot = snapshot;
  }
}
