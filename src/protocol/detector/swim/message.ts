import type { Millis, NodeId } from '../../../core/units.js';

export type Status = 'alive' | 'suspect' | 'dead';

/** What a member believes of another. Incarnation 0 is that of a member that has never started. */
export interface Belief {
  readonly incarnation: number;
  readonly status: Status;
}

/** A belief that is told on. */
export interface Update extends Belief {
  readonly member: NodeId;
}

/**
 * Das, Gupta & Motivala, "SWIM", DSN 2002: the messages of section 3.1, with the updates that they carry along (section 4.1).
 * `sequence` numbers the pings of the sender, and an answer repeats it.
 */
export type SwimMessage =
  | { readonly type: 'ping'; readonly sequence: number; readonly updates: readonly Update[] }
  | { readonly type: 'ack'; readonly sequence: number; readonly updates: readonly Update[] }
  | {
      readonly type: 'ping-req';
      readonly sequence: number;
      readonly target: NodeId;
      readonly updates: readonly Update[];
    };

/** What must outlive a crash: after it a member is another incarnation of itself. */
export interface SwimRecord {
  readonly incarnation: number;
}

/** A client asks whom the member takes for what. */
export type SwimRequest = { readonly op: 'members' };
export type SwimReply = { readonly kind: 'members'; readonly view: Readonly<Record<NodeId, Belief>> };

export interface SwimTimings {
  /** The protocol period T': in each, one other member is pinged. */
  readonly periodMs: Millis;
  /** How long a ping may take before others are asked to ping; the rest of the period is theirs. */
  readonly ackMs: Millis;
  /** How many periods a member is suspect before it is dead. */
  readonly suspicionPeriods: number;
  /** k: how many members are asked to ping in one's stead (section 3.1). */
  readonly pingReqCount: number;
  /** lambda: an update is told lambda * log2(n + 1) times (section 4.1). */
  readonly lambda: number;
  /** Updates that one message carries at most. */
  readonly updatesPerMessage: number;
  /** In one of so many periods a dead member is pinged, if there is one: it may be a group cut in two. */
  readonly reconnectPeriods: number;
}

export const swimTimings: SwimTimings = {
  periodMs: 30,
  ackMs: 12,
  suspicionPeriods: 5,
  pingReqCount: 2,
  lambda: 3,
  updatesPerMessage: 6,
  reconnectPeriods: 4,
};

export const swimMutants = {
  'no-suspicion': 'a member that does not answer is dead at once',
  'suspicion-without-incarnation': 'a suspicion is believed whatever incarnation it is of',
  'refuted-without-incarnation': 'a member refutes a suspicion without a new incarnation',
  'incarnation-of-another':
    'a member that answers a suspicious one is alive in the next incarnation, without having said so',
  'incarnation-forgotten': 'the incarnation does not survive a restart',
  'suspicion-not-told': 'whoever is suspect is not told so by those that ping it',
  'dead-not-pinged': 'nobody pings a dead member',
} as const;
export type SwimMutant = keyof typeof swimMutants;

export interface SwimOptions {
  readonly self: NodeId;
  readonly members: readonly NodeId[];
  readonly timings: SwimTimings;
  readonly random: { float(): number; next(bound: number): number; shuffle<T>(items: readonly T[]): T[] };
  readonly mutant?: SwimMutant | null;
}
