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
 * The same for the median, without sorting each resample: a resample of n values is n counts over the sorted ones.
 * O(resamples * n). Of 15 values it comes out, whatever their distribution, as the interval from the 4th to the 12th, which
 * covers 96.5 %; with few resamples it sometimes stops one value short (92 % covered with 300), hence the default.
 */
export function medianInterval(
  values: ArrayLike<number>,
  draw: Draw,
  { confidence = 0.95, resamples = 10_000 }: BootstrapOptions = {},
): Interval {
  const count = values.length;
  if (count === 0) return [Number.NaN, Number.NaN];
  const ordered = sorted(values);
  const picked = new Uint32Array(count);
  const results = new Float64Array(resamples);
  const lower = (count - 1) >> 1;
  const upper = count >> 1;
  for (let round = 0; round < resamples; round += 1) {
    picked.fill(0);
    for (let index = 0; index < count; index += 1) picked[Math.floor(draw() * count)]! += 1;
    let seen = 0;
    let position = -1;
    let low = Number.NaN;
    while (seen <= upper) {
      position += 1;
      const before = seen;
      seen += picked[position] as number;
      if (before <= lower && seen > lower) low = ordered[position] as number;
    }
    results[round] = (low + (ordered[position] as number)) / 2;
  }
  return percentiles(results, confidence);
}

function percentiles(results: Float64Array, confidence: number): Interval {
  results.sort();
  const tail = (1 - confidence) / 2;
  return [quantileOfSorted(results, tail), quantileOfSorted(results, 1 - tail)];
}
