/** Primary-backup replication: when each mode acknowledges, who is fenced from what, and what a run has lost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expectedFailures, expectedFile, seeExpected } from '../../../src/measure/verify/expected-failures.js';
import type { Mode, PrimaryBackupMessage } from '../../../src/protocol/replication/primary-backup/message.js';
import { PrimaryBackupReplica } from '../../../src/protocol/replication/primary-backup/replica.js';
import { ViewService } from '../../../src/protocol/replication/primary-backup/view-service.js';
import { lostWrites } from '../../../src/sim/systems/replication/lost-writes.js';

const replicas = ['n1', 'n2', 'n3'];
const options = (self: string, mode: Mode) => ({
  self,
  replicas,
  service: 'vs',
  mode,
  timings: { tickMs: 10, silentTicks: 3, patientTicks: 2 },
});
const replica = (self: string, mode: Mode) => new PrimaryBackupReplica(options(self, mode), []);
const tell = (from: string, message: PrimaryBackupMessage) => ({ kind: 'message', from, message }) as const;
const put = { kind: 'request', id: 'w', request: { op: 'put', key: 'x', value: '1' } } as const;
const ack = (from: string, length: number) => tell(from, { type: 'Ack', epoch: 1, length, round: 0 });
const actions = (effects: { trace: readonly { action: string }[] }) => effects.trace.map(({ action }) => action);

for (const [mode, needed] of [
  ['sync', 2],
  ['semisync', 1],
  ['async', 0],
] as const) {
  test(`${mode}: the client is told when ${needed} others have the write, not before`, () => {
    const n1 = replica('n1', mode);
    let effects = n1.step(0, put);
    assert.equal(actions(effects)[0], 'Serve');
    for (const backup of replicas.slice(1, 1 + needed)) {
      assert.deepEqual(effects.replies, []);
      effects = n1.step(1, ack(backup, 1));
    }
    assert.equal(actions(effects).at(-1), 'Acknowledge');
    assert.deepEqual(effects.replies, [{ id: 'w', reply: { kind: 'ok', value: '1' } }]);
  });
}

test('who has heard of a newer epoch takes nothing of an older one, also after a restart', () => {
  const n2 = replica('n2', 'sync');
  const fenced = n2.step(0, tell('vs', { type: 'Fence', epoch: 2 }));
  assert.deepEqual(actions(fenced), ['Fence']);
  assert.deepEqual(fenced.persist, [{ epoch: 2 }]);
  const entries = [{ epoch: 1, id: 'w', command: { op: 'put', key: 'x', value: '1' } }] as const;
  const late = tell('n1', { type: 'Append', epoch: 1, start: 0, from: 0, prevEpoch: 0, entries, round: 0 });
  for (const node of [n2, new PrimaryBackupReplica(options('n2', 'sync'), fenced.persist)]) {
    assert.deepEqual(node.step(1, late), { persist: [], trace: [], send: [], timers: [], replies: [] });
  }
});

test('the view service makes the one with most the primary: by the epoch it has followed before its length', () => {
  const service = new ViewService(options('vs', 'semisync'), []);
  for (let tick = 0; tick <= 3; tick += 1) service.step(0, { kind: 'timeout', timer: 'tick' });
  assert.deepEqual(service.view, { epoch: 2, primary: null, members: replicas });
  const report = (from: string, synced: number, length: number) =>
    service.step(0, tell(from, { type: 'Report', epoch: 2, synced, length }));
  assert.deepEqual(actions(report('n2', 1, 7)), [], 'one copy is enough for a client: two of three have to be asked');
  const promoted = report('n3', 2, 3);
  assert.deepEqual(promoted.trace[0]?.args, { p: 'n3', heard: { '#set': ['n2', 'n3'] } });
});

test('the expected loss of an asynchronous run is counted: in writes, and since when', () => {
  const failure = expectedFailures.find(({ protocol, name }) => protocol === 'async' && name === 'loss-window');
  const stored = JSON.parse(readFileSync(new URL(`../../../../${expectedFile(failure!)}`, import.meta.url), 'utf8'));
  const [first] = stored.operations;
  stored.operations.push({ ...first, at: first.at + 1, id: 'o15', request: { op: 'put', key: 'x', value: 'v15' } });
  const { run, outcome } = seeExpected(failure!, JSON.stringify(stored));
  assert.equal(outcome.kind, 'accepted', outcome.because);
  const lost = lostWrites(run.trace);
  assert.deepEqual(
    lost.map(({ write }) => write),
    ['o14', 'o15'],
  );
  assert.match(outcome.expected ?? '', /2 acknowledged writes are lost \(o14, o15\)/);
  for (const { write, by, acknowledgedAt } of lost) {
    const told = run.trace.find(({ action, at }) => action === 'Acknowledge' && at === acknowledgedAt);
    assert.equal(told?.node, by, write);
  }
});
