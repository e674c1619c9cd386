/**
 * Where a series is noisier than it is elsewhere. Histories of years have such stretches: a machine shared for some months, a benchmark
 * that flaps between two levels until somebody mends it. Measured by the noise of the whole series each flap would be a change.
 */
import { median } from '../order.js';

/** So many nights are looked at together. */
const span = 40;
/** Of the steps from night to night within them, so many may be changes of level. */
const changesOfLevel = 4;
/** Of 10,000 stretches of independent normal values none was this much noisier than the middle one. */
const clearly = 2.5;
/** What the smallest 36 of 40 steps between medians of three independent normal values are, in their deviations (by simulation). */
const normalStep = 0.425;

/**
 * Of each value, by how much the nights around it scatter more than `sigma` and than most of the series: 1, or from 2.5 on. A change of level
 * is one step, a night that is far off none at all (steps are between medians of three), so neither makes a stretch noisy. O(n log n).
 */
export function noisierBy(values: Float64Array, sigma: number): Float64Array {
  const count = values.length;
  const result = new Float64Array(count).fill(1);
  if (count <= span + 1 || sigma === 0) return result;
  const local = localNoise(stepsOf(values));
  const usual = Math.max(sigma, median(local));
  for (const [from, noise] of local.entries()) {
    if (noise < clearly * usual) continue;
    // Of the night in the middle; the first and the last stretch answer for the ends of the series, too.
    const begin = from === 0 ? 0 : from + span / 2;
    const end = from === local.length - 1 ? count : from + span / 2 + 1;
    result.fill(noise / sigma, begin, end);
  }
  return result;
}

/** Of each stretch of steps, from its first on. */
function localNoise(steps: Float64Array): Float64Array {
  const kept = span - changesOfLevel;
  const window = steps.slice(0, span).sort();
  const result = new Float64Array(steps.length - span + 1);
  for (let from = 0; from < result.length; from += 1) {
    if (from > 0) replace(window, steps[from - 1] as number, steps[from + span - 1] as number);
    let squares = 0;
    for (let index = 0; index < kept; index += 1) squares += (window[index] as number) ** 2;
    result[from] = Math.sqrt(squares / kept) / normalStep;
  }
  return result;
}

/** Of sorted numbers: one goes, another comes to its place. */
function replace(sorted: Float64Array, gone: number, come: number): void {
  let at = sorted.indexOf(gone);
  for (; at + 1 < sorted.length && (sorted[at + 1] as number) < come; at += 1) sorted[at] = sorted[at + 1] as number;
  for (; at > 0 && (sorted[at - 1] as number) > come; at -= 1) sorted[at] = sorted[at - 1] as number;
  sorted[at] = come;
}

/** Absolute steps between neighbouring medians of three. */
function stepsOf(values: Float64Array): Float64Array {
  const at = (index: number): number => values[Math.max(0, Math.min(values.length - 1, index))] as number;
  const middle = (index: number): number => {
    const [a, b, c] = [at(index - 1), at(index), at(index + 1)];
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  };
  const result = new Float64Array(values.length - 1);
  let before = middle(0);
  for (let index = 0; index < result.length; index += 1) {
    const next = middle(index + 1);
    result[index] = Math.abs(next - before);
    before = next;
  }
  return result;
}
