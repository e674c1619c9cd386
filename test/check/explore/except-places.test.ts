/** EXCEPT where there is no such place: TLC leaves the function as it is and does not evaluate the value (FcnRcdValue.java). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const body = `EXTENDS Naturals, Sequences
VARIABLES f, x
Init == f = <<1, 2>> /\\ x = 3
Next == UNCHANGED <<f, x>>
Put(g, i, v) == [g EXCEPT ![i] = v]
Handed(i, v) == LET w == Head(v) IN [f EXCEPT ![i] = w]
Inv == FORMULA`;

for (const formula of [
  '[f EXCEPT ![x] = f[x] + 1] = f',
  '[f EXCEPT ![x + 1] = f[x]] = f',
  '[f EXCEPT ![x] = Head(<<>>)] = f',
  '[f EXCEPT ![x] = 1 \\div (x - 3)] = f',
  '[[a |-> 1] EXCEPT !.b = f[x]] = [a |-> 1]',
  '[f EXCEPT ![x] = CHOOSE n \\in {} : TRUE, ![1] = 5] = <<5, 2>>',
  '[f EXCEPT ![x][1] = f[x]] = f',
  'Put(f, x, f[x]) = f',
  'Handed(x, <<>>) = f',
  '[f EXCEPT ![2] = f[1] + f[2]] = <<1, 3>>',
  'Put(f, 1, f[2]) = <<2, 2>>',
]) {
  test(formula, () => {
    const { violation, verdict } = explore(
      body.replace('FORMULA', () => formula),
      'INIT Init NEXT Next INVARIANT Inv',
    ).result;
    assert.equal(verdict, 'ok', violation?.name);
  });
}

test('where there is such a place the value is evaluated', () => {
  const text = body.replace('FORMULA', '[f EXCEPT ![2] = f[x]] = f');
  assert.equal(explore(text, 'INIT Init NEXT Next INVARIANT Inv').result.violation?.kind, 'error');
});
