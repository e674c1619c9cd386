import type { NodeId } from '../../../core/units.js';
import type { RaftEnvelope } from '../../raft/service.js';
import type { Holder } from '../message.js';

/** What the lock service's log drives: a queue whose head has the lock. */
export type LockCommand = { readonly op: 'acquire' | 'release' | 'expire'; readonly holder: Holder };

/** Where a holder is in the queue: 0 has the lock. null: not in it, or no more. */
export interface LockAnswer {
  readonly place: number | null;
  /** The number of the command with which it came: its fencing token. */
  readonly token: number;
}

export type ServiceMessage =
  | RaftEnvelope
  | { readonly type: 'Acquire'; readonly holder: Holder }
  | { readonly type: 'Release'; readonly holder: Holder }
  /** Its holder is alive, and wants to know where it stands. */
  | { readonly type: 'KeepAlive'; readonly holder: Holder; readonly number: number }
  | ({ readonly type: 'Standing'; readonly holder: Holder; readonly number: number } & LockAnswer)
  | { readonly type: 'Redirect'; readonly holder: Holder; readonly leader: NodeId | null };

export const serviceMutants = {
  'no-fencing': 'the resource does not look at tokens',
  'release-without-owner-check': 'whoever releases takes the head out of the queue',
  'last-come-first-served': 'who comes goes to the head of the queue, behind whoever has the lock',
  'expire-locally': 'a leader takes a silent holder out of its own queue, without the log',
  'snapshot-without-count': 'a snapshot has the queue, but not how many commands there were',
} as const;
export type ServiceMutant = keyof typeof serviceMutants;
