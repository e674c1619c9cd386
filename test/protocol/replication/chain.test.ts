/** Chain replication (van Renesse & Schneider 2004): who does what in the chain, and when its clients are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChainMessage } from '../../../src/protocol/replication/chain/message.js';
import { ChainServer } from '../../../src/protocol/replication/chain/server.js';
import { ChainViewService } from '../../../src/protocol/replication/chain/view-service.js';

const options = (self: string) => ({
  self,
  servers: ['n1', 'n2', 'n3'],
  service: 'vs',
  timings: { tickMs: 10, silentTicks: 3 },
});
const server = (self: string) => new ChainServer(options(self), []);
const tell = (from: string, message: ChainMessage) => ({ kind: 'message', from, message }) as const;
const put = { op: 'put', key: 'x', value: '1' } as const;
const entries = [{ epoch: 1, id: 'w', command: put }];
const append = (epoch: number) => tell('before', { type: 'Append', epoch, start: 0, from: 0, prevEpoch: 0, entries });
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);

test('writes go to the head, reads to the tail (section 2)', () => {
  const middle = server('n2');
  const asked = (request: typeof put | { op: 'get'; key: string }) =>
    middle.step(0, { kind: 'request', id: 'w', request }).replies;
  assert.deepEqual(asked(put), [{ id: 'w', reply: { kind: 'redirect', to: 'n1' } }]);
  assert.deepEqual(asked({ op: 'get', key: 'x' }), [{ id: 'w', reply: { kind: 'redirect', to: 'n3' } }]);
});

test('the head orders and tells nobody; the middle passes on; the tail tells the client', () => {
  const head = server('n1').step(0, { kind: 'request', id: 'w', request: put });
  assert.deepEqual([actions(head), head.replies], [['Serve'], []]);
  const middle = server('n2');
  middle.step(0, tell('n3', { type: 'Ack', epoch: 1, length: 0 }));
  const passed = middle.step(1, append(1));
  assert.deepEqual([actions(passed), passed.replies], [['Accept'], []]);
  assert.deepEqual(
    passed.send.map(({ to, message }) => `${message.type} ${to}`),
    ['Append n3', 'Ack before'],
  );
  const tail = server('n3').step(2, append(1));
  assert.deepEqual(actions(tail), ['Accept', 'Acknowledge']);
  assert.deepEqual(tail.replies, [{ id: 'w', reply: { kind: 'ok', value: '1' } }]);
});

test('the one before a tail that is left out is the tail, and tells what was under way (section 3.2)', () => {
  const middle = server('n2');
  middle.step(0, append(1));
  const told = middle.step(1, tell('vs', { type: 'View', chain: { epoch: 2, servers: ['n1', 'n2'] } }));
  assert.deepEqual(actions(told), ['Fence']);
  const followed = middle.step(2, append(2));
  assert.deepEqual(actions(followed), ['Follow', 'Acknowledge']);
  assert.equal(followed.replies[0]?.id, 'w');
  assert.deepEqual(middle.step(3, append(1)).send, [], 'nothing of the old chain any more');
});

test('a tail that may have been replaced does not answer a read before the view service has spoken', () => {
  const tail = server('n3');
  const asked = tail.step(0, { kind: 'request', id: 'r', request: { op: 'get', key: 'x' } });
  assert.deepEqual(asked.replies, []);
  assert.deepEqual(asked.send, [{ to: 'vs', message: { type: 'Confirm', epoch: 1, round: 1 } }]);
  const answered = tail.step(1, tell('vs', { type: 'Confirmed', epoch: 1, round: 1 }));
  assert.deepEqual(answered.replies, [{ id: 'r', reply: { kind: 'ok', value: null } }]);
});

test('the view service closes the chain around a silent server, and lets nobody in whom the last tail has not asked for', () => {
  const service = new ChainViewService(options('vs'), []);
  for (let tick = 0; tick <= 3; tick += 1) {
    for (const id of ['n1', 'n3']) service.step(0, tell(id, { type: 'Alive', epoch: 1 }));
    service.step(0, { kind: 'timeout', timer: 'tick' });
  }
  assert.deepEqual(service.chain, { epoch: 2, servers: ['n1', 'n3'] });
  service.step(0, tell('n3', { type: 'Extend', epoch: 1, server: 'n2' }));
  assert.equal(service.chain.epoch, 2);
  service.step(0, tell('n3', { type: 'Extend', epoch: 2, server: 'n2' }));
  assert.deepEqual(service.chain, { epoch: 3, servers: ['n1', 'n3', 'n2'] });
});
