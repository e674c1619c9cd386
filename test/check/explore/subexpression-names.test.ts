/** Names of subexpressions as values and as operators. TLC finds all of these formulas true. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const definitions = `EXTENDS Naturals
VARIABLE x
With2(Op(_, _), a, b) == Op(a, b)
With3(Op(_, _, _), a, b, c) == Op(a, b, c)
With4(Op(_, _, _, _), a, b, c, d) == Op(a, b, c, d)
Least(p) == CHOOSE n \\in 1..9 : lab(n) :: LET a ++ b == {a, b, p, n} IN n ++ p = {n, p}
Pairs(p) == \\A i \\in 1..2, j \\in {7} : both(j, i) :: LET Twice(k) == 2 * k + i IN Twice(j) - p > i
Kind(r) == CASE r = 1 -> "one" [] r = 2 -> "two" [] OTHER -> r.name
Inner == LET local == x + 21 IN local
local == 44
LEMMA Fact == truth :: x < 9
Init == x = 2
Next == UNCHANGED x
Inv == `;

function holds(formula: string, expected: boolean): void {
  const { verdict, violation } = explore(definitions + formula, 'INIT Init NEXT Next INVARIANT Inv').result;
  assert.equal(violation?.kind === 'error' ? violation.name : verdict, expected ? 'ok' : 'violation', formula);
}

test('a label and a definition in a LET are values with their arguments, and operators without', () => {
  for (const [formula, wrong] of [
    ['Least(3)!lab(2)!:!++(4, 5) = {2, 3, 4, 5}', '{2, 3, 4}'],
    ['With4(Least!lab!:!++, 3, 2, 4, 5) = {2, 3, 4, 5}', '{2, 3, 4}'],
    ['With4(Least!@!++, 3, 2, 4, 5) = {2, 3, 4, 5}', '{2, 3, 4}'],
    ['Least(3)!(3)!1!>> = {3}', '{4}'],
    ['With2(Least!lab!1!>>, 4, 5) = {4, 5}', '{4}'],
    // As the label lists its names, not as they are bound.
    ['Pairs(1)!both(7, 2)!:!Twice(10) = 22', '27'],
    ['With4(Pairs!both!:!Twice, 1, 7, 2, 10) = 22', '27'],
    ['With3(Pairs!both!1!<<, 4, 7, 2) = 12', '17'],
  ] as const) {
    holds(formula, true);
    holds(`${formula.slice(0, formula.lastIndexOf('=') + 1)} ${wrong}`, false);
  }
});

test('operands of a field, of OTHER, of a LET whose name is defined later, and the label of a theorem', () => {
  for (const [formula, wrong] of [
    ['Kind([name |-> 3])!3!2 = 3', '4'],
    ['Kind([name |-> 3])!3!2!2 = "name"', '"nam"'],
    ['Kind(2)!2!1 = TRUE', 'FALSE'],
    ['Inner!1 + local = 67', '88'],
    ['Fact!truth = TRUE', 'FALSE'],
    ['[THEN |-> 3].THEN = 3', '2'],
    ['[[SF_ |-> 1] EXCEPT !.SF_ = @ + 1].SF_ = 2', '1'],
  ] as const) {
    holds(formula, true);
    holds(`${formula.slice(0, formula.lastIndexOf('=') + 1)} ${wrong}`, false);
  }
});
