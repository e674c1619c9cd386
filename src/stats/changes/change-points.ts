/**
 * Where the level of a nightly series changed. Three steps, each robust against single bad nights:
 * 1. candidates: the piecewise constant fit of segment.ts, over the whole series at once, so that a drop and its recovery do not
 *    hide each other as they do from a recursive split;
 * 2. each candidate is tested between its two neighbouring segments, with the noise's own correlation from night to night; the
 *    weakest that fails is dropped and its neighbours are looked at again;
 * 3. the last nights: whether a new level began there is asked anew each night, so it has a budget of its own.
 * On positive values all is done on logarithms: effects are ratios.
 */
import { median } from '../order.js';
import { studentTwoSided } from '../student.js';
import { cap, type Fit, fitted, level, nightsWorth } from './fit.js';
import { clip, inflation, type Noise, residualClip } from './noise.js';

export interface ChangeOptions {
  /** Changes smaller than this share are not reported. */
  readonly minimumEffect?: number;
  /** Chance that a whole series without any change shows one. */
  readonly falseAlarms?: number;
  /** How many series are looked at together: the chances above and below are shared among them. */
  readonly family?: number;
  /** Chance that the last nights of a series without any change show one; 0: they are not asked apart. */
  readonly freshAlarms?: number;
  /** Correlation of neighbours that is assumed even where it does not show: short series hide it. */
  readonly leastRho?: number;
  /** Of the interval of each change; they decide nothing, so a simulation of decisions needs but one. */
  readonly resamples?: number;
  /** Degrees of freedom of the t distribution that decides: fewer allow for nights that are far off. */
  readonly mostFreedom?: number;
}

export interface ChangePoint {
  /** Of the first value at the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** after / before - 1; of series with values that are not positive, the difference over the typical size. */
  readonly effect: number;
  /** Corrected for the places where a change could have been found, and for the family. */
  readonly pValue: number;
  /** A change of the last nights that has not stood the test of the whole series yet. */
  readonly fresh: boolean;
}

/** Fewer values than this decide nothing. */
export const fewestValues = 6;
/** A new level must have lasted this long. */
const persistence = 2;
const freshest = 8;
const fewestBefore = 8;

export const changePoints = (values: ArrayLike<number>, options: ChangeOptions = {}): readonly ChangePoint[] =>
  analyse(values, options).changes;

export interface Analysis {
  readonly changes: readonly ChangePoint[];
  /** Of `series`, so of logarithms where all values are positive: then `sigma` is a share. */
  readonly noise: Noise;
  readonly series: Transformed;
}

/** Takes about 0.5 ms for 365 values. */
export function analyse(values: ArrayLike<number>, options: ChangeOptions = {}): Analysis {
  const { minimumEffect = 0.02, falseAlarms = 0.01, freshAlarms = 0.01, family = 1 } = options;
  const { leastRho = 0, mostFreedom = Number.POSITIVE_INFINITY } = options;
  const series = transformed(values);
  if (values.length < fewestValues)
    return { changes: [], noise: { sigma: 0, rho: 0, noisier: new Float64Array(values.length).fill(1) }, series };
  const smallest = series.step(minimumEffect);
  const shown = fitted(series.values, smallest / 8);
  const noise: Noise = { ...shown.noise, rho: Math.max(leastRho, shown.noise.rho), mostFreedom };
  const fit: Fit = { ...shown, noise };
  const test = { level: falseAlarms / family, smallest };
  let kept = pruned(series.values, fit.starts, fit.noise, test);
  kept = moved(series.values, kept, fit.noise);
  const fresh = freshChange(series.values, kept.at(-1) ?? 0, fit.noise, { level: freshAlarms / family, smallest });
  const found = kept.map((start) => ({ start, fresh: false }));
  if (fresh !== null) found.push({ start: fresh.start, fresh: true });
  const starts = found.map(({ start }) => start);
  const changes = found.map(({ start, fresh: isFresh }, index): ChangePoint => {
    const from = starts[index - 1] ?? 0;
    const to = starts[index + 1] ?? values.length;
    const [before, after] = [level(series.values, from, start, fit.noise), level(series.values, start, to, fit.noise)];
    const pValue = isFresh
      ? (fresh?.pValue ?? 1)
      : pOf(series.values, from, start, to, fit.noise) * series.values.length;
    return {
      index: start,
      before: series.back(before),
      after: series.back(after),
      effect: series.effect(before, after),
      pValue: Math.min(1, pValue * family),
      fresh: isFresh,
    };
  });
  return { changes, noise: fit.noise, series };
}

export interface Transformed {
  readonly values: Float64Array;
  /** How far apart two levels are that differ by this share. */
  readonly step: (share: number) => number;
  readonly back: (level: number) => number;
  readonly forward: (value: number) => number;
  /** The typical value, untransformed. */
  readonly centre: () => number;
  readonly effect: (before: number, after: number) => number;
}

function transformed(values: ArrayLike<number>): Transformed {
  const plain = Float64Array.from(values);
  if (plain.every((value) => value > 0)) {
    return {
      values: plain.map(Math.log),
      step: (share) => Math.log1p(share),
      back: Math.exp,
      forward: Math.log,
      centre: () => median(plain),
      effect: (before, after) => Math.exp(after - before) - 1,
    };
  }
  const size = median(plain.map(Math.abs)) || plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return {
    values: plain,
    step: (share) => share * size,
    back: (level) => level,
    forward: (value) => value,
    centre: () => median(plain),
    effect: (before, after) => (after - before) / (Math.abs(before) > size / 100 ? Math.abs(before) : size),
  };
}

/** Chance of two segments' levels being this far apart without a change between them. */
function pOf(values: Float64Array, from: number, start: number, to: number, noise: Noise): number {
  const { mostFreedom = Number.POSITIVE_INFINITY } = noise;
  const distance = level(values, start, to, noise) - level(values, from, start, noise);
  const error = Math.sqrt(varianceOfLevel(values, from, start, noise) + varianceOfLevel(values, start, to, noise));
  return studentTwoSided(Math.abs(distance) / error, freedom(values.length, mostFreedom));
}

const varianceOfLevel = (values: Float64Array, from: number, to: number, noise: Noise): number =>
  (scatter(values, from, to, noise) ** 2 * inflation(noise.rho, to - from)) / nightsWorth(noise.noisier, from, to);

/** Fewer values tell nothing of how they scatter. */
const fewestToScatter = 12;

/**
 * How values scatter about their level, in what a quiet night scatters: as all do, or more where these nights were noisier than the others.
 * Chance alone makes half of all stretches a little noisier, so only what one stretch in twenty would show counts: with each taken as it is,
 * a step of 5 % was certain within three weeks in 346 of 400 cases, so in 361 (test/statistics/family).
 */
function scatter(values: Float64Array, from: number, to: number, noise: Noise): number {
  const { sigma, noisier } = noise;
  const degrees = to - from - 1;
  if (degrees + 1 < fewestToScatter) return sigma;
  const centre = level(values, from, to, noise);
  let squares = 0;
  for (let index = from; index < to; index += 1) {
    squares += clip(((values[index] as number) - centre) / (noisier[index] as number), 2 * residualClip * sigma) ** 2;
  }
  return squares > chiSquareOneInTwenty(degrees) * sigma ** 2 ? Math.sqrt(squares / degrees) : sigma;
}

/** What chi-square exceeds once in twenty times (Wilson and Hilferty 1931; within 0.3 % from 11 degrees of freedom on). */
function chiSquareOneInTwenty(degrees: number): number {
  const share = 2 / (9 * degrees);
  return degrees * (1 - share + 1.6449 * Math.sqrt(share)) ** 3;
}

/** The noise is known from the whole series; less what the levels take. */
const freedom = (count: number, most: number): number => Math.min(most, Math.max(3, count - 2));

interface Test {
  readonly level: number;
  readonly smallest: number;
}

/** Drops the least credible candidate until all that are left pass. */
function pruned(
  values: Float64Array,
  candidates: readonly number[],
  noise: Noise,
  { level: alpha, smallest }: Test,
): number[] {
  let starts = [...candidates];
  for (;;) {
    let worst = -1;
    let worstScore = 1;
    for (const [index, start] of starts.entries()) {
      const from = starts[index - 1] ?? 0;
      const to = starts[index + 1] ?? values.length;
      // One bad night, be it the first, is no level.
      const tooShort = to - start < persistence || start - from < persistence;
      const distance = Math.abs(level(values, start, to, noise) - level(values, from, start, noise));
      const p = pOf(values, from, start, to, noise) * values.length;
      const score = tooShort ? Number.POSITIVE_INFINITY : Math.max(p / alpha, smallest / Math.max(distance, 1e-300));
      if (score > worstScore) {
        worst = index;
        worstScore = score;
      }
    }
    if (worst < 0) return starts;
    starts = starts.toSpliced(worst, 1);
  }
}

/** Puts each change where the two levels beside it fit best: pruning a neighbour may have moved them. */
function moved(values: Float64Array, starts: readonly number[], noise: Noise): number[] {
  const { sigma, noisier } = noise;
  const result = [...starts];
  for (const [index, start] of result.entries()) {
    const from = result[index - 1] ?? 0;
    const to = result[index + 1] ?? values.length;
    const [left, right] = [level(values, from, start, noise), level(values, start, to, noise)];
    let excess = 0;
    let best = 0;
    let place = from;
    for (let at = from; at < to; at += 1) {
      const value = values[at] as number;
      const factor = noisier[at] as number;
      // Half way between the levels must tell, however far apart they are.
      const limit = Math.max(cap * (sigma * factor) ** 2, (right - left) ** 2);
      excess += (Math.min(limit, (value - left) ** 2) - Math.min(limit, (value - right) ** 2)) / factor ** 2;
      if (excess < best && at + 1 - from >= persistence && at + 1 < to) {
        best = excess;
        place = at + 1;
      }
    }
    if (place > from) result[index] = place;
  }
  return result;
}

interface Fresh {
  readonly start: number;
  readonly pValue: number;
}

/** A new level in the last nights of a long enough segment. That it is there and where it began are two questions. */
function freshChange(values: Float64Array, from: number, noise: Noise, { level: alpha, smallest }: Test): Fresh | null {
  const { sigma, rho, noisier } = noise;
  let pValue = 1;
  let start = from;
  let clearest = 0;
  const end = values.length;
  for (let nights = persistence; nights <= freshest && end - nights - from >= fewestBefore; nights += 1) {
    const before = end - nights - from;
    const centre = level(values, from, end - nights, noise);
    let sum = 0;
    for (let index = end - nights; index < end; index += 1) {
      const factor = noisier[index] as number;
      sum += clip((values[index] as number) - centre, residualClip * sigma * factor) / factor ** 2;
    }
    const worth = nightsWorth(noisier, end - nights, end);
    const mean = sum / worth;
    const error =
      sigma *
      Math.sqrt(inflation(rho, nights) / worth + inflation(rho, before) / nightsWorth(noisier, from, end - nights));
    const distance = Math.abs(mean) / error;
    if (Math.abs(mean) < smallest) continue;
    pValue = Math.min(
      pValue,
      studentTwoSided(distance, freedom(end - from, Number.POSITIVE_INFINITY)) /
        (freshShare[nights - persistence] as number),
    );
    if (distance > clearest) {
      clearest = distance;
      start = end - nights;
    }
  }
  return pValue <= alpha ? { start, pValue } : null;
}

/**
 * How the budget of a night is shared among new levels of 2, 3, ... 8 nights. Most goes to three: it is the soonest that a
 * step of two and a half deviations can be told. The sum exceeds 1 because the questions overlap: by simulation, a series of
 * normal noise then raises 1 alarm in 100 nights at a budget of 0.01.
 */
const freshShare = [0.15, 1.6, 0.1, 0.1, 0.1, 0.1, 0.1];
