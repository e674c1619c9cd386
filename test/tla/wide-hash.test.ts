/** The lanes for fingerprints of 128 bits: of structure only, and different for different values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bigInteger,
  FALSE_,
  functionOf,
  hashLo,
  interval,
  modelValue,
  powerSet,
  recordOf,
  setOf,
  string,
  TRUE_,
  tupleOf,
  type Value,
  wideHigh,
  wideLow,
} from '../../src/tla/runtime.js';

const text = (value: Value): string => `${wideLow(value)} ${wideHigh(value)}`;

test('different values have different lanes', () => {
  const atoms = [FALSE_, TRUE_, string('a'), string('b'), modelValue('m'), bigInteger(2n ** 40n)];
  const numbers = Array.from({ length: 40 }, (_, n) => 2 * n);
  const simple = [...atoms, ...numbers];
  const values = [
    ...simple,
    setOf([]),
    tupleOf([]),
    ...simple.map((value) => tupleOf([value])),
    ...simple.map((value) => tupleOf([value, value])),
    ...simple.map((value) => recordOf({ a: value, b: 2 })),
    ...simple.map((value) => recordOf({ b: value, a: 2 })),
    ...numbers.map((n) => setOf([n, n + 2])),
    ...numbers.map((n) => setOf([n, n + 4])),
    ...numbers.map((n) => functionOf([[n, 4]])),
    ...numbers.map((n) =>
      functionOf([
        [4, n],
        [100, 4],
      ]),
    ),
  ];
  const distinct = new Set(values);
  assert.equal(new Set([...distinct].map(text)).size, distinct.size);
  assert.ok([...distinct].every((value) => (value & 1) === 0 || wideLow(value) !== hashLo(value)));
});

test('equal values have equal lanes, however they came about', () => {
  assert.equal(text(setOf([6, 4, 2])), text(interval(2, 6)));
  assert.equal(text(setOf([setOf([]), setOf([2])])), text(powerSet(setOf([2]))));
  assert.equal(
    text(
      functionOf([
        [4, 8],
        [2, 6],
      ]),
    ),
    text(tupleOf([6, 8])),
  );
});

test('lanes are the same when asked for again, also of the value for which their table grew', () => {
  for (let i = 0; i < 60_000; i += 1) {
    const value = tupleOf([2 * i, 0]);
    assert.equal(text(value), text(value));
  }
});
