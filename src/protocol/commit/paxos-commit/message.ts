import type { Decision } from '../message.js';

/** The decree of one instance: how its resource manager votes. */
export type Vote = 'prepared' | 'aborted';

/** What an acceptor has accepted in an instance, and in which ballot. */
export interface Accepted {
  readonly bal: number;
  readonly val: Vote;
}

/**
 * Gray & Lamport 2006, section 4, with its names; `ins` is the instance, named by its resource manager. `Prepare` asks for a vote.
 * Ballot 0 belongs to the resource manager itself: its phase 2a is the vote, and goes to the acceptors at once.
 */
export type PaxosCommitMessage =
  | { readonly type: 'Prepare' }
  | { readonly type: 'phase1a'; readonly ins: string; readonly bal: number }
  | { readonly type: 'phase1b'; readonly ins: string; readonly mbal: number; readonly accepted: Accepted | null }
  | { readonly type: 'phase2a'; readonly ins: string; readonly bal: number; readonly val: Vote }
  | { readonly type: 'phase2b'; readonly ins: string; readonly bal: number; readonly val: Vote }
  /** A ballot is too small. */
  | { readonly type: 'refused'; readonly ins: string; readonly mbal: number }
  | { readonly type: 'Commit' }
  | { readonly type: 'Abort' }
  /** A resource manager that has voted and hears nothing: of any leader, what was decided. */
  | { readonly type: 'Inquiry' };

export type MessageOf<T extends PaxosCommitMessage['type']> = Extract<PaxosCommitMessage, { type: T }>;

/** What must outlive a crash: votes and outcomes, an acceptor's promises and votes, the last ballot that a leader has begun. */
export type PaxosCommitRecord =
  | { readonly vote: Vote }
  | { readonly outcome: Decision }
  | { readonly ins: string; readonly mbal: number; readonly accepted: Accepted | null }
  | { readonly begun: number };

export interface PaxosCommitTimings {
  /** Between two sendings of what has not been answered. */
  readonly resendMs: number;
  /** How long a leader waits for a vote before it settles the matter with a ballot of its own; twice as long after each failure. */
  readonly patienceMs: number;
}

export const paxosCommitMutants = {
  'vote-not-logged': 'a resource manager votes without a durable record of its vote',
  'abort-after-vote': 'a prepared resource manager that hears nothing aborts by itself',
  'promise-forgotten': 'the promise of an acceptor does not survive a restart',
  'acceptance-forgotten': 'what an acceptor has accepted does not survive a restart',
  'silence-is-abort': 'a leader takes a silent resource manager for aborted, although an acceptor has its vote',
  'silence-is-consent': 'a leader takes a silent resource manager for prepared',
  'half-is-quorum': 'half of the acceptors, rounded down, count as a quorum',
  'commit-without-every-vote': 'a leader commits when one vote is still missing',
} as const;
export type PaxosCommitMutant = keyof typeof paxosCommitMutants;

export const decisionMessage = (decision: Decision): PaxosCommitMessage => ({
  type: decision === 'committed' ? 'Commit' : 'Abort',
});
