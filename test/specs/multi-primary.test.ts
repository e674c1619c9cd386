/** The bounded models of multi-primary replication: what converges, what is lost, and what each rule is for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreFile } from '../check/explore/model.js';
import { testCounts, testMutants } from './mutant.js';

testCounts('replication', 'MCLastWriterWins', [15_849, 263_539, 7]);
testCounts('replication', 'MCVersionVectors', [474, 8776, 7]);
testCounts('replication', 'MCConvergentTypes', [14_497, 131_078, 7]);

test('last writer wins loses updates: TLC finds the same', () => {
  const { result } = exploreFile('specs/replication/MCLastWriterWins.tla', {}, 'specs/replication/LostUpdate.cfg');
  assert.equal(result.verdict, 'violation');
  assert.equal(result.violation?.name, 'NoLostUpdate');
});

testMutants('replication', 'LastWriterWins', [
  {
    name: 'a state that says it knows a write, without a value',
    from: 'value |-> IF wins THEN theirs.value ELSE Now(r).value]',
    to: 'value |-> IF wins THEN Now(r).value ELSE theirs.value]',
    violates: 'TypeOK',
  },
  {
    name: 'equal times: whoever is heard of last wins',
    from: 's.time = t.time /\\ s.rank > t.rank',
    to: 's.time = t.time',
    violates: 'Convergence',
  },
  {
    name: 'stamps of a clock that may be behind what has been read',
    from: '  /\\ t > Now(r).stamp.time\n',
    to: '',
    violates: 'LosesOnlyConcurrent',
  },
]);

testMutants('replication', 'VersionVectors', [
  {
    name: 'what is written has no name among the known',
    from: 'Become(r, [known |-> Now(r).known \\cup {w}, siblings |-> {written}])',
    to: 'Become(r, [known |-> Now(r).known, siblings |-> {written}])',
    violates: 'TypeOK',
  },
  {
    name: 'a merge keeps what it has',
    from: 'siblings |-> Newest(Now(r).siblings \\cup past[s][n].siblings)',
    to: 'siblings |-> IF Now(r).siblings = {} THEN past[s][n].siblings ELSE Now(r).siblings',
    violates: 'NoLostUpdate',
  },
  {
    name: 'a merge takes what it is told',
    from: 'siblings |-> Newest(Now(r).siblings \\cup past[s][n].siblings)',
    to: 'siblings |-> past[s][n].siblings',
    violates: 'Convergence',
  },
  {
    name: 'vectors of siblings are not merged when they are overwritten',
    from: 'LET context == Joined(Now(r).siblings)',
    to: 'LET context == [q \\in Replica |-> IF q = r THEN Joined(Now(r).siblings)[q] ELSE 0]',
    violates: 'NoFalseSibling',
  },
]);

testMutants('replication', 'ConvergentTypes', [
  {
    name: 'an entry without a number of its own',
    from: ', !.context[r] = next]',
    to: ']',
    violates: 'TypeOK',
  },
  {
    name: 'a merge without what has been heard of',
    from: 'context |-> Joined(ours.context, theirs.context)])',
    to: 'context |-> ours.context])',
    violates: 'Convergence',
  },
  {
    name: 'counters are merged by their sum',
    from: 'plus |-> Joined(ours.plus, theirs.plus)',
    to: 'plus |-> [q \\in Replica |-> ours.plus[q] + theirs.plus[q]]',
    violates: 'CountsOnce',
  },
  {
    name: 'what has been removed comes back',
    from: 'entry \\in b.entries \\/ ~ Heard(b, entry)}',
    to: 'TRUE}',
    violates: 'PutWins',
  },
]);
