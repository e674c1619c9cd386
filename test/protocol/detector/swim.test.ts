/** Sentences of "SWIM" (DSN 2002), each with its section. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import { Dissemination } from '../../../src/protocol/detector/swim/dissemination.js';
import { overrides } from '../../../src/protocol/detector/swim/membership.js';
import {
  type Status,
  type SwimMessage,
  type SwimMutant,
  type SwimRecord,
  swimTimings,
  type Update,
} from '../../../src/protocol/detector/swim/message.js';
import { SwimNode } from '../../../src/protocol/detector/swim/node.js';

const members = ['n1', 'n2', 'n3', 'n4'];
const update = (member: string, incarnation: number, status: Status): Update => ({ member, incarnation, status });
const ack = (sequence: number, ...updates: Update[]): SwimMessage => ({ type: 'ack', sequence, updates });
const ping = (...updates: Update[]): SwimMessage => ({ type: 'ping', sequence: 7, updates });

function member(self: string, records: SwimRecord[] = [], mutant: SwimMutant | null = null) {
  const node = new SwimNode({ self, members, timings: swimTimings, random: new Random(1n), mutant }, records);
  const step = (input: Parameters<SwimNode['step']>[1]) => {
    const effects = node.step(0, input);
    records.push(...effects.persist);
    return effects;
  };
  const timeout = (timer: string) => step({ kind: 'timeout', timer });
  const started = timeout('start');
  return {
    node,
    records,
    started,
    timeout,
    tell: (from: string, message: SwimMessage) => step({ kind: 'message', from, message }),
  };
}

const actions = ({ trace }: { trace: readonly { action: string }[] }) => trace.map(({ action }) => action);

test('3.1: in each period one member is pinged; without an answer others are asked to ping it', () => {
  const n1 = member('n1');
  const [pinged, ...others] = n1.timeout('period').send;
  assert.deepEqual([pinged!.message.type, others], ['ping', []]);
  const asked = n1.timeout('ack').send;
  assert.equal(asked.length, swimTimings.pingReqCount);
  for (const { to, message } of asked) {
    assert.equal(message.type === 'ping-req' && message.target, pinged!.to);
    assert.notEqual(to, pinged!.to);
  }
  assert.deepEqual(actions(n1.timeout('period')), ['Suspect']);
});

test('3.1: an answer within the period, by whatever way, is one', () => {
  const n1 = member('n1');
  const [pinged] = n1.timeout('period').send;
  n1.tell('n9', ack(pinged!.message.sequence));
  assert.deepEqual(n1.timeout('ack').send, [], 'nobody else is asked');
  assert.deepEqual(actions(n1.timeout('period')), []);
});

test('3.1: who is asked to ping passes the answer on', () => {
  const n2 = member('n2');
  const [relayed] = n2.tell('n1', { type: 'ping-req', sequence: 5, target: 'n3', updates: [] }).send;
  assert.deepEqual([relayed!.to, relayed!.message.type], ['n3', 'ping']);
  const [answer] = n2.tell('n3', ack(relayed!.message.sequence)).send;
  assert.deepEqual([answer!.to, answer!.message.type, answer!.message.sequence], ['n1', 'ack', 5]);
});

test('4.1: updates ride on pings and answers, so often and no more', () => {
  const n1 = member('n1');
  const [answer] = n1.tell('n2', ping(update('n3', 1, 'suspect'))).send;
  assert.deepEqual(answer!.message.updates, [update('n1', 1, 'alive'), update('n3', 1, 'suspect')]);
  const dissemination = new Dissemination(swimTimings, 3);
  dissemination.tell(update('n1', 1, 'alive'));
  const times = swimTimings.lambda * 2;
  for (let time = 0; time < times; time += 1) assert.equal(dissemination.next(null).length, 1);
  assert.deepEqual(dissemination.next(null), []);
});

test('4.2: a suspect is dead when its time is over, and not before', () => {
  const n1 = member('n1');
  const heard = n1.tell('n2', ping(update('n3', 1, 'suspect')));
  assert.deepEqual(heard.timers, [
    { timer: 'suspicion n3', after: swimTimings.suspicionPeriods * swimTimings.periodMs },
  ]);
  assert.deepEqual(actions(n1.timeout('suspicion n3')), ['Confirm']);
  assert.equal(n1.node.believed('n3').status, 'dead');
});

test('4.2: the order of updates: the larger incarnation, and in the same one the worse', () => {
  const inOrder = [update('m', 1, 'alive'), update('m', 1, 'suspect'), update('m', 1, 'dead'), update('m', 2, 'alive')];
  for (const [i, u] of inOrder.entries())
    for (const [j, v] of inOrder.entries()) assert.equal(overrides(u, v), i > j, `${u.status} over ${v.status}`);
});

test('4.2: whoever hears that it is suspect says that it is not, in an incarnation that only it can begin', () => {
  const n1 = member('n1');
  const refuted = n1.tell('n2', ping(update('n1', 1, 'suspect')));
  assert.deepEqual([refuted.persist, actions(refuted)], [[{ incarnation: 2 }], ['Refute']]);
  assert.deepEqual(refuted.send[0]!.message.updates[0], update('n1', 2, 'alive'));
  assert.deepEqual(actions(n1.tell('n2', ping(update('n1', 1, 'dead')))), [], 'of an incarnation that is past');
});

test('4.2: a suspicion that was refuted is over', () => {
  const n1 = member('n1');
  n1.tell('n2', ping(update('n3', 1, 'suspect')));
  const refuted = n1.tell('n2', ping(update('n3', 2, 'alive')));
  assert.deepEqual(refuted.timers, [{ timer: 'suspicion n3', after: null }]);
  assert.deepEqual(actions(n1.tell('n4', ping(update('n3', 1, 'suspect')))), [], 'late news of it');
});

test('who has not heard of what overrides its news is told', () => {
  const n1 = member('n1');
  n1.tell('n2', ping(update('n3', 2, 'alive')));
  for (let times = 0; times < 20; times += 1) n1.tell('n2', ping());
  const [answer] = n1.tell('n2', ping(update('n3', 1, 'dead'))).send;
  assert.deepEqual(answer!.message.updates, [update('n3', 2, 'alive')]);
});

test('a restart is another incarnation, whatever was said of the last', () => {
  const n1 = member('n1');
  n1.tell('n2', ping(update('n1', 1, 'dead')));
  const again = member('n1', n1.records);
  assert.deepEqual(again.started.persist, [{ incarnation: 3 }]);
  assert.deepEqual(actions(again.started), ['Start']);
});

test('4.3: all others are pinged once before any is pinged twice', () => {
  const n1 = member('n1');
  for (let round = 0; round < 5; round += 1) {
    const targets = members.slice(1).map(() => {
      const [pinged] = n1.timeout('period').send;
      n1.tell(pinged!.to, ack(pinged!.message.sequence));
      return pinged!.to;
    });
    assert.deepEqual(targets.sort(), members.slice(1));
  }
});

test('each mutant changes one thing', () => {
  const hasty = member('n1', [], 'no-suspicion');
  hasty.timeout('period');
  assert.deepEqual(actions(hasty.timeout('period')), ['Confirm']);
  const same = member('n1', [], 'refuted-without-incarnation');
  assert.deepEqual(same.tell('n2', ping(update('n1', 1, 'suspect'))).persist, [{ incarnation: 1 }]);
  const credulous = member('n1', [], 'suspicion-without-incarnation');
  credulous.tell('n2', ping(update('n3', 2, 'alive')));
  assert.deepEqual(actions(credulous.tell('n2', ping(update('n3', 1, 'suspect')))), ['Hear']);
  assert.deepEqual(member('n1', [{ incarnation: 4 }], 'incarnation-forgotten').records.at(-1), { incarnation: 1 });
});
