/** `\A x \in S : A` as an action is the conjunction of its instances. The counts are TLC's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const counts = (body: string, config: string): readonly (number | string)[] => {
  const { verdict, generated, distinct, depth } = explore(body, `${config} CHECK_DEADLOCK FALSE`).result;
  return [verdict, generated, distinct, depth];
};

const named = `EXTENDS Integers
VARIABLES x, y
Init == x = 0 /\\ y = 0
Nothing == \\A i \\in {}, j \\in 1..2 : x' = j
Nothing2 == \\A j \\in 1..2,  i \\in {}: x' = j
N1 == Nothing /\\ UNCHANGED y /\\ x' = 1
N2 == Nothing2 /\\ UNCHANGED y /\\ x' = 2
Sames(S, n) == \\A j \\in S : x' = n
N4 == IF x = 2 THEN Sames({1, 2}, 4) /\\ y' = y ELSE UNCHANGED <<x, y>>
N5 == /\\ x = 4
      /\\ CASE y = 0 -> Sames({1}, 5) /\\ y' = 1 [] OTHER -> FALSE
N6 == /\\ x = 5 => Sames({1}, 6)
      /\\ x # 5 => x' = x
      /\\ LET s == {y} IN \\A <<a, b>> \\in s \\X s : y' = (a + b) % 3
N7 == ENABLED Sames({1,2}, x) /\\ ~ENABLED (\\A j \\in {1,2} : x' = j) /\\ x' = x /\\ y' = (y + 1) % 4
Next == N1 \\/ N2 \\/ N4 \\/ N5 \\/ N6 \\/ N7`;

test('instances assign and test, whatever stands around: operators, IF, CASE, =>, LET, ENABLED, and no instance at all', () => {
  assert.deepEqual(counts(named, 'INIT Init NEXT Next'), ['ok', 122, 24, 7]);
  // Without what the instances say there are other states.
  const mutant = named.replace("x' = n\n", "x' = n + j\n");
  assert.notEqual(mutant, named);
  assert.notDeepEqual(counts(mutant, 'INIT Init NEXT Next'), ['ok', 122, 24, 7]);
});

const patterns = `EXTENDS Integers
CONSTANT Before(_, _)
VARIABLES queue, x, y
Init == queue = {} /\\ x = 0 /\\ y = [i \\in 1..2 |-> [j \\in 1..2 |-> 0]]
Put == \\E <<i, t>> \\in (0..1) \\X (0..1) : queue' = queue \\cup {<<i, t>>} /\\ UNCHANGED <<x, y>>
Take == \\E <<i, t>> \\in queue :
  /\\ \\A <<j, u>> \\in queue \\ {<<i, t>>} : t < u \\/ Before(i, j)
  /\\ queue' = queue \\ {<<i, t>>}
  /\\ UNCHANGED <<x, y>>
\\* The first instance assigns, the others test.
Same == \\A i, j \\in 1..2, <<a, b>> \\in queue : (x' = (x + i - i + 1) % 3 \\/ (x' = 2 /\\ a = b)) /\\ y' = [y EXCEPT ![1][2] = a]
Nothing == \\A i \\in {}, j \\in 1..2 : x' = j
Next == Put \\/ Take \\/ (Same /\\ UNCHANGED queue /\\ queue # {})
IdBefore(i, j) == i < j`;

const staying = 'VARIABLES x, y\nInit == x \\in 0..1 /\\ y = 0\n';

test('what other ways of the same action assign is open again in each', () => {
  // The second way is never taken, but may assign x: after the first it had the value of the turn before.
  const never = `EXTENDS Naturals
CONSTANT None
${staying}
Other(p) == \\A i \\in None : x' = p
Next == (y' \\in {x, y} \\/ (None # {} /\\ Other(1))) /\\ x' \\in {0, 1}`;
  assert.deepEqual(counts(never, 'INIT Init NEXT Next CONSTANT None = {}'), ['ok', 14, 4, 2]);
  const loop = `EXTENDS Naturals
${staying}
Next == ((\\A v \\in {x, y} : x' = v /\\ y' \\in {0, 1}) \\/ (\\E v \\in {0, 1} : y' = v)) /\\ x' \\in {0, 1}`;
  assert.deepEqual(counts(loop, 'INIT Init NEXT Next'), ['ok', 22, 4, 2]);
  // No quantifier is needed.
  const plain = `EXTENDS Naturals
${staying}
Next == (y' \\in {0, 1} \\/ (x' = 1 /\\ y' = 0)) /\\ x' \\in {0, 1}`;
  assert.deepEqual(counts(plain, 'INIT Init NEXT Next'), ['ok', 22, 4, 2]);
});

test('where everything is assigned the rest is tested, and brings no outcome twice', () => {
  const twice = `EXTENDS Naturals
${staying}
Both == \\A v \\in {0, 1} : x' = 1 - x /\\ y' \\in {0, 1}
Some == IF x = 0 THEN x' = 1 /\\ y' \\in {0, 1} ELSE y' = 0
Next == \\/ Both /\\ (x <= y \\/ y <= 1)
        \\/ (Some \\/ (x' = 1 /\\ y' = y)) /\\ (\\E v \\in {0, 1} : x + v < 3) /\\ x' = 1`;
  assert.deepEqual(counts(twice, 'INIT Init NEXT Next'), ['ok', 22, 4, 2]);
});

test('several names and tuples of names', () => {
  assert.deepEqual(counts(patterns, 'INIT Init NEXT Next CONSTANT Before <- IdBefore'), ['ok', 675, 96, 7]);
  const mutant = patterns.replace('Before(i, j)', 'FALSE');
  assert.notDeepEqual(counts(mutant, 'INIT Init NEXT Next CONSTANT Before <- IdBefore'), ['ok', 675, 96, 7]);
});

test('the last assignment may be one after instances that had left it: what follows is only tested', () => {
  const body = `EXTENDS Integers
VARIABLES x, y, f, s
Init == x \\in 0..1 /\\ y = 0 /\\ f \\in {0, 1} /\\ s = {x}
Next == (\\A v \\in {0, 1} : s' \\in {0, 1}) /\\ (x' = x /\\ UNCHANGED y /\\ f' = TRUE) /\\ (\\E v \\in 0..2 : y < x)`;
  assert.deepEqual(counts(body, 'INIT Init NEXT Next'), ['ok', 12, 6, 2]);
});
