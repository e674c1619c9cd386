import { quantileOfSorted, sorted } from './order.js';

/** Uniform in [0, 1). Chance is handed in: the same draws give the same interval. */
export type Draw = () => number;
export type Interval = readonly [low: number, high: number];
export type Statistic = (values: Float64Array) => number;

export interface BootstrapOptions {
  readonly confidence?: number;
  readonly resamples?: number;
}

/** Percentile bootstrap interval of a statistic (Efron & Tibshirani 1993, 13.3). */
export function bootstrapInterval(
  values: ArrayLike<number>,
  statistic: Statistic,
  draw: Draw,
  { confidence = 0.95, resamples = 10_000 }: BootstrapOptions = {},
): Interval {
  const count = values.length;
  if (count === 0) return [Number.NaN, Number.NaN];
  const resample = new Float64Array(count);
  const results = new Float64Array(resamples);
  for (let round = 0; round < resamples; round += 1) {
    for (let index = 0; index < count; index += 1) resample[index] = values[Math.floor(draw() * count)] as number;
    results[round] = statistic(resample);
  }
  return percentiles(results, confidence);
}

/**
 * The same for the median, without drawing: a resample's median is at most the k-th of n sorted values where at least half of its n
 * draws are among the first k (Efron 1982, 10.3), so its distribution is known exactly. (Of an even number the lower of the two in
 * the middle bounds below and the upper one above.) Of 15 values the interval goes from the 4th to the 12th, whatever their
 * distribution, and covers 96.5 %. A median at most the 4th has a chance of 0.0255: so near 0.025 that 2,000 resamples stopped one value
 * short in two of five cases and covered 92 %. BCa does no better (91 to 93 %): a median's jackknife has two values and shows no skew.
 */
export function medianInterval(
  values: ArrayLike<number>,
  { confidence = 0.95 }: Pick<BootstrapOptions, 'confidence'> = {},
): Interval {
  const count = values.length;
  const ordered = sorted(values);
  if (count === 0 || ordered.some(Number.isNaN)) return [Number.NaN, Number.NaN];
  const tail = (1 - confidence) / 2;
  let rank = 1;
  while (atLeastHalf(count, rank / count) < tail) rank += 1;
  return [ordered[rank - 1] as number, ordered[count - rank] as number];
}

/** Chance that at least half of so many draws succeed, each with probability p. */
function atLeastHalf(count: number, p: number): number {
  if (p >= 1) return 1;
  let sum = 0;
  // log of (count choose successes), grown from 0 on.
  let logChoose = 0;
  for (let successes = 0; successes <= count; successes += 1) {
    if (successes > 0) logChoose += Math.log((count - successes + 1) / successes);
    if (2 * successes >= count) {
      sum += Math.exp(logChoose + successes * Math.log(p) + (count - successes) * Math.log1p(-p));
    }
  }
  return sum;
}

function percentiles(results: Float64Array, confidence: number): Interval {
  results.sort();
  const tail = (1 - confidence) / 2;
  return [quantileOfSorted(results, tail), quantileOfSorted(results, 1 - tail)];
}
