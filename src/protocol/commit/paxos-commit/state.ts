import type { NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import type { CommitReply, Decision } from '../message.js';
import type {
  Accepted,
  PaxosCommitMessage,
  PaxosCommitMutant,
  PaxosCommitRecord,
  PaxosCommitTimings,
  Vote,
} from './message.js';
import type { PaxosCommitOptions } from './resource-manager.js';

/** One acceptor that may lead, too: its part in the instance of each resource manager. Shared by the files of both roles. */
export class AcceptorState {
  readonly self: NodeId;
  readonly rms: readonly NodeId[];
  readonly acceptors: readonly NodeId[];
  readonly peers: readonly NodeId[];
  readonly timings: PaxosCommitTimings;
  readonly mutant: PaxosCommitMutant | null;
  readonly out = new Outbox<PaxosCommitMessage, PaxosCommitRecord, CommitReply>();

  // The acceptor: both durable, by instance.
  readonly mbal = new Map<NodeId, number>();
  readonly accepted = new Map<NodeId, Accepted>();

  // The leader.
  /** Durable: the last ballot that it has begun; 0: none. */
  begun = 0;
  /** The largest ballot that it has heard of. */
  largest = 0;
  /** Ballots of its own that came to nothing. */
  failedBallots = 0;
  /** By instance, in the ballot `begun`: who has answered phase 1a, with what. */
  readonly answers = new Map<NodeId, Map<NodeId, Accepted | null>>();
  /** By instance: what it has asked for in the ballot `begun`. */
  readonly asked = new Map<NodeId, Vote>();
  /** By instance, ballot and vote: who has accepted. */
  readonly acceptances = new Map<string, Set<NodeId>>();
  readonly chosen = new Map<NodeId, Vote>();
  /** A client has asked for the transaction, or a resource manager how it ended: it is to be brought to an end. */
  leading = false;
  decision: Decision | null = null;
  readonly waiting = new Set<string>();

  constructor(options: PaxosCommitOptions, records: readonly PaxosCommitRecord[]) {
    this.self = options.self;
    this.rms = options.rms;
    this.acceptors = options.acceptors;
    this.peers = options.acceptors.filter((id) => id !== options.self);
    this.timings = options.timings;
    this.mutant = options.mutant ?? null;
    for (const record of records) {
      if ('begun' in record) this.begun = record.begun;
      else if ('ins' in record) {
        this.mbal.set(record.ins, Math.max(record.mbal, this.mbal.get(record.ins) ?? 0));
        if (record.accepted !== null) this.accepted.set(record.ins, record.accepted);
      }
    }
  }

  get quorum(): number {
    const half = Math.floor(this.acceptors.length / 2);
    return this.mutant === 'half-is-quorum' ? half : half + 1;
  }

  mbalOf(ins: NodeId): number {
    return this.mbal.get(ins) ?? 0;
  }

  /** The smallest ballot of its own, from 1 on, above all that it has begun or heard of. */
  nextBallot(): number {
    const count = this.acceptors.length;
    const mine = this.acceptors.indexOf(this.self) + 1;
    const above = Math.max(this.begun, this.largest);
    return above < mine ? mine : mine + count * Math.ceil((above - mine + 1) / count);
  }

  toPeers(message: PaxosCommitMessage): void {
    for (const to of this.peers) this.out.send(to, message);
  }

  /** What the specification calls aState[ins][self]. */
  aState(ins: NodeId): Record<string, Record<string, Record<string, number | string>>> {
    const { bal, val } = this.accepted.get(ins) ?? { bal: -1, val: 'none' };
    return { [ins]: { [this.self]: { mbal: this.mbalOf(ins), bal, val } } };
  }
}
