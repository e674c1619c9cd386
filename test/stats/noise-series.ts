/** Noise of three kinds, of unit variance, for tests of statistics. */
import { Random } from '../../src/core/random.js';

export type Noise = (length: number) => number[];

export function noises(seed: bigint): Readonly<Record<'normal' | 'student3' | 'ar1', Noise>> {
  const random = new Random(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
  // t with 3 degrees of freedom has variance 3.
  const student3 = (): number => normal() / Math.sqrt(normal() ** 2 + normal() ** 2 + normal() ** 2);
  return {
    normal: (length) => Array.from({ length }, normal),
    student3: (length) => Array.from({ length }, student3),
    ar1: (length) => {
      let value = normal();
      return Array.from({ length }, () => {
        value = 0.3 * value + Math.sqrt(1 - 0.09) * normal();
        return value;
      });
    },
  };
}

/** 100 with 2 % noise and steps (shares) at some indices. */
export function steps(noise: readonly number[], changes: Readonly<Record<number, number>> = {}): number[] {
  let level = Math.log(100);
  return noise.map((value, index) => {
    level += Math.log1p(changes[index] ?? 0);
    return Math.exp(level + 0.02 * value);
  });
}
