/** The bounded model of three-phase commit, in the network that it was made for and in one that partitions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreFile } from '../check/explore/model.js';
import { testCounts, testMutants } from './mutant.js';

testCounts('commit', 'MCThreePhase', [5601, 27_079, 20]);

test('where anybody may be suspected it splits: TLC finds the same', () => {
  const { result } = exploreFile('specs/commit/MCThreePhase.tla', {}, 'specs/commit/ThreePhaseAsynchronous.cfg');
  assert.equal(result.verdict, 'violation');
  assert.equal(result.violation?.name, 'Consistent');
});

testMutants('commit', 'ThreePhase', [
  {
    name: 'a vote for nothing',
    from: 'Send([type |-> "Prepared", rm |-> rm])',
    to: 'Send([type |-> "Prepared", rm |-> TM])',
    violates: 'TypeOK',
  },
  {
    name: 'all uncertain, and the coordinator commits (against TR3)',
    from: '/\\ [type |-> "PreCommit", epoch |-> epoch] \\in msgs\n  /\\ heeds[rm] = epoch\n  /\\ rmState[rm] = "precommitted"\n  /\\ Acknowledged(epoch, rm)',
    to: '/\\ HasHeard(rm, epoch)',
    violates: 'Consistent',
  },
  {
    name: 'a coordinator that a majority has left',
    from: '/\\ heeds[rm] = epoch\n  /\\ rmState[rm] \\in {"prepared", "precommitted"}\n  /\\ rmState\' = [rmState EXCEPT ![rm] = "precommitted"]',
    to: '/\\ rmState[rm] \\in {"prepared", "precommitted"}\n  /\\ rmState\' = [rmState EXCEPT ![rm] = "precommitted"]',
    violates: 'Consistent',
  },
  {
    name: 'the transaction manager does not wait until all have learned it',
    from: '/\\ Acknowledged(0, TM)',
    to: '/\\ TRUE',
    violates: 'NobodyAheadOfTheUncertain',
  },
  {
    name: 'an abort after the vote',
    from: 'RMChooseToAbort(rm) ==\n  /\\ rmState[rm] = "working"',
    to: 'RMChooseToAbort(rm) ==\n  /\\ rmState[rm] \\in Undecided',
    violates: 'Refinement',
  },
  {
    name: 'nobody takes over',
    from: '            \\/ TakeOver(rm, epoch)\n',
    to: '',
    violates: 'NonBlockingWithinBounds',
  },
]);
