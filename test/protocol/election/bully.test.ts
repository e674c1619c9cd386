/** Garcia-Molina 1982, section III, and the epochs that the project adds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BullyMessage,
  type BullyMutant,
  type BullyRecord,
  bullyTimings,
} from '../../../src/protocol/election/bully/message.js';
import { BullyNode } from '../../../src/protocol/election/bully/node.js';

const order = ['n1', 'n2', 'n3'];

function bully(self: string, records: BullyRecord[] = [], mutant: BullyMutant | null = null) {
  const node = new BullyNode({ self, order, timings: bullyTimings, mutant }, records);
  const step = (input: Parameters<BullyNode['step']>[1]) => {
    const effects = node.step(0, input);
    records.push(...effects.persist);
    return effects;
  };
  const timeout = (timer: string) => step({ kind: 'timeout', timer });
  const started = timeout('start');
  const tell = (from: string, type: BullyMessage['type'], epoch: number) =>
    step({ kind: 'message', from, message: { type, epoch } });
  return { node, records, started, timeout, tell };
}

const actions = ({ trace }: { trace: readonly { action: string }[] }) => trace.map(({ action }) => action);
const sent = ({ send }: { send: readonly { to: string; message: BullyMessage }[] }) =>
  send.map(({ to, message }) => `${message.type} ${message.epoch} to ${to}`);

test('whoever starts asks all larger nodes', () => {
  assert.deepEqual(sent(bully('n1').started), ['election 0 to n2', 'election 0 to n3']);
  assert.deepEqual(sent(bully('n3').started), []);
});

test('without an answer it leads, and tells all others', () => {
  const led = bully('n2').timeout('answer');
  assert.deepEqual([actions(led), led.persist], [['Lead'], [{ epoch: 1 }]]);
  assert.deepEqual(sent(led), ['coordinator 1 to n1', 'coordinator 1 to n3']);
});

test('with an answer of a larger one it waits, and asks again if nobody leads', () => {
  const n1 = bully('n1');
  const answered = n1.tell('n2', 'answer', 0);
  assert.deepEqual(answered.timers, [
    { timer: 'answer', after: null },
    { timer: 'coordinator', after: bullyTimings.coordinatorMs },
  ]);
  assert.deepEqual(actions(n1.timeout('coordinator')), ['Elect']);
});

test('an epoch belongs to one node, and is later than all that it knew', () => {
  for (const [self, epochs] of [
    ['n1', [3, 6, 9]],
    ['n2', [1, 4, 7]],
    ['n3', [2, 5, 8]],
  ] as const) {
    const one = bully(self);
    for (const epoch of epochs) {
      one.timeout('answer');
      assert.deepEqual(one.node.view, { leader: self, epoch });
      one.timeout('silence');
    }
    one.tell('n1', 'election', 20);
    assert.deepEqual(one.node.view, { leader: null, epoch: 20 });
    one.timeout('answer');
    assert.deepEqual(one.node.view, { leader: self, epoch: 21 + order.indexOf(self) });
  }
});

test('a larger leader is followed, a smaller one or one of the past is told why not', () => {
  const n2 = bully('n2');
  assert.deepEqual(actions(n2.tell('n3', 'coordinator', 5)), ['Follow']);
  assert.deepEqual(sent(n2.tell('n3', 'coordinator', 2)), ['answer 5 to n3']);
  const heard = n2.tell('n1', 'coordinator', 6);
  assert.deepEqual(actions(heard), ['Hear']);
  assert.equal(n2.node.view.leader, null);
});

test('a leader that hears of a later epoch holds another election', () => {
  const n3 = bully('n3');
  n3.timeout('answer');
  assert.deepEqual(actions(n3.tell('n1', 'answer', 6)), ['Hear']);
  assert.deepEqual(actions(n3.timeout('announce')), [], 'what it was to say as leader is not said');
  assert.deepEqual(sent(n3.timeout('answer')), ['coordinator 8 to n1', 'coordinator 8 to n2']);
});

test('a leader that is silent for too long is missed', () => {
  const n1 = bully('n1');
  const followed = n1.tell('n3', 'coordinator', 2);
  assert.deepEqual(followed.timers.at(-1), { timer: 'silence', after: bullyTimings.silenceMs });
  assert.deepEqual(actions(n1.timeout('silence')), ['Elect']);
});

test('the epoch outlives a crash, the leader does not', () => {
  const n1 = bully('n1');
  n1.tell('n3', 'coordinator', 5);
  assert.deepEqual(bully('n1', n1.records).node.view, { leader: null, epoch: 5 });
  assert.deepEqual(bully('n1', n1.records, 'epoch-forgotten').node.view, { leader: null, epoch: 0 });
});

test('each mutant changes one thing', () => {
  assert.deepEqual(bully('n1', [], 'epoch-shared').timeout('answer').persist, [{ epoch: 1 }]);
  assert.deepEqual(actions(bully('n2', [], 'smaller-followed').tell('n1', 'coordinator', 3)), ['Follow']);
  const credulous = bully('n1', [{ epoch: 8 }], 'stale-leader-followed');
  assert.deepEqual(actions(credulous.tell('n3', 'coordinator', 5)), ['Follow']);
  const deaf = bully('n1', [], 'leader-not-deposed');
  deaf.timeout('answer');
  assert.deepEqual(actions(deaf.tell('n3', 'coordinator', 5)), []);
  const patient = bully('n1', [], 'leader-not-missed').tell('n3', 'coordinator', 5);
  assert.deepEqual(patient.timers.at(-1), { timer: 'silence', after: null });
});
