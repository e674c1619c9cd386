/** Many series of one night looked at together: what is certain for the whole family, and what one of them alone would suspect. */
import type { Draw } from '../bootstrap.js';
import type { ChangeOptions } from './change-points.js';
import { type Change, type History, history } from './history.js';

export interface FamilyMember extends History {
  /** Changes that stand although so many series were searched: at most one night in a hundred has a false one, in all series together. */
  readonly certain: readonly Change[];
  /** The others of `changes`: of 200 series without a change, about six a night show one. Measure again before believing it. */
  readonly suspected: readonly Change[];
}

/** Two looks at a change may place it a night or two apart. */
const nearby = 2;

/**
 * One in 20,000 (a hundredth of a night in 200 series) lies where tails decide that a short series does not show: nights that are
 * alike, nights that are far off. So a certain change divides two levels of several nights, its series is taken to be correlated even where
 * that does not show, and the last nights get no second look. Found by simulation (test/statistics).
 */
const strict = { leastRho: 0.3, mostFreedom: 40, freshAlarms: 0 } as const;
const leastNights = 6;

/**
 * Of the last nights of one series among many, a night: what is suspected can be measured, so a step of 5 % at 2 % noise must not
 * be missed on the third night. At 0.01 it is in 8 of 100 cases, at 0.03 in 2 (test/statistics/confirmation).
 */
const suspectedAlarms = 0.03;

/** `options.family` is ignored: it is the number of series. */
export function familyHistory(
  series: readonly ArrayLike<number>[],
  draw: Draw,
  options: ChangeOptions = {},
): FamilyMember[] {
  return series.map((values): FamilyMember => {
    const suspicions = series.length === 1 ? {} : { freshAlarms: suspectedAlarms };
    const alone = history(values, draw, { ...suspicions, ...options, family: 1 });
    // Nothing that one series alone would not suspect can be certain for all.
    if (alone.changes.length === 0 || series.length === 1) return { ...alone, certain: alone.changes, suspected: [] };
    const all = history(values, draw, { ...options, ...strict, resamples: 1, family: series.length }).changes;
    const together = all.filter(({ index, lasted }, position) => {
      const from = all[position - 1]?.index ?? 0;
      return lasted >= leastNights && index - from >= leastNights;
    });
    const isCertain = ({ index }: Change): boolean => together.some((other) => Math.abs(other.index - index) <= nearby);
    return {
      ...alone,
      certain: alone.changes.filter(isCertain),
      suspected: alone.changes.filter((change) => !isCertain(change)),
    };
  });
}
