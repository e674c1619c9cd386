/** A look ahead finds what a log leaves open without visiting all of it, and changes no verdict. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkText } from '../../../src/commands/tla2ts/check-file.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';

const spec = fileURLToPath(new URL('../../../../specs/commit/TwoPhase.tla', import.meta.url));
const managers = Array.from({ length: 16 }, (_, index) => `r${index}`);
const models = new TraceModels(spec, {}, () => {});
const budget = { maxStates: 1_000_000, maxSeconds: 60, elapsed: () => 0 };

/** Each prepares, each message is received, some twice; all are committed. What is logged of an event, `told` says. */
function run(told: (action: string, rm: string | null) => object): string {
  const events: [string, string | null][] = [];
  for (const [index, rm] of managers.entries()) {
    events.push(['RMPrepare', rm]);
    for (let again = 0; again <= index % 3; again += 1)
      events.push(['TMRcvPrepared', managers[index - again] as string]);
  }
  events.push(['TMCommit', null], ...managers.map((rm): [string, string] => ['RMRcvCommitMsg', rm]));
  return events.map(([action, rm]) => JSON.stringify(told(action, rm))).join('\n');
}

function verdict(text: string) {
  const checked = checkText('run', text, models, budget, { constants: { RM: managers } });
  assert.ok('verdict' in checked, 'error' in checked ? checked.error : '');
  return checked.verdict;
}

test('names and some arguments; names only: a few hundred states of the 2^16 that are possible', () => {
  const someNamed = run((action, rm) =>
    action === 'TMRcvPrepared' || rm === null ? { action } : { action, args: { rm } },
  );
  const names = run((action) => ({ action }));
  for (const text of [someNamed, names]) {
    const { kind, states } = verdict(text);
    assert.equal(kind, 'accepted');
    assert.ok(states < 5000, `${states} states`);
  }
});

test('no names at all: a message received again changes nothing', () => {
  const prepared = new Set<string>();
  const text = run((action, rm) => {
    if (action === 'TMRcvPrepared' && rm !== null) prepared.add(rm);
    if (action === 'RMPrepare') return { vars: { rmState: { [String(rm)]: 'prepared' } } };
    if (action === 'RMRcvCommitMsg') return { vars: { rmState: { [String(rm)]: 'committed' } } };
    return action === 'TMCommit' ? { vars: { tmState: 'done' } } : { vars: { tmPrepared: { '#set': [...prepared] } } };
  });
  assert.equal(verdict(text).kind, 'accepted');
});

test('one receipt too few is rejected at the commit, as without a look ahead', () => {
  const lines = run((action, rm) => (action === 'TMRcvPrepared' || rm === null ? { action } : { action, args: { rm } }))
    .split('\n')
    .filter(
      (line, index, all) =>
        !line.includes('TMRcvPrepared') ||
        all.slice(0, index).filter((one) => one.includes('TMRcvPrepared')).length < 15,
    );
  const found = verdict(lines.join('\n'));
  assert.ok(found.kind === 'rejected');
  assert.deepEqual([found.action, found.at], ['TMCommit', 32]);
  assert.match(found.because, /tmPrepared = RM, is false/);
});
