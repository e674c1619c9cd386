/** How far a search may go, and who may end it. */
import type { Statistics } from './host.js';

export interface SearchLimits {
  readonly checkDeadlock: boolean;
  /** Levels to explore; states beyond are not expanded. */
  readonly maxDepth: number;
  readonly maxStates: number;
  readonly maxBytes: number;
}

/** Asked now and then: whether to go on. */
export interface Watch {
  /** True to stop. */
  pulse(statistics: Statistics): boolean;
}
