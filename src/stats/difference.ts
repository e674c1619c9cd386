/** Slower, faster, the same, or not to be told: what paired rounds of two sides say of one metric. Pure. */
import { type Interval, medianInterval } from './bootstrap.js';
import { holm } from './holm.js';
import { median } from './order.js';
import { signedRankTwoSided } from './signed-rank.js';

export type Difference = 'slower' | 'faster' | '~' | 'inconclusive';

export interface Rule {
  /** Differences of at most this share are nobody's business. */
  readonly threshold: number;
  /** Of the whole family: the chance that any of its metrics is called different by chance. */
  readonly level: number;
  /** An interval wider than this to each side cannot say "the same". */
  readonly widest: number;
}

/**
 * Two stages: what the first suspects, fresh rounds have to confirm. So the first may err once in twenty nights; it must not ask
 * for more than 15 rounds can show, which is p = 2 / 2^15, times 200 metrics 0.012.
 */
export const suspecting: Rule = { threshold: 0.02, level: 0.05, widest: 0.05 };
export const confirming: Rule = { ...suspecting, level: 0.01 };

/** Fewer rounds than this decide nothing: of one round the interval is a point, and a point is narrow. */
export const leastRounds = 8;

export interface Judged {
  readonly difference: Difference;
  /** after / before, of a cost: the median of the rounds, with its 95 % interval. */
  readonly ratio: number;
  readonly interval: Interval;
  /** Of the signed ranks of the rounds' log ratios, alone and corrected for the family. */
  readonly pValue: number;
  readonly adjusted: number;
}

/**
 * Judges a family of metrics together: of each, the ratio after / before of every round. Different means both that the whole
 * interval lies beyond the threshold and that the corrected p is below the level: an interval alone is wrong once in twenty
 * metrics, a p alone finds differences too small to matter. The same means a narrow interval around one, and that no credible
 * difference is larger than the threshold: where other work on the machine shrinks a slowdown of 5 % to 4 %, its interval may be
 * narrow enough, and the two are still not the same.
 */
export function judge(family: readonly ArrayLike<number>[], rule: Rule = suspecting): Judged[] {
  const logs = family.map((rounds) => Float64Array.from(rounds, Math.log));
  const pValues = logs.map(signedRankTwoSided);
  const adjusted = holm(pValues);
  return logs.map((rounds, index): Judged => {
    const [low, high] = medianInterval(rounds);
    const interval: Interval = [Math.exp(low), Math.exp(high)];
    const corrected = adjusted[index] as number;
    const ratio = Math.exp(median(rounds));
    return {
      difference: rounds.length < leastRounds ? 'inconclusive' : differenceOf(ratio, interval, corrected, rule),
      ratio,
      interval,
      pValue: pValues[index] as number,
      adjusted: corrected,
    };
  });
}

function differenceOf(
  ratio: number,
  [low, high]: Interval,
  adjusted: number,
  { threshold, level, widest }: Rule,
): Difference {
  const credible = adjusted < level;
  if (credible && low > 1 + threshold) return 'slower';
  if (credible && high < 1 / (1 + threshold)) return 'faster';
  // NaN is neither within nor beyond.
  const narrow = low >= 1 / (1 + widest) && high <= 1 + widest;
  const matters = credible && (ratio > 1 + threshold || ratio < 1 / (1 + threshold));
  return narrow && !matters ? '~' : 'inconclusive';
}

/** The least rounds that can be credible among so many metrics, if all of them point the same way: p = 2 / 2^rounds. */
export const roundsForCredence = (metrics: number, { level }: Pick<Rule, 'level'>): number =>
  Math.floor(Math.log2((2 * Math.max(1, metrics)) / level)) + 1;

/**
 * About how many fresh rounds would decide what so many have left open: an interval narrows with the root of the rounds, and has to
 * fit either within what still is the same or beyond what matters. Infinity where the rounds say nothing of it.
 */
export function roundsToDecide({ ratio, interval: [low, high] }: Judged, rounds: number, rule: Rule): number {
  const centre = Math.abs(Math.log(ratio));
  const room = Math.max(Math.log(1 + rule.widest) - centre, centre - Math.log(1 + rule.threshold));
  const wanted = rounds * (Math.log(high / low) / 2 / room) ** 2;
  return Number.isFinite(wanted) ? Math.ceil(wanted) : Infinity;
}
