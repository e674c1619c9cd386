/** What the surroundings of a node mean for the levels of what is in it. */
import type { Level } from '../core.js';
import type { LevelSymbol } from './summary.js';

/** What the surroundings of a node mean for the symbols in it. */
export interface Place {
  readonly maximum: Level;
  /** The level of the node counts for the level of the whole. */
  readonly counts: boolean;
  readonly leibniz: boolean;
  /** The operator parameters to which the node is (part of) an argument. */
  readonly under: Under | null;
}
export interface Under {
  readonly operator: LevelSymbol;
  readonly position: number;
  readonly next: Under | null;
}

export const top: Place = { maximum: 3, counts: true, leibniz: true, under: null };
/** Below an operator such as `'`, whose result has a level of its own. */
export const opaque: Readonly<Record<Level, Place>> = {
  0: { maximum: 0, counts: false, leibniz: false, under: null },
  1: { maximum: 1, counts: false, leibniz: false, under: null },
  2: { maximum: 2, counts: false, leibniz: false, under: null },
  3: { maximum: 3, counts: false, leibniz: false, under: null },
};

export function atMost(place: Place, maximum: Level): Place {
  return maximum >= place.maximum ? place : { ...place, maximum };
}
