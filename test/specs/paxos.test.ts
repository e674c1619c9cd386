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

testCounts('paxos', 'MCMultiPaxos', [6528, 103_802, 16]);

/** Room for two ballots in one slot. */
const twoBallots = { Slot: '{1}', MaxMessages: '12', Value: '{v1, v2}' };

testMutants('paxos', 'MultiPaxos', [
  {
    name: 'an acceptor takes the ballot for the value',
    from: '![a][s] = [ballot |-> b, value |-> v]]',
    to: '![a][s] = [ballot |-> b, value |-> b]]',
    violates: 'TypeOK',
  },
  {
    name: 'a gap filled without a question',
    from: '/\\ ShowsSafe(b, s, v)',
    to: '/\\ v = NoOp \\/ ShowsSafe(b, s, v)',
    violates: 'Agreement',
    constants: twoBallots,
  },
  {
    name: 'one server is a quorum',
    from: '2 * Cardinality(Q) > Cardinality(Server)',
    to: 'Q # {}',
    violates: 'Agreement',
  },
  { name: 'a value out of nowhere', from: '/\\ v \\in proposed \\cup {NoOp}', to: '/\\ TRUE', violates: 'Validity' },
  {
    name: 'a ballot asks for two values in a slot',
    from: '/\\ ~ \\E m \\in messages : m.type = "accept" /\\ m.ballot = b /\\ m.slot = s',
    to: '/\\ TRUE',
    violates: 'OneValuePerBallot',
  },
  { name: 'a gap is leapt over', from: '/\\ learned[l][s] # None', to: '/\\ TRUE', violates: 'SameOrder' },
  { name: 'the promise is forgotten', from: '/\\ b >= promised[a]', to: '/\\ TRUE', violates: 'PromiseMonotonic' },
  {
    name: 'a gap filled without a question',
    from: '/\\ ShowsSafe(b, s, v)',
    to: '/\\ v = NoOp \\/ ShowsSafe(b, s, v)',
    violates: 'Refinement',
    constants: twoBallots,
  },
]);
