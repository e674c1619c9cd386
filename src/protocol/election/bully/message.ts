import type { Millis, NodeId } from '../../../core/units.js';

/**
 * Garcia-Molina, "Elections in a Distributed Computing System", IEEE Transactions on Computers 31(1), 1982, section III.
 * `epoch` is the latest that the sender knows of.
 */
export type BullyMessage =
  /** To all larger nodes: are you there? */
  | { readonly type: 'election'; readonly epoch: number }
  /** I am, and so it is not yours to lead. */
  | { readonly type: 'answer'; readonly epoch: number }
  /** I lead in this epoch; said again and again, so that silence means something. */
  | { readonly type: 'coordinator'; readonly epoch: number };

/** What must outlive a crash. */
export interface BullyRecord {
  readonly epoch: number;
}

/** A client asks who leads. */
export type BullyRequest = { readonly op: 'leader' };
export type BullyReply = { readonly kind: 'leader'; readonly leader: NodeId | null; readonly epoch: number };

export interface BullyTimings {
  /** How often a leader says that it is one. */
  readonly announceMs: Millis;
  /** How long it may be silent. */
  readonly silenceMs: Millis;
  /** How long an answer may take; for the paper, twice the time that a message takes at most. */
  readonly answerMs: Millis;
  /** How long whoever has answered may take to lead. */
  readonly coordinatorMs: Millis;
}

export const bullyTimings: BullyTimings = { announceMs: 25, silenceMs: 80, answerMs: 12, coordinatorMs: 60 };

export const bullyMutants = {
  'epoch-shared': 'a leader takes the next epoch, whosever it is',
  'epoch-forgotten': 'the latest epoch does not survive a restart',
  'stale-leader-followed': 'an announcement of an earlier epoch is followed',
  'smaller-followed': 'a node follows a smaller one',
  'leader-not-deposed': 'a leader does not listen to what others announce',
  'leader-not-missed': 'the silence of a leader is not noticed',
} as const;
export type BullyMutant = keyof typeof bullyMutants;

export interface BullyOptions {
  readonly self: NodeId;
  /** All nodes, the smallest first. */
  readonly order: readonly NodeId[];
  readonly timings: BullyTimings;
  readonly mutant?: BullyMutant | null;
}
