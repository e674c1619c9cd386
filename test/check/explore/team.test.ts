/** Searches by several threads: the counts, depths and counterexamples of one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateStore } from '../../../src/check/explore/state-store.js';
import { evenOut, Member, shareFor } from '../../../src/check/explore/team.js';
import { decodeStates, encodeStates } from '../../../src/check/explore/travel.js';
import { recordOf, setOf, string, tupleOf } from '../../../src/tla/runtime.js';

test('who has many states hands some to those who have few, and nobody moves states for a trifle', () => {
  assert.deepEqual(evenOut([1000, 0]), [{ from: 0, to: 1, count: 500 }]);
  assert.deepEqual(evenOut([40, 0]), []);
  assert.deepEqual(evenOut([10_000, 10_400]), []);
  for (const counts of [
    [900, 10, 20],
    [0, 0, 0, 5000],
    [333, 4444, 1, 2000, 7],
  ]) {
    const after = [...counts];
    for (const { from, to, count } of evenOut(counts)) {
      after[from]! -= count;
      after[to]! += count;
    }
    const all = counts.reduce((sum, count) => sum + count, 0);
    assert.equal(
      after.reduce((sum, count) => sum + count, 0),
      all,
    );
    assert.ok(Math.max(...after) <= Math.ceil(all / counts.length), `${counts} became ${after}`);
  }
});

test('states arrive as they were sent, with predecessors and actions', () => {
  const sent = new StateStore(2);
  const values = [tupleOf([2, 4]), recordOf({ kind: string('vote'), from: setOf([2, 4, 6]) })];
  for (let i = 0; i < 5; i += 1) sent.add(Int32Array.of(values[0]! & -1, values[1]!), 0, i - 1, i % 3);
  const received = new StateStore(2);
  decodeStates(encodeStates(sent, 1, 3), received);
  assert.equal(received.count, 3);
  for (let i = 0; i < 3; i += 1) {
    assert.deepEqual(received.state(i), sent.state(i + 1));
    assert.deepEqual([received.predecessor(i), received.action(i)], [i, (i + 1) % 3]);
  }
});

test('a member that waits goes on when another stops the team', () => {
  const share = shareFor(2);
  const other = new Member(1, share, [null, null]);
  const waiting = new Member(0, share, [null, null], () => other.stop());
  assert.equal(waiting.nextLevel(new StateStore(1), 0), 0);
  assert.ok(other.stopped);
});
