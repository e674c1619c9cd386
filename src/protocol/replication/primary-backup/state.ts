import type { NodeId } from '../../../core/units.js';
import { KeyValueStore } from '../../key-value.js';
import { Outbox } from '../../outbox.js';
import type {
  Entry,
  Mode,
  PrimaryBackupMessage,
  PrimaryBackupMutant,
  PrimaryBackupRecord,
  PrimaryBackupReply,
  PrimaryBackupTimings,
  Span,
  View,
} from './message.js';

export interface ReplicaOptions {
  readonly self: NodeId;
  /** All of them; the first is the primary of the first epoch. */
  readonly replicas: readonly NodeId[];
  readonly service: NodeId;
  readonly mode: Mode;
  readonly timings: PrimaryBackupTimings;
  readonly mutant?: PrimaryBackupMutant | null;
}

/** What a primary knows of another replica in its epoch. */
export interface Progress {
  /** null: it has not been heard of in this epoch. */
  confirmed: number | null;
  /** How much it has been sent. */
  sent: number;
  round: number;
  silentTicks: number;
}

/** The variables of the specification that a replica has, what it keeps besides as a primary, and how they are written down. */
export class ReplicaState {
  readonly self: NodeId;
  readonly others: readonly NodeId[];
  readonly service: NodeId;
  readonly mode: Mode;
  readonly timings: PrimaryBackupTimings;
  readonly mutant: PrimaryBackupMutant | null;
  readonly out = new Outbox<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupReply>();

  epoch = 1;
  synced = 1;
  log: Entry[] = [];
  /** The last view in which it was the primary. */
  view: View | null;
  joining = new Set<NodeId>();
  /** Where clients are sent. */
  primary: NodeId | null;

  readonly progress = new Map<NodeId, Progress>();
  /** What the log had when this life as a primary began: before that is acknowledged again, nobody knows what has been. */
  floor = 0;
  /** Ticks of silence after which it does without a member: twice as many after each that came back. */
  dropTicks: number;
  round = 0;
  reads: { readonly id: string; readonly key: string; readonly round: number }[] = [];
  /** Writes whose clients wait here. */
  readonly waiting = new Set<string>();
  store = new KeyValueStore();
  /** Entries of the log that the store has, and that have been acknowledged in this life. */
  applied = 0;
  /** The ids in the log. */
  readonly ids = new Set<string>();

  constructor(options: ReplicaOptions, records: readonly PrimaryBackupRecord[]) {
    const { self, replicas } = options;
    this.self = self;
    this.others = replicas.filter((id) => id !== self);
    this.service = options.service;
    this.mode = options.mode;
    this.timings = options.timings;
    this.dropTicks = options.timings.silentTicks;
    this.mutant = options.mutant ?? null;
    this.primary = replicas[0]!;
    this.view = self === this.primary ? { epoch: 1, primary: self, members: replicas } : null;
    for (const record of records) this.#recover(record);
    if (records.length > 0) this.primary = this.reigns ? self : null;
    for (const { id } of this.log) this.ids.add(id);
    this.forget();
  }

  #recover(record: PrimaryBackupRecord): void {
    if ('epoch' in record) this.epoch = record.epoch;
    else if ('append' in record) this.log.push(...record.append);
    else if ('joining' in record) this.joining = new Set(record.joining);
    else if ('begin' in record) {
      this.view = record.begin;
      this.epoch = record.begin.epoch;
      this.synced = this.epoch;
      this.joining = new Set();
    } else if ('follow' in record) {
      this.epoch = record.follow;
      this.synced = record.follow;
      this.log = [...this.log.slice(0, record.from), ...record.entries];
    }
  }

  /** `Reigns` of the specification. */
  get reigns(): boolean {
    return this.view !== null && this.view.epoch === this.epoch && this.synced === this.epoch;
  }

  /** Members and members to be, without the primary itself. */
  get awaited(): NodeId[] {
    const members = this.view?.members ?? [];
    const joining = this.mutant === 'joiner-not-awaited' ? new Set<NodeId>() : this.joining;
    return this.others.filter((id) => members.includes(id) || joining.has(id));
  }

  /** 0 before the first entry. */
  epochAt(length: number): number {
    return length === 0 ? 0 : this.log[length - 1]!.epoch;
  }

  /** Whatever a primary knew, and for whom it worked: clients ask again. */
  forget(): void {
    this.floor = this.log.length;
    this.reads = [];
    this.waiting.clear();
    for (const id of this.others) {
      const sent = this.progress.get(id)?.sent ?? this.log.length;
      this.progress.set(id, { confirmed: null, sent: Math.min(sent, this.log.length), round: 0, silentTicks: 0 });
    }
  }

  append(entries: readonly Entry[]): void {
    this.log.push(...entries);
    for (const { id } of entries) this.ids.add(id);
    this.out.persist({ append: entries });
  }

  /** Becomes what another primary has: `entries` behind the first `from` of its own. */
  replace(epoch: number, from: number, entries: readonly Entry[]): void {
    const kept = this.mutant === 'tail-kept' ? this.log.slice(from + entries.length) : [];
    this.log = [...this.log.slice(0, from), ...entries, ...kept];
    this.epoch = epoch;
    this.synced = epoch;
    this.out.persist({ follow: epoch, from, entries: [...entries, ...kept] });
    this.ids.clear();
    for (const { id } of this.log) this.ids.add(id);
    if (from < this.applied) {
      this.store = new KeyValueStore();
      this.applied = 0;
    }
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

  wholeLog(): Record<string, { [id: string]: { epoch: number; write: string }[] }> {
    return { log: { [this.self]: this.log.map(({ epoch, id }) => ({ epoch, write: id })) } };
  }
}

/** How much of their beginnings two logs have in common. */
export function inCommon(a: readonly Span[], b: readonly Span[]): number {
  let common = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [[epochA, endA], [epochB, endB]] = [a[index]!, b[index]!];
    if (epochA !== epochB) return common;
    common = Math.min(endA, endB);
    if (endA !== endB) return common;
  }
  return common;
}
