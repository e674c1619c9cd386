import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquareTail } from '../../../src/tla/native/statistics.js';
import * as tla from '../../../src/tla/runtime.js';

const counts = (...numbers: number[]): number => tla.tupleOf(numbers.map(tla.integer));
const holds = (expected: number, actual: number, alpha: string): boolean =>
  tla.native.Statistics.ChiSquare(expected, actual, tla.string(alpha)) === tla.TRUE_;

test('the tail has the percentage points of Abramowitz and Stegun, table 26.8', () => {
  const points: readonly (readonly [freedom: number, tail: number, x: number])[] = [
    [1, 0.05, 3.84146],
    [1, 0.995, 0.0000393],
    [2, 0.1, 4.60517],
    [3, 0.01, 11.3449],
    [5, 0.05, 11.0705],
    [10, 0.01, 23.2093],
    [30, 0.5, 29.336],
    [100, 0.005, 140.169],
  ];
  for (const [freedom, tail, x] of points)
    assert.ok(Math.abs(chiSquareTail(x, freedom) - tail) < 2e-5, `${freedom} degrees, ${tail}`);
  assert.equal(chiSquareTail(0, 5), 1);
  assert.ok(chiSquareTail(4000, 5) < 1e-12);
});

test('what the community modules assert of ChiSquare', () => {
  const a = counts(1, 2, 3, 4, 5, 6);
  for (const alpha of ['0.001', '0.01', '0.5']) assert.ok(holds(a, a, alpha));
  for (const alpha of ['0.45', '0.5']) assert.ok(!holds(counts(6, 6, 6, 6, 6, 6), a, alpha));
});

test('ChiSquare refuses by name what it cannot take', () => {
  const a = counts(1, 2, 3);
  assert.throws(() => holds(a, a, '0.6'), /third argument of ChiSquare/);
  assert.throws(() => holds(a, counts(1, 2), '0.1'), /as many arguments/);
  assert.throws(() => holds(counts(0, 2, 3), a, '0.1'), /below 1/);
  assert.throws(() => holds(tla.integer(1), a, '0.1'), /first argument of ChiSquare/);
});
