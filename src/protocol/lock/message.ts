import type { NodeId } from '../../core/units.js';

/**
 * What the locks have in common: clients that take a lock, write to a resource while they hold it, and give it back; and the
 * resource, which is where mutual exclusion counts (Kleppmann, "How to do distributed locking", 2016).
 */

/** One acquisition, with a name of its own: a client that asks anew is another holder. */
export type Holder = string;

export type ResourceMessage =
  /** `number` counts the writes of this holder. Without a token where the lock has none. */
  | { readonly type: 'Write'; readonly holder: Holder; readonly token: number; readonly number: number }
  | { readonly type: 'Written'; readonly holder: Holder; readonly number: number }
  /** Somebody with a higher token has been here. */
  | { readonly type: 'Refused'; readonly holder: Holder; readonly number: number };

/** To a client: take the lock, write so often, so long after one another, and give it back. */
export interface LockRequest {
  readonly op: 'use';
  readonly writes: number;
  readonly everyMs: number;
}

/** `lost`: the lease ended, or the resource refused, before all was written. */
export interface LockReply {
  readonly kind: 'used' | 'lost';
  readonly holder: Holder;
}

/** How many acquisitions a client has begun: names are not used twice, whatever happens. */
export interface ClientRecord {
  readonly attempts: number;
}

/** The highest token that the resource has seen. */
export interface ResourceRecord {
  readonly fence: number;
}

export interface ClientTimings {
  /** From the request for the lock: so long it is this holder's. */
  readonly leaseMs: number;
  /** So much earlier the holder stops. */
  readonly marginMs: number;
  /** How long a holder that has stopped waits for what it has sent to have arrived, before it gives up. */
  readonly drainMs: number;
  /** Between two sendings of what was not answered. */
  readonly resendMs: number;
  /** How long a client waits for the answer to its request for the lock; doubled each time, up to eight times. */
  readonly attemptMs: number;
  /** About how long a client that was refused the lock waits before it asks again. */
  readonly retryMs: number;
}

/** A client's place in its cluster. */
export interface ClientOptions {
  readonly self: NodeId;
  readonly resource: NodeId;
  readonly timings: ClientTimings;
}
