/**
 * Alternatives in definitions of a LET are alternatives of the action where these stand as conjuncts of it, also by way of one another.
 * The counts are those that TLC (2.20) prints.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreText } from '../packed/model.js';

/** How many states are generated: 10 are distinct. A step that counts t up has `guard` before it. */
function generated(guard: string): number {
  const body = `EXTENDS Naturals\nVARIABLES x, t
Init == x = 0 /\\ t = 0
Next == \\/ /\\ (${guard})
           /\\ t < 4
           /\\ t' = t + 1
           /\\ UNCHANGED x
        \\/ x' = 1 - x /\\ UNCHANGED t`;
  const { ids } = exploreText(body, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE', Number.POSITIVE_INFINITY);
  assert.equal(ids.distinct, 10);
  return ids.generated;
}

test('a definition with alternatives is followed where another definition that is followed uses it', () => {
  assert.equal(generated('LET b == x = 0 \\/ t = 2 IN b'), 17);
  assert.equal(generated('LET b == x = 0 \\/ t = 2  c == b \\/ t = 3 IN c'), 19);
  assert.equal(generated('LET b == x = 0 \\/ t = 2  c(i) == b /\\ i < 5 IN c(t)'), 17);
  assert.equal(generated('LET b == x = 0 \\/ t = 2  c(i) == b \\/ i = 2 IN c(t) /\\ c(0)'), 22);
  assert.equal(
    generated('LET a == (LET b == x = 0  c(i) == b \\/ i = 2 IN c(t) /\\ c(0))  d(j) == a \\/ j = 0 IN d(2) /\\ d(0)'),
    23,
  );
});
