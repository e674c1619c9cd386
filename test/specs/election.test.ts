/** The bounded models of the elections, and what happens to their properties when the algorithms are broken. */
import { testCounts, testMutants } from './mutant.js';

testCounts('election', 'MCChangRoberts', [6401, 83_249, 18]);
testCounts('election', 'MCChangRobertsFair', [44, 175, 11]);
testCounts('election', 'MCBully', [2119, 15_127, 13]);
testCounts('election', 'MCBullySynchronous', [16_936, 69_317, 21]);

testMutants('election', 'ChangRoberts', [
  {
    name: 'a process forgets what it is',
    from: "/\\ participant' = [participant EXCEPT ![i] = FALSE]\n  /\\ leader' = [leader EXCEPT ![i] = None]",
    to: '/\\ participant\' = [participant EXCEPT ![i] = FALSE]\n  /\\ leader\' = [leader EXCEPT ![i] = "nobody"]',
    violates: 'TypeOK',
  },
  {
    name: 'smaller numbers are passed on, too',
    from: '/\\ Number[j] > Number[i]',
    to: '/\\ TRUE',
    violates: 'AtMostOneLeader',
  },
  {
    name: 'only smaller numbers are passed on',
    from: '/\\ Number[j] > Number[i]',
    to: '/\\ Number[j] < Number[i]',
    violates: 'LargestLeads',
  },
]);

testMutants(
  'election',
  'ChangRoberts',
  [
    {
      name: 'a process follows itself',
      from: "leader' = [leader EXCEPT ![i] = j]",
      to: 'leader\' = [leader EXCEPT ![i] = "nobody"]',
      violates: 'TypeOK',
    },
    {
      name: 'the winner keeps it to itself',
      from: '/\\ msgs\' = msgs \\cup {Message("elected", i, Neighbour(i))}',
      to: "/\\ msgs' = msgs",
      violates: 'EventuallyAllKnow',
    },
  ],
  'MCChangRobertsFair',
);

testMutants('election', 'Bully', [
  {
    name: 'an election has a leader',
    from: "/\\ leader' = [leader EXCEPT ![i] = None]\n  /\\ UNCHANGED <<epoch, announced>>",
    to: '/\\ leader\' = [leader EXCEPT ![i] = "nobody"]\n  /\\ UNCHANGED <<epoch, announced>>',
    violates: 'TypeOK',
  },
  {
    name: 'epochs belong to nobody',
    from: '/\\ e \\in Epoch /\\ e > epoch[i] /\\ Owner(e) = i',
    to: '/\\ e \\in Epoch /\\ e > epoch[i]',
    violates: 'AtMostOneLeaderPerEpoch',
  },
  {
    name: 'epochs belong to nobody, in the eyes of those that follow',
    from: '/\\ e \\in Epoch /\\ e > epoch[i] /\\ Owner(e) = i',
    to: '/\\ e \\in Epoch /\\ e > epoch[i]',
    violates: 'SameEpochSameLeader',
  },
  {
    name: 'a leader tells nobody',
    from: "/\\ announced' = announced \\cup {[epoch |-> e, leader |-> i]}",
    to: "/\\ announced' = announced",
    violates: 'LeadersAnnounce',
  },
  {
    name: 'a leader of the past is followed',
    from: '/\\ e > epoch[i] \\/ (e = epoch[i] /\\ leader[i] = None)',
    to: '/\\ TRUE',
    violates: 'EpochsGrow',
  },
]);

testMutants(
  'election',
  'BullySynchronous',
  [
    {
      name: 'the epoch is lost in a crash',
      from: "/\\ up' = up \\cup {i} /\\ Elect(i)",
      to: "/\\ up' = up \\cup {i} /\\ epoch' = [epoch EXCEPT ![i] = 9] /\\ UNCHANGED <<leader, announced>>",
      violates: 'TypeOK',
    },
    {
      name: 'anybody leads',
      from: 'SyncLead(i) == Highest(i) /\\',
      to: 'SyncLead(i) == i \\in up /\\',
      violates: 'LargestBegins',
    },
    {
      name: 'nobody tells that there is a later epoch',
      from: 'SyncHear(i) == \\E j \\in up : Hear(i, epoch[j])',
      to: 'SyncHear(i) == FALSE',
      violates: 'EventuallySettled',
    },
  ],
  'MCBullySynchronous',
);

testCounts('election', 'MCLeaseElection', [269, 3377, 8]);
testCounts('election', 'MCLeaseElectionTimed', [62_891, 191_675, 20]);

testMutants('election', 'LeaseElection', [
  {
    name: 'a candidate leads in the next epoch',
    from: "/\\ leading' = [leading EXCEPT ![c] = e]",
    to: "/\\ leading' = [leading EXCEPT ![c] = e + 1]",
    violates: 'TypeOK',
  },
  {
    name: 'whoever hears of an epoch leads in it',
    from: '/\\ e \\in 1..Len(granted)\n  /\\ granted[e] = c\n',
    to: '/\\ e \\in 1..Len(granted)\n',
    violates: 'LedAsGranted',
  },
  {
    name: 'two hear of it',
    from: '/\\ e \\in 1..Len(granted)\n  /\\ granted[e] = c\n',
    to: '/\\ e \\in 1..Len(granted)\n',
    violates: 'AtMostOneLeaderPerEpoch',
  },
]);

testMutants(
  'election',
  'LeaseElectionTimed',
  [
    {
      name: 'time goes on and on',
      from: "/\\ now' = now + 1",
      to: "/\\ now' = now + 2",
      violates: 'TimedTypeOK',
    },
    {
      name: 'a candidate hears of another epoch than its own',
      from: "/\\ leading' = [leading EXCEPT ![c] = asked[c].epoch]",
      to: "/\\ leading' = [leading EXCEPT ![c] = Len(granted)]",
      violates: 'LedAsGranted',
    },
    {
      name: 'the lease is counted from the answer',
      from: "/\\ until' = [until EXCEPT ![c] = asked[c].at + Lease]",
      to: "/\\ until' = [until EXCEPT ![c] = now + Lease]",
      violates: 'OneLeaderAtATime',
    },
    {
      name: 'the others wait for less than the lease',
      from: 'now >= seen[c].at + Lease',
      to: 'now >= seen[c].at + Lease - 1',
      violates: 'OneLeaderAtATime',
    },
    {
      name: 'the servers do not look at the version',
      from: '/\\ asked[c].version = version\n',
      to: '/\\ TRUE\n',
      violates: 'OneLeaderAtATime',
    },
  ],
  'MCLeaseElectionTimed',
);
