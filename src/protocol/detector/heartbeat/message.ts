import type { Millis, NodeId } from '../../../core/units.js';

/** Numbers grow, also over restarts. */
export interface HeartbeatMessage {
  readonly type: 'Heartbeat';
  readonly number: number;
}

/** Written when it starts: how often it has. */
export interface HeartbeatRecord {
  readonly life: number;
}

export type HeartbeatRequest =
  | { readonly op: 'suspected' }
  /** Something that takes the node this long. */
  | { readonly op: 'work'; readonly forMs: Millis };

export type HeartbeatReply = { readonly suspected: readonly NodeId[] };

/** When a member that has not been heard of for a while is suspected. */
export type Detection =
  /** After this long. */
  | { readonly kind: 'timeout'; readonly timeoutMs: Millis }
  /** When so late a heartbeat is as unlikely as 10 to the power of minus this (Hayashibara et al. 2004). */
  | { readonly kind: 'phi'; readonly threshold: number };

export interface HeartbeatTimings {
  readonly heartbeatMs: Millis;
  /** How often it looks who is late. */
  readonly lookMs: Millis;
}

export const heartbeatMutants = {
  'heartbeat-starved': 'a node that is busy sends no heartbeats',
  'old-heartbeat-counts': 'a heartbeat that was overtaken by a newer one ends a suspicion',
  'number-starts-anew': 'after a restart heartbeats are numbered from the beginning',
} as const;
export type HeartbeatMutant = keyof typeof heartbeatMutants;
