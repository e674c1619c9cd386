import type { NodeId } from '../../../core/units.js';
import { KeyValueStore } from '../../key-value.js';
import { Outbox } from '../../outbox.js';
import type { Entry, Span } from '../primary-backup/message.js';
import type { Chain, ChainMessage, ChainMutant, ChainRecord, ChainReply, ChainTimings } from './message.js';

export interface ChainOptions {
  readonly self: NodeId;
  /** All of them, in the order of the first chain. */
  readonly servers: readonly NodeId[];
  readonly service: NodeId;
  readonly timings: ChainTimings;
  readonly mutant?: ChainMutant | null;
}

/** What a server knows of one that it sends to, in its epoch. */
interface Progress {
  /** null: it has not been heard of in this epoch. */
  confirmed: number | null;
  /** How much it has been sent. */
  sent: number;
}

/** The variables of the specification that a server has, and how they are written down. */
export class ChainState {
  readonly self: NodeId;
  readonly others: readonly NodeId[];
  readonly service: NodeId;
  readonly timings: ChainTimings;
  readonly mutant: ChainMutant | null;
  readonly out = new Outbox<ChainMessage, ChainRecord, ChainReply>();

  epoch = 1;
  synced = 1;
  /** What the head's log had when the epoch `synced` began. */
  start = 0;
  log: Entry[] = [];
  /** null after a restart, until the view service has told. */
  chain: Chain | null;
  /** For whom it waits as the tail of this epoch. */
  joining: NodeId | null = null;

  readonly progress = new Map<NodeId, Progress>();
  /** What the log had when its part in this epoch, or its life, began. Some of that may be acknowledged already. */
  floor = 0;
  round = 0;
  reads: { readonly id: string; readonly key: string; readonly round: number }[] = [];
  store = new KeyValueStore();
  /** Entries of the log that the store has. Only a tail's store has any. */
  applied = 0;
  readonly ids = new Set<string>();

  constructor(options: ChainOptions, records: readonly ChainRecord[]) {
    const { self, servers } = options;
    this.self = self;
    this.others = servers.filter((id) => id !== self);
    this.service = options.service;
    this.timings = options.timings;
    this.mutant = options.mutant ?? null;
    this.chain = records.length === 0 ? { epoch: 1, servers } : null;
    for (const record of records) this.#recover(record);
    for (const { id } of this.log) this.ids.add(id);
    this.forget();
  }

  #recover(record: ChainRecord): void {
    if ('epoch' in record) {
      this.epoch = record.epoch;
      this.joining = null;
    } else if ('append' in record) this.log.push(...record.append);
    else if ('joining' in record) this.joining = record.joining;
    else if ('begin' in record) this.#enter(record.begin, this.log.length);
    else if ('follow' in record) {
      this.#enter(record.follow, record.start);
      this.log = [...this.log.slice(0, record.from), ...record.entries];
    }
  }

  #enter(epoch: number, start: number): void {
    this.epoch = epoch;
    this.synced = epoch;
    this.start = start;
    this.joining = null;
  }

  /** Its place in the chain of its epoch; -1: none, or not known. It takes part once it has that chain's history. */
  get place(): number {
    if (this.chain === null || this.chain.epoch !== this.epoch) return -1;
    return this.chain.servers.indexOf(this.self);
  }

  get isHead(): boolean {
    return this.place === 0 && this.synced === this.epoch;
  }

  get isTail(): boolean {
    const { place } = this;
    return place >= 0 && place === this.chain!.servers.length - 1 && this.synced === this.epoch;
  }

  /** To whom its writes go: to the next one, or from the tail to all that are in no chain, so that they may catch up. */
  get successors(): readonly NodeId[] {
    const { place } = this;
    if (place < 0 || this.synced !== this.epoch) return [];
    const { servers } = this.chain!;
    return place < servers.length - 1 ? [servers[place + 1]!] : this.others.filter((id) => !servers.includes(id));
  }

  /** 0 before the first entry. */
  epochAt(length: number): number {
    return length === 0 ? 0 : this.log[length - 1]!.epoch;
  }

  fence(epoch: number): void {
    this.epoch = epoch;
    this.joining = null;
    this.forget();
    this.out.persist({ epoch });
    this.out.trace('Fence', { s: this.self, e: epoch }, {});
  }

  begin(epoch: number): void {
    this.#enter(epoch, this.log.length);
    this.forget();
    this.out.persist({ begin: epoch });
    this.out.trace('Begin', { p: this.self, e: epoch }, this.#wholeLog());
  }

  /** What it knew of the others, and whom it was to answer: clients ask again. */
  forget(): void {
    this.floor = this.log.length;
    this.reads = [];
    for (const id of this.others) {
      const sent = this.progress.get(id)?.sent ?? this.log.length;
      this.progress.set(id, { confirmed: null, sent: Math.min(sent, this.log.length) });
    }
  }

  append(entries: readonly Entry[]): void {
    this.log.push(...entries);
    for (const { id } of entries) this.ids.add(id);
    this.out.persist({ append: entries });
  }

  /** Becomes what the one before it has: `entries` behind the first `from` of its own. */
  follow(epoch: number, start: number, from: number, entries: readonly Entry[]): void {
    const n = from + entries.length;
    const kept = this.mutant === 'tail-kept' ? this.log.slice(n) : [];
    this.#enter(epoch, start);
    this.log = [...this.log.slice(0, from), ...entries, ...kept];
    this.out.persist({ follow: epoch, start, from, entries: [...entries, ...kept] });
    this.ids.clear();
    for (const { id } of this.log) this.ids.add(id);
    if (from < this.applied) {
      this.store = new KeyValueStore();
      this.applied = 0;
    }
    this.forget();
    this.out.trace('Follow', { b: this.self, e: epoch, n }, this.#wholeLog());
  }

  spans(): Span[] {
    const spans: [number, number][] = [];
    for (const [index, { epoch }] of this.log.entries()) {
      const last = spans.at(-1);
      if (last !== undefined && last[0] === epoch) last[1] = index + 1;
      else spans.push([epoch, index + 1]);
    }
    return spans;
  }

  /** The last entry as a trace shows it. */
  lastEntry(): Record<string, { [id: string]: { [index: string]: { epoch: number; write: string } } }> {
    const { epoch, id } = this.log.at(-1)!;
    return { log: { [this.self]: { [this.log.length]: { epoch, write: id } } } };
  }

  #wholeLog(): Record<string, { [id: string]: { epoch: number; write: string }[] }> {
    return { log: { [this.self]: this.log.map(({ epoch, id }) => ({ epoch, write: id })) } };
  }
}
