import type { Millis, NodeId } from '../../../core/units.js';
import type { RaftRecord } from '../../raft/message.js';
import type { RaftEnvelope } from '../../raft/service.js';

/** The one record that all is about. `version` grows with every command that succeeds, `epoch` with every change of the leader. */
export interface LeaseRecord {
  readonly version: number;
  readonly epoch: number;
  readonly leader: NodeId | null;
}

/** Takes the lease, or prolongs it, if the record is still as the candidate has seen it. `own`: the epoch that it leads in, or 0. */
export interface LeaseCommand {
  readonly candidate: NodeId;
  readonly version: number;
  readonly own: number;
}

export interface LeaseAnswer {
  readonly kind: 'record';
  readonly record: LeaseRecord;
  /** Whether the command was done. */
  readonly done: boolean;
}

export type LeaseMessage =
  | RaftEnvelope
  /** `command: null`: how is the record? */
  | { readonly type: 'Ask'; readonly number: number; readonly command: LeaseCommand | null }
  | { readonly type: 'Answer'; readonly number: number; readonly answer: LeaseAnswer }
  | { readonly type: 'Redirect'; readonly number: number; readonly leader: NodeId | null };

/** Of a server; a candidate keeps a number that none of its questions has had, so that none has the name of an earlier one. */
export type LeaseStored = RaftRecord | { readonly asked: number };

/** A client asks a candidate who leads. */
export type LeaseRequest = { readonly op: 'leader' };
export type LeaseReply = { readonly kind: 'leader'; readonly leader: NodeId | null; readonly epoch: number };

export interface LeaseTimings {
  /** How long a candidate waits after it saw that the lease was prolonged, before it takes over. */
  readonly durationMs: Millis;
  /** How long a leader leads after it asked for its lease: shorter, by what clocks may differ in rate. */
  readonly leaseMs: Millis;
  /** Between two questions. */
  readonly pollMs: Millis;
  /** Without an answer another server is asked. */
  readonly attemptMs: Millis;
}

export const leaseTimings: LeaseTimings = { durationMs: 150, leaseMs: 120, pollMs: 20, attemptMs: 40 };

export const leaseMutants = {
  'lease-from-answer': 'a leader counts its lease from when it hears of it',
  'lease-without-end': 'a leader leads until it is told of another',
  'taken-over-blindly': 'the servers do not look at the version that a candidate has seen',
  'prolonged-unnoticed': 'a candidate counts from when it first saw the leader, whatever was prolonged since',
  'epoch-not-begun': 'whoever takes over goes on in the epoch of the other',
  'snapshot-without-epoch': 'a snapshot has the leader, but not the epoch',
} as const;
export type LeaseMutant = keyof typeof leaseMutants;
