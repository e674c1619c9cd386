import type { Millis, NodeId } from '../../../core/units.js';
import type { KeyValueCommand, KeyValueReply, KeyValueRequest } from '../../key-value.js';

/** When a write is acknowledged: once all members have it, once one besides the primary has it, at once. */
export type Mode = 'sync' | 'semisync' | 'async';

/** A write in its place, under the epoch in which it was ordered. */
export interface Entry {
  readonly epoch: number;
  /** The client's, and the write's name in the specification. */
  readonly id: string;
  readonly command: KeyValueCommand;
}

export interface View {
  readonly epoch: number;
  readonly primary: NodeId;
  readonly members: readonly NodeId[];
}

/** A log by its epochs: the entries of each and where they end. Two logs agree as far as these do (KIP-101's leader epochs). */
export type Span = readonly [epoch: number, end: number];

export type PrimaryBackupMessage =
  /** A replica to the view service, all the time. */
  | { readonly type: 'Alive'; readonly epoch: number; readonly synced: number }
  /** The view service looks for a primary for this epoch: take nothing of older ones, and tell how far you are. */
  | { readonly type: 'Fence'; readonly epoch: number }
  | { readonly type: 'Report'; readonly epoch: number; readonly synced: number; readonly length: number }
  | { readonly type: 'View'; readonly view: View }
  /** A primary asks the view service for these members. */
  | { readonly type: 'Propose'; readonly epoch: number; readonly members: readonly NodeId[] }
  /** From the primary: entries behind the first `from`, the last of which is of `prevEpoch`. `start`: what its log had when it began. */
  | {
      readonly type: 'Append';
      readonly epoch: number;
      readonly start: number;
      readonly from: number;
      readonly prevEpoch: number;
      readonly entries: readonly Entry[];
      /** Of the primary's questions whether it still is one. */
      readonly round: number;
    }
  | { readonly type: 'Ack'; readonly epoch: number; readonly length: number; readonly round: number }
  /** To a new primary: from where on does my log differ from yours? */
  | { readonly type: 'Ask'; readonly epoch: number; readonly spans: readonly Span[] };

export type MessageOf<T extends PrimaryBackupMessage['type']> = Extract<PrimaryBackupMessage, { type: T }>;

/** The view service has views, the newest of which counts; `primary: null`: it looks for one. The others are a replica's. */
export type PrimaryBackupRecord =
  | {
      readonly service: {
        readonly epoch: number;
        readonly primary: NodeId | null;
        readonly members: readonly NodeId[];
      };
    }
  | { readonly epoch: number }
  | { readonly append: readonly Entry[] }
  | { readonly follow: number; readonly from: number; readonly entries: readonly Entry[] }
  | { readonly begin: View }
  /** Members to be, for whom the primary waits: forgotten after a restart, one of them would be a member that lacks writes. */
  | { readonly joining: readonly NodeId[] };

export type PrimaryBackupRequest = KeyValueRequest;
export type PrimaryBackupReply = KeyValueReply | { readonly kind: 'redirect'; readonly leader: NodeId | null };

export interface PrimaryBackupTimings {
  /** Between two signs of life, of a replica or of a primary. */
  readonly tickMs: Millis;
  /** Ticks of silence after which a primary is replaced, or a member left out. */
  readonly silentTicks: number;
  /** Ticks for which a fail-over waits until all but one have reported; after that it goes on with those that have. */
  readonly patientTicks: number;
}

export const primaryBackupMutants = {
  'ack-before-backup': 'the primary acknowledges a write that no other member has',
  'old-primary-not-fenced': 'a replica takes writes of an older epoch than its own',
  'stale-read': 'the primary answers reads without asking whether it still is the primary',
  'promotes-anybody': 'a replica that is no member, and may lack writes, becomes the primary',
  'joins-behind': 'a replica that has not caught up becomes a member',
  'joiner-not-awaited': 'the primary does not wait for a replica that it has asked to be made a member',
  'tail-kept': 'a replica keeps what the new primary does not have at the end of its log',
} as const;
export const semiSyncMutants = {
  'ack-before-backup': 'the primary acknowledges a write that no other replica has',
  'old-primary-not-fenced': 'a replica takes writes of an older epoch than its own',
  'stale-read': 'the primary answers reads without asking whether it still is the primary',
  'least-advanced-promoted': 'of those that have reported the one with the shortest log becomes the primary',
  'report-without-fence': 'a replica that has reported goes on to take writes of the old primary',
} as const;
export const asyncMutants = {
  'old-primary-not-fenced': 'a replica takes writes of an older epoch than its own',
  'tail-kept': 'a replica keeps what the new primary does not have at the end of its log',
} as const;
export type PrimaryBackupMutant =
  | keyof typeof primaryBackupMutants
  | keyof typeof semiSyncMutants
  | keyof typeof asyncMutants;
