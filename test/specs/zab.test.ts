/** The bounded models of Zab, and what happens to the properties of the paper when the algorithm is broken. */
import { testMutants } from './mutant.js';

const gap = {
  name: 'a proposal is accepted wherever the history ends',
  from: '/\\ m.zxid = NextZxid(history[i], m.epoch)',
  to: '/\\ AtMost(NextZxid(history[i], m.epoch), m.zxid)',
  constants: { Server: '{s1, s2}', MaxHistory: '2', MaxMessages: '10' },
};

testMutants('zab', 'Zab', [
  {
    name: 'a NEWLEADER is accepted without a promise to its epoch',
    from: '/\\ m.epoch = acceptedEpoch[i]\n  /\\ m.epoch > currentEpoch[i]',
    to: '/\\ m.epoch > currentEpoch[i]',
    violates: 'TypeOK',
    constants: { MaxHistory: '0', MaxMessages: '5' },
  },
  {
    name: 'a follower alters what it is sent',
    from: '[zxid |-> m.zxid, value |-> m.value]',
    to: '[zxid |-> m.zxid, value |-> CHOOSE v \\in Value : v # m.value]',
    violates: 'Integrity',
    constants: { Server: '{s1, s2}', Value: '{v1, v2}' },
  },
  {
    name: 'one server is a quorum',
    from: '2 * Cardinality(servers) > Cardinality(Server)',
    to: 'servers # {}',
    violates: 'Agreement',
    constants: { Server: '{s1, s2}', Value: '{v1, v2}', MaxMessages: '10' },
  },
  { ...gap, violates: 'TotalOrder' },
  { ...gap, violates: 'LocalPrimaryOrder' },
  {
    name: 'a follower promises an epoch to two leaders',
    from: '/\\ m.epoch > acceptedEpoch[i]',
    to: '/\\ m.epoch >= acceptedEpoch[i]',
    violates: 'OneLeaderPerEpoch',
    constants: { MaxHistory: '0', MaxMessages: '8' },
  },
]);

const less = {
  name: 'a leader does not ask whether a follower has more',
  from: 'm.epoch = newEpoch[i] /\\ HasNoMore(m, i)',
  to: 'm.epoch = newEpoch[i]',
  constants: { MaxMessages: '7' },
};

testMutants(
  'zab',
  'Zab',
  [
    {
      name: 'a leader proposes an epoch that it has left behind',
      from: '/\\ e > acceptedEpoch[i]',
      to: '/\\ e > 0',
      violates: 'GlobalPrimaryOrder',
      constants: { Server: '{s1, s2}', second: 's1', FirstEpoch: '2', MaxMessages: '9' },
    },
    { ...less, violates: 'PrimaryIntegrity' },
    { ...less, violates: 'ProcessConsistency' },
  ],
  'MCZabLater',
);
