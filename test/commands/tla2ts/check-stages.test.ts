/** `check` of a file with more values than one thread is to hold: threads take over from each other, and nobody can tell. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkInStages } from '../../../src/commands/tla2ts/check-stages.js';
import type { Handover } from '../../../src/commands/tla2ts/check-trace-file.js';
import { type TraceModelOptions, TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';
import { valueBytes } from '../../../src/tla/memory.js';
import { line, notes, path, write } from './notes.js';

const spec = path('Notes.tla');
/** The threads begin with as few; the test's own thread is over it from the second test on. */
const limit = valueBytes() + 1_000_000;
const show = (count: number) => ({ action: 'Show', vars: { count } });

async function checked(file: string, maxValueBytes: number, options: TraceModelOptions = {}) {
  const handovers: Handover[] = [];
  const models = new TraceModels(spec, options, assert.fail);
  const budget = { maxStates: 1_000_000, maxSeconds: 60, coverage: false, selfTest: 0, seed: 1n };
  const task = { spec, options, file, request: { ...budget, maxValueBytes } };
  const { seconds: _, ...result } = await checkInStages(task, models, (one) => handovers.push(one));
  return { result, handovers };
}

/** In threads and in one: the result, and what was handed over. */
async function inBothWays(file: string, options: TraceModelOptions = {}) {
  const many = await checked(file, limit, options);
  assert.ok(many.handovers.length > 1, `${many.handovers.length} handovers`);
  for (const { valueBytes: used } of many.handovers.slice(1)) {
    assert.ok(used < limit + (1 << 20), `${used} of ${limit}`);
  }
  const one = await checked(file, Number.POSITIVE_INFINITY, options);
  assert.equal(one.handovers.length, 0);
  assert.deepEqual(many.result, one.result);
  return many;
}

test('accepted: two states are handed over until the choice is known', async () => {
  const { result } = await inBothWays(write('accepted.ndjson', [], show(notes + 2)));
  assert.ok('verdict' in result && result.verdict.kind === 'accepted');
  assert.equal(result.verdict.events, notes + 6);
});

test('rejected at the last line, with its reasons', async () => {
  const { result } = await inBothWays(write('late.ndjson', [show(2)], show(notes + 3)));
  assert.ok('verdict' in result && result.verdict.kind === 'rejected');
  assert.equal(result.verdict.line, notes + 7);
  assert.ok(result.verdict.attempts.length > 0);
});

test('rejected early: the names in the rest are still checked, and the events counted', async () => {
  const { result, handovers } = await inBothWays(write('early.ndjson', [show(7)], show(9)));
  assert.ok('verdict' in result && result.verdict.kind === 'rejected');
  assert.equal(result.verdict.line, 5);
  assert.equal(result.verdict.events, notes + 7);
  assert.ok(handovers.every(({ check }) => 'kind' in check.stood));
  const wrong = await inBothWays(write('wrong.ndjson', [show(7)], { actoin: 'Show' }));
  assert.ok('error' in wrong.result);
  assert.match(wrong.result.error, new RegExp(`wrong.ndjson:${notes + 7}: .*'actoin'`));
});

test('hidden steps: the second search is done in parts, too', async () => {
  const map = path('hidden.json');
  // Only the first line tells that there are any, and only the last one that they are needed.
  writeFileSync(map, JSON.stringify({ hidden: [{ action: 'Toss', before: ['Know'] }] }));
  const file = path('hidden.ndjson');
  const written = Array.from({ length: notes }, (_, index) => ({
    action: 'Write',
    args: { text: `hidden ${index} ${'é'.repeat(500)}` },
  }));
  const events = [{ action: 'Know', args: { name: 'zoe' } }, ...written, show(notes + 1)];
  writeFileSync(file, events.map(line).join(''));
  const { result, handovers } = await inBothWays(file, { map });
  assert.ok('verdict' in result && result.verdict.kind === 'accepted', JSON.stringify(result));
  assert.equal(result.verdict.hidden, 1);
  assert.deepEqual([...new Set(handovers.map(({ check }) => check.hidden))], [false, true]);
});

test('lines that are passed over at the end of a part are counted once', async () => {
  const map = path('skip.json');
  writeFileSync(map, JSON.stringify({ skip: ['Know'] }));
  const file = path('skipped.ndjson');
  const written = Array.from({ length: notes }, (_, index) => [
    line({ action: 'Write', args: { text: `skipped ${index} ${'x'.repeat(500)}` } }),
    line({ action: 'Know', args: { name: 'anna' } }),
  ]);
  writeFileSync(file, written.flat().join('\n'));
  const { result } = await inBothWays(file, { map });
  assert.ok('verdict' in result && result.verdict.kind === 'accepted', JSON.stringify(result));
  assert.deepEqual([result.verdict.events, result.verdict.skipped], [2 * notes, notes]);
});
