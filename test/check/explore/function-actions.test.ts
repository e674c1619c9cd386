/** `f[e]` as an action: TLC follows the function's body, and so it assigns. All counts are TLC's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const body = `EXTENDS Naturals
VARIABLES x, y
N[n \\in 1..3] == x' = n /\\ y' \\in {n, y}
M == [n \\in 1..3 |-> x' = n \\/ x' = x + n]
P[n \\in 1..3, m \\in 1..2] == x' = n /\\ y' = m
Q[<<n, m>> \\in (1..3) \\X (1..2)] == x' = n /\\ y' = m
R(a) == [n \\in 1..3 |-> x' = n + a]
Rec[n \\in 0..3] == IF n = 0 THEN x' = x + 1 /\\ x < 5 ELSE x' = n \\/ Rec[n - 1]
Some[n \\in 0..3] == IF n = 0 THEN TRUE ELSE Some[n - 1]
Init == x = 0 /\\ y = 0
Next == `;

for (const [next, expected] of [
  ['\\E i \\in 1..3 : N[i]', '70 13 3'],
  ["x < 9 /\\ y' = y /\\ \\E i \\in 1..3 : M[i]", '55 12 5'],
  ['\\E i \\in 1..3 : P[i, 2]', '13 4 2'],
  ['\\E i \\in 1..3 : Q[<<i, 2>>]', '13 4 2'],
  ["y' = y /\\ R(2)[1]", '3 2 2'],
  ["y' = y /\\ [n \\in 1..3 |-> x' = n][2]", '3 2 2'],
  ["y' = y /\\ Rec[3]", '24 6 4'],
  ["Some[2] /\\ y' = y /\\ x' = 1 - x", '3 2 2'],
  ['Some[1] /\\ N[2] /\\ M[2]', '6 3 2'],
] as const) {
  test(next, () => {
    const { verdict, generated, distinct, depth } = explore(
      body + next,
      'INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE',
    ).result;
    assert.equal(`${verdict} ${generated} ${distinct} ${depth}`, `ok ${expected}`);
  });
}

test('what the body leaves open is an error, and so is an argument outside', () => {
  const failure = (next: string): string => explore(body + next, 'INIT Init\nNEXT Next').result.violation?.name ?? '';
  assert.match(failure("y' = y /\\ Some[2]"), /x' has no value/);
  assert.match(failure('N[4]'), /to argument 4, which is not in its domain/);
});
