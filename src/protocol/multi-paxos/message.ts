import type { NodeId } from '../../core/units.js';
import type { KeyValueReply, KeyValueRequest } from '../key-value.js';

/** What is agreed on in a slot. `value` is what the specification sees: the operation's unique id, or `no-op`. */
export interface Decree {
  readonly value: string;
  /** null: a no-op. Reads take a slot of their own, too: what they return is then what the log says at that point. */
  readonly command: KeyValueRequest | null;
}

export const noOp: Decree = { value: 'no-op', command: null };

/** A vote: what an acceptor accepted, and in which ballot. */
export interface Vote extends Decree {
  readonly ballot: number;
}

export interface SlotVote extends Vote {
  readonly slot: number;
}

/** Lamport, "Paxos Made Simple", 2001, section 3. Every message names the ballot that it belongs to. */
export type MultiPaxosMessage =
  /** Of all slots after `after`: those up to it are known to be chosen by whoever asks. */
  | { readonly type: 'prepare'; readonly ballot: number; readonly after: number }
  | { readonly type: 'promise'; readonly ballot: number; readonly votes: readonly SlotVote[] }
  /**
   * Asks for votes; without any slot it is a heartbeat. All slots up to `chosen` are chosen, those that were asked for
   * in this ballot in this ballot; so those for which the receiver has voted in it are known to it thereby.
   */
  | {
      readonly type: 'accept';
      readonly ballot: number;
      readonly decrees: readonly (Decree & { readonly slot: number })[];
      readonly chosen: number;
    }
  /** Votes for these slots. `missing`: the first slot that is said to be chosen and that the sender does not know; null: none. */
  | {
      readonly type: 'accepted';
      readonly ballot: number;
      readonly slots: readonly number[];
      readonly missing: number | null;
    }
  | { readonly type: 'refused'; readonly ballot: number; readonly promised: number }
  /** What was chosen, and in which ballot it was, for one that has missed it. */
  | { readonly type: 'decided'; readonly ballot: number; readonly votes: readonly SlotVote[] };

export type MessageOf<T extends MultiPaxosMessage['type']> = Extract<MultiPaxosMessage, { type: T }>;

/** What must outlive a crash: promises, votes, the last ballot that a server has begun. */
export type MultiPaxosRecord =
  | { readonly promised: number }
  | { readonly accepted: readonly SlotVote[] }
  | { readonly begun: number };

export type MultiPaxosReply =
  | KeyValueReply
  /** Not done, and never will be by this asking: the client asks the leader, or anybody where it is not known. */
  | { readonly kind: 'redirect'; readonly leader: NodeId | null };

export interface MultiPaxosTimings {
  /** A server that has heard of no leader for `electionMs` to twice that wants to lead. */
  readonly electionMs: number;
  readonly heartbeatMs: number;
  /** Decrees in one message at most. */
  readonly batch: number;
}

export const multiPaxosMutants = {
  'promise-forgotten': 'the promise of an acceptor does not survive a restart',
  'vote-forgotten': 'the votes of an acceptor do not survive a restart',
  'own-value': 'a new leader asks for its own values although promises tell of accepted ones',
  'any-accepted-value':
    'a new leader asks for the accepted value that it heard of first, not that of the largest ballot',
  'ballot-reused': 'the ballot of a leader does not survive a restart, and is used again',
  'half-is-quorum': 'half of the servers, rounded down, count as a quorum',
  'gap-filled-with-no-op':
    'a new leader fills every slot before the last with a no-op, also where a promise tells of a vote',
  'gap-leapt-over': 'a state machine leaves out a slot that it does not know',
  'old-vote-is-chosen': 'a follower takes its vote of an older ballot for what the leader says is chosen',
  'read-without-log': 'a leader reads from its state without asking whether it still leads',
} as const;
export type MultiPaxosMutant = keyof typeof multiPaxosMutants;
