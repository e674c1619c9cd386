/** The bounded models of voting and of Paxos, and what happens to their properties when the algorithm is broken. */
import { testCounts, testMutants } from './mutant.js';

testCounts('paxos', 'MCVoting', [77, 535, 11]);
testCounts('paxos', 'MCPaxos', [1326, 11_754, 20]);

testMutants('paxos', 'Voting', [
  {
    name: 'a vote asks no quorum whether it is safe',
    from: '/\\ \\E Q \\in Quorum : ShowsSafe(Q, b, v)',
    to: '/\\ TRUE',
    violates: 'Refinement',
  },
]);

testMutants('paxos', 'Paxos', [
  {
    name: 'an acceptor takes the ballot for the value',
    from: '[accepted EXCEPT ![a] = [ballot |-> b, value |-> v]]',
    to: '[accepted EXCEPT ![a] = [ballot |-> b, value |-> b]]',
    violates: 'TypeOK',
  },
  { name: 'own value despite an accepted one', from: '/\\ ShowsSafe(b, v)', to: '/\\ TRUE', violates: 'Agreement' },
  {
    name: 'any accepted value, not that of the largest ballot',
    from: '/\\ \\A n \\in voted : n.accepted.ballot <= m.accepted.ballot',
    to: '',
    violates: 'Agreement',
    constants: { Ballot: '{0, 1, 2}' },
  },
  {
    name: 'one acceptor is a quorum',
    from: '2 * Cardinality(Q) > Cardinality(Acceptor)',
    to: 'Q # {}',
    violates: 'Agreement',
  },
  { name: 'a value out of nowhere', from: '/\\ v \\in proposed', to: '/\\ TRUE', violates: 'Validity' },
  {
    name: 'a ballot is used again',
    from: '/\\ ~ \\E m \\in messages : m.type = "accept" /\\ m.ballot = b',
    to: '/\\ TRUE',
    violates: 'OneValuePerBallot',
  },
  { name: 'the promise is forgotten', from: '/\\ b >= promised[a]', to: '/\\ TRUE', violates: 'PromiseKept' },
  { name: 'the promise is forgotten', from: '/\\ b >= promised[a]', to: '/\\ TRUE', violates: 'PromiseMonotonic' },
  {
    name: 'a vote that nobody asked for',
    from: '/\\ [type |-> "accept", ballot |-> b, value |-> v] \\in messages',
    to: '/\\ TRUE',
    violates: 'VotingRefinement',
  },
  { name: 'own value despite an accepted one', from: '/\\ ShowsSafe(b, v)', to: '/\\ TRUE', violates: 'Refinement' },
]);
