/** Sentences of Ongaro's dissertation, each with its section. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import type { Effects } from '../../../src/protocol/protocol.js';
import type { Entry, RaftMessage, RaftRecord, RaftReply } from '../../../src/protocol/raft/message.js';
import { RaftNode } from '../../../src/protocol/raft/node.js';

type RaftEffects = Effects<RaftMessage, RaftRecord, RaftReply>;
const timings = { electionMs: 100, heartbeatMs: 25, batch: 8, snapshotEvery: 0 };

/** A server among n1, n2, n3 with this durable state, and its conversation. */
function server(self: string, records: readonly RaftRecord[] = [], snapshotEvery = 0) {
  const options = { self, servers: ['n1', 'n2', 'n3'], timings: { ...timings, snapshotEvery } };
  const node = new RaftNode({ ...options, random: new Random(1n) }, records);
  let now = 0;
  node.step(now, { kind: 'timeout', timer: 'start' });
  return {
    node,
    tell: (from: string, message: RaftMessage): RaftEffects => node.step(now, { kind: 'message', from, message }),
    timeout: (timer: string): RaftEffects => {
      now += 1000;
      return node.step(now, { kind: 'timeout', timer });
    },
    ask: (id: string, key: string, value?: string): RaftEffects =>
      node.step(now, {
        kind: 'request',
        id,
        request: value === undefined ? { op: 'get', key } : { op: 'put', key, value },
      }),
  };
}
const put = (value: string) => ({ op: 'put', key: 'x', value }) as const;
const entry = (term: number, value: string): Entry => ({ term, value, command: null, configuration: null });
const append = (term: number, prevLogIndex: number, prevLogTerm: number, ...entries: ReturnType<typeof entry>[]) =>
  ({ type: 'AppendEntries', term, prevLogIndex, prevLogTerm, entries, commitIndex: 0, round: 0 }) as const;
const sent = (effects: RaftEffects, type: string) => effects.send.filter(({ message }) => message.type === type);
const values = (node: RaftNode): string[] => node.view.log.entries.map(({ value }) => value);

/** n1 as the leader of term 1. */
function leader() {
  const n1 = server('n1');
  n1.timeout('election');
  n1.tell('n2', { type: 'PreVoteReply', term: 0, nextTerm: 1, granted: true });
  n1.tell('n2', { type: 'Vote', term: 1, granted: true });
  assert.equal(n1.node.view.state, 'leader');
  return n1;
}
const accepted = (matchIndex: number, round = 0) => ({ type: 'Accepted', term: 1, matchIndex, round }) as const;

test('9.6: a server asks whether it would be elected before it raises its term', () => {
  const n1 = server('n1');
  const asked = n1.timeout('election');
  assert.equal(sent(asked, 'PreVote').length, 2);
  assert.deepEqual(asked.persist, []);
  assert.equal(n1.node.view.currentTerm, 0);
  const stood = n1.tell('n2', { type: 'PreVoteReply', term: 0, nextTerm: 1, granted: true });
  assert.deepEqual(stood.persist, [{ currentTerm: 1, votedFor: 'n1' }]);
  assert.equal(sent(stood, 'RequestVote').length, 2);
});

test('9.6: an answer that comes after the election has been won changes nothing', () => {
  const n1 = server('n1');
  const ask = (nextTerm: number) => ({ type: 'PreVoteReply', term: 0, nextTerm, granted: true }) as const;
  n1.timeout('election');
  n1.tell('n2', ask(1));
  // As a candidate it has begun to ask for the next term when the votes arrive.
  n1.timeout('election');
  n1.tell('n2', { type: 'Vote', term: 1, granted: true });
  assert.equal(n1.node.view.state, 'leader');
  n1.tell('n3', ask(2));
  assert.equal(n1.node.view.state, 'leader');
  assert.equal(n1.node.view.currentTerm, 1);
});

test('9.6: one that hears from a leader would not vote', () => {
  const n2 = server('n2');
  n2.tell('n1', append(1, 0, 0));
  const [reply] = n2.tell('n3', { type: 'PreVote', term: 1, nextTerm: 2, lastLogIndex: 9, lastLogTerm: 9 }).send;
  assert.ok(reply!.message.type === 'PreVoteReply' && !reply!.message.granted);
});

test('3.4: each server votes for at most one candidate in a term, also across a restart', () => {
  const vote = (term: number) => ({ type: 'RequestVote', term, lastLogIndex: 0, lastLogTerm: 0 }) as const;
  const n3 = server('n3');
  const first = n3.tell('n1', vote(1));
  assert.deepEqual(first.persist.at(-1), { currentTerm: 1, votedFor: 'n1' });
  const granted = (effects: RaftEffects) =>
    sent(effects, 'Vote').map(({ message }) => 'granted' in message && message.granted);
  assert.deepEqual(granted(first), [true]);
  assert.deepEqual(granted(n3.tell('n2', vote(1))), [false]);
  assert.deepEqual(granted(server('n3', first.persist).tell('n2', vote(1))), [false]);
  assert.deepEqual(granted(n3.tell('n2', vote(2))), [true]);
});

test('3.6.1: no vote for a candidate whose log is less up to date', () => {
  const records = [
    { currentTerm: 2, votedFor: null },
    { after: 0, entries: [entry(1, 'a'), entry(2, 'b')] },
  ];
  for (const [lastLogTerm, lastLogIndex, expected] of [
    [1, 9, false],
    [2, 1, false],
    [2, 2, true],
    [3, 1, true],
  ] as const) {
    const [reply] = server('n3', records).tell('n1', { type: 'RequestVote', term: 3, lastLogIndex, lastLogTerm }).send;
    assert.ok(reply!.message.type === 'Vote');
    assert.equal(reply!.message.granted, expected, `${lastLogTerm} ${lastLogIndex}`);
  }
});

test('3.5: a follower refuses entries after one that it does not have, and replaces what conflicts', () => {
  const n2 = server('n2', [
    { currentTerm: 2, votedFor: null },
    { after: 0, entries: [entry(1, 'a'), entry(1, 'b'), entry(1, 'c')] },
  ]);
  const [refused] = n2.tell('n1', append(2, 5, 2, entry(2, 'z'))).send;
  assert.ok(refused!.message.type === 'Refused');
  assert.equal(refused!.message.lastIndex, 3);
  const replaced = n2.tell('n1', append(2, 1, 1, entry(2, 'x')));
  assert.deepEqual(values(n2.node), ['a', 'x']);
  assert.deepEqual(replaced.persist, [{ after: 1, entries: [entry(2, 'x')] }]);
});

test('3.5: an old message does not undo what a later one has appended', () => {
  const n2 = server('n2');
  n2.tell('n1', append(1, 0, 0, entry(1, 'a'), entry(1, 'b')));
  const old = n2.tell('n1', append(1, 0, 0, entry(1, 'a')));
  assert.deepEqual(values(n2.node), ['a', 'b']);
  assert.deepEqual(old.persist, []);
});

test('3.6.2: a leader does not commit an entry of an older term by counting', () => {
  const n1 = server('n1', [
    { currentTerm: 1, votedFor: null },
    { after: 0, entries: [entry(1, 'old')] },
  ]);
  n1.timeout('election');
  n1.tell('n2', { type: 'PreVoteReply', term: 1, nextTerm: 2, granted: true });
  n1.tell('n2', { type: 'Vote', term: 2, granted: true });
  n1.tell('n2', { type: 'Accepted', term: 2, matchIndex: 1, round: 0 });
  assert.equal(n1.node.view.commitIndex, 0);
  n1.tell('n2', { type: 'Accepted', term: 2, matchIndex: 2, round: 0 });
  assert.equal(n1.node.view.commitIndex, 2);
});

test('6.4: a read waits for an entry of the term to be committed, and for a quorum to have answered since', () => {
  const n1 = leader();
  const asked = n1.ask('r', 'x');
  assert.deepEqual(asked.replies, []);
  const round = (sent(asked, 'AppendEntries')[0]!.message as { round: number }).round;
  assert.deepEqual(n1.tell('n2', accepted(1, round - 1)).replies, [], 'an answer to an earlier question');
  assert.deepEqual(n1.tell('n2', accepted(1, round)).replies, [{ id: 'r', reply: { kind: 'ok', value: null } }]);
});

test('6.3: a command that is asked for again is done once', () => {
  const n1 = leader();
  n1.ask('c', 'x', 'v');
  n1.ask('c', 'x', 'v');
  assert.deepEqual(values(n1.node), ['no-op', 'c']);
  assert.deepEqual(n1.tell('n2', accepted(2)).replies, [{ id: 'c', reply: { kind: 'ok', value: 'v' } }]);
  assert.deepEqual(n1.ask('c', 'x', 'v').replies, [{ id: 'c', reply: { kind: 'ok', value: 'v' } }]);
});

test('3.10: the leadership is handed to a follower that has everything', () => {
  const n1 = leader();
  const transfer = () => n1.node.step(2000, { kind: 'request', id: 't', request: { op: 'transfer', to: 'n2' } });
  assert.deepEqual(sent(transfer(), 'TimeoutNow'), []);
  n1.tell('n2', accepted(1));
  assert.equal(sent(transfer(), 'TimeoutNow').length, 1);
  const n2 = server('n2', [{ currentTerm: 1, votedFor: null }]);
  assert.equal(sent(n2.tell('n1', { type: 'TimeoutNow', term: 1 }), 'RequestVote').length, 2, 'without asking first');
});

test('a server that does not lead says who does', () => {
  const n2 = server('n2');
  assert.deepEqual(n2.ask('c', 'x', 'v').replies, [{ id: 'c', reply: { kind: 'redirect', leader: null } }]);
  n2.tell('n1', append(1, 0, 0));
  assert.deepEqual(n2.ask('c', 'x', 'v').replies, [{ id: 'c', reply: { kind: 'redirect', leader: 'n1' } }]);
});

/** Learns that `n` entries are held by n2, too. */
const held = (matchIndex: number, term = 1, round = 0) => ({ type: 'Accepted', term, matchIndex, round }) as const;
const members = (n1: ReturnType<typeof leader>, id: string, ...servers: string[]) =>
  n1.node.step(3000, { kind: 'request', id, request: { op: 'members', servers } });
const actions = (effects: RaftEffects): string[] => effects.trace.map(({ action }) => action);

test('4.1: one server is removed at once, but not before an entry of the term is committed', () => {
  const early = leader();
  assert.deepEqual(actions(members(early, 'm', 'n1', 'n2'))[0], 'EnterJoint');
  const n1 = leader();
  n1.tell('n2', held(1));
  const removed = members(n1, 'm', 'n1', 'n2');
  assert.equal(actions(removed)[0], 'ChangeOne');
  assert.deepEqual(n1.node.view.configuration, [['n1', 'n2']], 'used as soon as it is in the log');
  assert.deepEqual(
    sent(removed, 'AppendEntries').map(({ to }) => to),
    ['n2'],
    'n3 is followed no more',
  );
  assert.deepEqual(members(n1, 'other', 'n1').replies, [{ id: 'other', reply: { kind: 'busy' } }]);
  assert.deepEqual(n1.tell('n2', held(2)).replies, [{ id: 'm', reply: { kind: 'ok', value: null } }]);
});

test('4.1: a server that leaves and comes back within a term still holds what it held', () => {
  const n1 = leader();
  n1.tell('n2', held(1));
  n1.tell('n3', held(1));
  members(n1, 'out', 'n1', 'n2');
  n1.tell('n2', held(2));
  members(n1, 'in', 'n1', 'n2', 'n3');
  assert.deepEqual(
    actions(n1.tell('n3', held(1))),
    [],
    'a late answer says nothing new, as it would of one that never left',
  );
  assert.deepEqual(n1.node.view.configuration, [['n1', 'n2', 'n3']]);
});

test('4.3: several servers change jointly: majorities of the old and of the new, then of the new alone', () => {
  const n1 = leader();
  n1.tell('n2', held(1));
  assert.equal(actions(members(n1, 'm', 'n1'))[0], 'EnterJoint');
  assert.deepEqual(n1.node.view.configuration, [['n1', 'n2', 'n3'], ['n1']]);
  assert.equal(n1.node.view.commitIndex, 1, 'the new majority alone is not enough');
  const left = n1.tell('n2', held(2));
  assert.ok(actions(left).includes('LeaveJoint'));
  assert.deepEqual(n1.node.view.configuration, [['n1']]);
  assert.deepEqual(left.replies, [{ id: 'm', reply: { kind: 'ok', value: null } }]);
});

test('4.2.2: a leader that is no member any more leads until that is committed', () => {
  const n1 = leader();
  n1.tell('n2', held(1));
  members(n1, 'm', 'n2', 'n3');
  assert.equal(n1.node.view.state, 'leader');
  n1.tell('n2', held(2));
  assert.equal(n1.node.view.commitIndex, 1, 'it does not count itself');
  const done = n1.tell('n3', held(2));
  assert.ok(actions(done).includes('Resign'));
  assert.equal(n1.node.view.state, 'follower');
  assert.deepEqual(n1.timeout('election').send, [], 'and leaves the others alone');
});

test('5.1: a server takes a snapshot of what it has applied, and goes on from there after a restart', () => {
  const n2 = server('n2', [], 2);
  const entries = ['a', 'b', 'c'].map((value) => ({ ...entry(1, value), command: put(value) }));
  const took = n2.tell('n1', { ...append(1, 0, 0, ...entries), commitIndex: 2 });
  assert.ok(actions(took).includes('TakeSnapshot'));
  assert.deepEqual([n2.node.view.log.snapshotIndex, values(n2.node)], [2, ['c']]);
  const again = server('n2', took.persist, 2);
  const { log, commitIndex, lastIndex } = again.node.view;
  assert.deepEqual([log.snapshotIndex, commitIndex, lastIndex], [2, 2, 3]);
  const old = again.tell('n1', { ...append(1, 0, 0, ...entries), commitIndex: 3 });
  assert.deepEqual(sent(old, 'Accepted')[0]?.message, { type: 'Accepted', term: 1, matchIndex: 3, round: 0 });
});

test('5.3: a follower that is too far behind is sent the snapshot; what follows from it in a log stays', () => {
  const n1 = server('n1', [], 1);
  n1.timeout('election');
  n1.tell('n2', { type: 'PreVoteReply', term: 0, nextTerm: 1, granted: true });
  n1.tell('n2', { type: 'Vote', term: 1, granted: true });
  n1.tell('n2', held(1));
  n1.ask('c', 'x', 'v');
  n1.tell('n2', held(2));
  assert.equal(n1.node.view.log.snapshotIndex, 2);
  // n3 has answered nothing yet.
  const message = sent(n1.timeout('heartbeat'), 'InstallSnapshot').find(({ to }) => to === 'n3')!.message;
  assert.ok(message.type === 'InstallSnapshot');
  const n3 = server('n3');
  const installed = n3.tell('n1', message);
  assert.equal(installed.persist.length, 2, 'the term, and the snapshot');
  assert.deepEqual(sent(installed, 'Accepted')[0]?.message, held(2, 1, 1));
  assert.deepEqual([n3.node.view.commitIndex, n3.node.view.lastIndex], [2, 2]);
  const longer = server('n3', [
    { currentTerm: 1, votedFor: null },
    { after: 0, entries: [entry(1, 'no-op'), entry(1, 'c'), entry(1, 'd')] },
  ]);
  assert.deepEqual(longer.tell('n1', message).persist, []);
  assert.deepEqual(values(longer.node), ['no-op', 'c', 'd']);
  const other = server('n3', [
    { currentTerm: 1, votedFor: null },
    { after: 0, entries: [entry(0, 'y'), entry(0, 'z')] },
  ]);
  other.tell('n1', message);
  assert.deepEqual(values(other.node), [], 'a log of another history is gone');
});
