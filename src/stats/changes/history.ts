/** A nightly series explained: its levels, what changed by how much, and the nights that stand out alone. */
import type { Draw, Interval } from '../bootstrap.js';
import { analyse, type ChangeOptions, type ChangePoint, type Transformed } from './change-points.js';
import { quietest } from './fit.js';
import { stepInterval } from './interval.js';

export interface Change extends ChangePoint {
  /** Of `effect`, 95 %. */
  readonly interval: Interval;
  /** How many values the new level has had so far. */
  readonly lasted: number;
}

export interface Level {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly level: number;
}

export interface History {
  readonly changes: readonly Change[];
  readonly levels: readonly Level[];
  /** Indices of values more than four deviations from their level: shown, never dropped. */
  readonly outliers: readonly number[];
  /** Scatter of one night about its level, as a share of it (absolute where values are not all positive). */
  readonly sigma: number;
  /** Correlation of a night with the next. */
  readonly rho: number;
}

const outlierDeviations = 4;

export function history(values: ArrayLike<number>, draw: Draw, options: ChangeOptions = {}): History {
  const { changes, noise, series } = analyse(values, options);
  const starts = [0, ...changes.map(({ index }) => index)];
  const bounds = starts.map((from, position) => ({ from, to: starts[position + 1] ?? values.length }));
  const part = (position: number): Float64Array => {
    const { from, to } = bounds[position] as { from: number; to: number };
    return quietest(series.values, from, to, noise.noisier);
  };
  const explained = changes.map((change, position): Change => {
    const [before, after] = [part(position), part(position + 1)];
    const [low, high] = stepInterval(before, after, noise.rho, draw, { resamples: options.resamples ?? 2_000 });
    const level = series.forward(change.before);
    return {
      ...change,
      interval: [series.effect(level, level + low), series.effect(level, level + high)],
      lasted: (bounds[position + 1]?.to ?? values.length) - change.index,
    };
  });
  const levels = bounds.map(({ from, to }, position): Level => {
    const level =
      position === 0 ? (changes[0]?.before ?? series.centre()) : (changes[position - 1] as ChangePoint).after;
    return { from, to, level };
  });
  const outliers = levels.flatMap(({ from, to, level }) => {
    const centre = series.forward(level);
    const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
    return indices.filter(
      (index) =>
        Math.abs((series.values[index] as number) - centre) >
        outlierDeviations * noise.sigma * (noise.noisier[index] as number),
    );
  });
  return {
    changes: explained,
    levels,
    outliers: noise.sigma === 0 ? [] : outliers,
    sigma: Math.min(noise.sigma, scatterAbout(levels, series)),
    rho: noise.rho,
  };
}

/** Of values about their levels. The tests take no series to be quieter than a share of the smallest effect: this one may be. */
function scatterAbout(levels: readonly Level[], series: Transformed): number {
  let squares = 0;
  for (const { from, to, level } of levels) {
    const centre = series.forward(level);
    for (let index = from; index < to; index += 1) squares += ((series.values[index] as number) - centre) ** 2;
  }
  const free = series.values.length - levels.length;
  // A level is known to the last digits of a logarithm only.
  const scatter = Math.sqrt(squares / Math.max(1, free));
  return scatter < 1e-12 * Math.max(...series.values.map(Math.abs)) ? 0 : scatter;
}
