/** What a definition, or an operator that is handed over, does not ask for is not evaluated. TLC (2.20) finds all of these true. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from '../check/explore/model.js';

const definitions = `EXTENDS Functions, Naturals, Sequences
VARIABLE x
f == <<1, 2, 3>>
g == <<1>>
First(a, b) == a
Or(a, b) == a > 3 \\/ b
RECURSIVE Fold(_, _, _)
Fold(Op(_, _), s, base) == IF s = <<>> THEN base ELSE Op(Head(s), Fold(Op, Tail(s), base))
RECURSIVE Ever(_, _)
Ever(Op(_, _), n) == Op(n, Ever(Op, n + 1))
Two(Op(_, _), s, t) == Fold(Op, s, Op(1, t[7]))
Nested(Op(_, _), s) == Op(1, Op(s[1], s[9]))
By(Op(_, _), s) == Pointwise(s, g, Op)
Via(Op(_, _), s) == Two(LAMBDA a, b : Op(a, b), s, g)
G(a, b) == IF b = 1 THEN 0 ELSE a
F(a) == G(a, 1)
E(a, c) == IF c = 0 THEN F(a) ELSE F(<<a, c>>)
`;

function holds(formulas: readonly string[]): void {
  const body = `${definitions}Init == x = 2\nNext == x' = 2\nInv == `;
  const run = (formula: string) => explore(body + formula, 'INIT Init NEXT Next INVARIANT Inv').result;
  for (const formula of formulas) {
    assert.equal(run(formula).verdict, 'ok', formula);
    assert.equal(run(`~(${formula})`).violation?.kind, 'invariant', formula);
  }
}

test('an operator that is handed over is not given what it does not ask for', () => {
  holds([
    'Pointwise(f, g, LAMBDA a, b : a) = f',
    'Pointwise(f, g, First) = f',
    'Pointwise(f, g, LAMBDA a, b : IF a > 1 THEN a ELSE b + 6) = <<7, 2, 3>>',
    'LET h(a, b) == a + x IN Pointwise(f, g, h) = <<3, 4, 5>>',
    'By(First, f) = f',
    'Two(First, f, g) = 1',
    'Nested(First, f) = 1',
    'Via(First, f) = 1',
    'LET K(Op(_, _), s) == [i \\in DOMAIN s |-> Op(s[i], g[i])] IN K(First, f) = f /\\ K(LAMBDA a, b : a, f) = f',
    'LET K(Op(_, _), s) == Two(Op, s, g) + x IN K(First, f) = 3',
  ]);
});

test('a recursion through an operator ends where the operator does not ask for it', () => {
  holds([
    'Ever(LAMBDA a, b : IF a > x + 5 THEN a ELSE b, 0) = 8',
    'Ever(Or, 0)',
    'Fold(First, f, 0) = 1',
    'Fold(+, f, 0) = 6',
    'Fold(/\\, <<TRUE, FALSE, 7>>, TRUE) = FALSE',
  ]);
});

test('an argument that a definition hands on is evaluated where it is asked for', () => {
  holds([
    'F(Head(<<>>)) = 0',
    'E(g[7], 0) + E(g[7], 1) = 0',
    'LET y == Head(<<>>) IN G(y, 1) + G(y, x - 1) = 0',
    'LET y == g[x] IN G(<<y>>, 1) + G([r |-> y], 1) = 0',
    'LET y == g[x]  H(c, d) == E(c, d) IN H(y, x) + H(y, 0) = 0',
  ]);
});

test('so it is for the arguments of an action', () => {
  const body = `${definitions}Init == x = 2
Step(a, b) == x' = 1 /\\ (b = 1 \\/ a = 2)
Next == Step(Head(<<>>), 1)`;
  const { verdict, distinct } = explore(`${body}\n`, 'INIT Init NEXT Next').result;
  assert.deepEqual([verdict, distinct], ['ok', 2]);
});
