import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommitRecord, CommitTimings } from '../../../src/protocol/commit/message.js';
import { ResourceManager } from '../../../src/protocol/commit/resource-manager.js';
import { TransactionManager } from '../../../src/protocol/commit/transaction-manager.js';
import { drawSchedule } from '../../../src/sim/draw.js';
import { simulate } from '../../../src/sim/simulation.js';
import { twoPhase } from '../../../src/sim/systems/commit/two-phase.js';
import { rejectedAt } from './two-phase-oracle.js';

const timings: CommitTimings = { resendMs: 20, decideMs: 100 };
const start = { kind: 'timeout', timer: 'start' } as const;
const prepared = (rm: string) => ({ kind: 'message', from: rm, message: { type: 'Prepared', rm } }) as const;

test('the TM commits with the last vote: its decision is durable before it is traced and sent', () => {
  const tm = new TransactionManager(['r1', 'r2'], timings, []);
  assert.deepEqual(
    tm.step(0, { kind: 'request', id: 'c', request: 'commit' }).send.map(({ to }) => to),
    ['r1', 'r2'],
  );
  assert.deepEqual(tm.step(1, prepared('r1')).persist, []);
  assert.deepEqual(tm.step(2, prepared('r1')).trace, [], 'the same vote again is no vote');
  const last = tm.step(3, prepared('r2'));
  assert.deepEqual(last.persist, [{ decision: 'committed' }]);
  assert.deepEqual(
    last.trace.map(({ action }) => action),
    ['TMRcvPrepared', 'TMCommit'],
  );
  assert.deepEqual(last.replies, [{ id: 'c', reply: 'committed' }]);
});

test('a TM without a decision in its log starts from no votes; with one it stands by it', () => {
  const forgetful = new TransactionManager(['r1', 'r2'], timings, []);
  assert.deepEqual(forgetful.step(0, start).send, []);
  const decided = new TransactionManager(['r1', 'r2'], timings, [{ decision: 'aborted' }]);
  assert.deepEqual(
    decided.step(0, start).send.map(({ message }) => message.type),
    ['Abort', 'Abort'],
  );
  assert.deepEqual(decided.step(1, prepared('r1')).send, [{ to: 'r1', message: { type: 'Abort' } }]);
});

test('an RM votes once, durably, and cannot refuse afterwards, not even after a restart', () => {
  const records: CommitRecord[] = [];
  const rm = new ResourceManager('r1', 'tm', timings, records);
  const vote = rm.step(0, { kind: 'message', from: 'tm', message: { type: 'Prepare' } });
  assert.deepEqual(vote.persist, [{ rmState: 'prepared' }]);
  records.push(...vote.persist);
  const again = new ResourceManager('r1', 'tm', timings, records);
  assert.deepEqual(
    again.step(5, start).send.map(({ message }) => message.type),
    ['Prepared'],
  );
  const refused = again.step(6, { kind: 'request', id: 'c', request: 'refuse' });
  assert.deepEqual(refused, { persist: [], trace: [], send: [], timers: [], replies: [{ id: 'c', reply: 'voted' }] });
});

/** Simulates seeds from 0 on; gives the seeds that the hand-written oracle rejects. */
function rejectedSeeds(count: number, mutant: string | null): number[] {
  const rejected: number[] = [];
  for (let seed = 0; seed < count; seed += 1) {
    const schedule = drawSchedule(twoPhase, BigInt(seed));
    const run = simulate(twoPhase, schedule, mutant);
    if (rejectedAt(run.trace, schedule.nodes.slice(1)) !== null) rejected.push(seed);
    else if (mutant === null) assert.equal(run.stuck, null, `seed ${seed}`);
  }
  return rejected;
}

test('300 runs with faults are behaviours of the specification, and all come to an end', () => {
  assert.deepEqual(rejectedSeeds(300, null), []);
});

test('every mutant is caught', () => {
  for (const mutant of [...Object.keys(twoPhase.mutants), 'reply-before-persist']) {
    assert.ok(rejectedSeeds(300, mutant).length > 0, mutant);
  }
});

test('every action of the specification is taken', () => {
  const taken = new Set<string>();
  for (let seed = 0; seed < 100; seed += 1) {
    for (const { action } of simulate(twoPhase, drawSchedule(twoPhase, BigInt(seed)), null).trace) taken.add(action);
  }
  assert.deepEqual([...taken].sort(), [
    'RMChooseToAbort',
    'RMPrepare',
    'RMRcvAbortMsg',
    'RMRcvCommitMsg',
    'TMAbort',
    'TMCommit',
    'TMRcvPrepared',
  ]);
});
