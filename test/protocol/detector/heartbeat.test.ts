/** Detection by heartbeats: when a member is suspected, by which estimate, and when no longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Accrual, phiOf } from '../../../src/protocol/detector/heartbeat/estimator.js';
import type { Detection, HeartbeatMutant } from '../../../src/protocol/detector/heartbeat/message.js';
import { HeartbeatNode } from '../../../src/protocol/detector/heartbeat/node.js';

const timeout: Detection = { kind: 'timeout', timeoutMs: 50 };
const nodeWith = (records: readonly { life: number }[] = [], mutant: HeartbeatMutant | null = null) => {
  const timings = { heartbeatMs: 20, lookMs: 5 };
  const node = new HeartbeatNode({ self: 'n1', members: ['n1', 'n2'], detection: timeout, timings, mutant }, records);
  return { node, started: node.step(0, { kind: 'timeout', timer: 'start' }) };
};
const tick = (timer: string) => ({ kind: 'timeout', timer }) as const;
const beat = (number: number) => ({ kind: 'message', from: 'n2', message: { type: 'Heartbeat', number } }) as const;
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);

test('who is silent for longer than the time-out is suspected, until its next heartbeat; an old one says nothing', () => {
  const { node } = nodeWith();
  assert.deepEqual(actions(node.step(10, beat(2))), ['Hear']);
  assert.deepEqual(actions(node.step(60, tick('look'))), []);
  assert.deepEqual(actions(node.step(61, tick('look'))), ['Suspect']);
  assert.deepEqual(actions(node.step(62, beat(1))), []);
  assert.ok(node.suspects('n2'));
  assert.deepEqual(actions(node.step(63, beat(3))), ['Hear']);
  assert.ok(!node.suspects('n2'));
});

test('numbers grow over restarts, and a life begins when it is written down', () => {
  const { started } = nodeWith();
  assert.deepEqual(started.persist, [{ life: 0 }]);
  const again = nodeWith([{ life: 0 }]).started;
  assert.deepEqual(actions(again), ['Restart', 'SendHeartbeat']);
  assert.ok((again.trace[1]!.args.n as number) > (started.trace[0]!.args.n as number));
});

test('a node that works sends heartbeats all the same', () => {
  for (const [mutant, sent] of [
    [null, ['SendHeartbeat']],
    ['heartbeat-starved', []],
  ] as const) {
    const { node } = nodeWith([], mutant);
    node.step(1, { kind: 'request', id: 'o1', request: { op: 'work', forMs: 100 } });
    assert.deepEqual(actions(node.step(20, tick('heartbeat'))), sent);
  }
});

// -log10 of the upper tail of the normal distribution; tails from Abramowitz & Stegun, table 26.1 and 26.2.
for (const [deviations, tail] of [
  [-1, 0.841_344_746],
  [0, 0.5],
  [1, 0.158_655_254],
  [2, 0.022_750_132],
  [3, 1.349_898_03e-3],
  [4, 3.167_124_2e-5],
  [5, 2.866_515_7e-7],
  [6, 9.865_876_5e-10],
] as const) {
  test(`phi of a heartbeat that is ${deviations} deviations late`, () => {
    assert.ok(Math.abs(phiOf(deviations) + Math.log10(tail)) < 1e-3, `${phiOf(deviations)}`);
  });
}

test('phi adapts: the same silence is less suspicious where heartbeats have been irregular (Hayashibara et al. 2004)', () => {
  const [steady, shaky] = [new Accrual(8, 20, 0), new Accrual(8, 20, 0)];
  for (let count = 1; count <= 50; count += 1) {
    steady.heard(count * 20, false);
    shaky.heard(count * 20 + (count % 2 === 0 ? 8 : 0), false);
  }
  assert.ok(steady.phi(1000 + 40) > 8);
  assert.ok(shaky.phi(1008 + 40) < 8);
  assert.ok(shaky.phi(1008 + 100) > 8, 'but in the end it is suspected');
});
