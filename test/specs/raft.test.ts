/** The bounded models of Raft, and what happens to its properties when the algorithm is broken. */
import { testMutants } from './mutant.js';

const everybody = {
  name: 'one server is a quorum',
  from: '2 * Cardinality(servers \\cap Config(i)[k]) > Cardinality(Config(i)[k])',
  to: 'servers # {}',
};

testMutants('raft', 'Raft', [
  {
    name: 'a snapshot of what is not committed',
    from: '/\\ n > snapshotIndex[i]\n  /\\ n <= commitIndex[i]',
    to: '/\\ n > snapshotIndex[i]',
    violates: 'TypeOK',
  },
  {
    name: 'a server votes twice in a term',
    from: '/\\ votedFor[i] \\in {Nil, m.from}',
    to: '/\\ TRUE',
    violates: 'ElectionSafety',
    constants: { MaxTerm: '1', MaxLog: '0' },
  },
  { ...everybody, violates: 'ElectionSafety', constants: { MaxTerm: '1', MaxMessages: '2' } },
  {
    name: 'a follower trusts a commit index beyond what it was sent',
    from: 'commitIndex |-> Min(commitIndex[i], last)',
    to: 'commitIndex |-> commitIndex[i]',
    violates: 'StateMachineSafety',
    constants: { MaxTerm: '1', MaxMessages: '6' },
  },
  { ...everybody, violates: 'Refinement', constants: { MaxMessages: '2' } },
]);

testMutants(
  'raft',
  'Raft',
  [
    {
      name: 'a follower does not ask whether the entry before is the same',
      from: '/\\ m.prevLogTerm = TermAt(i, m.prevLogIndex)',
      to: '/\\ TRUE',
      violates: 'LogMatching',
    },
    {
      name: 'entries of older terms are committed by counting (figure 3.7)',
      from: '/\\ log[i][n].term = currentTerm[i]\n',
      to: '',
      violates: 'LeaderCompleteness',
      constants: { MaxTerm: '4', MaxLog: '1', MaxMessages: '6' },
    },
    {
      name: 'a leader begins its term with an empty log',
      from: 'Append(@, Ordinary(currentTerm[i], v))',
      to: '<<Ordinary(currentTerm[i], v)>>',
      violates: 'LeaderAppendOnly',
    },
  ],
  'MCRaftLater',
);

testMutants(
  'raft',
  'Raft',
  [
    {
      name: 'a server is removed before an entry of the term is committed',
      from: '/\\ commitIndex[i] > 0 /\\ log[i][commitIndex[i]].term = currentTerm[i]\n',
      to: '',
      violates: 'LeaderCompleteness',
      constants: { MaxMessages: '5' },
    },
  ],
  'MCRaftMembers',
);
