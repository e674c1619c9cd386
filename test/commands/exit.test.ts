import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearNames, oneOf, UsageError } from '../../src/commands/exit.js';

test('near names are offered, far ones are not', () => {
  assert.equal(nearNames('rfat', ['raft', 'paxos', 'zab']), "did you mean 'raft'?");
  assert.equal(nearNames('lookup', ['placement-lookup', 'raft']), "did you mean 'placement-lookup'?");
  assert.equal(nearNames('quorum', ['raft', 'zab']), '');
});

test('an unknown name is a usage error that lists what there is', () => {
  assert.equal(oneOf('protocol', 'raft', ['raft']), 'raft');
  assert.throws(
    () => oneOf('protocol', 'quorum', ['raft', 'zab']),
    (error) => error instanceof UsageError && error.message === "no protocol 'quorum'. Known: raft, zab.",
  );
});
