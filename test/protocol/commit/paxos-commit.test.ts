/** Sentences of Gray & Lamport, "Consensus on Transaction Commit", section 4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaxosCommitAcceptor } from '../../../src/protocol/commit/paxos-commit/acceptor-node.js';
import type { PaxosCommitMessage, PaxosCommitRecord } from '../../../src/protocol/commit/paxos-commit/message.js';
import { PaxosCommitResourceManager } from '../../../src/protocol/commit/paxos-commit/resource-manager.js';

const options = (self: string) => ({
  self,
  rms: ['r1', 'r2'],
  acceptors: ['a1', 'a2', 'a3'],
  timings: { resendMs: 10, patienceMs: 50 },
});
const tell = (from: string, message: PaxosCommitMessage) => ({ kind: 'message', from, message }) as const;
const timeout = (timer: string) => ({ kind: 'timeout', timer }) as const;
const vote = (ins: string, val: 'prepared' | 'aborted', bal = 0) => ({ type: 'phase2a', ins, bal, val }) as const;
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);

test('4.1: a resource manager sends its vote to the acceptors: phase 2a of ballot 0', () => {
  const r1 = new PaxosCommitResourceManager(options('r1'), []);
  const { persist, send } = r1.step(0, tell('a1', { type: 'Prepare' }));
  assert.deepEqual(persist, [{ vote: 'prepared' }]);
  assert.deepEqual(
    send.map(({ to, message }) => [to, message]),
    ['a1', 'a2', 'a3'].map((acceptor) => [acceptor, vote('r1', 'prepared')]),
  );
});

/** a1, which a client has asked, with the votes of both. */
function leader(): { a1: PaxosCommitAcceptor; last: ReturnType<PaxosCommitAcceptor['step']> } {
  const a1 = new PaxosCommitAcceptor(options('a1'), []);
  a1.step(0, { kind: 'request', id: 'c', request: 'commit' });
  for (const rm of ['r1', 'r2']) a1.step(0, tell(rm, vote(rm, 'prepared')));
  a1.step(0, tell('a2', { type: 'phase2b', ins: 'r1', bal: 0, val: 'prepared' }));
  return { a1, last: a1.step(0, tell('a3', { type: 'phase2b', ins: 'r2', bal: 0, val: 'prepared' })) };
}

test('4.1: the transaction commits when a majority has accepted "prepared" in every instance', () => {
  const { last } = leader();
  assert.deepEqual(actions(last), ['DecideCommit']);
  assert.deepEqual(last.replies, [{ id: 'c', reply: 'committed' }]);
  assert.deepEqual(last.persist, [], 'the acceptances are the record');
});

test('4.1: a leader with a larger ballot takes a silent resource manager for aborted', () => {
  const a2 = new PaxosCommitAcceptor(options('a2'), []);
  a2.step(0, tell('r1', { type: 'Inquiry' }));
  const begun = a2.step(0, timeout('patience'));
  assert.deepEqual(begun.persist[0], { begun: 2 });
  const asked = a2.step(0, tell('a3', { type: 'phase1b', ins: 'r2', mbal: 2, accepted: null }));
  assert.deepEqual(asked.send[0]!.message, vote('r2', 'aborted', 2));
});

test('4.1: but not one whose vote some acceptor has', () => {
  const a2 = new PaxosCommitAcceptor(options('a2'), []);
  a2.step(0, tell('r1', { type: 'Inquiry' }));
  a2.step(0, timeout('patience'));
  const accepted = { bal: 0, val: 'prepared' } as const;
  const asked = a2.step(0, tell('a3', { type: 'phase1b', ins: 'r2', mbal: 2, accepted }));
  assert.deepEqual(asked.send[0]!.message, vote('r2', 'prepared', 2));
});

test('a vote that comes after a larger ballot was promised is not accepted, also after a restart', () => {
  const records: PaxosCommitRecord[] = [];
  const a3 = new PaxosCommitAcceptor(options('a3'), []);
  records.push(...a3.step(0, tell('a2', { type: 'phase1a', ins: 'r1', bal: 2 })).persist);
  for (const life of [a3, new PaxosCommitAcceptor(options('a3'), records)]) {
    assert.deepEqual(actions(life.step(0, tell('r1', vote('r1', 'prepared')))), []);
  }
});
