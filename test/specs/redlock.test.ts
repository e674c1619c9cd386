/** The bounded model of Redlock, in the world that it was made for and in two others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreFile } from '../check/explore/model.js';
import { testCounts, testMutants } from './mutant.js';

testCounts('lock', 'MCRedlock', [12_399, 88_677, 28]);

for (const configuration of ['RedlockUntimely', 'RedlockUnsynced']) {
  test(`${configuration}: a holder comes back to the resource, and TLC finds the same`, () => {
    const { result } = exploreFile('specs/lock/MCRedlock.tla', {}, `specs/lock/${configuration}.cfg`);
    assert.equal(result.verdict, 'violation');
    assert.equal(result.violation?.name, 'OneAtATime');
  });
}

testMutants('lock', 'Redlock', [
  {
    name: 'a vote for nobody',
    from: "votes' = votes \\cup {<<s, h>>}",
    to: "votes' = votes \\cup {<<s, s>>}",
    violates: 'TypeOK',
  },
  {
    name: 'half of the servers are enough',
    from: '2 * Cardinality(Q) > Cardinality(Server)',
    to: '3 * Cardinality(Q) >= Cardinality(Server)',
    violates: 'OneBelieves',
  },
  {
    name: 'a write arrives after its holder has given up',
    from: '/\\ Timely => h \\notin over\n',
    to: '',
    violates: 'OneAtATime',
  },
  {
    name: 'keys expire while their holder believes in them',
    from: '/\\ Timely => key[s] \\notin Believing\n',
    to: '',
    violates: 'Refinement',
  },
]);
