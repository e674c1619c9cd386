import type { SpecStep } from '../core/trace.js';
import type { Millis, NodeId } from '../core/units.js';

/** What a node can be told. M message, Q request of a client. */
export type Input<M, Q> =
  | { readonly kind: 'message'; readonly from: NodeId; readonly message: M }
  | { readonly kind: 'timeout'; readonly timer: string }
  | { readonly kind: 'request'; readonly id: string; readonly request: Q };

/** What a node wants done, and all it can do. The host performs the fields in the order in which they stand here. */
export interface Effects<M, D, A> {
  /** One checksummed batch: after a crash all of the step is there, or none. What follows waits until it is durable. */
  readonly persist: readonly D[];
  readonly trace: readonly SpecStep[];
  readonly send: readonly { readonly to: NodeId; readonly message: M }[];
  /** `after: null` cancels; setting a timer that runs sets it anew. */
  readonly timers: readonly { readonly timer: string; readonly after: Millis | null }[];
  readonly replies: readonly { readonly id: string; readonly reply: A }[];
}

/**
 * One node as a pure state machine: the same inputs give the same effects. No clock, no chance, no input or output of its own:
 * the time is an argument, and what is drawn is drawn from a seeded `Random` handed over at birth.
 * M message, D durable record, Q request, A reply. A node is born from the records in its storage, so birth and rebirth are one.
 */
export interface ProtocolNode<M, D, Q, A> {
  step(now: Millis, input: Input<M, Q>): Effects<M, D, A>;
}

/** The first input after birth or rebirth is the time-out of this timer: the place to set timers and to send anew. */
export const startTimer = 'start';

const nothing: readonly never[] = [];

/** Fills in the effects that a step does not have. */
export function effects<M, D, A>(some: Partial<Effects<M, D, A>>): Effects<M, D, A> {
  return {
    persist: some.persist ?? nothing,
    trace: some.trace ?? nothing,
    send: some.send ?? nothing,
    timers: some.timers ?? nothing,
    replies: some.replies ?? nothing,
  };
}

export const noEffects: Effects<never, never, never> = effects({});
