/** RECURSIVE operators that assign what they are given, followed as TLC follows them: counts are TLC's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

function counts(definition: string, init: string, next: string): string {
  const arity = definition.slice(2, definition.indexOf(')')).split(',').length;
  const body = `EXTENDS Naturals
VARIABLES x, y
RECURSIVE A(${Array(arity).fill('_').join(', ')})
${definition}
Init == ${init}
Next == ${next}`;
  const { verdict, generated, distinct } = explore(body, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE').result;
  return `${verdict} ${generated} ${distinct}`;
}

const zero = 'x = 0 /\\ y = 0';
const one = 'A(v, n) == IF n = 0 THEN v = 0 ELSE A(v, n - 1)';
const several = 'A(v, n) == IF n = 0 THEN v \\in {1, 2} ELSE A(v, n - 1)';
const crossed = 'A(v, w, n) == IF n = 0 THEN v = 1 /\\ w \\in {2, 3} ELSE A(w, v, n - 1)';

test('a primed variable', () => {
  assert.equal(counts(one, zero, "A(x', 2) /\\ y' = 1 - y"), 'ok 3 2');
  assert.equal(counts(several, zero, "A(x', 2) /\\ y' = 1 - y"), 'ok 11 5');
});

test('several of them, and each in the place of the other', () => {
  assert.equal(counts('A(v, n) == IF n = 0 THEN v = 1 - x ELSE A(v, n - 1)', zero, "A(x', 2) /\\ A(y', 1)"), 'ok 3 2');
  assert.equal(counts(crossed, zero, "A(x', y', 3)"), 'ok 7 3');
  const cases = 'A(v, n) == CASE n = 0 -> v \\in {0, 1} [] n = 1 -> v = 3 [] OTHER -> A(v, n - 2) \\/ A(v, n - 1)';
  assert.equal(counts(cases, zero, "\\E k \\in 1..3 : A(x', k) /\\ A(y', 1)"), 'ok 33 4');
});

test('variables of an initial state', () => {
  const next = "x' = x /\\ y' = (y + x) % 4";
  assert.equal(counts(several, 'A(x, 2) /\\ A(y, 1)', next), 'ok 12 8');
  assert.equal(counts(crossed, 'A(x, y, 3)', next), 'ok 8 6');
  assert.equal(counts('A(v, n) == v = n \\/ (n > 0 /\\ A(v, n - 1))', 'y \\in 0..2 /\\ A(x, y)', next), 'ok 15 9');
});

test('one that is assigned already is tested', () => {
  assert.equal(counts(one, 'x = 0 /\\ A(x, 2) /\\ y = 0', "x' = y /\\ A(x', 3) /\\ y' = 1"), 'ok 2 2');
});
