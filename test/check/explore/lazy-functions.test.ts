/** Functions that TLC computes where they are applied: EXCEPT of those on infinite domains, definitions that need their own parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

/** The violated assumptions among those given; TLC finds all of them true. */
function holds(definitions: string, formulas: readonly string[]): void {
  const body = `EXTENDS Naturals, Integers, Sequences
VARIABLE x
${definitions}
Init == x = 2
Next == UNCHANGED x
Inv == `;
  for (const formula of formulas) {
    const { verdict, violation } = explore(body + formula, 'INIT Init NEXT Next INVARIANT Inv').result;
    assert.equal(verdict, 'ok', `${formula}: ${violation?.name}`);
    const { violation: refuted } = explore(`${body}~(${formula})`, 'INIT Init NEXT Next INVARIANT Inv').result;
    assert.equal(refuted?.kind, 'invariant', formula);
  }
}

test('EXCEPT of a function on an infinite domain', () => {
  holds('F == [i \\in Nat |-> i + x]\nG(n) == [F EXCEPT ![n] = @ + 1]', [
    '[F EXCEPT ![3] = 5][3] = 5',
    '[F EXCEPT ![3] = 5][4] = 6',
    '[F EXCEPT ![3] = 5, ![3] = @ + 1, ![4] = 0][3] = 6',
    '[F EXCEPT ![0 - 1] = 5][3] = 5',
    '[i \\in Nat |-> [j \\in Nat |-> 2 * i + j]][5][3] = 13',
    '[[i \\in Nat |-> [j \\in Nat |-> 2 * i + j]] EXCEPT ![5][3] = @ + 1][5][3] = 14',
    '[[i \\in Nat |-> [j \\in Nat |-> 2 * i + j]] EXCEPT ![5][3] = @ + 1][5][4] = 14',
    '[[i \\in 1..3 |-> i] EXCEPT ![2] = [j \\in Int |-> @ + j]][2][40] = 42',
    '[G(1) EXCEPT ![CHOOSE n \\in {1, 2} : n > 1] = 3][2] = 3',
    '[[s \\in SUBSET Nat |-> 0] EXCEPT ![1..2] = 7][{1, 2}] = 7',
    'DOMAIN G(1) = Nat',
  ]);
});

test('a recursive definition that needs other arguments of its own value', () => {
  holds(
    `f[i \\in 0..3] == [j \\in 0..3 |-> IF j = 0 THEN (IF i = 0 THEN 1 ELSE f[i - 1][3]) ELSE f[i][j - 1] + x]
h[i \\in 0..2, j \\in 0..2] == [k \\in 0..2 |-> IF k = 0 THEN i + j ELSE h[i, j][k - 1] + 1]
d[i \\in 0..2] == IF i = 0 THEN [j \\in 0..2 |-> j] ELSE LET e == i IN [j \\in 0..2 |-> IF j = e THEN d[i - 1][j] ELSE d[i][e] + j]`,
    [
      'f[0][3] = 7',
      'f[3][3] = 25',
      'f[1] = [j \\in 0..3 |-> 7 + 2 * j]',
      'f[1] \\in {[j \\in 0..3 |-> 7 + 2 * j]}',
      'DOMAIN f[2] = 0..3',
      'h[1, 2][2] = 5',
      '[h EXCEPT ![0, 0] = 3][1, 1] = [k \\in 0..2 |-> 2 + k]',
      'd[1] = [j \\in 0..2 |-> IF j = 1 THEN 1 ELSE 1 + j]',
    ],
  );
});

test('an infinite function as the value of a variable is an error, as in TLC', () => {
  const body = `EXTENDS Naturals
VARIABLE x
Init == x = [i \\in Nat |-> i]
Next == x' = [x EXCEPT ![3] = @ + 1]`;
  assert.equal(explore(body, 'INIT Init NEXT Next', { maxStates: 10 }).result.violation?.kind, 'error');
});

test('a function some of whose values cannot be computed has the others, and a vast one is not made whole', () => {
  holds('Restrict(f, S) == [i \\in S |-> f[i]]\nHalves == [i \\in 1..3 |-> 10 \\div (i - 1)]', [
    '[i \\in 0..3 |-> <<5, 6>>[i]][x] = 6',
    'Halves[x] = 10',
    'Restrict(<<5, 6>>, 0..3)[x] = 6',
    '\\A i \\in {2, 3} : LET f == [j \\in 1..3 |-> 12 \\div (j - 1)] IN f[i] = 12 \\div (i - 1)',
    'DOMAIN [i \\in 1..3 |-> <<>>[i]] = 1..3',
    '[s \\in SUBSET (1..40) |-> x][{3}] = 2',
  ]);
  const whole = (value: string): string | undefined =>
    explore(
      `EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = ${value}`,
      'INIT Init NEXT Next',
    ).result.violation?.kind;
  assert.equal(whole('IF [i \\in 0..2 |-> 10 \\div i][2] = 5 THEN x ELSE 1'), undefined);
  assert.equal(whole('[i \\in 0..2 |-> 10 \\div i]'), 'error');
  assert.equal(whole('IF [i \\in 0..2 |-> 10 \\div i] = [i \\in 0..2 |-> 5] THEN x ELSE 1'), 'error');
  assert.equal(whole('IF [i \\in 0..2 |-> 10 \\div i] \\in [0..2 -> Nat] THEN x ELSE 1'), 'error');
});
