import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/random.js';
import { bootstrapInterval, medianInterval } from '../../src/stats/bootstrap.js';
import { mean, median, outliers, quantile, standardDeviation } from '../../src/stats/order.js';
import { pairedRatio } from '../../src/stats/paired.js';
import { held } from '../../src/stats/threshold.js';

const draws = (seed: bigint) => {
  const random = new Random(seed);
  return () => random.float();
};
const normal = (draw: () => number) => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
const student3 = (draw: () => number) =>
  normal(draw) / Math.sqrt((normal(draw) ** 2 + normal(draw) ** 2 + normal(draw) ** 2) / 3);

test('order statistics agree with values worked out by hand', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assert.ok(Math.abs(quantile([1, 2, 3, 4], 0.9) - 3.7) < 1e-12); // R: quantile(1:4, .9) is 3.7
  assert.ok(Math.abs(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]) - 2.13809) < 1e-5);
  assert.deepEqual(outliers([1, 2, 3, 4, 5, 6, 7, 8, 15, 100]), { mild: 1, severe: 1 });
});

for (const [name, sample, truth] of [
  ['normal', normal, 0],
  ['lognormal', (draw: () => number) => Math.exp(normal(draw)), 1],
  ['Student t with 3 degrees', student3, 0],
] as const) {
  test(`the interval of a median covers 93 to 97 % at nominal 95 %, of 6 rounds as of 62: ${name}`, () => {
    const draw = draws(0x5eedn);
    const trials = 2_000;
    for (const count of [6, 10, 15, 16, 31, 62]) {
      let covered = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const values = Float64Array.from({ length: count }, () => sample(draw));
        const [low, high] = medianInterval(values);
        if (low <= truth && truth <= high) covered += 1;
      }
      assert.ok(covered / trials > 0.93 && covered / trials < 0.97, `${covered} of ${trials} with ${count} rounds`);
    }
  });
}

test('a wrong interval would be seen: one of 50 % covers about half', () => {
  const draw = draws(1n);
  let covered = 0;
  for (let trial = 0; trial < 300; trial += 1) {
    const values = Float64Array.from({ length: 15 }, () => normal(draw));
    const [low, high] = bootstrapInterval(values, mean, draw, { confidence: 0.5, resamples: 200 });
    if (low <= 0 && 0 <= high) covered += 1;
  }
  assert.ok(covered > 100 && covered < 200, String(covered));
});

test('the interval of a median ends between two of its values, as Hettmansperger and Sheather interpolate', () => {
  const shuffled = (count: number) => Array.from({ length: count }, (_, index) => 1 + ((index * 7) % count));
  const near = (found: readonly number[], expected: readonly number[]): void => {
    for (const [index, value] of found.entries()) {
      assert.ok(Math.abs(value - (expected[index] as number)) < 5e-4, `${found} and not ${expected}`);
    }
  };
  // By hand: 15 values cover 96.484 % from the 4th to the 12th and 88.153 % from the 5th to the 11th; 31 cover 97.058 and 92.924 %.
  near(medianInterval(shuffled(15)), [4.3735, 11.6265]);
  near(medianInterval(shuffled(31)), [10.6752, 21.3248]);
  near(medianInterval(shuffled(16), { confidence: 0.5 }), [7.1616, 9.8384]);
  assert.ok(medianInterval(shuffled(10_001))[0] > 4_850);
});

test('fewer than six values give their whole range, infinite ones no NaN, and a NaN no interval', () => {
  for (const values of [[5, 3, 8, 1, 9], [2, 1, 4, 3], [1], [7, 7]]) {
    assert.deepEqual(medianInterval(values), [Math.min(...values), Math.max(...values)]);
  }
  assert.deepEqual(medianInterval(Array(10).fill(Number.POSITIVE_INFINITY)), [Infinity, Infinity]);
  assert.deepEqual(medianInterval([1, Number.NaN, 3]), [Number.NaN, Number.NaN]);
});

test('the same draws give the same interval', () => {
  const values = [5, 3, 8, 1, 9, 2];
  assert.deepEqual(bootstrapInterval(values, median, draws(7n)), bootstrapInterval(values, median, draws(7n)));
});

test('pairing removes a drift that both sides share', () => {
  const draw = draws(2n);
  const drift = Array.from({ length: 30 }, (_, index) => 100 * 1.05 ** index);
  const slower = drift.map((value) => value * 1.05 * (1 + 0.01 * normal(draw)));
  const { value, interval } = pairedRatio(slower, drift);
  assert.ok(Math.abs(value - 1.05) < 0.01, String(value));
  assert.ok(interval[0] > 1.03 && interval[1] < 1.07, String(interval));
});

test('a target is met, missed or undecided', () => {
  assert.equal(held([4.1, 4.5], { atLeast: 4 }), 'met');
  assert.equal(held([3.1, 3.5], { atLeast: 4 }), 'short');
  assert.equal(held([3.9, 4.5], { atLeast: 4 }), 'inconclusive');
  assert.equal(held([1, 1], { atMost: 1 }), 'met');
  assert.equal(held([1.01, 1.2], { atMost: 1 }), 'short');
  assert.equal(held([0.9, 1.2], { atMost: 1 }), 'inconclusive');
  assert.equal(held([Number.NaN, Number.NaN], { atMost: 1 }), 'inconclusive');
});
