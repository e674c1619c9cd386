import type { Interval } from './bootstrap.js';

/** Three values, as in the checkers: an interval that holds the target decides nothing. */
export type Held = 'met' | 'short' | 'inconclusive';

/** Is a figure with this interval at least (or at most) the target? NaN anywhere is inconclusive. */
export function held(interval: Interval, bound: { atLeast: number } | { atMost: number }): Held {
  const [low, high] = interval;
  if ('atLeast' in bound) {
    if (low >= bound.atLeast) return 'met';
    return high < bound.atLeast ? 'short' : 'inconclusive';
  }
  if (high <= bound.atMost) return 'met';
  return low > bound.atMost ? 'short' : 'inconclusive';
}
