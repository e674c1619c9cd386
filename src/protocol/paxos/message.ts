import type { NodeId } from '../../core/units.js';
import type { KeyValueCommand, KeyValueReply } from '../key-value.js';

/** A vote: the value that an acceptor accepted, and in which ballot. */
export interface Vote {
  readonly ballot: number;
  readonly value: string;
}

/**
 * Lamport, "Paxos Made Simple", 2001, section 2.2: the prepare request and its promise (phase 1), the accept request and the
 * vote (phase 2). `refused` is the optimisation at the end of section 2.2: a proposer whose ballot is too small is told so.
 */
export type PaxosMessage =
  | { readonly type: 'prepare'; readonly ballot: number }
  | { readonly type: 'promise'; readonly ballot: number; readonly accepted: Vote | null }
  | { readonly type: 'accept'; readonly ballot: number; readonly value: string }
  | { readonly type: 'accepted'; readonly ballot: number; readonly value: string }
  | { readonly type: 'refused'; readonly ballot: number; readonly promised: number };

export type MessageOf<T extends PaxosMessage['type']> = Extract<PaxosMessage, { type: T }>;

/** What must outlive a crash: an acceptor's promise and last vote, the last ballot that a proposer has begun. */
export type PaxosRecord = { readonly promised: number } | { readonly accepted: Vote } | { readonly ballot: number };

/** A proposal is a compare-and-set from nothing: it writes the one decree, or hears what was written before. */
export type PaxosRequest = Extract<KeyValueCommand, { op: 'cas' }>;
export type PaxosReply = KeyValueReply;

export interface PaxosTimings {
  /** How long a proposer waits for a quorum before it sends again, and then begins a larger ballot after a drawn pause. */
  readonly ballotMs: number;
}

export const paxosMutants = {
  'promise-forgotten': 'the promise of an acceptor does not survive a restart',
  'vote-forgotten': 'the vote of an acceptor does not survive a restart',
  'own-value': 'a proposer asks for its own value although a promise tells of an accepted one',
  'any-accepted-value': 'a proposer asks for the accepted value that it heard of last, not that of the largest ballot',
  'ballot-reused': 'the ballot of a proposer does not survive a restart, and is used again',
  'half-is-quorum': 'half of the acceptors, rounded down, count as a quorum',
  'votes-of-any-ballot': 'a learner counts votes of different ballots together',
} as const;
export type PaxosMutant = keyof typeof paxosMutants;

export interface PaxosOptions {
  readonly self: NodeId;
  /** Each is proposer, acceptor and learner. */
  readonly servers: readonly NodeId[];
  readonly timings: PaxosTimings;
  readonly random: { float(): number };
  readonly mutant?: PaxosMutant | null;
}
