/** A little of what `npm run test:fuzz:packed` does for minutes: packed states find what ids find. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { type Case, compare } from './differ.js';
import { shrunk } from './shrink.js';
import { randomSpecification } from './specification.js';

test('random specifications are found the same as ids and packed', () => {
  let visited = 0;
  let violated = 0;
  for (let seed = 5_000n; seed < 5_025n; seed += 1n) {
    const compared = compare(randomSpecification(seed), new Random(seed), [40, 100, 300]);
    assert.equal(compared.difference, null, `seed ${seed}`);
    visited += compared.visited;
    violated += compared.violated;
  }
  assert.ok(visited >= 2 && violated >= 2, `${visited} packed to the end, ${violated} to a violation`);
});

test('a specification on which searches differ is made smaller as long as they do', () => {
  const specification = randomSpecification(5_003n);
  const found: Case = { specification, never: ['FALSE', 'TRUE'], first: 40 };
  const marked = specification.actions[1]!.name;
  const differs = ({ specification: { actions }, never }: Case): boolean =>
    never.includes('TRUE') && actions.some(({ name }) => name === marked);
  const { specification: smallest, never } = shrunk(found, differs);
  assert.deepEqual(never, ['TRUE']);
  assert.deepEqual(
    smallest.actions.map(({ name, conjuncts, binders }) => [name, conjuncts, binders]),
    [[marked, [], []]],
  );
  assert.deepEqual(
    [smallest.invariants, smallest.steps, smallest.definitions, smallest.constraint],
    [[], [], [], null],
  );
});
