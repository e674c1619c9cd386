import type { NodeId } from '../../../core/units.js';
import type { Holder } from '../message.js';

/**
 * A lock in Redis: `SET key holder NX PX lease` and `INCR` of a counter in one script, deletion by another if the key is still
 * the holder's (redis.io, "Distributed Locks with Redis"). The data is one key and one counter, so replication sends the whole.
 */
export type RedisMessage =
  | { readonly type: 'Set'; readonly holder: Holder; readonly leaseMs: number }
  | { readonly type: 'Granted'; readonly holder: Holder; readonly token: number }
  /** What `WAIT` tells: the replica has it. */
  | { readonly type: 'Replicated'; readonly holder: Holder; readonly token: number }
  | { readonly type: 'Denied'; readonly holder: Holder }
  /** The error READONLY: it is a replica. */
  | { readonly type: 'ReadOnly'; readonly holder: Holder }
  | { readonly type: 'Delete'; readonly holder: Holder }
  /** A replica tells what it has, and by that asks for more. */
  | { readonly type: 'Sync'; readonly epoch: number; readonly offset: number }
  | ({ readonly type: 'Data' } & RedisData)
  | { readonly type: 'Ping' }
  | { readonly type: 'Pong'; readonly role: RedisRole; readonly epoch: number }
  | { readonly type: 'Promote'; readonly epoch: number }
  | { readonly type: 'Follow'; readonly epoch: number }
  /** A client asks the monitor for the primary. */
  | { readonly type: 'Where' }
  | { readonly type: 'There'; readonly primary: NodeId };

export type RedisRole = 'primary' | 'replica';

export interface RedisData {
  readonly epoch: number;
  /** Changes in this epoch; -1: none heard of yet. */
  readonly offset: number;
  readonly key: Holder | null;
  /** When the key goes away, by the server's clock: keys are replicated with the moment of their end. */
  readonly expiresAt: number;
  readonly counter: number;
}

export type RedisRecord = RedisData & { readonly role: RedisRole };

export interface MonitorRecord {
  readonly primary: NodeId;
  readonly epoch: number;
}

export const redisMutants = {
  'release-without-owner-check': 'the key is deleted whoever has it',
  'no-fencing': 'the resource does not look at tokens',
  'asynchronous-failover': 'a client holds the lock before the replica knows of it',
  'restart-without-sync': 'a server loses its data in a restart',
} as const;
export type RedisMutant = keyof typeof redisMutants;
