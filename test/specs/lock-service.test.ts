/** The bounded models of the lock service: what never happens, and what happens in the end. */
import { testCounts, testMutants } from './mutant.js';

testCounts('lock', 'MCLockService', [14_122, 187_927, 13]);
testCounts('lock', 'MCLockServiceLive', [5542, 21_155, 15]);

testMutants('lock', 'LockService', [
  {
    name: 'a server counts on without a command',
    from: "/\\ applied' = [applied EXCEPT ![s] = i]\n  /\\ IF",
    to: "/\\ applied' = [applied EXCEPT ![s] = i + 1]\n  /\\ IF",
    violates: 'TypeOK',
  },
  {
    name: 'a token is where one stands in the queue',
    from: '[holder |-> h, token |-> i]))',
    to: '[holder |-> h, token |-> Len(queue) + 1]))',
    violates: 'FirstComeFirstServed',
  },
  {
    name: 'all have the same token',
    from: 'LET q == QueueAfter(n) IN q # <<>> /\\ q[1] = [holder |-> h, token |-> t]',
    to: 'LET q == QueueAfter(n) IN q # <<>> /\\ q[1].holder = h /\\ t = 1',
    violates: 'TokensDiffer',
  },
  {
    name: 'and so have those whom the fence lets in',
    from: 'LET q == QueueAfter(n) IN q # <<>> /\\ q[1] = [holder |-> h, token |-> t]',
    to: 'LET q == QueueAfter(n) IN q # <<>> /\\ q[1].holder = h /\\ t = 1',
    violates: 'OneAtATime',
  },
  {
    name: 'the last comer is the head',
    from: 'Append(queue, [holder |-> h, token |-> i])',
    to: '<<[holder |-> h, token |-> i]>> \\o queue',
    violates: 'FirstComeFirstServed',
  },
  {
    name: 'the fence has a hole',
    from: 'q[1] = [holder |-> h, token |-> t]\n',
    to: 'q[1].holder = h /\\ t = 2\n',
    violates: 'Refinement',
  },
]);

testMutants(
  'lock',
  'LockService',
  [
    {
      name: 'nobody is taken out, and nobody need go',
      from: ' /\\ WF_vars(ExpireHead)',
      to: '',
      violates: 'NoStarvation',
    },
  ],
  'MCLockServiceLive',
);
