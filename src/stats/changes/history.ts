/** A nightly series explained: its levels, what changed by how much, and the nights that stand out alone. */
import type { Draw, Interval } from '../bootstrap.js';
import { analyse, type ChangeOptions, type ChangePoint } from './change-points.js';
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
  const part = (position: number): Float64Array => series.values.slice(bounds[position]?.from, bounds[position]?.to);
  const explained = changes.map((change, position): Change => {
    const [before, after] = [part(position), part(position + 1)];
    const [low, high] = stepInterval(before, after, noise.rho, draw, { resamples: options.resamples ?? 2_000 });
    const level = series.forward(change.before);
    return {
      ...change,
      interval: [series.effect(level, level + low), series.effect(level, level + high)],
      lasted: after.length,
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
      (index) => Math.abs((series.values[index] as number) - centre) > outlierDeviations * noise.sigma,
    );
  });
  return {
    changes: explained,
    levels,
    outliers: noise.sigma === 0 ? [] : outliers,
    sigma: noise.sigma,
    rho: noise.rho,
  };
}
