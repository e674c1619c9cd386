/** The bounded model of Paxos Commit, and what happens to its properties when the algorithm is broken. */
import { testCounts, testMutants } from './mutant.js';

testCounts('commit', 'MCPaxosCommit', [3372, 36_943, 12]);

/** One resource manager needs fewer messages to go wrong. */
const one = { RM: '{r1}', MaxMessages: '12' };

testMutants('commit', 'PaxosCommit', [
  {
    name: 'an acceptor forgets its ballot',
    from: '[mbal |-> bal, bal |-> bal, val |-> val]',
    to: '[mbal |-> -1, bal |-> bal, val |-> val]',
    violates: 'PCTypeOK',
    constants: one,
  },
  {
    name: 'commit with a vote missing',
    from: '/\\ \\A rm \\in RM : Chosen(rm, "prepared")',
    to: '/\\ \\E rm \\in RM : Chosen(rm, "prepared")',
    violates: 'PCConsistent',
  },
  {
    name: 'who is silent is taken for prepared',
    from: 'THEN val = "aborted"',
    to: 'THEN val = "prepared"',
    violates: 'PCRefinement',
    constants: one,
  },
  {
    name: 'who is silent is aborted, although an acceptor has the vote',
    from: 'IF accepted = {}',
    to: 'IF TRUE',
    violates: 'OneVote',
    constants: one,
  },
  {
    name: 'a ballot asks for two votes',
    from: '/\\ ~ \\E m \\in msgs : m.type = "phase2a" /\\ m.ins = rm /\\ m.bal = bal\n  /\\ SafeVote(bal, rm, val)',
    to: '/\\ TRUE',
    violates: 'OneValuePerBallot',
    constants: one,
  },
]);
