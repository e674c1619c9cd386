import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { type ChangePoint, changePoints } from '../../../src/stats/changes/change-points.js';
import { history } from '../../../src/stats/changes/history.js';
import { inflation } from '../../../src/stats/changes/noise.js';
import { segment } from '../../../src/stats/changes/segment.js';
import { noises, steps } from '../noise-series.js';

const places = (found: readonly ChangePoint[]): number[] => found.map(({ index }) => index);

test('the fit finds steps and gives up on spikes', () => {
  const values = Float64Array.from([1, 1.1, 0.9, 1, 9, 1, 1.1, 1, 3, 3.1, 2.9, 3, 3, 3.1, 1, 1.1, 0.9, 1, 1, 1]);
  assert.deepEqual(segment(values, { sigma: 0.1, penalty: 6, cap: 9 }), [8, 14]);
});

test('the fit is the best of all fits: no other set of up to two changes costs less', () => {
  const random = new Random(5n);
  for (let round = 0; round < 20; round += 1) {
    const values = Float64Array.from({ length: 12 }, (_, index) => (index > 6 ? 1.5 : 0) + random.float());
    const options = { sigma: 0.3, penalty: 4, cap: 1e9 };
    const cost = (starts: readonly number[]): number => {
      const bounds = [0, ...starts, values.length];
      let total = options.penalty * starts.length;
      for (let part = 0; part + 1 < bounds.length; part += 1) {
        const own = values.subarray(bounds[part], bounds[part + 1]);
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        for (const value of own) total += ((value - mean) / options.sigma) ** 2;
      }
      return total;
    };
    const found = cost(segment(values, options));
    let best = cost([]);
    for (let a = 1; a < 12; a += 1) {
      best = Math.min(best, cost([a]));
      for (let b = a + 1; b < 12; b += 1) best = Math.min(best, cost([a, b]));
    }
    // Levels lie on a grid of a quarter of a deviation: a value may cost 1/64 more.
    assert.ok(found <= best + 12 / 64, `${found} > ${best}`);
  }
});

test('the variance of a mean of correlated neighbours is the sum it stands for', () => {
  for (const rho of [0.1, 0.3, 0.7]) {
    for (const n of [1, 2, 5, 40]) {
      let sum = 1;
      for (let k = 1; k < n; k += 1) sum += 2 * (1 - k / n) * rho ** k;
      assert.ok(Math.abs(inflation(rho, n) - sum) < 1e-12);
    }
  }
});

// Figures of two short series of Apache Otava's own tests (tests/series_test.py), and the indices that it expects.
test('short series: the change and not the noise', () => {
  assert.deepEqual(places(changePoints([1.02, 0.95, 0.99, 1.0, 1.12, 0.9, 0.5, 0.51, 0.48, 0.48, 0.55])), [6]);
  assert.deepEqual(places(changePoints([2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.8, 1.76, 1.78])), [4]);
  assert.deepEqual(places(changePoints([0, 0, 0, 1, 1.12, 0.9, 0.5, 0.51, 0.48, 0.48, 0.55])), [3, 6]);
});

test('constant, tiny and short series have no change', () => {
  assert.deepEqual(changePoints(Array.from({ length: 50 }, () => 5)), []);
  assert.deepEqual(changePoints(Array.from({ length: 50 }, () => 0)), []);
  assert.deepEqual(changePoints([1, 2, 9]), []);
  assert.deepEqual(changePoints([]), []);
  const step = [...Array.from({ length: 20 }, () => 100), ...Array.from({ length: 20 }, () => 101)];
  assert.deepEqual(changePoints(step), [], 'below the smallest effect of 2 %');
  assert.deepEqual(places(changePoints(step, { minimumEffect: 0.005 })), [20]);
});

test('one bad night is no change, two at the end are', () => {
  const { normal } = noises(3n);
  const values = steps(normal(60));
  values[30] = 300;
  assert.deepEqual(changePoints(values), []);
  assert.deepEqual(changePoints([...values, 130]), []);
  assert.deepEqual(places(changePoints([...values, 130, 131])), [60]);
});

test('a drop and its recovery are both found', () => {
  const { normal } = noises(4n);
  const found = changePoints(steps(normal(200), { 100: -0.2, 108: 0.25 }));
  assert.deepEqual(places(found), [100, 108]);
  assert.ok(Math.abs((found[0] as ChangePoint).effect + 0.2) < 0.03);
});

test('labelled histories of all noises: nearly every step is found in its place, and hardly anything else', () => {
  const kinds = noises(0x5eedn);
  const random = new Random(9n);
  for (const [kind, noise] of Object.entries(kinds)) {
    let steps_ = 0;
    let found = 0;
    let near = 0;
    let wrong = 0;
    for (let series = 0; series < 25; series += 1) {
      const changes: Record<number, number> = {};
      for (let at = 20 + random.next(60); at < 355; at += 15 + random.next(120)) {
        changes[at] = (random.chance(0.5) ? 1 : -1) * (0.05 + 0.1 * random.float());
      }
      const got = new Set(places(changePoints(steps(noise(365), changes))));
      for (const at of Object.keys(changes).map(Number)) {
        steps_ += 1;
        const hit = [...got].find((index) => Math.abs(index - at) <= 5);
        if (hit === undefined) continue;
        got.delete(hit);
        found += 1;
        if (Math.abs(hit - at) <= 1) near += 1;
      }
      wrong += got.size;
    }
    assert.ok(found / steps_ >= 0.97, `${kind}: found ${found} of ${steps_}`);
    assert.ok(near / found >= 0.93, `${kind}: ${near} of ${found} within one night`);
    assert.ok(wrong <= 4, `${kind}: ${wrong} false in 25 series`);
  }
});

test('a step of 5 % at 2 % noise is found within three more nights, and placed within one', () => {
  const { normal } = noises(11n);
  let found = 0;
  let near = 0;
  for (let trial = 0; trial < 150; trial += 1) {
    const values = steps(normal(64), { 60: 0.05 });
    const last = changePoints(values).at(-1);
    if (last === undefined || last.index < 57) continue;
    found += 1;
    if (Math.abs(last.index - 60) <= 1) near += 1;
  }
  assert.ok(found >= 0.92 * 150, `${found} of 150`);
  assert.ok(near / found >= 0.88, `${near} of ${found}`);
});

test('explained: the interval holds the true effect, the levels and lone outliers are told', () => {
  const { normal } = noises(12n);
  let held = 0;
  for (let trial = 0; trial < 40; trial += 1) {
    const random = new Random(BigInt(trial));
    const [change] = history(steps(normal(80), { 50: 0.1 }), () => random.float()).changes;
    if (change !== undefined && change.interval[0] <= 0.1 && change.interval[1] >= 0.1) held += 1;
  }
  assert.ok(held >= 33, `${held} of 40`);
  const values = steps(normal(80), { 50: 0.1 });
  values[20] = 150;
  const random = new Random(1n);
  const told = history(values, () => random.float());
  assert.deepEqual(told.outliers, [20]);
  assert.deepEqual(
    told.levels.map(({ from, to }) => [from, to]),
    [
      [0, 50],
      [50, 80],
    ],
  );
  assert.equal(told.changes[0]?.lasted, 30);
});
