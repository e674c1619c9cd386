/** A lease: counted from the question, waited for from the answer, and taken over by version. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeaseCandidate } from '../../../src/protocol/election/lease/candidate.js';
import {
  type LeaseMessage,
  type LeaseMutant,
  type LeaseRecord,
  leaseTimings,
} from '../../../src/protocol/election/lease/message.js';
import { LeaseMachine } from '../../../src/protocol/election/lease/record.js';

const { durationMs, leaseMs, pollMs, attemptMs } = leaseTimings;
const servers = ['s1', 's2', 's3'];

function candidate(mutant: LeaseMutant | null = null) {
  const node = new LeaseCandidate({ self: 'c1', servers, timings: leaseTimings, mutant }, []);
  const timeout = (now: number, timer: string) => node.step(now, { kind: 'timeout', timer });
  const hear = (now: number, message: LeaseMessage) => node.step(now, { kind: 'message', from: 's1', message });
  const answer = (now: number, number: number, record: LeaseRecord, done = false) =>
    hear(now, { type: 'Answer', number, answer: { kind: 'record', record, done } });
  return { node, timeout, hear, answer, started: timeout(0, 'start') };
}

const asked = ({ send }: { send: readonly { message: LeaseMessage }[] }) => {
  const [first] = send;
  return first !== undefined && first.message.type === 'Ask' ? first.message : null;
};
const record = (version: number, epoch: number, leader: string | null): LeaseRecord => ({ version, epoch, leader });
const actions = ({ trace }: { trace: readonly { action: string }[] }) => trace.map(({ action }) => action);

/** c1 takes a free record: asked at 10, heard at 30. */
function leader(mutant: LeaseMutant | null = null) {
  const c1 = candidate(mutant);
  c1.answer(5, 1, record(0, 0, null));
  c1.timeout(10, 'poll');
  const led = c1.answer(30, 2, record(1, 1, 'c1'), true);
  return { ...c1, led };
}

test('it asks before it acts, and takes what is free', () => {
  const c1 = candidate();
  assert.deepEqual(asked(c1.started), { type: 'Ask', number: 1, command: null });
  c1.answer(5, 1, record(0, 0, null));
  assert.deepEqual(asked(c1.timeout(10, 'poll')), {
    type: 'Ask',
    number: 2,
    command: { candidate: 'c1', version: 0, own: 0 },
  });
});

test('a lease goes from the question, not from its answer', () => {
  const { led, node, timeout } = leader();
  assert.deepEqual(actions(led), ['Lead']);
  assert.deepEqual(led.timers.find(({ timer }) => timer === 'lease')?.after, 10 + leaseMs - 30);
  assert.equal(node.view.leading, 1);
  assert.deepEqual(actions(timeout(10 + leaseMs, 'lease')), ['StepDown']);
  assert.deepEqual(leader('lease-from-answer').led.timers.find(({ timer }) => timer === 'lease')?.after, leaseMs);
});

test('who has slept through its lease steps down before anything else', () => {
  const { hear } = leader();
  assert.deepEqual(actions(hear(500, { type: 'Redirect', number: 9, leader: null })), ['StepDown']);
  assert.deepEqual(actions(leader('lease-without-end').timeout(500, 'poll')), []);
});

test('an answer that comes too late is no lease', () => {
  const c1 = candidate();
  c1.answer(5, 1, record(0, 0, null));
  c1.timeout(10, 'poll');
  assert.deepEqual(actions(c1.answer(10 + leaseMs, 2, record(1, 1, 'c1'), true)), []);
});

test('it takes over what nobody has prolonged since it saw it, and not sooner', () => {
  for (const [mutant, takesOver] of [
    [null, false],
    ['prolonged-unnoticed', true],
  ] as const) {
    const c1 = candidate(mutant);
    c1.answer(10, 1, record(4, 2, 'c2'));
    assert.equal(asked(c1.timeout(10 + pollMs, 'poll'))?.command, null);
    c1.answer(100, 2, record(5, 2, 'c2'));
    const third = asked(c1.timeout(10 + durationMs, 'poll'));
    assert.equal(third?.command !== null, takesOver, 'it was prolonged at 100');
    if (takesOver) continue;
    c1.answer(170, 3, record(5, 2, 'c2'));
    assert.deepEqual(asked(c1.timeout(100 + durationMs, 'poll'))?.command, { candidate: 'c1', version: 5, own: 0 });
  }
});

test('without an answer it asks another server the same', () => {
  const c1 = candidate();
  const again = c1.timeout(attemptMs, 'attempt');
  assert.deepEqual([again.send[0]!.to, asked(again)?.number], ['s2', 1]);
  c1.hear(50, { type: 'Redirect', number: 1, leader: 's3' });
  assert.equal(c1.timeout(52, 'resend').send[0]!.to, 's3');
});

test('the record: an epoch begins with another leader, or with the same one after its lease', () => {
  const machine = new LeaseMachine(null);
  const take = (id: string, who: string, version: number, own: number) =>
    machine.apply(id, { candidate: who, version, own });
  assert.deepEqual(take('a', 'c1', 0, 0), { kind: 'record', done: true, record: record(1, 1, 'c1') });
  assert.deepEqual(take('b', 'c1', 1, 1).record, record(2, 1, 'c1'), 'prolonged');
  assert.deepEqual(take('c', 'c2', 1, 0), { kind: 'record', done: false, record: record(2, 1, 'c1') });
  assert.deepEqual(take('b', 'c1', 1, 1).done, true, 'the same command has happened once');
  assert.deepEqual(take('d', 'c1', 2, 0).record, record(3, 2, 'c1'));
  const copy = new LeaseMachine(null);
  copy.restore(machine.snapshot());
  assert.deepEqual([copy.get(), copy.result('d')?.done], [machine.get(), true]);
  assert.deepEqual(machine.takeSteps(), [
    { kind: 'granted', epoch: 1, to: 'c1' },
    { kind: 'granted', epoch: 2, to: 'c1' },
  ]);
});
