/** What comes up late: elements that no state had before, and what was left out of the trees for those there were. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreText, wasPacked } from './model.js';

// Each element that the invariant asks for gets a bit: the 32nd comes up while the state waits in a batch.
test('a state of which an invariant asks for more elements than a word has bits is stored when it has been packed anew', () => {
  const body = `EXTENDS Naturals\nVARIABLES n, s\nInit == n = 0 /\\ s = {}
Next == n < 60 /\\ n' = n + 1 /\\ s' = {n % 5, n % 7}
Inv == (n = 99 => n \\in s) /\\ n + 100 \\notin s`;
  const both = exploreText(body, 'INIT Init NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE', 20);
  wasPacked(both);
  assert.equal(both.packed.distinct, 61);
});

// Alternatives that come to nothing are left out after 8192 states (COMPACT_EACH).
test('an element that comes late has its alternative, though those of all others came to nothing', () => {
  const body = `EXTENDS Naturals\nVARIABLES a, b, s, u\nInit == a = 0 /\\ b = 0 /\\ s = {} /\\ u = 0
Next == \\/ a < 24 /\\ a' = a + 1 /\\ UNCHANGED <<b, s, u>>
        \\/ b < 24 /\\ b' = b + 1 /\\ UNCHANGED <<a, s, u>>
        \\/ \\E e \\in 0..3 : s' = (IF e \\in s THEN s \\ {e} ELSE s \\cup {e}) /\\ UNCHANGED <<a, b, u>>
        \\/ a = 24 /\\ b = 24 /\\ s = {} /\\ s' = {5} /\\ UNCHANGED <<a, b, u>>
        \\/ \\E e \\in s : e > 4 /\\ u' = (u + e) % 7 /\\ UNCHANGED <<a, b, s>>`;
  const both = exploreText(body, 'INIT Init NEXT Next', 100);
  wasPacked(both);
  assert.equal(both.packed.distinct, 25 * 25 * 16 + 16 * 7);
});

test('a constraint that ranges over a set of the state holds if it does of each element, with and without SYMMETRY', () => {
  const body = `EXTENDS Naturals, TLC\nCONSTANT Node\nVARIABLES sent, n\nInit == sent = {} /\\ n = 0
Next == \\/ \\E m \\in Node : sent' = sent \\cup {<<m, n>>} /\\ n' = n
        \\/ \\E m \\in sent : sent' = sent \\ {m} /\\ n' = n
        \\/ n' = (n + 1) % 4 /\\ UNCHANGED sent
Within == \\A m \\in sent : m[2] # 3 /\\ <<m[1], 2>> \\in sent => m[2] # 1
Perms == Permutations(Node)`;
  for (const more of ['', 'SYMMETRY Perms'])
    wasPacked(exploreText(body, `CONSTANT Node = {n1, n2, n3} INIT Init NEXT Next CONSTRAINT Within ${more}`, 40));
});

test('what LET defines is one thing in a state and another in the next', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y, z\nInit == x = 0 /\\ y = 0 /\\ z = 0
Next == LET sum == x + 2 * y
        IN \\/ x' = (x + 1) % 7 /\\ y' = (sum + 1) % 6 /\\ z' = (z + sum' + sum) % 5
           \\/ y' = (y + 1) % 6 /\\ x' = x /\\ sum' > sum /\\ z' = z`;
  wasPacked(exploreText(body, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE', 40));
});
