/** Verdicts as values, by the name that users import. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CheckInputError, checkTrace, expectAccepted, loadSpec, TraceNotAccepted } from 'nines/check';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const file = join(root, 'specs', 'commit', 'TwoPhase.tla');
const spec = loadSpec(file, { constants: { RM: ['r1', 'r2'] } });
const folder = mkdtempSync(join(tmpdir(), 'nines-check-'));
after(() => rmSync(folder, { recursive: true }));

const prepare = (rm: string) => ({ action: 'RMPrepare', args: { rm }, vars: { rmState: { [rm]: 'prepared' } } });
const receive = (rm: string) => ({ action: 'TMRcvPrepared', args: { rm } });

test('accepted, from objects and from a file', () => {
  const events = [prepare('r1'), prepare('r2'), receive('r1'), receive('r2'), { action: 'TMCommit' }];
  assert.equal(checkTrace(spec, events).kind, 'accepted');
  const trace = join(folder, 'run.ndjson');
  writeFileSync(trace, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  assert.equal(expectAccepted(spec, trace).events, 5);
  assert.equal(spec.name, 'TwoPhase');
  assert.match(spec.hash, /^[0-9a-f]{64}$/);
});

test('rejected: the event, the reason, and the conjunct with its values', () => {
  const events = [prepare('r1'), receive('r1'), { action: 'TMCommit' }];
  const verdict = checkTrace(spec, events);
  assert.equal(verdict.kind, 'rejected');
  if (verdict.kind !== 'rejected') return;
  assert.equal(verdict.at, 3);
  assert.match(verdict.because, /tmPrepared = RM.*\{"r1"\} against \{"r1", "r2"\}/);
  assert.throws(
    () => expectAccepted(spec, events),
    (error) => {
      assert.ok(error instanceof TraceNotAccepted);
      assert.equal(error.verdict.kind, 'rejected');
      assert.match(error.message, /rejected at event 3: TMCommit/);
      return true;
    },
  );
});

test('the values of a set, in the sets of JavaScript', () => {
  const events = [prepare('r1'), receive('r1'), { vars: { tmPrepared: new Set(['r1']) }, action: 'RMPrepare' }];
  assert.equal(checkTrace(spec, events).kind, 'accepted');
});

test('a header may be the first object; its constants serve where none were given', () => {
  const bare = loadSpec(file);
  assert.equal(checkTrace(bare, [{ constants: { RM: ['x'] } }, prepare('x')]).kind, 'accepted');
  assert.equal(checkTrace(bare, [{ constants: { RM: ['y'] } }, prepare('x')]).kind, 'rejected');
  assert.throws(() => checkTrace(bare, [{ spec: 'Raft' }, prepare('x')]), /the trace is of the specification Raft/);
});

test('a budget that runs out is no verdict', () => {
  const open = Array.from({ length: 4 }, () => ({}));
  const verdict = checkTrace(spec, [{ seq: 1 }, ...open.map((_, i) => ({ seq: i + 2 }))], { maxStates: 3 });
  assert.equal(verdict.kind, 'inconclusive');
});

test('states of the Informal Trace Format are a trace whose steps have no names', () => {
  const state = (r1: string, msgs: object[]) => ({
    rmState: { r1, r2: 'working' },
    tmState: 'init',
    tmPrepared: { '#set': [] },
    msgs: { '#set': msgs },
  });
  const trace = join(folder, 'run.itf.json');
  const write = (...states: object[]) =>
    writeFileSync(trace, JSON.stringify({ vars: ['rmState', 'tmState', 'tmPrepared', 'msgs'], states }, null, 2));
  const prepared = { type: 'Prepared', rm: 'r1' };
  write(state('working', []), state('prepared', [prepared]), state('committed', [prepared]));
  const verdict = checkTrace(spec, trace);
  assert.equal(verdict.kind, 'rejected');
  assert.equal(verdict.kind === 'rejected' && verdict.at, 2);
  write(state('working', []), state('prepared', [prepared]));
  assert.equal(checkTrace(spec, trace).kind, 'accepted');
  write(state('prepared', [prepared]), state('prepared', [prepared]));
  assert.equal(checkTrace(spec, trace).kind, 'rejected', 'no initial state');
  write(state('working', []));
  assert.throws(() => checkTrace(spec, trace), /states: expected at least two/);
});

for (const [name, run, of, message] of [
  ['no specification', () => loadSpec('Nowhere.tla'), 'spec', /Nowhere\.tla: no such file/],
  ['no trace', () => checkTrace(spec, 'nowhere.ndjson'), 'trace', /nowhere\.ndjson: no such file/],
  ['no event', () => checkTrace(spec, []), 'trace', /no event: there is nothing to check/],
  ['an unknown action', () => checkTrace(spec, [{ action: 'Nonsense' }]), 'trace', /events:1: .*no action 'Nonsense'/],
  ['a misspelt key', () => checkTrace(spec, [{ action: 'TMCommit', var: {} }]), 'trace', /no key 'var' is known/],
  ['no object', () => checkTrace(spec, ['x' as unknown as object]), 'trace', /expected a JSON object/],
  ['what is no spec', () => checkTrace({ name: '', hash: '' }, []), 'spec', /what loadSpec gives/],
] as const) {
  test(`typed errors: ${name}`, () => {
    assert.throws(run, (error) => {
      assert.ok(error instanceof CheckInputError, String(error));
      assert.equal(error.of, of);
      assert.match(error.message, message);
      return true;
    });
  });
}
