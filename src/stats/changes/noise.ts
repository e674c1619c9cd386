/** How a series scatters about its level: how far, and how much of one night's deviation is still there the next. */
import { median } from '../order.js';

export interface Noise {
  /** Standard deviation of one value, robustly. */
  readonly sigma: number;
  /** Correlation of neighbours, at least 0. */
  readonly rho: number;
  /** Of each value, by how much it scatters more than `sigma`. */
  readonly noisier: Float64Array;
  /** What the tails of the tests allow for; without it, no more than that the noise was estimated. */
  readonly mostFreedom?: number;
}

/** The median absolute deviation of normal values is this much of their standard deviation. */
const normalMad = 1.4826;

/** Before any level is known: from differences of neighbours, which a change of level disturbs only once. */
export function noiseOfDifferences(values: ArrayLike<number>): number {
  const differences = new Float64Array(Math.max(0, values.length - 1));
  for (let index = 0; index < differences.length; index += 1) {
    differences[index] = Math.abs((values[index + 1] as number) - (values[index] as number));
  }
  const robust = (normalMad * median(differences)) / Math.SQRT2;
  if (robust > 0) return robust;
  // More than half of all neighbours are equal (figures rounded to a few digits): the mean sees the others.
  return differences.length === 0
    ? 0
    : (Math.sqrt(Math.PI) / 2) * (differences.reduce((sum, value) => sum + value, 0) / differences.length);
}

/** Beyond this many robust deviations a residual counts as this many: the tests clip alike, so this is their own noise. */
export const residualClip = 3.5;

/** Of residuals about known levels. `least`: no series is taken to be quieter than this. */
export function noiseOfResiduals(
  residuals: Float64Array,
  starts: readonly number[],
  least: number,
): Omit<Noise, 'noisier'> {
  const levels = starts.length + 1;
  const count = residuals.length;
  const robust = Math.max(least, normalMad * median(Float64Array.from(residuals, Math.abs)));
  const isStart = new Set(starts);
  let products = 0;
  let squares = 0;
  let before = 0;
  for (let index = 0; index < count; index += 1) {
    const value = clip(residuals[index] as number, residualClip * robust);
    squares += value * value;
    if (index > 0 && !isStart.has(index)) products += value * before;
    before = value;
  }
  const sigma = Math.max(least, Math.sqrt(squares / Math.max(1, count - levels)));
  // The estimate is biased downwards by about (1 + 3 rho) / n (Kendall 1954): every fitted level takes its share.
  const raw = squares === 0 ? 0 : products / squares;
  const corrected = raw + ((1 + 3 * Math.max(0, raw)) * levels) / count;
  return { sigma, rho: corrected * Math.sqrt(count) < negligible ? 0 : Math.min(0.8, corrected) };
}

/** In standard errors: less correlation than this is what independent values show by chance. */
const negligible = 1;

export const clip = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** Variance of the mean of n neighbours, over that of independent ones: 1 for rho 0, (1 + rho) / (1 - rho) for many. */
export function inflation(rho: number, n: number): number {
  if (rho === 0) return 1;
  // 1 + 2 sum_{k=1}^{n-1} (1 - k/n) rho^k, summed.
  return 1 + (2 * rho * (1 - rho - (1 - rho ** n) / n)) / (1 - rho) ** 2;
}
