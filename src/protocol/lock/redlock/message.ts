import type { Holder } from '../message.js';

/** Redlock, the algorithm of redis.io: the commands of one lock in Redis, to each of several independent servers. */
export type RedlockMessage =
  | { readonly type: 'Set'; readonly holder: Holder; readonly leaseMs: number }
  | { readonly type: 'Granted'; readonly holder: Holder }
  | { readonly type: 'Denied'; readonly holder: Holder }
  | { readonly type: 'Delete'; readonly holder: Holder };

/** The key as it is after a change. */
export interface RedlockRecord {
  readonly key: Holder | null;
  readonly leaseMs: number;
}

export const redlockMutants = {
  'release-without-owner-check': 'keys are deleted whoever has them',
  'wall-clock': 'servers let keys expire by a clock that jumps',
  'restart-without-sync': 'a server loses its key in a restart',
  'no-majority': 'half of the servers are enough',
} as const;
export type RedlockMutant = keyof typeof redlockMutants;
