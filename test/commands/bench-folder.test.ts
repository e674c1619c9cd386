import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosen, chosenSuites } from '../../src/commands/bench-folder.js';
import type { Suite } from '../../src/measure/suite.js';

const suite = (name: string, ...measured: string[]): Suite => ({
  name,
  file: `${name}.bench.js`,
  measured: measured.map((each) => ({ name: each })) as unknown as Suite['measured'],
  goals: [],
});
const all = [suite('log', 'log-synced'), suite('log-damage', 'flips'), suite('place-hash', 'hash'), suite('raft', 'r')];

test('a name is a suite, a family of suites, or one declaration', () => {
  const names = (...given: string[]) => chosen(all, given).map(({ what }) => what.name);
  assert.deepEqual(names('place'), ['hash']);
  assert.deepEqual(names('log'), ['log-synced', 'flips']);
  assert.deepEqual(names('log-damage', 'log-synced'), ['log-synced', 'flips']);
  assert.equal(names().length, 4);
  assert.deepEqual(
    chosenSuites(all, ['log', 'raft']).map(({ name }) => name),
    ['log', 'log-damage', 'raft'],
  );
});

test('a name of nothing is refused with the nearest', () => {
  assert.throws(() => chosen(all, ['lag']), /no benchmark 'lag': did you mean 'log'/);
  assert.throws(() => chosenSuites(all, ['hash']), /no suite 'hash'/);
});
