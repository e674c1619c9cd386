/** The bounded models of primary-backup replication: what each mode promises, and what it loses where a fail-over does not wait. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreFile } from '../check/explore/model.js';
import { testCounts, testMutants } from './mutant.js';

testCounts('replication', 'MCPrimaryBackup', [64_852, 335_067, 23]);
testCounts('replication', 'MCSemiSync', [6142, 24_753, 21]);
testCounts('replication', 'MCAsync', [3054, 9103, 23]);

for (const [model, configuration] of [
  ['MCSemiSync', 'SemiSyncImpatient'],
  ['MCAsync', 'AsyncImpatient'],
]) {
  test(`${configuration}: a fail-over that does not wait loses acknowledged writes: TLC finds the same`, () => {
    const { result } = exploreFile(`specs/replication/${model}.tla`, {}, `specs/replication/${configuration}.cfg`);
    assert.equal(result.verdict, 'violation');
    assert.equal(result.violation?.name, 'NothingLost');
  });
}

const withoutMembers = {
  name: 'a view without members',
  from: 'members |-> IF Mode = "sync" THEN heard ELSE Replica]]',
  to: 'members |-> {}]]',
  violates: 'TypeOK',
};
const oldPrimaryNotFenced = {
  name: 'writes of an older epoch are taken',
  from: '  /\\ epoch[b] = e\n  /\\ synced[b] = e\n  /\\ views[e].primary # b\n  /\\ n \\in Len(log[b])+1..Len(reign[e].history)',
  to: '  /\\ views[e].primary # b\n  /\\ n \\in Len(log[b])+1..Len(reign[e].history)',
  violates: 'FollowsItsPrimary',
};
const epochNotWritten = {
  name: 'entries keep no epoch of their own',
  from: '[epoch |-> epoch[p], write |-> w]',
  to: '[epoch |-> 1, write |-> w]',
  violates: 'LogMatching',
  constants: { Write: '{w1, w2}', MaxEpoch: '2' },
};
const anyBecomesPrimary = {
  name: 'the one with less becomes the primary',
  from: '  /\\ \\A r \\in heard : ~ Behind(p, r)\n',
  to: '',
};

testMutants('replication', 'PrimaryBackup', [
  withoutMembers,
  oldPrimaryNotFenced,
  epochNotWritten,
  {
    name: 'acknowledged before a backup has it',
    from: '[] Mode = "semisync" -> Confirmed(e, n) # {}',
    to: '[] Mode = "semisync" -> TRUE',
    violates: 'NothingLost',
    constants: { Mode: '"semisync"' },
  },
  {
    name: 'acknowledged before every member has it',
    from: 'CASE Mode = "sync" -> Awaited(e) \\ {views[e].primary} \\subseteq Confirmed(e, n)',
    to: 'CASE Mode = "sync" -> TRUE',
    violates: 'MembersHaveAll',
  },
  {
    name: 'a replica that has not caught up becomes a member',
    from: '  /\\ reign[epoch[p]].confirmed[r] >= reign[epoch[p]].safe\n',
    to: '',
    violates: 'MembersHaveAll',
  },
  {
    name: 'the primary waits for nobody',
    from: 'CASE Mode = "sync" -> Awaited(e) \\ {views[e].primary} \\subseteq Confirmed(e, n)',
    to: 'CASE Mode = "sync" -> TRUE',
    violates: 'Refinement',
    constants: { Write: '{w1, w2}' },
  },
]);

testMutants(
  'replication',
  'PrimaryBackup',
  [
    withoutMembers,
    oldPrimaryNotFenced,
    epochNotWritten,
    { ...anyBecomesPrimary, violates: 'NothingLost' },
    {
      name: 'acknowledged before a backup has it',
      from: '[] Mode = "semisync" -> Confirmed(e, n) # {}',
      to: '[] Mode = "semisync" -> TRUE',
      violates: 'Refinement',
      constants: { Write: '{w1, w2}' },
    },
  ],
  'MCSemiSync',
);

testMutants(
  'replication',
  'PrimaryBackup',
  [
    withoutMembers,
    oldPrimaryNotFenced,
    // All have been fenced before the next epoch begins, unless nobody waits for that.
    { ...epochNotWritten, constants: { ...epochNotWritten.constants, Patient: 'FALSE' } },
    { ...anyBecomesPrimary, violates: 'NothingLost' },
    { ...anyBecomesPrimary, violates: 'Refinement', constants: { Write: '{w1, w2}' } },
  ],
  'MCAsync',
);
