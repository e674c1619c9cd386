import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedNetwork } from '../../src/sim/network.js';
import type { MessageFault, NetworkMix } from '../../src/sim/schedule.js';
import { Scheduler } from '../../src/sim/scheduler.js';

const calm: NetworkMix = { delayMs: 2, jitterMs: 0, loss: 0, duplicate: 0, late: 0, lateMs: 50 };

function network(mix: Partial<NetworkMix> = {}, listed: readonly MessageFault[] = []) {
  const scheduler = new Scheduler();
  const arrived: string[] = [];
  const subject = new SimulatedNetwork<number>(scheduler, ['a', 'b', 'c'], 5, { ...calm, ...mix }, listed, {
    receive: (from, to, message) => arrived.push(`${from}${to} ${message} at ${scheduler.now}`),
  });
  return { scheduler, arrived, subject };
}

const messages = 20_000;

test('loss, repetition and lateness come as often as their probabilities say', () => {
  for (const kind of ['loss', 'duplicate', 'late'] as const) {
    const { scheduler, arrived, subject } = network({ [kind]: 0.1 });
    subject.happened = [];
    for (let index = 0; index < messages; index += 1) subject.send(0, 1, index);
    scheduler.runUntil(1000);
    const share = subject.happened.length / messages;
    // Five standard deviations of a binomial: 5 * sqrt(0.1 * 0.9 / 20000) = 0.0106.
    assert.ok(Math.abs(share - 0.1) < 0.0106, `${kind}: ${share}`);
    const expected = { loss: -1, duplicate: 1, late: 0 }[kind] * subject.happened.length;
    assert.equal(arrived.length, messages + expected);
  }
});

test('what happened, written down and run on a calm network, happens again', () => {
  const first = network({ loss: 0.2, duplicate: 0.2, late: 0.2, jitterMs: 3 });
  first.subject.happened = [];
  for (let index = 0; index < 200; index += 1) first.subject.send(index % 2, 2, index);
  first.scheduler.runUntil(1000);
  const again = network({ jitterMs: 3 }, first.subject.happened);
  for (let index = 0; index < 200; index += 1) again.subject.send(index % 2, 2, index);
  again.scheduler.runUntil(1000);
  assert.deepEqual(again.arrived.toSorted(), first.arrived.toSorted());
});

test('a message more on one link changes nothing on another', () => {
  const plain = network({ jitterMs: 5, loss: 0.3 });
  const more = network({ jitterMs: 5, loss: 0.3 });
  for (let index = 0; index < 100; index += 1) {
    plain.subject.send(0, 1, index);
    more.subject.send(0, 1, index);
    more.subject.send(2, 1, index);
  }
  plain.scheduler.runUntil(100);
  more.scheduler.runUntil(100);
  assert.deepEqual(
    more.arrived.filter((line) => line.startsWith('01')),
    plain.arrived,
  );
});

test('a cut goes one way, a clog holds back until it ends, healing ends both', () => {
  const { scheduler, arrived, subject } = network();
  subject.cut(0, 1, 1);
  subject.clog(1, 0);
  subject.send(0, 1, 1);
  subject.send(1, 0, 2);
  subject.send(0, 2, 3);
  scheduler.runUntil(10);
  assert.deepEqual(arrived, ['02 3 at 2']);
  subject.unclog(1, 0);
  scheduler.runUntil(20);
  assert.deepEqual(arrived.slice(1), ['10 2 at 10']);
  subject.clog(1, 2);
  subject.send(1, 2, 4);
  scheduler.runUntil(30);
  subject.heal();
  subject.send(0, 1, 5);
  scheduler.runUntil(40);
  assert.deepEqual(arrived.slice(2), ['12 4 at 30', '01 5 at 32']);
});
