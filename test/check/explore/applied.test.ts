/** Recursive functions of a LET that are only ever applied leave nothing behind, and give what functions give that are values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closureMark } from '../../../src/tla/runtime.js';
import { explore } from './model.js';

const config = 'INIT Init\nNEXT Next\nINVARIANT Inv\nCHECK_DEADLOCK FALSE';

function closuresOf(definitions: string, invariant: string): number {
  const before = closureMark();
  const text = `EXTENDS Integers, FiniteSets
VARIABLE x
${definitions}
Init == x = 1
Next == x < 6 /\\ x' = x + 1
Inv == ${invariant}`;
  const { result } = explore(text, config);
  assert.equal(result.violation?.name ?? result.verdict, 'ok', invariant);
  assert.equal(result.distinct, 6);
  return closureMark() - before;
}

const factorial = (use: string) =>
  `F(n) == LET f[i \\in 0..n] == IF i = 0 THEN 1 ELSE i * f[i - 1] IN ${use}\nRECURSIVE G(_)\nG(n) == IF n = 0 THEN 1 ELSE n * G(n - 1)`;

test('applied once, several times, in a loop, by another definition', () => {
  assert.equal(closuresOf(factorial('f[n]'), 'F(x) = G(x)'), 0);
  assert.equal(closuresOf(factorial('f[n] + f[n - 1]'), 'F(x) = G(x) + G(x - 1)'), 0);
  assert.equal(closuresOf(factorial('{f[i] : i \\in 1..n}'), 'F(x) = {G(i) : i \\in 1..x}'), 0);
  assert.equal(closuresOf(factorial('LET H(k) == f[k] * 2 IN H(n) + H(0)'), 'F(x) = 2 * G(x) + 2'), 0);
});

test('of two arguments, in one another, and where it is never needed', () => {
  const choose = 'C(n) == LET f[i, j \\in 0..n] == IF i = 0 \\/ j = 0 THEN 1 ELSE f[i - 1, j] + f[i, j - 1] IN f[2, n]';
  assert.equal(closuresOf(choose, 'x > 1 => C(x) = ((x + 1) * (x + 2)) \\div 2'), 0);
  const nested =
    'N(n) == LET f[i \\in 0..n] == LET g[j \\in 0..i] == IF j = 0 THEN 0 ELSE f[j - 1] + g[j - 1] IN IF i = 0 THEN 1 ELSE g[i] IN f[n]';
  assert.equal(closuresOf(nested, 'N(x) = 2 ^ (x - 1)'), 0);
  assert.equal(closuresOf('U(n) == LET f[i \\in 3] == f[i] IN IF n < 0 THEN f[1] ELSE n', 'U(x) = x'), 0);
});

test('asked for its domain or handed on it is a value', () => {
  assert.ok(closuresOf(factorial('<<f[n], DOMAIN f>>'), 'F(x) = <<G(x), 0..x>>') >= 6);
  assert.ok(closuresOf(factorial('f'), 'F(x)[x] = G(x)') >= 6);
});

test('outside its domain the error shows the function', () => {
  const { result } = explore(
    "EXTENDS Integers\nVARIABLE x\nInit == x = 0\nNext == x' = x\nInv == LET f[i \\in 0..x] == IF i = 0 THEN 1 ELSE f[i - 1] IN f[x] + f[x + 1] = 2",
    config,
  );
  assert.match(result.violation?.name ?? '', /\[x \\in \{0\} \|-> \.\.\.\]\nto argument 1, which is not in the domain/);
});
