/** The lock in Redis: its commands (redis.io, "Distributed Locks with Redis"), its failovers, and the fence (Kleppmann 2016). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { RedisLockClient } from '../../../src/protocol/lock/redis/client.js';
import type { RedisMessage, RedisMutant } from '../../../src/protocol/lock/redis/message.js';
import { Monitor } from '../../../src/protocol/lock/redis/monitor.js';
import { RedisServer } from '../../../src/protocol/lock/redis/server.js';
import { Resource } from '../../../src/protocol/lock/resource.js';
import { unfitSchedule } from '../../../src/sim/system.js';
import { redisLock } from '../../../src/sim/systems/lock/redis-lock.js';

const tell = (from: string, message: RedisMessage) => ({ kind: 'message', from, message }) as const;
const timeout = (timer: string) => ({ kind: 'timeout', timer }) as const;
const set = (holder: string) => tell('c1', { type: 'Set', holder, leaseMs: 100 });
const sent = (effects: { send: readonly { to: string; message: { type: string } }[] }) =>
  effects.send.map(({ to, message }) => `${message.type} ${to}`);
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);

const server = (first: boolean, mutant: RedisMutant | null = null) =>
  new RedisServer({ self: first ? 's1' : 's2', other: first ? 's2' : 's1', first, syncMs: 10, mutant }, []);

test('SET NX sets a key that is not there, and only such a one', () => {
  const s1 = server(true);
  const granted = s1.step(0, set('c1.1'));
  assert.deepEqual(sent(granted), ['Granted c1', 'Data s2']);
  assert.equal(granted.persist.length, 1, 'synced before anybody hears of it');
  assert.deepEqual(sent(s1.step(1, set('c2.1'))), ['Denied c1']);
  assert.deepEqual(sent(s1.step(1, set('c1.1'))), [], 'the same request once more');
});

test('PX: the key is gone when its time is over by the clock of the server, which may jump', () => {
  const s1 = server(true);
  s1.step(0, set('c1.1'));
  assert.deepEqual(actions(s1.step(99, timeout('expire'))), [], 'not yet: the timer was set on another clock');
  assert.deepEqual(actions(s1.step(5000, set('c2.1'))), ['Expire', 'Grant']);
});

test('only the holder deletes the key', () => {
  const foreign = tell('c2', { type: 'Delete', holder: 'c2.1' });
  const s1 = server(true);
  s1.step(0, set('c1.1'));
  assert.deepEqual(actions(s1.step(1, foreign)), []);
  assert.deepEqual(actions(s1.step(2, tell('c1', { type: 'Delete', holder: 'c1.1' }))), ['Delete']);
  const careless = server(true, 'release-without-owner-check');
  careless.step(0, set('c1.1'));
  assert.deepEqual(actions(careless.step(1, foreign)), ['Delete']);
});

test('a client is told when the replica knows of its lock, and holds it from then on', () => {
  const s1 = server(true);
  s1.step(0, set('c1.1'));
  assert.deepEqual(sent(s1.step(1, tell('s2', { type: 'Sync', epoch: 1, offset: 0 }))), ['Data s2']);
  assert.deepEqual(sent(s1.step(2, tell('s2', { type: 'Sync', epoch: 1, offset: 1 }))), ['Replicated c1']);
  const timings = { leaseMs: 100, marginMs: 10, drainMs: 0, resendMs: 20, attemptMs: 30, retryMs: 10 };
  const client = (mutant: RedisMutant | null) => {
    const options = { self: 'c1', resource: 'r', primary: 's1', monitor: 'm', timings, random: new Random(1n), mutant };
    const c1 = new RedisLockClient(options, []);
    c1.step(0, { kind: 'request', id: 'o1', request: { op: 'use', writes: 1, everyMs: 5 } });
    return c1;
  };
  const c1 = client(null);
  assert.deepEqual(actions(c1.step(1, tell('s1', { type: 'Granted', holder: 'c1.1', token: 1 }))), []);
  const holds = c1.step(2, tell('s1', { type: 'Replicated', holder: 'c1.1', token: 1 }));
  assert.deepEqual([...actions(holds), ...sent(holds)], ['Hold', 'Write r']);
  const hasty = client('asynchronous-failover');
  assert.deepEqual(actions(hasty.step(1, tell('s1', { type: 'Granted', holder: 'c1.1', token: 1 }))), ['Hold']);
});

test('a failover: the replica goes on with what it has, and the old primary forgets what it had not told', () => {
  const [s1, s2] = [server(true), server(false)];
  s1.step(0, set('c1.1'));
  assert.deepEqual(actions(s2.step(1, tell('m', { type: 'Promote', epoch: 2 }))), ['Promote']);
  const again = s2.step(2, set('c2.1'));
  assert.deepEqual(again.send[0]?.message, { type: 'Granted', holder: 'c2.1', token: 1 }, 'the same token once more');
  assert.deepEqual(actions(s1.step(3, tell('m', { type: 'Follow', epoch: 2 }))), ['Follow']);
  const { message: data } = again.send[1]!;
  assert.deepEqual(actions(s1.step(4, tell('s2', data))), ['Replicate']);
  assert.equal(s1.view.key, 'c2.1');
  assert.deepEqual(sent(s1.step(5, set('c3.1'))), ['ReadOnly c1']);
});

test('a monitor that comes back does not know whether the primary of its epoch has begun, and sends nobody after it', () => {
  const options = { servers: ['s1', 's2'], pingMs: 10, downMs: 30 } as const;
  const reborn = new Monitor(options, [{ primary: 's2', epoch: 2 }]);
  const old = tell('s1', { type: 'Pong', role: 'primary', epoch: 1 });
  assert.deepEqual(sent(reborn.step(0, old)), []);
  reborn.step(1, tell('s2', { type: 'Pong', role: 'primary', epoch: 2 }));
  assert.deepEqual(sent(reborn.step(2, old)), ['Follow s1']);
});

test('Kleppmann: token 33 comes after 34 and is refused; without a fence it is taken', () => {
  const write = (holder: string, token: number) =>
    ({ kind: 'message', from: holder, message: { type: 'Write', holder, token, number: 1 } }) as const;
  const fenced = new Resource('checked', []);
  assert.deepEqual(fenced.step(0, write('c2', 34)).persist, [{ fence: 34 }]);
  assert.deepEqual(sent(fenced.step(1, write('c1', 33))), ['Refused c1']);
  const reborn = new Resource('checked', [{ fence: 34 }]);
  assert.deepEqual(sent(reborn.step(2, write('c1', 33))), ['Refused c1'], 'after a restart, too');
  const open = new Resource('ignored', []);
  open.step(0, write('c2', 34));
  assert.deepEqual(sent(open.step(1, write('c1', 33))), ['Written c1']);
});

test('a schedule in a file: what is no cluster of this lock or no request is told with its place', () => {
  const nodes = ['s1', 's2', 'm', 'r', 'c1'];
  const unfit = (request: unknown, to = 'c1', cluster = nodes) =>
    unfitSchedule(
      redisLock as never,
      { nodes: cluster, faults: [], operations: [{ at: 0, id: 'o1', to, request }] } as never,
    );
  const use = { op: 'use', writes: 1, everyMs: 5 };
  assert.equal(unfit(use), null);
  assert.match(unfit(use, 'c1', ['s1', 's2', 'r', 'c1'])!, /^nodes: expected s1, s2, m, r and at least one client/);
  assert.match(unfit(use, 'c1', [...nodes, 'x'])!, /'x' is none of/);
  assert.match(unfit(use, 's1')!, /^operations\[0\]\.to: a client is asked/);
  assert.match(unfit({ ...use, writes: 0 })!, /^operations\[0\]\.request\.writes/);
  assert.match(unfit({ ...use, lease: 5 })!, /found 'lease'/);
  assert.match(unfit('use')!, /^operations\[0\]\.request: expected an object/);
});
