import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTrace } from '../../../src/check/trace/check-trace.js';
import { readTrace } from '../../../src/check/trace/read-trace.js';
import type { Budget, TraceVerdict } from '../../../src/check/trace/verdict.js';
import { modelValue, string } from '../../../src/tla/atoms.js';
import { setOf } from '../../../src/tla/collections.js';
import { commitModel } from './commit-model.js';

const unbounded: Budget = { maxStates: 1_000_000, maxSeconds: 60, elapsed: () => 0 };

const model = commitModel(setOf(['r1', 'r2'].map(string)));

const lines = (...events: readonly object[]): string => events.map((event) => JSON.stringify(event)).join('\n');

function check(
  text: string,
  options: { budget?: Partial<Budget>; cap?: number; of?: typeof model } = {},
): TraceVerdict {
  const trace = readTrace(text);
  assert.ok(trace.ok, trace.ok ? '' : trace.problem.message);
  const reading = checkTrace(options.of ?? model, trace.value, { ...unbounded, ...options.budget }, options.cap);
  assert.ok(reading.ok, reading.ok ? '' : reading.problem.message);
  return reading.value;
}

/** `line: message` of what cannot be checked. */
function problemOf(text: string): string {
  const trace = readTrace(text);
  const reading = trace.ok ? checkTrace(model, trace.value, unbounded) : trace;
  assert.ok(!reading.ok, 'it could be checked');
  return `${reading.problem.line}: ${reading.problem.message}`;
}

const update = (path: readonly string[], value: unknown): object => ({ op: 'Update', path, args: [value] });
const add = (value: unknown): object => ({ op: 'AddElement', path: [], args: [value] });

/** r1 and r2 prepare, both are heard, the TM commits. What each event says of variables is by form. */
const committed = [
  { action: 'RMPrepare', args: { rm: 'r1' }, vars: { rmState: { r1: 'prepared' } } },
  { action: 'TMRcvPrepared', args: { rm: 'r1' }, vars: { tmPrepared: { '#set': ['r1'] } } },
  { action: 'RMPrepare', args: { rm: 'r2' }, vars: { rmState: { r2: 'prepared' } } },
  { action: 'TMRcvPrepared', args: { rm: 'r2' }, vars: {} },
  { action: 'TMCommit', args: {}, vars: { tmState: 'done' } },
  { action: 'RMRcvCommitMsg', args: { rm: 'r2' }, vars: { rmState: { r1: 'prepared', r2: 'committed' } } },
];

test('a trace with actions, arguments and partial states is accepted', () => {
  const verdict = check(lines(...committed));
  assert.ok(verdict.kind === 'accepted');
  assert.deepEqual([verdict.endStates, verdict.events, verdict.states], [1, 6, 7]);
});

test('what is left out is searched for', () => {
  const names = committed.map(({ action }) => ({ action }));
  const states = committed.map(({ vars }) => ({ vars }));
  assert.equal(check(lines(...names)).kind, 'accepted');
  assert.equal(check(lines(...states)).kind, 'accepted');
  assert.equal(check(lines({ vars: {} }, { vars: {} }, { vars: { tmState: 'done' } })).kind, 'accepted');
});

test('a commit without every vote is rejected at that event, with the conjunct and its values', () => {
  const early = committed.filter((_, index) => index !== 3);
  const verdict = check(lines(...early));
  assert.ok(verdict.kind === 'rejected');
  assert.equal(verdict.at, 4);
  assert.equal(verdict.line, 4);
  assert.equal(verdict.action, 'TMCommit');
  assert.equal(
    verdict.because,
    'TMCommit: conjunct 2, tmPrepared = RM, is false: {"r1"} against {"r1", "r2"} (TwoPhase.tla:1)',
  );
  assert.equal(verdict.attempts[0]?.state.tmState, '"init"');
});

test('a value that differs is named with its place', () => {
  const verdict = check(lines({ ...committed[0], vars: { rmState: { r1: 'aborted' } } }));
  assert.ok(verdict.kind === 'rejected');
  assert.equal(verdict.because, 'RMPrepare("r1") gives rmState["r1"] = "prepared", observed was "aborted"');
  const missing = check(lines({ ...committed[0], vars: { rmState: { r9: 'prepared' } } }));
  assert.ok(missing.kind === 'rejected');
  assert.match(missing.because, /rmState\["r9"\] = nothing: \[r1 \|-> "prepared", r2 \|-> "working"\]/);
});

test('an argument that no step has is named', () => {
  const verdict = check(lines({ action: 'RMPrepare', args: { rm: 'r9' }, vars: {} }));
  assert.ok(verdict.kind === 'rejected');
  assert.match(verdict.because, /^RMPrepare\("r1"\) gives rm = "r1", observed was "r9"$/);
});

test('updates say the whole value: what they leave alone is unchanged', () => {
  const prepare = { event: 'RMPrepare', event_args: ['r1'] };
  const good = { ...prepare, rmState: [update(['r1'], 'prepared')], msgs: [add({ type: 'Prepared', rm: 'r1' })] };
  assert.equal(check(lines(good)).kind, 'accepted');
  assert.equal(check(lines({ ...prepare, rmState: [] })).kind, 'rejected');
  assert.equal(check(lines({ ...prepare, tmPrepared: [] })).kind, 'accepted');
  assert.equal(check(lines({ ...prepare, rmState: [update(['r1', 'x'], 'prepared')] })).kind, 'rejected');
  assert.equal(check(lines(good, { event: 'TMRcvPrepared', tmPrepared: [add('r2')] })).kind, 'rejected');
});

test('every operation on a value', () => {
  const two = lines(
    { event: 'RMPrepare', rmState: [update([], { r1: 'prepared', r2: 'working' })] },
    { event: 'TMRcvPrepared', tmPrepared: [{ op: 'AddElements', args: ['r1', 'r1'] }] },
    { event: 'TMRcvPrepared', tmPrepared: [{ op: 'Clear' }, add('r1')] },
    { event: 'TMRcvPrepared', tmPrepared: [{ op: 'RemoveElement', args: ['r1'] }, add('r1')] },
    { event: 'TMRcvPrepared', tmPrepared: [add('r2'), { op: 'RemoveElements', args: ['r2'] }] },
  );
  assert.equal(check(two).kind, 'accepted');
  // As TVOperators.tla has them: the list of elements is one argument, a key and its value are two.
  const words = lines(
    { event: 'RMPrepare', rmState: [{ op: 'SetKey', path: [], args: ['r1', 'prepared'] }] },
    { event: 'TMRcvPrepared', tmPrepared: [{ op: 'AddElements', args: [['r1']] }], rmState: [{ op: 'Unchanged' }] },
    { event: 'RMPrepare', rmState: [{ op: 'UpdateRec', path: [], args: [{ r2: 'prepared' }] }] },
  );
  assert.equal(check(words).kind, 'accepted');
  const wrong = { event: 'RMPrepare', rmState: [{ op: 'SetKey', path: [], args: ['r1', 'committed'] }] };
  assert.equal(check(lines(wrong)).kind, 'rejected');
  assert.equal(
    check(lines({ event: 'RMPrepare', rmState: [{ op: 'SetKey', path: [], args: ['nobody', 1] }] })).kind,
    'rejected',
  );
  assert.equal(check(lines({ event: 'RMPrepare', rmState: [{ op: 'Unchanged' }] })).kind, 'rejected');
  assert.equal(check(lines({ event: 'RMPrepare', msgs: [{ op: 'AppendElement', args: [1] }] })).kind, 'rejected');
});

test('strings of a trace mean model values where the specification has them', () => {
  const of = commitModel(setOf(['r1', 'r2'].map(modelValue)), ['r1', 'r2']);
  assert.equal(check(lines(...committed), { of }).kind, 'accepted');
  assert.equal(check(lines(...committed.filter((_, index) => index !== 3)), { of }).kind, 'rejected');
});

test('depth first and event by event agree, at any width', () => {
  const names = committed.map(({ action }) => ({ action }));
  const early = [...names.slice(0, 3), ...names.slice(4)];
  for (const cap of [0, 1, 2, 5, 100]) {
    assert.equal(check(lines(...names), { cap }).kind, 'accepted', `cap ${cap}`);
    const verdict = check(lines(...early), { cap });
    assert.ok(verdict.kind === 'rejected');
    assert.equal(verdict.at, 4, `cap ${cap}`);
    assert.match(verdict.because, /conjunct 2/);
  }
});

test('a budget that is spent is inconclusive', () => {
  const names = Array.from({ length: 2000 }, () => ({ action: 'TMRcvPrepared' }));
  const trace = lines({ action: 'RMPrepare' }, ...names);
  assert.deepEqual(
    [check(trace, { budget: { maxStates: 5 } })].map(({ kind }) => kind),
    ['inconclusive'],
  );
  const slow = check(trace, { budget: { maxSeconds: 1, elapsed: () => 2 } });
  assert.ok(slow.kind === 'inconclusive');
  assert.equal(slow.because, 'the budget of 1 s is spent');
  assert.ok(slow.at > 1);
});

test('the last event at which there was a choice', () => {
  const verdict = check(lines({ action: 'RMPrepare' }, { action: 'TMRcvPrepared' }, { action: 'TMCommit' }));
  assert.ok(verdict.kind === 'rejected');
  assert.equal(verdict.lastChoice, 2);
  assert.equal(verdict.candidates, 2);
});

test('input that cannot be checked is no verdict', () => {
  assert.equal(problemOf(''), '1: the trace has no event: there is nothing to check');
  assert.equal(problemOf('\n\n'), '1: the trace has no event: there is nothing to check');
  assert.match(problemOf('{"action": "RMPrepare"}\n{"action": "RM'), /^2: column \d+: .*cut short/);
  assert.match(problemOf('[1]'), /^1: expected a JSON object/);
  assert.match(problemOf(lines({ action: 'Prepare' })), /^1: the specification has no action 'Prepare' .*RMPrepare/);
  assert.match(
    problemOf(lines({ vars: { rmstate: {} } })),
    /^1: the specification has no variable 'rmstate' .*rmState/,
  );
  assert.match(problemOf(lines({ event: 'RMPrepare', event_args: ['a', 'b'] })), /2 arguments for RMPrepare\(rm\)/);
  assert.match(problemOf(lines({ action: 'RMPrepare', args: { r: 'a' } })), /RMPrepare\(rm\) has no parameter 'r'/);
  assert.match(
    problemOf(lines({ event: 'RMPrepare', rmState: 'x' })),
    /'rmState' is nothing that an event has: .*lists of updates/,
  );
  assert.match(problemOf(lines({ event: 'RMPrepare', rmState: [{ op: 'Do' }] })), /has the update "Do"; known are/);
  assert.match(problemOf(lines({ event: 'RMPrepare', rmState: [{ op: 'Update' }] })), /has no 'args'/);
  assert.match(problemOf(lines({ action: 1 })), /'action' is no string/);
  assert.match(problemOf(lines({ args: {}, vars: {} })), /arguments of no action/);
  assert.match(problemOf(lines({ vars: { tmState: 1.5 } })), /1.5 is no integer/);
  assert.match(problemOf(lines({ vars: { tmState: null } })), /null is no TLA\+ value/);
});

test('after an interruption, or when the time is over, the rest of a trace is not read; after a budget of states it is', () => {
  const trace = readTrace(lines(...Array.from({ length: 50 }, () => ({})), { action: 'RMPrepare' }));
  assert.ok(trace.ok);
  for (const [interrupted, seconds] of [
    [false, 0],
    [true, 0],
    [false, 61],
  ] as const) {
    const budget = { ...unbounded, maxStates: 20, interrupted: () => interrupted, elapsed: () => seconds };
    const checked = checkTrace(model, trace.value, budget);
    assert.ok(checked.ok && checked.value.kind === 'inconclusive');
    assert.equal(checked.value.events === 51, !interrupted && seconds === 0);
  }
});

test('a trace that leaves nothing open may be longer than the budget of states', () => {
  const again = Array.from({ length: 50 }, () => committed[1] as object);
  const trace = lines(committed[0] as object, ...again);
  assert.equal(check(trace, { budget: { maxStates: 3 } }).kind, 'accepted');
});
