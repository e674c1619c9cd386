import type { Millis, NodeId } from '../../../core/units.js';
import { smaller } from '../order.js';

/** Chang & Roberts, "An Improved Algorithm for Decentralized Extrema-Finding in Circular Configurations of Processes", CACM 22(5), 1979. */
export type RingMessage = { readonly type: 'candidate' | 'elected'; readonly of: NodeId };

/** Nothing outlives a crash: who led is found out again. */
export type RingRecord = never;

/** A client asks who leads. */
export type RingRequest = { readonly op: 'leader' };
export type RingReply = { readonly kind: 'leader'; readonly leader: NodeId | null };

export interface RingTimings {
  /** A process that has taken part, and hears of no leader for so long, sends the largest number that it knows again. */
  readonly resendMs: Millis;
}

export const ringTimings: RingTimings = { resendMs: 60 };

export const ringMutants = {
  'smaller-forwarded': 'smaller numbers are passed on, too',
  'any-candidate-wins': 'whoever takes part leads as soon as any number comes to it',
  'first-heard-followed': 'whoever sent the first number that is heard is followed',
  'smallest-forwarded': 'numbers are compared the other way round',
  'not-sent-again': 'what was lost on the way to the next is not sent again',
} as const;
export type RingMutant = keyof typeof ringMutants;

export interface RingOptions {
  readonly self: NodeId;
  /** All processes in the order of the ring: each sends to the one behind it, the last to the first. */
  readonly ring: readonly NodeId[];
  readonly timings: RingTimings;
  readonly mutant?: RingMutant | null;
}

/** The number of each process: its place among all. */
export function numbers(processes: readonly NodeId[]): Record<NodeId, number> {
  const sorted = [...processes].sort((i, j) => (smaller(i, j) ? -1 : 1));
  return Object.fromEntries(sorted.map((id, index) => [id, index]));
}
