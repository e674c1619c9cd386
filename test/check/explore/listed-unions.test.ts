/** `x' \in UNION S`: an element of two of the sets is two outcomes where TLC does not put the union together; counts are TLC's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

function counts(set: string, next = "x' \\in S /\\ y' = y", init = 'x = 0 /\\ y = 0'): string {
  const body = `EXTENDS Integers
VARIABLES x, y
S == ${set}
Init == ${init}
Next == ${next}`;
  const { generated, distinct } = explore(body, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE').result;
  return `${generated} ${distinct}`;
}

test('of subsets and intervals', () => {
  assert.equal(counts('UNION SUBSET {0, 1, 2}'), '37 3');
  assert.equal(counts('UNION {1..((x + 1) % 4), 2..3}'), '15 4');
  assert.equal(counts('UNION SUBSET {0, 1, 2}', "x' \\in S /\\ y' \\in S"), '1297 9');
  assert.equal(counts('UNION SUBSET {0, 1, 2}', 'FALSE /\\ UNCHANGED <<x, y>>', 'x \\in S /\\ y = 0'), '12 3');
});

test('not of lists of elements, nor below a quantifier', () => {
  assert.equal(counts('UNION {{1, 2}, {2, 3}}'), '13 4');
  assert.equal(counts('UNION SUBSET {0, 1, 2}', "\\E z \\in S : x' = z /\\ y' = y"), '10 3');
});
