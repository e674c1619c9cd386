/** Traces of Quint: variables with the modules around them, and the action that was taken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTrace } from '../../../src/check/trace/check-trace.js';
import { readWholeTrace } from '../../../src/check/trace/read-trace.js';
import { string } from '../../../src/tla/atoms.js';
import { setOf } from '../../../src/tla/collections.js';
import { commitModel } from './commit-model.js';

const model = commitModel(setOf(['r1'].map(string)));

function check(taken: string | null, variable = 'commit::two_phase::rmState'): string {
  const state = (value: string, action: string): object => ({
    '#meta': {},
    [variable]: { '#map': [['r1', value]] },
    ...(taken === null ? {} : { 'mbt::actionTaken': action, 'mbt::nondetPicks': {} }),
  });
  const states = [state('working', 'init'), state('prepared', taken ?? '')];
  const trace = readWholeTrace(
    JSON.stringify({ '#meta': { format: 'ITF' }, vars: [variable, 'mbt::actionTaken'], states }),
  );
  assert.ok(trace.ok);
  const checked = checkTrace(model, trace.value.events, { maxStates: 100, maxSeconds: 9, elapsed: () => 0 });
  return checked.ok ? checked.value.kind : checked.problem.message;
}

test('a variable is known by its name without the modules around it, another one is not', () => {
  assert.equal(check(null), 'accepted');
  assert.match(check(null, 'commit::rmStates'), /no variable 'commit::rmStates'/);
});

test('the action that was taken counts where the specification has one of that name', () => {
  assert.equal(check('RMPrepare'), 'accepted');
  assert.equal(check('prepareAtLast'), 'accepted');
  assert.equal(check('RMChooseToAbort'), 'rejected');
});
