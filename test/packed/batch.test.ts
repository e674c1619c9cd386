/** Successors that wait in a batch: more of one state than it has room for, and some that are outside the constraints. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH } from '../../src/check/explore/batch.js';
import { exploreText, summary } from './model.js';

// Before that one state comes there are enough others that so much may be learnt.
const crowded = `
EXTENDS Naturals
VARIABLES a, b, x, y
Init == a = 0 /\\ b = 0 /\\ x = 0 /\\ y = 0
Next == \\/ x = 0 /\\ a < 69 /\\ a' = a + 1 /\\ UNCHANGED <<b, x, y>>
        \\/ x = 0 /\\ b < 69 /\\ b' = b + 1 /\\ UNCHANGED <<a, x, y>>
        \\/ x = 0 /\\ a = 69 /\\ b = 69 /\\ x' \\in 1..90 /\\ y' \\in 1..95 /\\ UNCHANGED <<a, b>>
        \\/ UNCHANGED <<a, b, x, y>>
Even == y % 2 = 0
Inv == x = 90 => y # 94
`;

test('a state with more successors than a batch has room for is counted, constrained and checked like others', () => {
  const both = exploreText(crowded, 'INIT Init NEXT Next CONSTRAINT Even', 40);
  assert.equal(both.outcome?.kind, 'visited');
  assert.deepEqual(summary(both.packed), summary(both.ids));
  assert.ok(90 * 95 > BATCH);
  assert.equal(both.ids.distinct, 70 * 70 + 90 * 47);
  const violated = exploreText(crowded, 'INIT Init NEXT Next INVARIANT Inv', 40);
  assert.deepEqual(violated.outcome, { kind: 'left', because: 'an invariant is violated' });
  assert.equal(violated.packed.violation?.name, 'Inv');
  assert.deepEqual(summary(violated.packed), summary(violated.ids));
});

test('an invariant is checked of states outside the constraints as well', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0
Next == x' = (x + 1) % 20 /\\ y' \\in {y, (y + 1) % 20}
Within == x # 19 \\/ y # 10
Inv == ~(x = 19 /\\ y = 10)`;
  const both = exploreText(body, 'INIT Init NEXT Next INVARIANT Inv CONSTRAINT Within', 40);
  assert.deepEqual(both.outcome, { kind: 'left', because: 'an invariant is violated' });
  assert.equal(both.packed.violation?.name, 'Inv');
  assert.deepEqual(summary(both.packed), summary(both.ids));
});
