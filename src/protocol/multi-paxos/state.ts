import type { Random } from '../../core/random.js';
import type { Value } from '../../core/trace.js';
import type { Millis, NodeId } from '../../core/units.js';
import { KeyValueStore } from '../key-value.js';
import { Outbox } from '../outbox.js';
import type {
  Decree,
  MultiPaxosMessage,
  MultiPaxosMutant,
  MultiPaxosRecord,
  MultiPaxosReply,
  MultiPaxosTimings,
  SlotVote,
  Vote,
} from './message.js';

export interface MultiPaxosOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly timings: MultiPaxosTimings;
  readonly random: Random;
  readonly mutant?: MultiPaxosMutant | null;
  /** false leaves the trace empty, where only speed is of interest. */
  readonly traced?: boolean;
}

/** Phase 1 of a server that wants to lead: the votes of which it has heard, by slot. */
export interface Candidacy {
  readonly promises: Set<NodeId>;
  readonly votes: Map<number, Vote[]>;
}

/** A slot for which the leader asks for votes. */
export interface Asked {
  readonly decree: Decree;
  readonly from: Set<NodeId>;
}

/** The roles of one server, with the names of the specification. Shared by the roles' files. */
export class MultiPaxosState {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly peers: readonly NodeId[];
  readonly timings: MultiPaxosTimings;
  readonly random: Random;
  readonly mutant: MultiPaxosMutant | null;
  readonly traced: boolean;
  readonly out = new Outbox<MultiPaxosMessage, MultiPaxosRecord, MultiPaxosReply>();
  now: Millis = 0;

  // The acceptor: both are durable.
  promised = -1;
  /** By slot: the last vote. */
  readonly accepted = new Map<number, Vote>();

  // The leader: `begun`, the last ballot that it has begun, is durable.
  begun = -1;
  /** The largest ballot that it has heard of. */
  largest = -1;
  candidacy: Candidacy | null = null;
  /** Ballots of its own since it last learned what is chosen. */
  failedBallots = 0;
  /** It has the promises of a quorum for `begun`. */
  leading = false;
  nextSlot = 1;
  /** Slots that are not chosen yet, in order. */
  readonly asked = new Map<number, Asked>();

  // The follower.
  leader: NodeId | null = null;
  heardAt: Millis = Number.NEGATIVE_INFINITY;
  electionTimeout: Millis = 0;

  // The learner: what is chosen, and in which ballot it was learned to be.
  readonly learned = new Map<number, Vote>();
  /** Everything up to here is learned. */
  chosen = 0;

  // The state machine.
  readonly store = new KeyValueStore();
  executed = 0;
  /** Operations whose clients wait at this server. */
  readonly waiting = new Set<string>();

  constructor(options: MultiPaxosOptions, records: readonly MultiPaxosRecord[]) {
    this.self = options.self;
    this.servers = options.servers;
    this.peers = options.servers.filter((id) => id !== options.self);
    this.timings = options.timings;
    this.random = options.random;
    this.mutant = options.mutant ?? null;
    this.traced = options.traced ?? true;
    for (const record of records) {
      if ('promised' in record) this.promised = Math.max(this.promised, record.promised);
      else if ('begun' in record) this.begun = record.begun;
      else {
        for (const { slot, ballot, value, command } of record.accepted) {
          this.accepted.set(slot, { ballot, value, command });
          // A vote is a promise, too.
          this.promised = Math.max(this.promised, ballot);
        }
      }
    }
  }

  get quorum(): number {
    const half = Math.floor(this.servers.length / 2);
    return this.mutant === 'half-is-quorum' ? half : half + 1;
  }

  /** The smallest ballot of this server's own above all that it has begun or heard of: servers share the numbers out in turn. */
  nextBallot(): number {
    const count = this.servers.length;
    const above = Math.max(this.begun, this.largest);
    const mine = Math.floor(above / count) * count + this.servers.indexOf(this.self);
    return mine > above ? mine : mine + count;
  }

  ownerOf(ballot: number): NodeId {
    return this.servers[ballot % this.servers.length]!;
  }

  slotVote(slot: number): SlotVote {
    return { slot, ...this.accepted.get(slot)! };
  }

  broadcast(message: MultiPaxosMessage): void {
    for (const to of this.peers) this.out.send(to, message);
  }

  trace(action: string, args: Record<string, Value>, vars: Record<string, Value> = {}): void {
    if (this.traced) this.out.trace(action, args, vars);
  }

  /** Of a variable that is a function of the servers: this server's part. */
  mine(value: Value): Value {
    return { [this.self]: value };
  }
}
