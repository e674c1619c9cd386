import type { Random } from '../../core/random.js';
import type { Value } from '../../core/trace.js';
import type { Millis, NodeId } from '../../core/units.js';
import { KeyValueStore } from '../key-value.js';
import { Outbox } from '../outbox.js';
import type { Entry, MessageOf, RaftMessage, RaftMutant, RaftRecord, RaftReply, RaftTimings } from './message.js';

export interface RaftOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly timings: RaftTimings;
  readonly random: Random;
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
  readonly key: string;
  readonly round: number;
}

/** The variables of figure 3.1, with the specification's names, and how they are written down. Shared by the roles' files. */
export class RaftState {
  readonly self: NodeId;
  readonly peers: readonly NodeId[];
  readonly timings: RaftTimings;
  readonly random: Random;
  readonly mutant: RaftMutant | null;
  readonly traced: boolean;
  readonly out = new Outbox<RaftMessage, RaftRecord, RaftReply>();
  now: Millis = 0;

  currentTerm = 0;
  votedFor: NodeId | null = null;
  /** Index 1 is `log[0]`. */
  readonly log: Entry[] = [];

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
  round = 0;
  reads: PendingRead[] = [];
  /** When a quorum last answered a round: for the mutant `lease-read` alone. */
  leaseFrom: Millis = Number.NEGATIVE_INFINITY;
  readonly roundSentAt = new Map<number, Millis>();

  /** The last AppendEntries that was traced, as a leader or as a follower: again, it is no step of the specification. */
  lastSent = '';
  lastAccepted = '';

  readonly store = new KeyValueStore();
  lastApplied = 0;
  /** Commands whose clients wait at this server, by the command's id. */
  readonly waiting = new Set<string>();

  constructor(options: RaftOptions, records: readonly RaftRecord[]) {
    this.self = options.self;
    this.peers = options.servers.filter((id) => id !== options.self);
    this.timings = options.timings;
    this.random = options.random;
    this.mutant = options.mutant ?? null;
    this.traced = options.traced ?? true;
    for (const record of records) {
      if ('currentTerm' in record) {
        this.currentTerm = record.currentTerm;
        this.votedFor = record.votedFor;
      } else {
        this.log.length = record.after;
        this.log.push(...record.entries);
      }
    }
  }

  get lastIndex(): number {
    return this.log.length;
  }

  /** 0 at index 0. */
  termAt(index: number): number {
    return index === 0 ? 0 : this.log[index - 1]!.term;
  }

  /** Servers that make a majority. */
  get quorum(): number {
    const size = this.peers.length + 1;
    return this.mutant === 'half-is-quorum' ? Math.floor(size / 2) : Math.floor(size / 2) + 1;
  }

  /** Durable before anybody hears of it. */
  setTerm(term: number, votedFor: NodeId | null): void {
    this.currentTerm = term;
    this.votedFor = votedFor;
    this.out.persist({ currentTerm: term, votedFor: this.mutant === 'vote-not-persisted' ? null : votedFor });
  }

  replaceAfter(after: number, entries: readonly Entry[]): void {
    if (this.log.length > after) this.log.length = after;
    for (const entry of entries) this.log.push(entry);
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
    const { term, value } = this.log[this.lastIndex - 1]!;
    return { log: this.mine({ [this.lastIndex]: { term, value } }) };
  }
}

/** Messages as the specification has them. */
export const specification = {
  requestVote: (from: NodeId, m: MessageOf<'RequestVote'>): Value => ({ ...m, from }),
  vote: (from: NodeId, to: NodeId, term: number): Value => ({ type: 'Vote', term, from, to }),
  appendEntries: (from: NodeId, m: MessageOf<'AppendEntries'>): Value => ({
    type: 'AppendEntries',
    term: m.term,
    from,
    prevLogIndex: m.prevLogIndex,
    prevLogTerm: m.prevLogTerm,
    entries: m.entries.map(({ term, value }) => ({ term, value })),
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
