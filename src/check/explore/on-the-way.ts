/** Looking at the states found while a search still finds more. */
import type { Statistics } from './host.js';
import type { StateStore } from './state-store.js';

/** What a search knows, during it or when it has ended. */
export interface Explored {
  readonly store: StateStore;
  readonly statistics: Statistics;
}

/** How far a search has come: states before `head` have their successors in the store, a level ends at `levelEnd`. */
export interface Begun extends Pick<Explored, 'store'> {
  readonly head: number;
  readonly levelEnd: number;
  readonly depth: number;
  readonly generated: number;
}

/** A search that may go on. */
export interface Underway extends Explored {
  /** Left out of a team of several. */
  readonly begun?: Begun;
}

export interface OnTheWay {
  /** With how many expanded states it is to be asked next. */
  readonly due: number;
  /** Why a search whose states before `expanded` have their successors in the store is to end, or null. */
  reasonToStop(search: Underway, expanded: number): string | null;
}

/** States expanded when they are looked at for the first time, and how many times as many the next time. */
export const FIRST = 2 ** 15;
export const FACTOR = 4;
