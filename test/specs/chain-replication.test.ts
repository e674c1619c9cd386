/** The bounded model of chain replication: it refines a replicated register, and each of its rules is needed. */
import { testCounts, testMutants } from './mutant.js';

testCounts('replication', 'MCChainReplication', [19_169, 82_875, 17]);

testMutants('replication', 'ChainReplication', [
  {
    name: 'a server that is twice in the chain',
    from: '  /\\ c \\in reign[Last].joining\n',
    to: '',
    violates: 'TypeOK',
  },
  {
    name: 'a server takes more than the one before it has',
    from: 'Len(log[b])+1..reign[e].had[Before(b, e)]',
    to: 'Len(log[b])+1..Len(reign[e].history)',
    violates: 'UpdatePropagation',
  },
  {
    name: 'writes of an older chain are taken',
    from: '  /\\ epoch[b] = e\n  /\\ synced[b] = e\n  /\\ HeadOf(e) # b\n',
    to: '  /\\ HeadOf(e) # b\n',
    violates: 'FollowsItsHead',
  },
  {
    name: 'the head acknowledges',
    from: 'IsTail(t) == TailOf(epoch[t]) = t /\\',
    to: 'IsTail(t) == HeadOf(epoch[t]) = t /\\',
    violates: 'NothingLost',
  },
  {
    name: 'the tail does not wait for the next one',
    from: '  /\\ \\A c \\in reign[epoch[p]].joining : reign[epoch[p]].had[c] >= n\n',
    to: '',
    violates: 'NothingLost',
  },
  {
    name: 'one that has not caught up becomes the tail',
    from: '  /\\ reign[epoch[t]].had[c] >= reign[epoch[t]].safe\n',
    to: '',
    violates: 'NothingLost',
  },
  {
    name: 'the head acknowledges, and another one goes on without that',
    from: 'IsTail(t) == TailOf(epoch[t]) = t /\\',
    to: 'IsTail(t) == HeadOf(epoch[t]) = t /\\',
    violates: 'Refinement',
    constants: { Write: '{w1, w2}', MaxEpoch: '2' },
  },
]);
