/** The bounded model of ZooKeeper's recipe for a lock. */
import { testCounts, testMutants } from './mutant.js';

testCounts('lock', 'MCZooKeeperLock', [580, 2293, 13]);

const watched = '\\E c \\in created : c.holder = h /\\ \\E l \\in Lower(c.token) : l.token = n';

testMutants('lock', 'ZooKeeperLock', [
  {
    name: 'a node without a number',
    from: 'token |-> Cardinality(created) + 1]',
    to: 'token |-> Cardinality(created) - 1]',
    violates: 'TypeOK',
  },
  {
    name: 'the fence lets older tokens in',
    module: 'FencedResource',
    from: '~Fenced \\/ t >= fence',
    to: 't + 1 >= fence',
    violates: 'OneAtATime',
  },
  {
    name: 'a number that two have',
    from: 'token |-> Cardinality(created) + 1]',
    to: 'token |-> 1]',
    violates: 'TokensDiffer',
  },
  {
    name: 'a watch on a node that is gone',
    from: watched,
    to: '\\E c \\in created : c.holder = h /\\ n < c.token',
    violates: 'NobodySleepsInVain',
  },
  {
    name: 'the fence is not moved',
    module: 'FencedResource',
    from: "/\\ fence' = t\n",
    to: "/\\ fence' = fence\n",
    violates: 'Refinement',
  },
  {
    name: 'a watch that does not fire',
    from: "events' = events \\cup {w \\in watches : w[2] = c.token}",
    to: "events' = events",
    violates: 'NoStarvation',
  },
]);
