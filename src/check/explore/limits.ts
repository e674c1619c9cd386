/** How far a search may go, and who may end it. */
import type { Statistics } from './host.js';
import type { StateStore } from './state-store.js';

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

/** What looks at the states found while there are more to come. */
export interface OnTheWay {
  /** With how many expanded states it is to be asked next. */
  readonly due: number;
  /** Why a search whose states before `expanded` have their successors in the store is to end, or null. */
  reasonToStop(
    search: { readonly store: StateStore; readonly statistics: Statistics },
    expanded: number,
  ): string | null;
}
