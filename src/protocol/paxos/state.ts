import type { Value } from '../../core/trace.js';
import type { NodeId } from '../../core/units.js';
import { Outbox } from '../outbox.js';
import type {
  PaxosMessage,
  PaxosMutant,
  PaxosOptions,
  PaxosRecord,
  PaxosReply,
  PaxosTimings,
  Vote,
} from './message.js';

/** The attempt of a proposer to get a value chosen. */
export interface Proposal {
  /** 1: waits for promises, 2: for votes. */
  phase: 1 | 2;
  readonly promises: Map<NodeId, Vote | null>;
  /** What it asks for in phase 2. */
  value: string | null;
  sentAgain: boolean;
  /** An acceptor has promised a larger ballot. */
  refused: boolean;
}

/** The three roles of one server, with the names of the specification. Shared by the roles' files. */
export class PaxosState {
  readonly self: NodeId;
  readonly peers: readonly NodeId[];
  readonly timings: PaxosTimings;
  readonly random: { float(): number };
  readonly mutant: PaxosMutant | null;
  readonly out = new Outbox<PaxosMessage, PaxosRecord, PaxosReply>();
  readonly #index: number;
  readonly #count: number;

  // The acceptor: both are durable.
  promised = -1;
  accepted: Vote | null = null;

  // The proposer: `ballot`, the last one that it has begun, is durable.
  ballot = -1;
  /** The largest ballot that it has heard of. */
  largest = -1;
  proposal: Proposal | null = null;
  /** Ballots of its own that came to nothing, one after the other. */
  failedBallots = 0;
  /** What the clients here want chosen: the first of them is proposed. */
  readonly wanted: string[] = [];

  // The learner.
  learned: string | null = null;
  /** By ballot: who has voted, and for what. A ballot has one value. */
  readonly votes = new Map<number, { readonly value: string; readonly from: Set<NodeId> }>();
  /** Operations that wait here for the decree, with what they have proposed. */
  readonly waiting = new Map<string, string>();

  constructor(options: PaxosOptions, records: readonly PaxosRecord[]) {
    this.self = options.self;
    this.peers = options.servers.filter((id) => id !== options.self);
    this.timings = options.timings;
    this.random = options.random;
    this.mutant = options.mutant ?? null;
    this.#index = options.servers.indexOf(options.self);
    this.#count = options.servers.length;
    for (const record of records) {
      if ('promised' in record) this.promised = record.promised;
      else if ('accepted' in record) this.accepted = record.accepted;
      else this.ballot = record.ballot;
    }
    // A vote is a promise, too: nothing below its ballot is voted for any more.
    if (this.accepted !== null) this.promised = Math.max(this.promised, this.accepted.ballot);
  }

  get quorum(): number {
    return this.mutant === 'half-is-quorum' ? Math.floor(this.#count / 2) : Math.floor(this.#count / 2) + 1;
  }

  /** The smallest ballot of this server's own above all that it has begun or heard of: servers share the numbers out in turn. */
  nextBallot(): number {
    const above = Math.max(this.ballot, this.largest);
    const round = Math.floor(above / this.#count);
    const mine = round * this.#count + this.#index;
    return mine > above ? mine : mine + this.#count;
  }

  broadcast(message: PaxosMessage): void {
    for (const to of this.peers) this.out.send(to, message);
  }

  trace(action: string, args: Record<string, Value>, vars: Record<string, Value> = {}): void {
    this.out.trace(action, args, vars);
  }

  /** Of a variable that is a function of the servers: this server's part. */
  mine(value: Value): Value {
    return { [this.self]: value };
  }
}
