/** Forms of actions whose outcomes, or their order, packed states have to have as ids do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, exploreText, wasPacked } from './model.js';

test('a property of steps is looked at in each step, though nothing else looks at what it does', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0
Next == \\/ x' = (x + 1) % 30 /\\ UNCHANGED y
        \\/ y' = (y + 1) % 30 /\\ UNCHANGED x
Never == [][~(x = 25 /\\ y = 28)]_x`;
  const both = exploreText(body, 'INIT Init NEXT Next PROPERTY Never', 40);
  assert.deepEqual(both.outcome, { kind: 'left', because: 'a step violates the property Never' });
  assert.equal(both.packed.violation?.name, 'Never');
  agree(both);
});

test('the instances of a conjunction have their alternatives in the order of TLC, on which states of orbits depend', () => {
  const body = `EXTENDS Naturals, TLC\nCONSTANT Node\nVARIABLES x, y, z, n
Init == x = 0 /\\ y = 0 /\\ z = 0 /\\ n \\in Node
Next == /\\ n' \\in Node
        /\\ \\A i \\in 1..3 : CASE i = 1 -> x' \\in {x, (x + 1) % 5}
                             [] i = 2 -> y' \\in {y, (y + z') % 5}
                             [] OTHER -> z' \\in {z, (z + x') % 5}
Perms == Permutations(Node)`;
  wasPacked(exploreText(body, 'CONSTANT Node = {n1, n2, n3} INIT Init NEXT Next SYMMETRY Perms', 40));
});

test('what is assigned already is tested, and an implication that is not true of a state assigns nothing', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y, z\nInit == x = 0 /\\ y = 0 /\\ z = 0
Next == \\/ x' \\in {x, (x + 1) % 7} /\\ UNCHANGED x /\\ y' = (y + 1) % 6 /\\ UNCHANGED z
        \\/ x' = (x + 1) % 7 /\\ x' = (x + y) % 7 /\\ z' = (z + 1) % 5 /\\ UNCHANGED <<x, y>>
        \\/ x' = (x + 1) % 7 /\\ x' = (x + y) % 7 /\\ z' = (z + 1) % 5 /\\ UNCHANGED y
        \\/ (x < 3 => z' = (z + x) % 5) /\\ (x >= 3 => z' = (z + 2) % 5) /\\ x' = (x + 1) % 7 /\\ y' = (y + z') % 6`;
  wasPacked(exploreText(body, 'INIT Init NEXT Next', 20));
});

test('of several names that range over sets the first one comes by turns, as in TLC', () => {
  const body = `EXTENDS Naturals, TLC\nCONSTANT Node\nVARIABLES x, y, n
Init == x = 0 /\\ y = 0 /\\ n \\in Node
Next == \\E a, b \\in 0..2, m \\in Node : x' = (x + a) % 9 /\\ y' = (y + b * x) % 9 /\\ n' = m
Perms == Permutations(Node)`;
  wasPacked(exploreText(body, 'CONSTANT Node = {n1, n2, n3} INIT Init NEXT Next SYMMETRY Perms', 20));
});

test('whether a function is in [S -> T] depends on each of its values', () => {
  const body = `EXTENDS Naturals\nVARIABLES f, u\nInit == f = [i \\in 1..3 |-> 0] /\\ u = 0
Next == \\/ \\E i \\in 1..3 : f[i] < 8 /\\ f' = [f EXCEPT ![i] = @ + 1] /\\ UNCHANGED u
        \\/ f \\in [1..3 -> 0..6] /\\ u' = 1 - u /\\ UNCHANGED f
        \\/ UNCHANGED <<f, u>>`;
  wasPacked(exploreText(body, 'INIT Init NEXT Next', 40));
});
