/** The queue of the lock service, and how its servers and clients speak about it (Burrows 2006; Ongaro 2014, chapter 6). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { ServiceClient } from '../../../src/protocol/lock/service/client.js';
import type { ServiceMessage } from '../../../src/protocol/lock/service/message.js';
import { LockQueue } from '../../../src/protocol/lock/service/queue.js';
import { LockServer } from '../../../src/protocol/lock/service/server.js';

const command = (op: 'acquire' | 'release' | 'expire', holder: string) => ({ op, holder });
const tell = (from: string, message: ServiceMessage) => ({ kind: 'message', from, message }) as const;
const timeout = (timer: string) => ({ kind: 'timeout', timer }) as const;
const sent = (effects: { send: readonly { to: string; message: { type: string } }[] }) =>
  effects.send.map(({ to, message }) => `${message.type} ${to}`);

test('first come, first served; tokens grow; a command that changes nothing does not count', () => {
  const queue = new LockQueue(null);
  assert.deepEqual(queue.apply('', command('acquire', 'a')), { place: 0, token: 1 });
  assert.deepEqual(queue.apply('', command('acquire', 'b')), { place: 1, token: 2 });
  assert.deepEqual(queue.apply('', command('acquire', 'b')), { place: 1, token: 2 });
  assert.deepEqual(queue.apply('', command('release', 'a')), { place: null, token: 0 });
  assert.deepEqual(queue.apply('', command('release', 'a')), { place: null, token: 0 });
  assert.deepEqual(queue.get('b'), { place: 0, token: 2 });
  assert.equal(queue.count, 3);
  assert.deepEqual(queue.apply('', command('acquire', 'a')).place, null, 'who was taken out does not come back');
});

test('a snapshot has all of it', () => {
  const [queue, other] = [new LockQueue(null), new LockQueue(null)];
  for (const holder of ['a', 'b']) queue.apply('', command('acquire', holder));
  queue.apply('', command('expire', 'a'));
  other.restore(queue.snapshot());
  assert.deepEqual(other.takeSteps(), [{ kind: 'restored', number: 3 }]);
  assert.deepEqual([other.get('b'), other.get('a').place], [{ place: 0, token: 2 }, null]);
  assert.deepEqual(other.apply('', command('acquire', 'c')), { place: 1, token: 4 });
});

test('a server that stands alone leads, answers where a holder stands, and expires whom it does not hear of', () => {
  const raft = { electionMs: 10, heartbeatMs: 5, batch: 4, snapshotEvery: 0 };
  const s1 = new LockServer(
    { self: 's1', servers: ['s1'], raft, leaseMs: 100, random: new Random(1n), mutant: null },
    [],
  );
  s1.step(0, timeout('start'));
  for (let at = 20; s1.raft.state !== 'leader'; at += 20) s1.step(at, timeout('election'));
  const acquired = s1.step(100, tell('c1', { type: 'Acquire', holder: 'c1.1' }));
  assert.deepEqual(
    acquired.trace.map(({ action, args }) => [action, args]),
    [['Acquire', { s: 's1', i: 1, h: 'c1.1' }]],
  );
  assert.ok(acquired.timers.some(({ timer, after }) => timer === 'lease c1.1' && after === 100));
  const expired = s1.step(200, timeout('lease c1.1'));
  assert.deepEqual(
    expired.trace.map(({ action }) => action),
    ['Expire'],
  );
});

test('a client holds the lock when it is the head, by the answer to its last sign of life and no other', () => {
  const timings = { leaseMs: 100, marginMs: 10, drainMs: 0, resendMs: 20, attemptMs: 30, retryMs: 10 };
  const c1 = new ServiceClient({ self: 'c1', resource: 'r', servers: ['s1', 's2'], timings, keepMs: 20 }, []);
  const standing = (number: number, place: number | null) =>
    tell('s1', { type: 'Standing', holder: 'c1.1', number, place, token: 7 });
  assert.deepEqual(sent(c1.step(0, { kind: 'request', id: 'o1', request: { op: 'use', writes: 1, everyMs: 5 } })), [
    'Acquire s1',
  ]);
  assert.deepEqual(sent(c1.step(1, standing(0, 0))), [], 'a place is no lease');
  assert.deepEqual(sent(c1.step(2, timeout('keep'))), ['KeepAlive s1']);
  assert.deepEqual(sent(c1.step(40, timeout('attempt'))), ['Acquire s2'], 'no answer: the next server');
  assert.deepEqual(sent(c1.step(41, standing(1, 0))), [], 'too late');
  c1.step(42, standing(0, 0));
  c1.step(43, timeout('keep'));
  const held = c1.step(44, standing(3, 0));
  assert.deepEqual([...sent(held), held.trace[0]?.action], ['Write r', 'Hold']);
  assert.ok(held.timers.some(({ timer, after }) => timer === 'lease' && after === 60));
});

test('who becomes the head is told so by the leader, where it was heard of; that is no lease yet', () => {
  const raft = { electionMs: 10, heartbeatMs: 5, batch: 4, snapshotEvery: 0 };
  const s1 = new LockServer(
    { self: 's1', servers: ['s1'], raft, leaseMs: 100, random: new Random(1n), mutant: null },
    [],
  );
  s1.step(0, timeout('start'));
  for (let at = 20; s1.raft.state !== 'leader'; at += 20) s1.step(at, timeout('election'));
  const standings = (effects: ReturnType<LockServer['step']>) =>
    effects.send.flatMap(({ to, message }) =>
      message.type === 'Standing' ? [`${to} ${message.holder} ${message.number} ${message.place}`] : [],
    );
  assert.deepEqual(standings(s1.step(100, tell('c1', { type: 'Acquire', holder: 'c1.1' }))), ['c1 c1.1 0 0']);
  assert.deepEqual(standings(s1.step(101, tell('c2', { type: 'Acquire', holder: 'c2.1' }))), ['c2 c2.1 0 1']);
  assert.deepEqual(standings(s1.step(102, tell('c3', { type: 'Acquire', holder: 'c3.1' }))), ['c3 c3.1 0 2']);
  const released = standings(s1.step(110, tell('c1', { type: 'Release', holder: 'c1.1' })));
  assert.deepEqual(released.sort(), ['c1 c1.1 0 null', 'c2 c2.1 0 0']);
  const behind = standings(s1.step(111, tell('c3', { type: 'Release', holder: 'c3.1' })));
  assert.deepEqual(behind, ['c3 c3.1 0 null'], 'the head is the same');
  const expired = standings(s1.step(210, timeout('lease c2.1')));
  assert.deepEqual(expired, [], 'nobody is left to be told');
});
