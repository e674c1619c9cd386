/** Redlock: majorities, margins, and the two histories of the debate about it (Kleppmann 2016; Sanfilippo 2016). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { judge } from '../../../src/measure/verify/judge.js';
import { RedlockClient } from '../../../src/protocol/lock/redlock/client.js';
import { RedlockServer } from '../../../src/protocol/lock/redlock/server.js';
import { simulate } from '../../../src/sim/simulation.js';
import { readSchedule } from '../../../src/sim/stored-schedule.js';
import type { System } from '../../../src/sim/system.js';
import { redlock } from '../../../src/sim/systems/lock/redlock.js';

const servers = ['s1', 's2', 's3', 's4', 's5'];
const timings = { leaseMs: 100, marginMs: 30, drainMs: 15, resendMs: 20, attemptMs: 30, retryMs: 10 };
const timeout = (timer: string) => ({ kind: 'timeout', timer }) as const;
const from = (server: string, type: 'Granted' | 'Denied', holder = 'c1.1') =>
  ({ kind: 'message', from: server, message: { type, holder } }) as const;
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);
const sent = (effects: { send: readonly { to: string; message: { type: string } }[] }) =>
  effects.send.map(({ to, message }) => `${message.type} ${to}`);

function asking(): RedlockClient {
  const c1 = new RedlockClient(
    { self: 'c1', resource: 'r', servers, timings, random: new Random(1n), mutant: null },
    [],
  );
  const asked = c1.step(0, { kind: 'request', id: 'o1', request: { op: 'use', writes: 2, everyMs: 5 } });
  assert.deepEqual(
    sent(asked),
    servers.map((id) => `Set ${id}`),
  );
  assert.ok(
    asked.timers.some(({ timer, after }) => timer === 'lease' && after === 70),
    'from the question on',
  );
  return c1;
}

test('three of five are a majority; two and a no are not yet the end', () => {
  const c1 = asking();
  c1.step(1, from('s1', 'Granted'));
  c1.step(1, from('s1', 'Granted'));
  assert.deepEqual(actions(c1.step(2, from('s2', 'Denied'))), []);
  c1.step(3, from('s3', 'Granted'));
  assert.deepEqual(actions(c1.step(4, from('s4', 'Granted'))), ['Hold']);
});

test('without a majority it gives back what it has, everywhere, and rests before it asks again as somebody else', () => {
  const c1 = asking();
  for (const id of ['s1', 's2']) c1.step(1, from(id, 'Denied'));
  const failed = c1.step(2, from('s3', 'Denied'));
  assert.deepEqual(actions(failed), ['GiveUp']);
  assert.deepEqual(
    sent(failed),
    servers.map((id) => `Delete ${id}`),
  );
  const next = c1.step(20, timeout('next'));
  assert.deepEqual(next.send[0]?.message, { type: 'Set', holder: 'c1.2', leaseMs: 100 });
});

test('whoever stops waits until what it has sent has arrived, and only then deletes', () => {
  const c1 = asking();
  for (const id of ['s1', 's2', 's3']) c1.step(1, from(id, 'Granted'));
  const stopped = c1.step(70, timeout('lease'));
  assert.deepEqual([actions(stopped), sent(stopped)], [[], []]);
  const over = c1.step(85, timeout('drained'));
  assert.deepEqual([actions(over), sent(over)], [['GiveUp'], servers.map((id) => `Delete ${id}`)]);
  assert.deepEqual(over.replies, [{ id: 'o1', reply: { kind: 'lost', holder: 'c1.1' } }]);
});

test('a server after a restart keeps its key for a whole lease', () => {
  const s1 = new RedlockServer('s1', [{ key: 'c1.1', leaseMs: 100 }], null);
  assert.deepEqual(s1.step(0, timeout('start')).timers, [{ timer: 'expire c1.1', after: 100 }]);
  assert.deepEqual(actions(s1.step(100, timeout('expire c1.1'))), ['Expire']);
});

test('a pause of the holder breaks it, which is told as expected; the same run without the pause is sound', () => {
  const text = readFileSync('test/fixtures/schedules/redlock/wall-clock.json', 'utf8');
  const stored = readSchedule(text);
  assert.ok(stored.ok);
  const system = redlock as System;
  const pause = { at: 25, kind: 'pause', node: 'c1', forMs: 200 } as const;
  const paused = judge(system, simulate(system, { ...stored.schedule, faults: [pause] }, null));
  assert.deepEqual([paused.kind, paused.property], ['accepted', 'mutual exclusion']);
  assert.match(paused.expected!, /^c1\.1 writes .* here there is pause$/);
  const calm = judge(system, simulate(system, { ...stored.schedule, faults: [] }, null));
  assert.equal(calm.expected, undefined);
});
