import type { NodeId } from '../../core/units.js';
import type { KeyValueCommand, KeyValueReply, KeyValueRequest } from '../key-value.js';

/** `value` is what the specification sees: the command's unique id, or `no-op`, with which a leader begins its term. */
export interface Entry {
  readonly term: number;
  readonly value: string;
  readonly command: KeyValueCommand | null;
}

export const noOp = 'no-op';

/** Ongaro 2014, figure 3.1; `PreVote` section 9.6, `TimeoutNow` section 3.10. Every message names the sender's term. */
export type RaftMessage =
  | { readonly type: 'RequestVote'; readonly term: number; readonly lastLogIndex: number; readonly lastLogTerm: number }
  | { readonly type: 'Vote'; readonly term: number; readonly granted: boolean }
  /** `nextTerm`: the term in which the sender would stand. Asking changes nothing. */
  | {
      readonly type: 'PreVote';
      readonly term: number;
      readonly nextTerm: number;
      readonly lastLogIndex: number;
      readonly lastLogTerm: number;
    }
  | { readonly type: 'PreVoteReply'; readonly term: number; readonly nextTerm: number; readonly granted: boolean }
  | {
      readonly type: 'AppendEntries';
      readonly term: number;
      readonly prevLogIndex: number;
      readonly prevLogTerm: number;
      readonly entries: readonly Entry[];
      readonly commitIndex: number;
      /** Numbers the leader's questions whether it still leads (section 6.4); the answer repeats it. */
      readonly round: number;
    }
  | { readonly type: 'Accepted'; readonly term: number; readonly matchIndex: number; readonly round: number }
  /** No entry of `prevLogTerm` at `prevLogIndex`; the leader may go back to `lastIndex` at once. Also: your term is old. */
  | { readonly type: 'Refused'; readonly term: number; readonly lastIndex: number; readonly round: number }
  | { readonly type: 'TimeoutNow'; readonly term: number };

export type MessageOf<T extends RaftMessage['type']> = Extract<RaftMessage, { type: T }>;

export type RaftRecord =
  | { readonly currentTerm: number; readonly votedFor: NodeId | null }
  /** Everything after index `after` is replaced by `entries`. */
  | { readonly after: number; readonly entries: readonly Entry[] };

export type RaftRequest = KeyValueRequest | { readonly op: 'transfer'; readonly to: NodeId };
export type RaftReply =
  | KeyValueReply
  /** Not done, and never will be by this asking: the client asks the leader, or anybody where it is not known. */
  | { readonly kind: 'redirect'; readonly leader: NodeId | null };

export interface RaftTimings {
  /** An election timeout is drawn from `electionMs` to twice that (section 9.3). */
  readonly electionMs: number;
  readonly heartbeatMs: number;
  /** Entries in one AppendEntries at most. */
  readonly batch: number;
}

export const raftMutants = {
  'commit-older-term': 'a leader commits entries of older terms by counting (figure 3.7)',
  'vote-not-persisted': 'a vote does not survive a restart',
  'vote-for-any-log': 'a vote does not ask whether the log of the candidate is up to date',
  'conflict-kept': 'a follower keeps its own entries where they conflict with those of the leader',
  'append-truncates': 'a follower cuts its log behind whatever it is sent, an old message too',
  'append-not-persisted': 'a follower acknowledges entries that are not durable',
  'half-is-quorum': 'half of the servers, rounded down, count as a quorum',
  'read-without-no-op': 'a new leader serves reads before it has committed an entry of its term',
  'read-without-quorum': 'a leader serves reads without asking whether it still leads',
  'lease-read': 'a leader trusts its clock that no other was elected within an election timeout',
} as const;
export type RaftMutant = keyof typeof raftMutants;
