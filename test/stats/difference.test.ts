import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../src/stats/difference.js';
import { holm } from '../../src/stats/holm.js';
import { normalTwoSided } from '../../src/stats/normal.js';
import { signedRankTwoSided } from '../../src/stats/signed-rank.js';
import { noises } from './noise-series.js';

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);

// Differences with ranks 1..n of which those of `negative` are negative: W- is their sum.
const withNegative = (n: number, negative: readonly number[]): number[] =>
  Array.from({ length: n }, (_, index) => (negative.includes(index + 1) ? -1 : 1) * (index + 1));

test('signed ranks: the exact tails of the published tables (Wilcoxon 1945; Conover 1999, table A12)', () => {
  assert.equal(signedRankTwoSided(withNegative(5, [])), 2 / 32);
  assert.equal(signedRankTwoSided(withNegative(15, [])), 2 / 2 ** 15);
  // n = 10: P(W <= 8) = 25/1024 and P(W <= 3) = 5/1024, one-sided.
  near(signedRankTwoSided(withNegative(10, [8])), 50 / 1024, 1e-12);
  near(signedRankTwoSided(withNegative(10, [3])), 10 / 1024, 1e-12);
  assert.equal(signedRankTwoSided([]), 1);
  assert.equal(signedRankTwoSided([0, 0, 0]), 1);
  assert.equal(signedRankTwoSided([1, -1]), 1);
  assert.equal(signedRankTwoSided([3, 3, 3, 3]), 2 / 16, 'ties share their rank');
});

test('signed ranks of noise without a difference are called credible as often as they should be', () => {
  const { student3 } = noises(31n);
  let below = 0;
  for (let trial = 0; trial < 4_000; trial += 1) if (signedRankTwoSided(student3(15)) < 0.05) below += 1;
  // 95 % interval of 4,000 draws at 0.05 (the exact level at n = 15 is 0.0479): 0.041 to 0.055.
  assert.ok(below > 150 && below < 230, `${below} of 4000`);
});

test('Holm: the worked example of his paper, in the order given', () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  for (const [index, expected] of [0.03, 0.06, 0.06, 0.02].entries()) near(adjusted[index] as number, expected, 1e-12);
  assert.deepEqual(holm([]), []);
  assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
});

test('tails of the normal distribution (Abramowitz & Stegun, table 26.1 and 26.2)', () => {
  near(normalTwoSided(1.959963984540054), 0.05, 1e-12);
  near(normalTwoSided(-2.5758293035489), 0.01, 1e-12);
  near(normalTwoSided(0), 1, 0);
  near(normalTwoSided(5) / 5.733031437583866e-7, 1, 1e-9);
  near(normalTwoSided(3) / 0.002699796063260207, 1, 1e-10);
});

test('a night of 200 metrics without a difference raises no alarm, and slower ones are found among them', () => {
  const { student3 } = noises(32n);
  const rounds = (effect: number): Float64Array =>
    Float64Array.from(student3(15), (value) => (1 + effect) * Math.exp(0.01 * value));
  let alarms = 0;
  let found = 0;
  for (let night = 0; night < 5; night += 1) {
    const family = Array.from({ length: 200 }, (_, index) => rounds(index === 7 ? 0.05 : 0));
    const judged = judge(family);
    alarms += judged.filter(({ difference }, index) => index !== 7 && difference !== '~').length;
    if (judged[7]?.difference === 'slower') found += 1;
  }
  assert.equal(alarms, 0);
  assert.equal(found, 5);
});

test('a difference below the threshold is none, wide scatter decides nothing, too few rounds cannot be credible', () => {
  const { normal } = noises(33n);
  const one = (effect: number, scatter: number, count: number) =>
    judge([Float64Array.from(normal(count), (value) => (1 + effect) * Math.exp(scatter * value))])[0]?.difference;
  assert.equal(one(0.01, 0.002, 15), '~');
  assert.equal(one(0.1, 0.01, 15), 'slower');
  assert.equal(one(-0.1, 0.01, 15), 'faster');
  assert.equal(one(0, 0.5, 15), 'inconclusive');
  assert.equal(one(0.1, 0.01, 5), 'inconclusive', '2/32 is no evidence');
  assert.equal(judge([[Number.NaN, Number.NaN]])[0]?.difference, 'inconclusive');
});

test('a credible difference that may matter is not the same, however narrow its interval is', () => {
  const rounds = (low: number, high: number): number[] =>
    Array.from({ length: 15 }, (_, index) => low + ((high - low) * index) / 14);
  const [matters] = judge([rounds(1.005, 1.053)]);
  assert.ok(matters!.interval[0] < 1.02 && matters!.interval[1] < 1.05, String(matters!.interval));
  assert.equal(matters!.difference, 'inconclusive');
  assert.equal(judge([rounds(1 / 1.053, 1 / 1.005)])[0]?.difference, 'inconclusive');
  assert.equal(judge([rounds(1.003, 1.03)])[0]?.difference, '~', 'credible, and of no account');
  assert.equal(judge([rounds(0.985, 1.06)])[0]?.difference, 'inconclusive');
  assert.equal(judge([rounds(0.98, 1.02)])[0]?.difference, '~');
});

test('fewer than eight rounds decide nothing, although the interval of one of them is a point', () => {
  assert.equal(judge([[1]])[0]?.difference, 'inconclusive');
  assert.equal(judge([[1, 1, 1, 1, 1, 1, 1]])[0]?.difference, 'inconclusive');
  assert.equal(judge([[1, 1, 1, 1, 1, 1, 1, 1]])[0]?.difference, '~');
  assert.equal(judge([[]])[0]?.difference, 'inconclusive');
});
