import type { NodeId } from '../../core/units.js';
import type { KeyValueCommand, KeyValueReply, KeyValueRequest } from '../key-value.js';

/** Who decides: a majority of each set. Two sets are the old and the new servers while they decide jointly (Ongaro 2014, 4.3). */
export type Configuration = readonly (readonly NodeId[])[];

/**
 * `value` is what the specification sees: the command's unique id, `no-op`, with which a leader begins its term, or
 * `configuration`. Raft does not look into a command: that is the state machine's business.
 */
export interface Entry {
  readonly term: number;
  readonly value: string;
  readonly command: unknown;
  readonly configuration: Configuration | null;
}

export const noOp = 'no-op';
export const configurationValue = 'configuration';

/** What is left of the log up to `lastIndex`: the state machine, and who is a member since when. */
export interface Snapshot {
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly configuration: { readonly index: number; readonly sets: Configuration };
  readonly store: unknown;
  /** The entries that it stands for, where a trace has to name them; else none. */
  readonly traced: readonly Entry[];
}

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
  /** For a follower that needs entries that the leader has no more (section 5.3). */
  | { readonly type: 'InstallSnapshot'; readonly term: number; readonly snapshot: Snapshot; readonly round: number }
  | { readonly type: 'Accepted'; readonly term: number; readonly matchIndex: number; readonly round: number }
  /** No entry of `prevLogTerm` at `prevLogIndex`; the leader may go back to `lastIndex` at once. Also: your term is old. */
  | { readonly type: 'Refused'; readonly term: number; readonly lastIndex: number; readonly round: number }
  | { readonly type: 'TimeoutNow'; readonly term: number };

export type MessageOf<T extends RaftMessage['type']> = Extract<RaftMessage, { type: T }>;

export type RaftRecord =
  | { readonly currentTerm: number; readonly votedFor: NodeId | null }
  /** Everything after index `after` is replaced by `entries`. */
  | { readonly after: number; readonly entries: readonly Entry[] }
  | { readonly snapshot: Snapshot };

/** Of a key-value store as its clients have them; of any other state machine as `command` or `query`. */
export type RaftRequest<C = KeyValueCommand, Q = string> =
  | KeyValueRequest
  | { readonly op: 'command'; readonly command: C }
  | { readonly op: 'query'; readonly query: Q }
  | { readonly op: 'transfer'; readonly to: NodeId }
  /** The cluster goes on with these servers. */
  | { readonly op: 'members'; readonly servers: readonly NodeId[] };
export type RaftReply<A = KeyValueReply> =
  | A
  /** A transfer was asked for, or a change of members is done. */
  | { readonly kind: 'ok'; readonly value: null }
  /** Another change of members is under way: not done. */
  | { readonly kind: 'busy' }
  /** Not done, and never will be by this asking: the client asks the leader, or anybody where it is not known. */
  | { readonly kind: 'redirect'; readonly leader: NodeId | null };

export interface RaftTimings {
  /** An election timeout is drawn from `electionMs` to twice that (section 9.3). */
  readonly electionMs: number;
  readonly heartbeatMs: number;
  /** Entries in one AppendEntries at most. */
  readonly batch: number;
  /** A server takes a snapshot after so many entries; 0: never. */
  readonly snapshotEvery: number;
}

export const raftMutants = {
  'commit-older-term': 'a leader commits entries of older terms by counting (figure 3.7)',
  'vote-not-persisted': 'a vote does not survive a restart',
  'vote-for-any-log': 'a vote does not ask whether the log of the candidate is up to date',
  'conflict-kept': 'a follower keeps its own entries where they conflict with those of the leader',
  'append-truncates': 'a follower cuts its log behind whatever it is sent, an old message too',
  'append-not-persisted': 'a follower acknowledges entries that are not durable',
  'half-is-quorum': 'half of the servers, rounded down, count as a quorum',
  'change-before-commit':
    'a leader adds or removes a server before it has committed an entry of its term (raft-dev 2015)',
  'change-during-change': 'a leader begins a change of members before the last one is committed',
  'change-at-once': 'a change of several servers is made in one step, without deciding jointly',
  'joint-without-old': 'while they decide jointly, a majority of the new servers is enough',
  'snapshot-of-uncommitted': 'a snapshot replaces entries that are not committed',
  'read-without-no-op': 'a new leader serves reads before it has committed an entry of its term',
  'read-without-quorum': 'a leader serves reads without asking whether it still leads',
  'lease-read': 'a leader trusts its clock that no other was elected within an election timeout',
} as const;
export type RaftMutant = keyof typeof raftMutants;
