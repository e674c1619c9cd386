import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { changePoints } from '../../../src/stats/changes/change-points.js';
import { history } from '../../../src/stats/changes/history.js';
import { noisierBy } from '../../../src/stats/changes/local-noise.js';
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
  // The level before the step is that of its quiet nights, and so is the interval.
  const flaps = flapping(120, 0.5, 5n);
  const random = new Random(1n);
  const values = steps(normal(400), { 300: 0.1 }).map((value, index) => value * (1 + (flaps[index - 80] ?? 0)));
  const step = history(values, () => random.float()).changes.find(({ index }) => index === 300);
  assert.ok(step !== undefined && Math.abs(step.effect - 0.1) < 0.01 && step.lasted === 100);
  assert.ok(step.interval[0] < 0.1 && step.interval[1] > 0.1 && step.interval[1] - step.interval[0] < 0.03);
  assert.ok(wrong <= 10, `${wrong} changes within 20 stretches`);
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
