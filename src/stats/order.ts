/** Order statistics. None of these changes its argument. */

export const sorted = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/** Quantile by linear interpolation (Hyndman & Fan 1996, type 7) of values already in order. NaN of none. */
export function quantileOfSorted(ordered: ArrayLike<number>, q: number): number {
  if (ordered.length === 0) return Number.NaN;
  const position = (ordered.length - 1) * q;
  const below = Math.floor(position);
  const low = ordered[below] as number;
  const high = ordered[Math.min(below + 1, ordered.length - 1)] as number;
  return low + (high - low) * (position - below);
}

export const quantile = (values: ArrayLike<number>, q: number): number => quantileOfSorted(sorted(values), q);
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

export function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] as number;
  return total / values.length;
}

/** With n - 1 below the line; 0 of a single value. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += ((values[index] as number) - centre) ** 2;
  return Math.sqrt(total / (values.length - 1));
}

/** How many values lie beyond Tukey's fences, 1.5 (mild) and 3 (severe) interquartile ranges out. They are classed, never dropped. */
export function outliers(values: ArrayLike<number>): { mild: number; severe: number } {
  const ordered = sorted(values);
  const first = quantileOfSorted(ordered, 0.25);
  const third = quantileOfSorted(ordered, 0.75);
  const range = third - first;
  let mild = 0;
  let severe = 0;
  for (const value of ordered) {
    const beyond = Math.max(first - value, value - third);
    if (beyond > 3 * range) severe += 1;
    else if (beyond > 1.5 * range) mild += 1;
  }
  return { mild, severe };
}
