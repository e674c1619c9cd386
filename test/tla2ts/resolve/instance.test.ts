import assert from 'node:assert/strict';
import { test } from 'node:test';
import { show, specification } from './front.js';

const counter = `---- MODULE Counter ----
EXTENDS Naturals
CONSTANT Limit
VARIABLE n
Init == n = 0
Step(k) == n' = n + k /\\ n' <= Limit
Next == Step(1)
Spec == Init /\\ [][Next]_n /\\ WF_n(Next)
====`;

test('a substituted variable under a prime becomes the prime of the whole expression', () => {
  const spec = specification(
    `---- MODULE Root ----
EXTENDS Sequences
VARIABLE log
C == INSTANCE Counter WITH Limit <- 3, n <- Len(log)
Refines == C!Spec
Twice == C!Step(2)
====`,
    counter,
  );
  assert.equal(show(spec, 'C!Init'), 'C!Init == =(Len(log), 0) [1]');
  assert.equal(show(spec, 'C!Step'), "C!Step(k) == /\\(=('(Len(log)), +(Len(log), k)), <=('(Len(log)), 3)) [2]");
  assert.equal(show(spec, 'C!Spec'), 'C!Spec == /\\(C!Init, []([C!Next]_Len(log)), WF_Len(log)(C!Next)) [3]');
  assert.equal(show(spec, 'Refines'), 'Refines == C!Spec [3]');
  assert.equal(show(spec, 'Twice'), 'Twice == C!Step(2) [2]');
});

test('symbols without a substitution stand for what has their name', () => {
  const spec = specification(
    `---- MODULE Root ----
Limit == 7
VARIABLE n
INSTANCE Counter
====`,
    counter,
  );
  assert.equal(show(spec, 'Step'), "Step(k) == /\\(=('(n), +(n, k)), <=('(n), Limit)) [2]");
  assert.equal(spec.visible.get('Step')?.module, 'Counter');
});

test('parameters of an instance come before those of its operators', () => {
  const spec = specification(
    `---- MODULE Root ----
VARIABLE f
C(i) == INSTANCE Counter WITH Limit <- 3, n <- f[i]
All == \\A i \\in {1, 2} : C(i)!Step(i)
====`,
    counter,
  );
  assert.equal(show(spec, 'C!Next'), 'C!Next(i) == C!Step(i, 1) [2]');
  assert.equal(show(spec, 'All'), 'All == \\A i \\in {1, 2} : C!Step(i, i) [2]');
});

test('instances of instances are followed to the end', () => {
  const spec = specification(
    `---- MODULE Root ----
VARIABLE pair
O(i) == INSTANCE Outer WITH m <- pair[i]
Deep == O(1)!C(2)!Step(5)
====`,
    `---- MODULE Outer ----
EXTENDS Naturals
VARIABLE m
C(by) == INSTANCE Counter WITH Limit <- 3, n <- m * by
====`,
    counter,
  );
  assert.equal(
    show(spec, 'O!C!Step'),
    "O!C!Step(i, by, k) == /\\(=('(*(pair[i], by)), +(*(pair[i], by), k)), <=('(*(pair[i], by)), 3)) [2]",
  );
  assert.equal(show(spec, 'Deep'), 'Deep == O!C!Step(1, 2, 5) [2]');
});

test('operators are substituted for operators: definitions, built-in ones and LAMBDA', () => {
  const fold = `---- MODULE Fold ----
CONSTANT op(_, _), Apply(_)
Both(a, b) == op(Apply(a), b)
Give(F(_, _)) == F(1, 2)
Self == Give(op)
====`;
  const spec = specification(
    `---- MODULE Root ----
EXTENDS Naturals
Double(x) == x + x
A == INSTANCE Fold WITH op <- +, Apply <- Double
B == INSTANCE Fold WITH op <- \\cup, Apply <- SUBSET
C == INSTANCE Fold WITH op <- LAMBDA x, y : x - y, Apply <- LAMBDA z : z
====`,
    fold,
  );
  assert.equal(show(spec, 'A!Both'), 'A!Both(a, b) == +(Double(a), b) [0]');
  assert.equal(show(spec, 'B!Both'), 'B!Both(a, b) == \\cup(SUBSET(a), b) [0]');
  assert.equal(
    show(spec, 'C!Both'),
    'C!Both(a, b) == LET op(x, y) == -(x, y) IN op(LET Apply(z) == z IN Apply(a), b) [0]',
  );
  assert.equal(show(spec, 'A!Self'), 'A!Self == A!Give(+) [0]');
  assert.equal(show(spec, 'B!Self'), 'B!Self == B!Give(\\cup) [0]');
});

test('infix operators of an instance are written M!+(a, b)', () => {
  const spec = specification(`---- MODULE Root ----
M == INSTANCE Naturals
Before == M!+(1, 2)
====`);
  assert.equal(show(spec, 'Before'), 'Before == +(1, 2) [0]');
  assert.equal(spec.visible.get('M!+')?.module, 'Naturals');
});

test('what an instance cannot change is not copied, and equal instances share their copies', () => {
  const spec = specification(
    `---- MODULE Root ----
EXTENDS Naturals
VARIABLE n
A == INSTANCE Counter WITH Limit <- 4
X == INSTANCE Plain
====`,
    counter,
    `---- MODULE Plain ----
EXTENDS Naturals
Two == 1 + 1
====`,
  );
  assert.equal(spec.visible.get('A!+'), spec.visible.get('+'));
  assert.equal(spec.visible.get('X!Two')?.name, 'Two');
  const same = specification(
    `---- MODULE Root ----
VARIABLE n
CONSTANT Limit
A == INSTANCE Counter
B == INSTANCE Counter
====`,
    counter,
  );
  assert.equal(same.visible.get('A!Step'), same.visible.get('B!Step'));
});

test('an instance in a LET may use what is bound around it and defines only what is used', () => {
  const spec = specification(
    `---- MODULE Root ----
VARIABLE f
Ok == \\A i \\in DOMAIN f : LET C == INSTANCE Counter WITH Limit <- 3, n <- f[i] IN C!Next
====`,
    counter,
  );
  assert.equal(
    show(spec, 'Ok'),
    "Ok == \\A i \\in DOMAIN(f) : LET C!Step(k) == /\\(=('(f[i]), +(f[i], k)), <=('(f[i]), 3)); C!Next == C!Step(1) IN C!Next [2]",
  );
});

test('a nested module sees what is around it and is instantiated with it', () => {
  const spec = specification(
    `---- MODULE Root ----
VARIABLE v
H == INSTANCE Host WITH x <- v
====`,
    `---- MODULE Host ----
EXTENDS Naturals
VARIABLE x
---- MODULE Inner ----
VARIABLE y
Sum == x + y
====
I(z) == INSTANCE Inner WITH y <- z
Total == I(x)!Sum
====`,
  );
  assert.equal(show(spec, 'H!I!Sum'), 'H!I!Sum(z) == +(v, z) [1]');
  assert.equal(show(spec, 'H!Total'), 'H!Total == H!I!Sum(v) [1]');
});

test('recursion and LET survive a substitution', () => {
  const spec = specification(
    `---- MODULE Root ----
VARIABLE v
M == INSTANCE Sum WITH base <- {v}
====`,
    `---- MODULE Sum ----
EXTENDS Naturals
CONSTANT base
RECURSIVE Count(_)
Count(i) == LET rest == Count(i - 1) IN IF i = 0 THEN base ELSE rest
f[i \\in Nat] == IF i = 0 THEN base ELSE f[i - 1]
====`,
  );
  assert.equal(
    show(spec, 'M!Count'),
    'M!Count(i) == LET rest == M!Count(-(i, 1)) IN IF =(i, 0) THEN {v} ELSE rest [1]',
  );
  assert.equal(spec.visible.get('M!Count')?.recursive, true);
  assert.equal(show(spec, 'M!f'), 'M!f == [f : i \\in Nat |-> IF =(i, 0) THEN {v} ELSE f[-(i, 1)]] [1]');
});
