import type { NodeId } from '../../../core/units.js';
import type { Decision } from '../message.js';

/** `working`: has not voted; `prepared`: voted, and uncertain; `precommitted`: knows that all have voted for it. */
export type RmState = 'working' | 'prepared' | 'precommitted' | Decision;

/** Skeen 1981 in the names of two-phase commit; the last five are of the termination protocol (Bernstein et al. 1987, 7.5). */
export type ThreePhaseMessage =
  | { readonly type: 'Prepare' }
  | { readonly type: 'Prepared'; readonly rm: NodeId }
  | { readonly type: 'PreCommit'; readonly epoch: number }
  | { readonly type: 'Ack'; readonly rm: NodeId; readonly epoch: number }
  | { readonly type: 'Commit' }
  | { readonly type: 'Abort' }
  | { readonly type: 'StateReq'; readonly epoch: number }
  | { readonly type: 'State'; readonly epoch: number; readonly state: 'prepared' | 'precommitted' }
  /** Of one that has crashed, come back, and does not know the decision. */
  | { readonly type: 'Inquiry' }
  /** Its answer to all that is asked of it: it takes part in nothing any more. */
  | { readonly type: 'Recovering' };

/** What must outlive a crash. `begun`: the transaction manager has asked for votes, so it may not begin anew. */
export type ThreePhaseRecord =
  | { readonly rmState: 'prepared' | 'precommitted' | Decision }
  | { readonly begun: true }
  | { readonly decision: Decision };

export interface ThreePhaseTimings {
  /** Between two sendings of what has not been answered. */
  readonly resendMs: number;
  /** How long the transaction manager waits for all votes before it aborts. */
  readonly decideMs: number;
  /** How long a coordinator waits for answers: who is silent for so long has crashed, it believes. */
  readonly roundMs: number;
  /** How long a voter waits for its coordinator; the nth in order n times `staggerMs` longer, so that not all take over at once. */
  readonly patienceMs: number;
  readonly staggerMs: number;
}

export const threePhaseMutants = {
  'commit-without-every-vote': 'the transaction manager goes on when one vote is still missing',
  'vote-not-logged': 'a resource manager votes without a durable record of its vote',
  'decision-not-logged': 'decisions are carried out without a durable record of them',
  'abort-after-vote': 'a prepared resource manager that hears nothing aborts by itself',
  'time-out-commits': 'a prepared resource manager that hears nothing commits by itself',
  'commit-when-uncertain': 'a coordinator that finds all uncertain commits (against TR3)',
  'commit-without-pre-commit':
    'a coordinator that finds one precommitted commits at once, while others are uncertain (against TR4)',
  'recovered-takes-part': 'one that has crashed and come back goes on as if nothing had happened',
} as const;
export type ThreePhaseMutant = keyof typeof threePhaseMutants;
