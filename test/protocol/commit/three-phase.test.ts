/** Three-phase commit: the rules of its termination protocol (Bernstein et al. 1987, 7.5), what it survives and what splits it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyOne } from '../../../src/measure/verify/batch.js';
import type { ThreePhaseMessage, ThreePhaseRecord } from '../../../src/protocol/commit/three-phase/message.js';
import { ThreePhaseResourceManager } from '../../../src/protocol/commit/three-phase/resource-manager.js';
import { ThreePhaseTransactionManager } from '../../../src/protocol/commit/three-phase/transaction-manager.js';

const options = (self: string) => ({
  self,
  tm: 'tm',
  rms: ['r1', 'r2', 'r3'],
  timings: { resendMs: 10, decideMs: 100, roundMs: 40, patienceMs: 150, staggerMs: 50 },
});
const tell = (from: string, message: ThreePhaseMessage) => ({ kind: 'message', from, message }) as const;
const timeout = (timer: string) => ({ kind: 'timeout', timer }) as const;
const prepared = (rm: string) => tell(rm, { type: 'Prepared', rm });

/** r1 as a voter; with `precommitted` it has also learned that all have voted. */
function voter(precommitted = false): ThreePhaseResourceManager {
  const r1 = new ThreePhaseResourceManager(options('r1'), []);
  r1.step(0, timeout('start'));
  r1.step(0, tell('tm', { type: 'Prepare' }));
  if (precommitted) r1.step(0, tell('tm', { type: 'PreCommit', epoch: 0 }));
  return r1;
}
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);

test('the TM commits only when all have learned that all have voted', () => {
  const tm = new ThreePhaseTransactionManager(options('tm'), []);
  const begun = tm.step(0, { kind: 'request', id: 'c', request: 'commit' });
  assert.deepEqual(begun.persist, [{ begun: true }], 'so that after a crash it does not begin anew');
  for (const rm of ['r1', 'r2']) tm.step(1, prepared(rm));
  assert.deepEqual(actions(tm.step(2, prepared('r3'))), ['TMPreCommit']);
  for (const rm of ['r1', 'r2']) assert.deepEqual(actions(tm.step(3, tell(rm, { type: 'Ack', rm, epoch: 0 }))), []);
  const last = tm.step(4, tell('r3', { type: 'Ack', rm: 'r3', epoch: 0 }));
  assert.deepEqual(actions(last), ['TMCommit']);
  assert.deepEqual(last.persist, [{ decision: 'committed' }]);
  assert.deepEqual(last.replies, [{ id: 'c', reply: 'committed' }]);
});

test('TR3: whoever takes over and finds only the uncertain aborts', () => {
  const r1 = voter();
  const taken = r1.step(0, timeout('patience'));
  assert.deepEqual(actions(taken), ['TakeOver']);
  assert.deepEqual(
    taken.send.map(({ to, message }) => `${message.type} ${to}`),
    ['StateReq tm', 'StateReq r2', 'StateReq r3'],
  );
  r1.step(0, tell('r2', { type: 'State', epoch: 1, state: 'prepared' }));
  const heard = r1.step(0, tell('r3', { type: 'State', epoch: 1, state: 'prepared' }));
  assert.deepEqual(actions(heard), ['TerminateAbort']);
  assert.equal(r1.rmState, 'aborted');
});

test('TR4: if one knows that all have voted, all learn it before anybody commits; who is silent has crashed', () => {
  const r1 = voter();
  r1.step(0, timeout('patience'));
  r1.step(0, tell('r2', { type: 'State', epoch: 1, state: 'precommitted' }));
  const timeUp = r1.step(0, timeout('round'));
  assert.deepEqual(actions(timeUp), ['TerminatePreCommit']);
  assert.equal(r1.rmState, 'precommitted');
  r1.step(0, tell('r2', { type: 'Ack', rm: 'r2', epoch: 1 }));
  assert.deepEqual(actions(r1.step(0, timeout('round'))), ['TerminateCommit']);
});

test('TR1, TR2: who has decided answers every question with that', () => {
  const r1 = voter();
  r1.step(0, tell('tm', { type: 'Commit' }));
  const [answer] = r1.step(0, tell('r2', { type: 'StateReq', epoch: 2 })).send;
  assert.deepEqual(answer, { to: 'r2', message: { type: 'Commit' } });
});

test('who has not voted aborts when it is asked', () => {
  const r1 = new ThreePhaseResourceManager(options('r1'), []);
  assert.deepEqual(actions(r1.step(0, tell('r2', { type: 'StateReq', epoch: 2 }))), ['RMChooseToAbort']);
});

test('an older coordinator is not listened to', () => {
  const r1 = voter();
  r1.step(0, tell('r2', { type: 'StateReq', epoch: 2 }));
  assert.deepEqual(r1.step(0, tell('tm', { type: 'PreCommit', epoch: 0 })).send, []);
  assert.equal(r1.rmState, 'prepared');
  r1.step(0, tell('r2', { type: 'PreCommit', epoch: 2 }));
  assert.equal(r1.rmState, 'precommitted');
});

test('one that has crashed after its vote takes part in nothing, until all the others say the same', () => {
  const records: ThreePhaseRecord[] = [{ rmState: 'prepared' }];
  const r1 = new ThreePhaseResourceManager(options('r1'), records);
  assert.deepEqual(
    r1.step(0, timeout('start')).send.map(({ message }) => message.type),
    ['Inquiry', 'Inquiry', 'Inquiry'],
  );
  const [answer] = r1.step(0, tell('r2', { type: 'StateReq', epoch: 2 })).send;
  assert.deepEqual(answer!.message, { type: 'Recovering' });
  for (const other of ['tm', 'r2']) assert.deepEqual(actions(r1.step(0, tell(other, { type: 'Recovering' }))), []);
  assert.deepEqual(actions(r1.step(0, tell('r3', { type: 'Recovering' }))), ['DecideAfterTotalFailure']);
});

test('crashes alone neither block it nor split it; a network that is silent splits it, and that is told', () => {
  const splits: string[] = [];
  let crashesOnly = 0;
  for (let seed = 0n; seed < 250n; seed += 1n) {
    const { run, outcome } = verifyOne('three-phase', null, seed);
    assert.equal(outcome.kind, 'accepted', `${seed}: ${outcome.because}`);
    const { faults, network } = run.schedule;
    const crashing = faults.length > 0 && faults.every((fault) => fault.kind === 'crash' && fault.forMs === null);
    if (crashing && network.jitterMs === 2) {
      crashesOnly += 1;
      assert.equal(outcome.expected, undefined);
    }
    if (outcome.expected !== undefined) splits.push(outcome.expected);
  }
  assert.ok(crashesOnly > 20, `${crashesOnly} runs with crashes only`);
  assert.ok(splits.length > 0);
  assert.match(splits[0]!, /committed .* aborted .*: it takes silence for a crash/);
});
