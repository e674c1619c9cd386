import type { NodeId } from '../../core/units.js';

/**
 * Two-phase commit in the names of Gray & Lamport, "Consensus on Transaction Commit" (ACM TODS 31:1, 2006), section 3.
 * `Prepared`, `Commit` and `Abort` are the messages of the specification. The rest is what the paper leaves out because its
 * messages are never lost: `Prepare` asks for a vote, `Refused` spares the wait for a vote that will not come, `Acknowledged` ends
 * the resending of a decision.
 */
export type CommitMessage =
  | { readonly type: 'Prepare' }
  | { readonly type: 'Prepared'; readonly rm: NodeId }
  | { readonly type: 'Refused'; readonly rm: NodeId }
  | { readonly type: 'Commit' }
  | { readonly type: 'Abort' }
  | { readonly type: 'Acknowledged'; readonly rm: NodeId };

export type Decision = 'committed' | 'aborted';

/** What must outlive a crash: a resource manager's vote and outcome, the transaction manager's decision. */
export type CommitRecord = { readonly rmState: 'prepared' | Decision } | { readonly decision: Decision };

/** To the transaction manager: `commit`, ask for a decision. To a resource manager: `refuse`, abort if it has not voted yet. */
export type CommitRequest = 'commit' | 'refuse';
export type CommitReply = Decision | 'refused' | 'voted';

export interface CommitTimings {
  /** Between two sendings of what has not been answered. */
  readonly resendMs: number;
  /** How long the transaction manager waits for all votes before it aborts. */
  readonly decideMs: number;
}

export const commitMutants = {
  'commit-without-every-vote': 'the transaction manager commits when one vote is still missing',
  'decision-not-logged': 'the transaction manager sends its decision without a durable record of it',
  'vote-not-logged': 'a resource manager votes without a durable record of its vote',
  'abort-after-vote': 'a prepared resource manager that hears nothing aborts by itself',
} as const;
export type CommitMutant = keyof typeof commitMutants;
