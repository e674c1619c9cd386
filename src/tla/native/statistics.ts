/** The community module Statistics (Statistics.java, after ChiSquareTest of Apache Commons Math 3.6). */
import { stringText } from '../atoms.js';
import { elementsOf } from '../collections.js';
import { apply, domain, isFunction } from '../functions.js';
import { explicitFunction } from '../lazy-functions.js';
import { toText } from '../text.js';
import { bool, fail, STRING, type Value } from '../value.js';
import { integerArgument, wrongArgument } from './operators.js';

export const Statistics = {
  /**
   * Whether counts agree with expected ones at significance `alpha`, a string: "0.05". Both are functions on as many arguments,
   * compared in order of those; the expected ones are scaled to the same sum.
   */
  ChiSquare: (expected: Value, actual: Value, alpha: Value): Value => {
    const wanted = counts(expected, 'first', 1);
    const seen = counts(actual, 'second', 0);
    const level = (alpha & 15) === STRING ? Number(stringText(alpha)) : Number.NaN;
    if (!(level > 0 && level <= 0.5)) wrongArgument(alpha, 'ChiSquare', 'third', 'a string with a number in (0, 0.5]');
    if (wanted.length < 2 || wanted.length !== seen.length)
      fail(
        `ChiSquare: expected two functions on as many arguments, at least two, not ${wanted.length}, ${seen.length}.`,
      );
    const ratio = sum(seen) / sum(wanted);
    const statistic = sum(wanted.map((count, i) => (seen[i]! - count * ratio) ** 2 / (count * ratio)));
    // Nothing counted at all: the quotient is no number, which is no reason to reject.
    return bool(!(chiSquareTail(statistic, wanted.length - 1) < level));
  },
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

function counts(f: Value, place: 'first' | 'second', least: number): number[] {
  if (!isFunction(f)) wrongArgument(f, 'ChiSquare', place, 'a function');
  const explicit = explicitFunction(f);
  return elementsOf(domain(explicit)).map((x) => {
    const count = integerArgument(apply(explicit, x), 'ChiSquare', place);
    return count >= least ? count : fail(`ChiSquare: ${toText(f)} has a number below ${least}.`);
  });
}

/**
 * P(X > x) of a chi-square variable with `freedom` degrees: 1 - P(a, y) with a = freedom / 2 and y = x / 2, by the series
 * y^a e^-y sum y^n / Gamma(a + n + 1) (Abramowitz and Stegun 6.5.29), whose terms are positive. Error below 1e-12.
 */
export function chiSquareTail(x: number, freedom: number): number {
  const y = x / 2;
  if (y <= 0) return 1;
  // ln Gamma(a + 1), from Gamma(1) or Gamma(1/2) on.
  let logGamma = freedom % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let k = freedom % 2 === 0 ? 1 : 0.5; k <= freedom / 2; k += 1) logGamma += Math.log(k);
  const scale = (freedom / 2) * Math.log(y) - y - logGamma;
  let total = 0;
  for (let n = 0, log = scale; n < 10 * (y + freedom + 100); n += 1) {
    total += Math.exp(log);
    log += Math.log(y) - Math.log(freedom / 2 + n + 1);
    if (log < -45 && freedom / 2 + n > y) break;
  }
  return Math.max(0, 1 - total);
}
