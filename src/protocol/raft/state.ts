import type { Random } from '../../core/random.js';
import type { Value } from '../../core/trace.js';
import type { Millis, NodeId } from '../../core/units.js';
import { KeyValueStore } from '../key-value.js';
import { Outbox } from '../outbox.js';
import type { StateMachine } from '../state-machine.js';
import { RaftLog } from './log.js';
import type {
  Configuration,
  Entry,
  MessageOf,
  RaftMessage,
  RaftMutant,
  RaftRecord,
  RaftReply,
  RaftTimings,
} from './message.js';

export interface RaftOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly timings: RaftTimings;
  readonly random: Random;
  /** What the log drives, as new; a key-value store where left out. */
  readonly machine?: StateMachine;
  readonly mutant?: RaftMutant | null;
  /** false leaves the trace empty, where only speed is of interest. */
  readonly traced?: boolean;
}

/** What a leader knows of a follower. */
export interface Progress {
  nextIndex: number;
  matchIndex: number;
  /** Entries are under way: more wait for the answer, or for the next heartbeat. */
  waiting: boolean;
  /** The last of the leader's rounds that it has answered. */
  round: number;
}

/** A read that waits for the leader to be sure that it leads, and of what is committed. */
export interface PendingRead {
  readonly id: string;
  readonly query: unknown;
  readonly round: number;
}

/** The variables of figure 3.1, with the specification's names, and how they are written down. Shared by the roles' files. */
export class RaftState {
  readonly self: NodeId;
  readonly timings: RaftTimings;
  readonly random: Random;
  readonly mutant: RaftMutant | null;
  readonly traced: boolean;
  readonly out = new Outbox<RaftMessage, RaftRecord, RaftReply<unknown>>();
  now: Millis = 0;

  currentTerm = 0;
  votedFor: NodeId | null = null;
  readonly log: RaftLog;

  state: 'follower' | 'candidate' | 'leader' = 'follower';
  votesGranted = new Set<NodeId>();
  /** Who would vote for this server if it stood; null: it does not ask. */
  preVotes: Set<NodeId> | null = null;
  commitIndex = 0;
  leader: NodeId | null = null;
  /** When it last heard from a leader of its term. */
  heardAt: Millis = Number.NEGATIVE_INFINITY;
  electionTimeout: Millis = 0;

  readonly progress = new Map<NodeId, Progress>();
  /** What servers that left the configuration in this term were known to hold: they still do when they are back. */
  readonly departed = new Map<NodeId, number>();
  round = 0;
  reads: PendingRead[] = [];
  /** When a quorum last answered a round: for the mutant `lease-read` alone. */
  leaseFrom: Millis = Number.NEGATIVE_INFINITY;
  readonly roundSentAt = new Map<number, Millis>();

  /** The last AppendEntries that was traced, as a leader or as a follower: again, it is no step of the specification. */
  lastSent = '';
  lastAccepted = '';

  readonly store: StateMachine;
  lastApplied = 0;
  /** The entries that snapshots have replaced, where a trace has to name them. */
  compacted: Entry[] = [];
  /** The change of members that an administrator waits for. */
  change: { readonly id: string; readonly servers: readonly NodeId[] } | null = null;
  /** Commands whose clients wait at this server, by the command's id. */
  readonly waiting = new Set<string>();

  constructor(options: RaftOptions, records: readonly RaftRecord[]) {
    this.self = options.self;
    this.log = new RaftLog(options.servers);
    this.timings = options.timings;
    this.random = options.random;
    this.store = options.machine ?? (new KeyValueStore() as StateMachine);
    this.mutant = options.mutant ?? null;
    this.traced = options.traced ?? true;
    for (const record of records) {
      if ('currentTerm' in record) {
        this.currentTerm = record.currentTerm;
        this.votedFor = record.votedFor;
      } else if ('snapshot' in record) {
        this.compacted = [...record.snapshot.traced];
        this.log.install(record.snapshot);
      } else this.log.replaceAfter(record.after, record.entries);
    }
    const { snapshot } = this.log;
    if (snapshot !== null) this.store.restore(snapshot.store);
    this.commitIndex = this.log.snapshotIndex;
    this.lastApplied = this.log.snapshotIndex;
  }

  get lastIndex(): number {
    return this.log.lastIndex;
  }

  /** 0 at index 0. */
  termAt(index: number): number {
    return this.log.termAt(index);
  }

  get configuration(): Configuration {
    return this.log.configuration;
  }

  /** All of the configuration, but this server. */
  get peers(): NodeId[] {
    const [first, second] = this.configuration;
    const all = second === undefined ? first! : [...new Set([...first!, ...second])];
    return all.filter((id) => id !== this.self);
  }

  get isMember(): boolean {
    return this.configuration.some((servers) => servers.includes(this.self));
  }

  /** The most that a majority of each set has reached: an index, a round, or 1 for yes and 0 for no. */
  agreed(reached: (server: NodeId) => number): number {
    let least = Number.POSITIVE_INFINITY;
    const sets = this.mutant === 'joint-without-old' ? this.configuration.slice(-1) : this.configuration;
    for (const servers of sets) {
      const sorted = servers.map(reached).sort((a, b) => b - a);
      const majority = Math.floor(sorted.length / 2) + (this.mutant === 'half-is-quorum' ? 0 : 1);
      least = Math.min(least, sorted[Math.max(majority, 1) - 1]!);
    }
    return least;
  }

  isQuorum(servers: ReadonlySet<NodeId>): boolean {
    return this.agreed((id) => (servers.has(id) ? 1 : 0)) === 1;
  }

  /** Durable before anybody hears of it. */
  setTerm(term: number, votedFor: NodeId | null): void {
    this.currentTerm = term;
    this.votedFor = votedFor;
    this.out.persist({ currentTerm: term, votedFor: this.mutant === 'vote-not-persisted' ? null : votedFor });
  }

  replaceAfter(after: number, entries: readonly Entry[]): void {
    this.log.replaceAfter(after, entries);
    if (this.mutant !== 'append-not-persisted' || this.state === 'leader') this.out.persist({ after, entries });
  }

  send(to: NodeId, message: RaftMessage): void {
    this.out.send(to, message);
  }

  broadcast(message: RaftMessage): void {
    for (const to of this.peers) this.out.send(to, message);
  }

  trace(action: string, args: Record<string, Value>, vars: Record<string, Value> = {}): void {
    if (this.traced) this.out.trace(action, { i: this.self, ...args }, vars);
  }

  /** Of a variable that is a function of the servers: this server's part. */
  mine(value: Value): Value {
    return { [this.self]: value };
  }

  /** The last entry, as far as a trace shows the log. */
  lastEntry(): Record<string, Value> {
    if (!this.traced || this.lastIndex === 0) return {};
    if (this.lastIndex === this.log.snapshotIndex) return {};
    return { log: this.mine({ [this.lastIndex]: specification.entry(this.log.at(this.lastIndex)) }) };
  }
}

/** Entries and messages as the specification has them. */
export const specification = {
  entry: ({ term, value, configuration }: Entry): Value => ({
    term,
    value,
    config: (configuration ?? []).map((servers) => ({ '#set': [...servers] })),
  }),
  installSnapshot: (from: NodeId, m: MessageOf<'InstallSnapshot'>): Value => ({
    type: 'InstallSnapshot',
    term: m.term,
    from,
    entries: m.snapshot.traced.map(specification.entry),
  }),
  requestVote: (from: NodeId, m: MessageOf<'RequestVote'>): Value => ({ ...m, from }),
  vote: (from: NodeId, to: NodeId, term: number): Value => ({ type: 'Vote', term, from, to }),
  appendEntries: (from: NodeId, m: MessageOf<'AppendEntries'>): Value => ({
    type: 'AppendEntries',
    term: m.term,
    from,
    prevLogIndex: m.prevLogIndex,
    prevLogTerm: m.prevLogTerm,
    entries: m.entries.map(specification.entry),
    commitIndex: m.commitIndex,
  }),
  accepted: (from: NodeId, to: NodeId, m: MessageOf<'Accepted'>): Value => ({
    type: 'Accepted',
    term: m.term,
    from,
    to,
    matchIndex: m.matchIndex,
  }),
};
