import type { NodeId } from '../../core/units.js';
import type { KeyValueCommand, KeyValueReply, KeyValueRequest } from '../key-value.js';

/** Names a transaction, and where it stands: by epoch, then by counter (Junqueira et al. 2011, section III). */
export interface Zxid {
  readonly epoch: number;
  /** From 1 in each epoch. */
  readonly counter: number;
}

/** Of an empty history. */
export const noZxid: Zxid = { epoch: 0, counter: 0 };

export const compareZxids = (y: Zxid, z: Zxid): number => y.epoch - z.epoch || y.counter - z.counter;

/** `value` is what the specification sees: the command's unique id. */
export interface Transaction {
  readonly zxid: Zxid;
  readonly value: string;
  readonly command: KeyValueCommand;
}

/** Whom a server would follow: the one with the newest epoch, then with the most transactions, then with the greatest name. */
export interface Ballot {
  readonly leader: NodeId;
  readonly currentEpoch: number;
  readonly zxid: Zxid;
}

/** How the leader sends its history: what comes after the follower's; after cutting off what it has too much; or all of it. */
export type Synchronization = 'DIFF' | 'TRUNC' | 'SNAP';

/** The messages of the paper's figures 1 to 3 under its names; `Notification` is the election's, `PING` and `PONG` keep alive. */
export type ZabMessage =
  | {
      readonly type: 'Notification';
      /** Counts the elections of a server: ballots of an earlier one are void. */
      readonly round: number;
      readonly ballot: Ballot;
      readonly state: 'looking' | 'following' | 'leading';
    }
  | { readonly type: 'CEPOCH'; readonly epoch: number }
  | { readonly type: 'NEWEPOCH'; readonly epoch: number }
  | {
      readonly type: 'ACKE';
      readonly epoch: number;
      readonly currentEpoch: number;
      readonly zxid: Zxid;
      /** false: the promise was made before a restart, maybe to another; it only asks to be synchronised. */
      readonly promised: boolean;
    }
  | {
      readonly type: 'NEWLEADER';
      readonly epoch: number;
      readonly by: Synchronization;
      /** The history is the follower's up to here, and then `transactions`. */
      readonly after: Zxid;
      readonly transactions: readonly Transaction[];
    }
  | { readonly type: 'ACKLD'; readonly epoch: number; readonly zxid: Zxid }
  | { readonly type: 'COMMITLD'; readonly epoch: number; readonly zxid: Zxid }
  /** Proposals one after the other. */
  | { readonly type: 'PROPOSE'; readonly epoch: number; readonly transactions: readonly Transaction[] }
  /** Of this one and all before it. */
  | { readonly type: 'ACK'; readonly epoch: number; readonly zxid: Zxid }
  | { readonly type: 'COMMIT'; readonly epoch: number; readonly zxid: Zxid }
  /** `zxid`: the last that is committed. `round` numbers the leader's questions whether it still leads. */
  | { readonly type: 'PING'; readonly epoch: number; readonly round: number; readonly zxid: Zxid }
  /** `zxid`: the last that the follower has; `synchronized`: it has accepted NEWLEADER. */
  | {
      readonly type: 'PONG';
      readonly epoch: number;
      readonly round: number;
      readonly zxid: Zxid;
      readonly synchronized: boolean;
    };

export type MessageOf<T extends ZabMessage['type']> = Extract<ZabMessage, { type: T }>;

export type ZabRecord =
  | { readonly acceptedEpoch: number }
  | { readonly currentEpoch: number }
  /** Everything behind the first `after` transactions is replaced. */
  | { readonly after: number; readonly transactions: readonly Transaction[] };

export type ZabRequest = KeyValueRequest;
export type ZabReply =
  | KeyValueReply
  /** Not done, and never will be by this asking: the client asks the leader, or anybody where it is not known. */
  | { readonly kind: 'redirect'; readonly leader: NodeId | null };

export interface ZabTimings {
  /** How often a leader pings and a server asks again for what it waits for (`tickTime`). */
  readonly tickMs: number;
  /** Without a word for so long a follower leaves its leader, and a leader without a quorum its office (`syncLimit`). */
  readonly silenceMs: number;
  /** So long may discovery and synchronisation take (`initLimit`). */
  readonly initMs: number;
  /** How long a server with a quorum of ballots waits for a better one. */
  readonly settleMs: number;
  /** Every so many elections ballots are compared by name alone, 0: never. Safety must not rest on a good election. */
  readonly carelessEvery: number;
  /** Transactions in one PROPOSE at most. */
  readonly batch: number;
}

export const zabMutants = {
  'uncommitted-kept': 'who looks for a leader forgets what it has not delivered, but its log keeps it (ZOOKEEPER-2845)',
  'diff-sync-delivered': 'a follower delivers what it is synchronised with before a quorum has it (ZOOKEEPER-3911)',
  'epoch-before-transactions': 'currentEpoch is on the disk before the history is (ZOOKEEPER-4643)',
  'acknowledge-before-log': 'NEWLEADER is acknowledged before history and epoch are on the disk (ZOOKEEPER-4646, 4785)',
  'promise-not-persisted': 'the accepted epoch does not survive a restart',
  'proposal-not-persisted': 'a proposal is acknowledged and not durable',
  'gap-accepted': 'a proposal is accepted wherever the history ends',
  'leads-with-less': 'a leader does not ask whether a follower has more than it has',
  'half-is-quorum': 'half of the servers, rounded down, count as a quorum',
  'broadcast-unsynchronised': 'a leader broadcasts as soon as it has proposed its history',
  'read-locally': 'whoever is asked reads what it has delivered itself, as ZooKeeper does without sync',
} as const;
export type ZabMutant = keyof typeof zabMutants;
