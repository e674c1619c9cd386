import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { changePoints } from '../../../src/stats/changes/change-points.js';
import { level, nightsWorth } from '../../../src/stats/changes/fit.js';
import { history } from '../../../src/stats/changes/history.js';
import { noisierBy } from '../../../src/stats/changes/local-noise.js';
import { segment } from '../../../src/stats/changes/segment.js';
import { noises, steps } from '../noise-series.js';

/** Of 0 and `height`, for 2 to 5 nights each. */
function flapping(nights: number, height: number, seed: bigint): number[] {
  const random = new Random(seed);
  const result: number[] = [];
  for (let up = false; result.length < nights; up = !up) {
    for (let left = 2 + random.next(4); left > 0 && result.length < nights; left -= 1) result.push(up ? height : 0);
  }
  return result;
}

test('a noisier stretch is seen where it is, and neither steps nor lone bad nights are taken for one', () => {
  const { normal } = noises(31n);
  const quiet = Float64Array.from(
    normal(300),
    (value, index) => value + (index % 30 === 0 ? 20 : 0) + (index > 150 ? 9 : 0),
  );
  assert.deepEqual([...new Set(noisierBy(quiet, 1))], [1]);
  const loud = quiet.map((value, index) => (index >= 100 && index < 200 ? 6 * value : value));
  const factors = noisierBy(loud, 1);
  assert.ok(factors.subarray(115, 135).every((factor) => factor > 3 && factor < 12));
  assert.ok(factors.subarray(0, 75).every((factor) => factor === 1));
  assert.ok(factors.subarray(225).every((factor) => factor === 1));
  assert.deepEqual([...new Set(noisierBy(quiet.subarray(0, 41), 0.01))], [1], 'a short series has one noise');
});

test('a benchmark that flaps between two levels for some months is noisy, not changed every week', () => {
  const { normal } = noises(32n);
  let wrong = 0;
  let found = 0;
  for (let series = 0; series < 20; series += 1) {
    const flaps = flapping(120, 0.5, BigInt(series));
    const values = steps(normal(400), { 300: 0.1 }).map((value, index) => value * (1 + (flaps[index - 80] ?? 0)));
    const places = changePoints(values, { minimumEffect: 0.01 }).map(({ index }) => index);
    found += places.filter((index) => Math.abs(index - 300) <= 3).length;
    // That it begins and ends is a change of level.
    wrong += places.filter((index) => index > 90 && index < 190).length;
  }
  assert.equal(found, 20);
  assert.ok(wrong <= 10, `${wrong} changes within 20 stretches`);
});

test('the fit gives up on no nights that are as noisy as their neighbours, and makes no level of them', () => {
  const values = Float64Array.from({ length: 34 }, (_, index) => (index >= 15 && index < 19 ? 1 : 0));
  const noisier = values.map((_, index) => (index >= 10 && index < 24 ? 10 : 1));
  const options = { sigma: 0.1, penalty: 6, cap: 9 };
  assert.deepEqual(segment(values, options), [15, 19]);
  assert.deepEqual(segment(values, { ...options, noisier }), []);
});

test('a level is that of its quiet nights, to as many as they are', () => {
  const noisier = Float64Array.from({ length: 30 }, (_, index) => (index < 20 ? 10 : 1));
  const values = noisier.map((factor, index) => (factor === 1 ? 3 + 0.1 * (index % 2) : 9 * (index % 3)));
  const noise = { sigma: 0.1, rho: 0, noisier };
  assert.ok(Math.abs(level(values, 0, 30, noise) - 3.05) < 0.02);
  assert.ok(Math.abs(nightsWorth(noisier, 0, 30) - 10.2) < 1e-9);
});

test('months that were noisy hide no small step after them, and widen no interval', () => {
  const { normal } = noises(34n);
  const random = new Random(1n);
  for (let series = 0; series < 10; series += 1) {
    // 16 % instead of 2 % for 120 nights.
    const noise = normal(400).map((value, index) => (index >= 60 && index < 180 ? 8 * value : value));
    const after = history(steps(noise.toReversed(), { 140: 0.03 }), () => random.float()).changes.at(-1);
    assert.ok(after === undefined || after.lasted === 400 - after.index);
    const { changes, sigma } = history(steps(noise, { 260: 0.03 }), () => random.float());
    assert.deepEqual(
      changes.map(({ index }) => Math.abs(index - 260) <= 8),
      [true],
    );
    const [{ effect, interval, lasted, index }] = changes as [(typeof changes)[number]];
    assert.ok(Math.abs(effect - 0.03) < 0.01 && lasted === 400 - index);
    assert.ok(interval[0] < effect && effect < interval[1] && interval[1] - interval[0] < 0.013, String(interval));
    assert.ok(sigma > 0.017 && sigma < 0.03, String(sigma));
  }
});

test('a week far above all others is told, however much it scatters', () => {
  const { normal } = noises(33n);
  const week = [520, 480, 640, 500, 455, 590, 610];
  const values = normal(200).map((value, index) =>
    index >= 90 && index < 97 ? (week[index - 90] as number) : 100 + value / 10,
  );
  assert.deepEqual(
    changePoints(values).map(({ index }) => index),
    [90, 97],
  );
});
