/** ZooKeeper's recipe for a lock (Hunt et al. 2010, section 2.4), and the three traps in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ZooKeeperClient } from '../../../src/protocol/lock/zookeeper/client.js';
import type { ZooKeeperMessage } from '../../../src/protocol/lock/zookeeper/message.js';
import { ZooKeeper } from '../../../src/protocol/lock/zookeeper/store.js';

const tell = (from: string, message: ZooKeeperMessage) => ({ kind: 'message', from, message }) as const;
const timeout = (timer: string) => ({ kind: 'timeout', timer }) as const;
const sent = (effects: { send: readonly { to: string; message: { type: string } }[] }) =>
  effects.send.map(({ to, message }) => `${message.type} ${to}`);
const messages = (effects: { send: readonly { message: unknown }[] }) => effects.send.map(({ message }) => message);

test('nodes are numbered, go with their sessions, and those who watch them are told once', () => {
  const z = new ZooKeeper(100, []);
  for (const holder of ['a', 'b']) z.step(0, tell(holder, { type: 'Create', holder }));
  const children = z.step(1, tell('b', { type: 'GetChildren', holder: 'b' }));
  assert.deepEqual(messages(children), [{ type: 'Children', holder: 'b', nodes: [1, 2] }]);
  z.step(2, tell('b', { type: 'Watch', holder: 'b', node: 1 }));
  z.step(50, tell('a', { type: 'Ping', holder: 'a', number: 1, watching: null }));
  // It rings for the time before the ping: the store slept, or its disk was slow.
  assert.deepEqual(messages(z.step(100, timeout('session a 1'))), []);
  const expired = z.step(150, timeout('session a 2'));
  assert.deepEqual(messages(expired), [{ type: 'Deleted', holder: 'b', node: 1 }]);
  assert.deepEqual(expired.persist, [{ ended: 'a' }]);
  assert.deepEqual(sent(z.step(101, tell('a', { type: 'GetChildren', holder: 'a' }))), ['Expired a']);
  assert.deepEqual(
    sent(z.step(102, tell('a', { type: 'Create', holder: 'a' }))),
    ['Expired a'],
    'nor does it come back',
  );
});

test('a node that is gone cannot be watched, and what was missed is told to whoever asks', () => {
  const z = new ZooKeeper(100, [{ created: 'a', node: 1 }, { created: 'b', node: 2 }, { ended: 'a' }]);
  const watched = z.step(0, tell('b', { type: 'Watch', holder: 'b', node: 1 }));
  assert.deepEqual(messages(watched), [{ type: 'Watched', holder: 'b', node: 1, exists: false }]);
  const ping = z.step(1, tell('b', { type: 'Ping', holder: 'b', number: 1, watching: 1 }));
  assert.deepEqual(sent(ping), ['Pong b', 'Deleted b']);
  assert.deepEqual(messages(z.step(2, tell('c', { type: 'Create', holder: 'c' }))), [
    { type: 'Created', holder: 'c', node: 3 },
  ]);
});

test('a client watches the node before its own, and looks again when that is gone', () => {
  const timings = { leaseMs: 200, marginMs: 20, drainMs: 0, resendMs: 20, attemptMs: 30, retryMs: 10 };
  const c1 = new ZooKeeperClient({ self: 'c1', resource: 'r', store: 'z', timings, keepMs: 20, mutant: null }, []);
  const holder = 'c1.1';
  const hear = (message: ZooKeeperMessage) => c1.step(1, tell('z', message));
  assert.deepEqual(sent(c1.step(0, { kind: 'request', id: 'o1', request: { op: 'use', writes: 1, everyMs: 5 } })), [
    'Create z',
  ]);
  assert.deepEqual(sent(hear({ type: 'Created', holder, node: 7 })), ['GetChildren z']);
  const watch = hear({ type: 'Children', holder, nodes: [3, 7, 5, 9] });
  assert.deepEqual(messages(watch), [{ type: 'Watch', holder, node: 5 }]);
  assert.deepEqual(sent(hear({ type: 'Watched', holder, node: 5, exists: true })), []);
  assert.deepEqual(sent(hear({ type: 'Deleted', holder, node: 5 })), ['GetChildren z'], 'an event is no lock');
  assert.deepEqual(messages(hear({ type: 'Children', holder, nodes: [3, 7] })), [{ type: 'Watch', holder, node: 3 }]);
  assert.deepEqual(sent(hear({ type: 'Watched', holder, node: 3, exists: false })), ['GetChildren z']);
  const held = hear({ type: 'Children', holder, nodes: [7, 9] });
  assert.deepEqual([held.trace[0]?.args, ...sent(held)], [{ h: holder, t: 7 }, 'Write r']);
  const over = hear({ type: 'Expired', holder });
  assert.deepEqual(over.replies, [{ id: 'o1', reply: { kind: 'lost', holder } }]);
});
