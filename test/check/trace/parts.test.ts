/** A check that is done in parts, one for each event where it can be, comes to what it comes to in one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEvents, checkInParts, type SavedCheck } from '../../../src/check/trace/check-trace.js';
import { readTrace } from '../../../src/check/trace/read-trace.js';
import { string } from '../../../src/tla/atoms.js';
import { setOf } from '../../../src/tla/collections.js';
import { commitModel } from './commit-model.js';

const model = commitModel(setOf(['r1', 'r2', 'r3', 'r4'].map(string)));
const budget = { maxStates: 1_000_000, maxSeconds: 60, elapsed: () => 0 };

function inBothWays(events: readonly object[]) {
  const trace = readTrace(events.map((event) => JSON.stringify(event)).join('\n'));
  assert.ok(trace.ok);
  const source = function* (afterLine: number) {
    for (const value of trace.value) if (value.line > afterLine) yield { ok: true as const, value };
  };
  const whole = checkEvents(model, source, budget);
  assert.ok(whole.ok);
  const widths: number[] = [];
  let from: SavedCheck | null = null;
  for (;;) {
    const part: ReturnType<typeof checkInParts> = checkInParts(model, source, budget, {}, { from, isFull: () => true });
    assert.ok(part.ok);
    if (!('stood' in part.value)) {
      assert.deepEqual(part.value, whole.value);
      return { verdict: part.value, widths };
    }
    from = part.value;
    if ('glance' in from.stood) widths.push(from.stood.search.layer.ways.length);
  }
}

test('in as many parts as events, also where events were read ahead', () => {
  const open = (count: number): object[] => Array.from({ length: count }, () => ({}));
  const wide: number[] = [];
  for (const [kind, ...events] of [
    ['accepted', ...open(8), { action: 'TMCommit' }, ...open(3), { action: 'RMRcvCommitMsg', args: { rm: 'r4' } }],
    ['accepted', ...open(5), { action: 'TMAbort' }, ...open(2)],
    // The look ahead finds nothing, and what it has read is still to be taken.
    ['rejected', ...open(6), { action: 'TMCommit' }, ...open(2), { action: 'TMAbort' }, ...open(2)],
  ] as const) {
    const { verdict, widths } = inBothWays(events);
    assert.equal(verdict.kind, kind);
    wide.push(...widths.filter((width) => width > 32));
  }
  assert.ok(wide.length > 0, 'no part began where the search looks ahead');
});
