/** What the check at run time compares: fingerprints as a multiset or in their order, and which of them are outside the constraints. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Successors } from '../../src/packed/successors.js';

type Added = readonly [low: number, high: number, outside: number];

const same = (inOrder: boolean, one: readonly Added[], other: readonly Added[]): boolean => {
  const [a, b] = [one, other].map((added) => {
    const successors = new Successors(inOrder);
    for (const each of added) successors.add(...each);
    return successors;
  });
  return a!.equals(b!);
};

const p: Added = [17, -4, 0];
const q: Added = [-90, 1 << 30, 0];
const outside: Added = [17, -4, 1];

test('successors are the same if each is there as often, in any order unless that matters', () => {
  for (const inOrder of [false, true]) {
    assert.equal(same(inOrder, [p, q, q], [p, q, q]), true);
    assert.equal(same(inOrder, [p, q, q], [q, p, q]), !inOrder);
    assert.equal(same(inOrder, [p, q, q], [p, p, q]), false);
    assert.equal(same(inOrder, [p, q], [p, q, q]), false);
    assert.equal(same(inOrder, [p], []), false);
  }
});

test('a successor outside the constraints is not the same as within, nor is another one that is outside', () => {
  for (const inOrder of [false, true]) {
    assert.equal(same(inOrder, [outside, q], [outside, q]), true);
    assert.equal(same(inOrder, [outside, q], [p, q]), false);
    assert.equal(same(inOrder, [outside, q], [p, [-90, 1 << 30, 1]]), false);
  }
});
