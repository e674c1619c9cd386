import type { Random } from '../../core/random.js';
import type { Value } from '../../core/trace.js';
import type { Millis, NodeId } from '../../core/units.js';
import { KeyValueStore } from '../key-value.js';
import { Outbox } from '../outbox.js';
import {
  type Ballot,
  compareZxids,
  noZxid,
  type Transaction,
  type ZabMessage,
  type ZabMutant,
  type ZabRecord,
  type ZabReply,
  type ZabTimings,
  type Zxid,
} from './message.js';

export interface ZabOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly timings: ZabTimings;
  readonly random: Random;
  readonly mutant?: ZabMutant | null;
  /** false leaves the trace empty, where only speed is of interest. */
  readonly traced?: boolean;
}

/** What a leader knows of a server that follows it. */
export interface Learner {
  /** It has acknowledged NEWLEADER: proposals are sent to it. */
  synchronized: boolean;
  /** How much of the leader's history it has on its disk. */
  acknowledged: number;
  /** How much of it was sent. */
  sent: number;
  /** The round in which it is asked what it has, 0: none; and what `sent` was then: what its answer lacks of it is lost. */
  probeRound: number;
  sentBeforeProbe: number;
  /** The last of the leader's rounds that it has answered. */
  round: number;
  heardAt: Millis;
}

/** A read that waits for the leader to be sure that it leads. */
export interface PendingRead {
  readonly id: string;
  readonly key: string;
  readonly round: number;
}

/** The variables of the specification, with its names, and how they are written down. Shared by the roles' files. */
export class ZabState {
  readonly self: NodeId;
  readonly peers: readonly NodeId[];
  readonly timings: ZabTimings;
  readonly random: Random;
  readonly mutant: ZabMutant | null;
  readonly traced: boolean;
  readonly out = new Outbox<ZabMessage, ZabRecord, ZabReply>();
  now: Millis = 0;

  acceptedEpoch = 0;
  currentEpoch = 0;
  readonly history: Transaction[] = [];

  state: 'looking' | 'following' | 'leading' = 'looking';
  phase: 'election' | 'discovery' | 'synchronization' | 'broadcast' = 'election';
  /** Of a leader; 0: not chosen yet. */
  newEpoch = 0;
  /** How many of the history are delivered. */
  lastCommitted = 0;
  /** When the present phase 0, 1 or 2 began. */
  since: Millis = 0;

  /** Of the election. */
  round = 0;
  ballot: Ballot;
  readonly ballots = new Map<NodeId, Ballot>();
  /** Who has a quorum of ballots, and will be followed if nobody better turns up. */
  settling: NodeId | null = null;

  /** Of a follower: whom it follows, when it last heard from there, and whether it has acknowledged NEWLEADER. */
  leader: NodeId | null = null;
  heardAt: Millis = 0;
  synchronized = false;

  /** Of a leader: the epochs of CEPOCH, the promises of ACKE with what each has, and who follows. */
  readonly cepochs = new Map<NodeId, number>();
  readonly promises = new Map<NodeId, Zxid>();
  readonly learners = new Map<NodeId, Learner>();
  /** The last of the history with which it began its epoch. */
  initialZxid: Zxid = noZxid;
  /** How much of the history a NEWLEADER in the trace has. */
  tracedLength = -1;
  pingRound = 0;
  reads: PendingRead[] = [];

  readonly store = new KeyValueStore();
  /** Commands whose clients wait at this server, by the command's id. */
  readonly waiting = new Set<string>();
  /** For the mutant `uncommitted-kept` alone: what its log has and it has forgotten. */
  forgotten = 0;
  /** For the mutants that write later: what is to be written. */
  unwritten: (() => void) | null = null;

  constructor(options: ZabOptions, records: readonly ZabRecord[]) {
    this.self = options.self;
    this.peers = options.servers.filter((id) => id !== options.self);
    this.timings = options.timings;
    this.random = options.random;
    this.mutant = options.mutant ?? null;
    this.traced = options.traced ?? true;
    for (const record of records) {
      if ('acceptedEpoch' in record) this.acceptedEpoch = record.acceptedEpoch;
      else if ('currentEpoch' in record) this.currentEpoch = record.currentEpoch;
      else this.#replace(record.after, record.transactions);
    }
    this.ballot = this.ownBallot;
  }

  get ownBallot(): Ballot {
    return { leader: this.self, currentEpoch: this.currentEpoch, zxid: this.lastZxid };
  }

  /** Servers that make a majority. */
  get quorum(): number {
    const half = Math.floor((this.peers.length + 1) / 2);
    return this.mutant === 'half-is-quorum' ? half : half + 1;
  }

  get lastZxid(): Zxid {
    return this.zxidAt(this.history.length);
  }

  /** Of the nth transaction, from 1; `noZxid` before the first. */
  zxidAt(n: number): Zxid {
    return n === 0 ? noZxid : this.history[n - 1]!.zxid;
  }

  /** How many of the history are at most `zxid`: its own place, where the history has it. */
  countUpTo(zxid: Zxid): number {
    let low = 0;
    let high = this.history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareZxids(this.history[middle]!.zxid, zxid) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(zxid: Zxid): boolean {
    return compareZxids(this.zxidAt(this.countUpTo(zxid)), zxid) === 0;
  }

  /** Durable before anybody hears of it. */
  setAcceptedEpoch(epoch: number): void {
    this.acceptedEpoch = epoch;
    if (this.mutant !== 'promise-not-persisted') this.out.persist({ acceptedEpoch: epoch });
  }

  setCurrentEpoch(epoch: number): void {
    this.currentEpoch = epoch;
    this.out.persist({ currentEpoch: epoch });
  }

  replaceAfter(after: number, transactions: readonly Transaction[]): void {
    this.#replace(after, transactions);
    if (this.mutant === 'proposal-not-persisted' && this.state !== 'leading') return;
    this.out.persist({ after: after + this.forgotten, transactions });
  }

  #replace(after: number, transactions: readonly Transaction[]): void {
    if (this.history.length > after) this.history.length = after;
    for (const transaction of transactions) this.history.push(transaction);
  }

  /** Delivers the first n, in order, and answers the clients that wait here for them. */
  deliver(n: number): void {
    while (this.lastCommitted < n) {
      const { value, command } = this.history[this.lastCommitted]!;
      this.lastCommitted += 1;
      const reply = this.store.apply(value, command);
      if (this.waiting.delete(value)) this.out.reply(value, reply);
    }
  }

  /** A clock that has jumped back is no silence that lasts: it is as if nothing had been heard. */
  silent(heardAt: Millis, limit: Millis): boolean {
    const silentFor = this.now - heardAt;
    return silentFor < 0 || silentFor >= limit;
  }

  send(to: NodeId, message: ZabMessage): void {
    this.out.send(to, message);
  }

  trace(action: string, args: Record<string, Value>, vars: Record<string, Value> = {}): void {
    if (this.traced) this.out.trace(action, { i: this.self, ...args }, vars);
  }

  /** Of a variable that is a function of the servers: this server's part. */
  mine(value: Value): Value {
    return { [this.self]: value };
  }

  /** All that is durable, as the trace shows it. */
  durable(): Record<string, Value> {
    if (!this.traced) return {};
    return {
      acceptedEpoch: this.mine(this.acceptedEpoch),
      currentEpoch: this.mine(this.currentEpoch),
      history: this.mine(specification.history(this.history)),
    };
  }
}

/** Messages as the specification has them. */
export const specification = {
  zxid: ({ epoch, counter }: Zxid): Value => ({ epoch, counter }),
  history: (transactions: readonly Transaction[]): Value =>
    transactions.map(({ zxid, value }) => ({ zxid: specification.zxid(zxid), value })),
};
