/** Candidates of changes, and the noise that they are judged by. */
import { median } from '../order.js';
import { noisierBy } from './local-noise.js';
import { clip, inflation, type Noise, noiseOfDifferences, noiseOfResiduals } from './noise.js';
import { segment } from './segment.js';

/** A night costs the fit at most this much, in squared deviations. */
export const cap = 9;

export interface Fit {
  readonly starts: readonly number[];
  readonly noise: Noise;
}

/** Candidates and noise settle each other: two passes. */
export function fitted(values: Float64Array, least: number): Fit {
  // A fit with too many levels has small residuals and would ask for more levels still: differences know no levels.
  const differences = noiseOfDifferences(values);
  const floor = Math.max(least, 0.8 * differences);
  let noise: Noise = {
    sigma: Math.max(least, differences),
    rho: 0,
    noisier: noisierBy(values, Math.max(least, differences)),
  };
  let starts: readonly number[] = [];
  for (let pass = 0; pass < 3; pass += 1) {
    const penalty = 2 * Math.log(Math.max(8, values.length)) * inflation(noise.rho, values.length);
    starts = withRuns(values, segment(values, { sigma: noise.sigma, penalty, cap, noisier: noise.noisier }), noise);
    const { noisier } = noise;
    const off = residuals(values, starts, noise).map((each, index) => each / (noisier[index] as number));
    const known = noiseOfResiduals(off, starts, floor);
    noise = { ...known, noisier: noisierBy(values, known.sigma) };
  }
  return { starts, noise };
}

/** So many nights in a row so far off to one side, in deviations, are a level of their own, however unlike each other they are. */
const run = { nights: 4, deviations: 10 } as const;

/**
 * The fit gives up on a night that is far from all levels, so a week of nights that scatter more than the others do had no level, be it five
 * times as high. Such runs begin and end at candidates, too.
 */
function withRuns(values: Float64Array, starts: readonly number[], noise: Noise): readonly number[] {
  const { sigma, noisier } = noise;
  const off = residuals(values, starts, noise);
  const result = new Set(starts);
  const side = (index: number): number => {
    const deviations = (off[index] as number) / (sigma * (noisier[index] as number));
    return Math.abs(deviations) > run.deviations ? Math.sign(deviations) : 0;
  };
  for (let from = 0; from < values.length; ) {
    let to = from + 1;
    while (to < values.length && side(to) === side(from) && !result.has(to)) to += 1;
    if (side(from) !== 0 && to - from >= run.nights) {
      if (from > 0) result.add(from);
      if (to < values.length) result.add(to);
    }
    from = to;
  }
  return [...result].sort((a, b) => a - b);
}

function residuals(values: Float64Array, starts: readonly number[], noise: Noise): Float64Array {
  const result = new Float64Array(values.length);
  const ends = [...starts, values.length];
  let from = 0;
  for (const to of ends) {
    const centre = level(values, from, to, noise);
    for (let index = from; index < to; index += 1) result[index] = (values[index] as number) - centre;
    from = to;
  }
  return result;
}

/**
 * The level of a segment: its median, moved by the mean of what lies within two deviations of it (one step of Huber's). Where some nights
 * are noisier than others the quiet ones have it: the median is theirs, and the mean is weighted by precision.
 */
export function level(values: Float64Array, from: number, to: number, { sigma, noisier }: Noise): number {
  const centre = median(quietest(values, from, to, noisier));
  let sum = 0;
  for (let index = from; index < to; index += 1) {
    const factor = noisier[index] as number;
    sum += clip((values[index] as number) - centre, 2 * sigma * factor) / factor ** 2;
  }
  return centre + sum / nightsWorth(noisier, from, to);
}

/** A segment without the nights that are much noisier than its quietest. */
export function quietest(values: Float64Array, from: number, to: number, noisier: Float64Array): Float64Array {
  const least = noisier.subarray(from, to).reduce((low, factor) => Math.min(low, factor), Number.POSITIVE_INFINITY);
  return values.subarray(from, to).filter((_, index) => (noisier[from + index] as number) < 2 * least);
}

/** As many quiet nights would place the level of these as well. */
export function nightsWorth(noisier: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += 1 / (noisier[index] as number) ** 2;
  return sum;
}
