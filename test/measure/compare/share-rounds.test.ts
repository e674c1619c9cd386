import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cheapestFirst, shareRounds } from '../../../src/measure/compare/share-rounds.js';

const wanting = (...costs: readonly number[]) => costs.map((cost) => ({ cost, least: 7, most: 14 }));

test('with time for all, everything gets all its rounds, and without an end, too', () => {
  assert.deepEqual(shareRounds(wanting(1, 2), 42), [14, 14]);
  assert.deepEqual(shareRounds(wanting(1, 2), Infinity), [14, 14]);
  assert.deepEqual(shareRounds([], 42), []);
});

test('everything gets its least before anything gets more', () => {
  // 3 x 7 = 21 for the least; 10 left: the first has 7 more.
  assert.deepEqual(shareRounds(wanting(1, 1, 1), 31), [14, 7, 7]);
});

test('what is too dear is given nothing, and costs those after it nothing', () => {
  assert.deepEqual(shareRounds(wanting(1, 100, 1), 28), [14, 0, 14]);
  assert.deepEqual(shareRounds(wanting(5), -1), [0]);
});

test('fewer than the least are possible where no more are wanted', () => {
  assert.deepEqual(shareRounds([{ cost: 1, least: 8, most: 2 }], 5), [2]);
});

test('the cheapest first, and of the same cost in the order given', () => {
  assert.deepEqual(cheapestFirst([3, 1, 2, 1]), [1, 3, 2, 0]);
});
