/** Names that stand below a prime, in UNCHANGED or in ENABLED, however they came there. The counts are TLC's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const found = (body: string, config = ''): readonly (number | string)[] => {
  const { verdict, generated, distinct, depth } = explore(
    body,
    `INIT Init NEXT Next CHECK_DEADLOCK FALSE ${config}`,
  ).result;
  return [verdict, generated, distinct, depth];
};

test('what an operator primes is primed through operators that hand it on, and through LET', () => {
  const body = `EXTENDS Integers
VARIABLES x, y
Inc(v) == v' = (v + 1) % 3
Inc2(v) == Inc(v)
Inc3(v) == Inc2(v)
Sum(v) == v' = 3
Sum2(v) == Sum(v + y)
Sum3(v) == Sum2(v)
Let(v) == LET w == v + 1 IN Sum2(w)
LetOf(v) == LET W(z) == v + z IN Sum2(W(1))
Step == x' \\in 0..2 /\\ y' \\in 0..3
Init == x = 0 /\\ y = 0
Next == \\/ x = 0 /\\ Inc3(x) /\\ y' = 2
        \\/ x = 1 /\\ Step /\\ Sum3(x)
        \\/ x = 2 /\\ Step /\\ Let(x)
        \\/ y = 1 /\\ Step /\\ LetOf(x)
        \\/ y = 3 /\\ Step /\\ ~Inc3(x) /\\ ~Let(x)
        \\/ y = 2 /\\ Step /\\ (LET u == x + 1  w == u + y IN w' = 3)
        \\/ y = 2 /\\ Step /\\ (LET u(z) == x + z  w == u(1) + y IN UNCHANGED w)`;
  assert.deepEqual(found(body), ['ok', 73, 12, 5]);
  assert.notDeepEqual(found(body.replace('Inc(v)\n', 'Inc(0)\n')), ['ok', 73, 12, 5]);
});

test('an operator that primes is handed over to others, as an action and as a formula', () => {
  const body = `EXTENDS Integers
VARIABLES x, y
Inc(v) == v' = (v + 1) % 3
Keep(v) == UNCHANGED v
To(F(_), e) == F(e)
Through(F(_), e) == To(F, e)
Init == x = 0 /\\ y = 0
Next == \\/ x = 0 /\\ Through(Inc, x) /\\ y' = 1
        \\/ x = 1 /\\ x' \\in 0..2 /\\ To(Inc, x) /\\ y' \\in {1, 2}
        \\/ x = 2 /\\ x' \\in 0..2 /\\ ~Through(Inc, x) /\\ y' = y
        \\/ y = 2 /\\ x' \\in 0..2 /\\ ~Through(Keep, x) /\\ y' = 0
Given == [][(\\A S \\in SUBSET (1..7) : S = S) => ((x' = (x + 1) % 3) <=> Through(Inc, x))]_x
Heavy == [][(\\A S \\in SUBSET (1..7) : S = S /\\ Inc(x)) <=> x' = (x + 1) % 3]_x`;
  assert.deepEqual(found(body), ['ok', 18, 7, 5]);
  assert.deepEqual(found(body, 'PROPERTIES Given Heavy'), ['ok', 18, 7, 5]);
  // What is kept of an expression that takes long depends on the state after the step.
  assert.equal(found(body.replace('<=> x', '<=> x # 0 /\\ x'), 'PROPERTY Heavy')[0], 'violation');
});

test('ENABLED leaves the step alone whose conjunct it is, whatever it is asked about', () => {
  assert.deepEqual(
    found(`EXTENDS Integers
VARIABLES x, y
Keep(v) == UNCHANGED v
Able(A) == ENABLED A
AbleTo(A) == LET B == A /\\ y' = 1 IN ENABLED B
AbleFor(F(_)) == ENABLED F(1)
To(F(_), e) == F(e)
Init == x = 0 /\\ y = 0
Next == \\/ x' = 1 /\\ ENABLED Keep(x) /\\ y' = 1 - y
        \\/ x' = 2 /\\ Able(x' = 1) /\\ y' = y
        \\/ x' = 3 /\\ AbleTo(x' = 1) /\\ y' = y
        \\/ x' = 4 /\\ y' = 0 /\\ AbleFor(LAMBDA z : x' = z /\\ y' = 2)
        \\/ x' = 5 /\\ ENABLED To(Keep, x) /\\ y' = y`),
    ['ok', 51, 10, 3],
  );
});

const within = `EXTENDS Integers
VARIABLES x, y
Move == /\\ x' \\in {x, x + 1}
        /\\ x < 3
        /\\ UNCHANGED y
Next == x' \\in 0..4 /\\ y' \\in 0..1
Init == x = 0 /\\ y = 0
Within == LET one == 1 + y IN ENABLED (Move /\\ x + one < 3)
Kept == CASE y = 0 -> TRUE [] OTHER -> ENABLED (x' = x /\\ x' < 2)
Held == [][x' < x => (ENABLED Move)' \\/ x' = 3]_x
Broken == [][x < x' => (ENABLED Move)']_x`;

test('a CONSTRAINT with ENABLED is asked about the state that it constrains', () => {
  assert.deepEqual(found(within, 'CONSTRAINT Within'), ['ok', 31, 3, 2]);
  assert.deepEqual(found(within, 'CONSTRAINT Kept'), ['ok', 71, 7, 2]);
});

test('ENABLED below a prime is about the state after the step', () => {
  assert.deepEqual(found(within, 'PROPERTY Held'), ['ok', 101, 10, 2]);
  assert.deepEqual(found(within, 'PROPERTY Broken'), ['violation', 8, 7, 2]);
});

test('a state that is outside the constraint is on the first level all the same', () => {
  const body = "VARIABLE x\nInit == x = 1\nNext == x' = x\nLow == x # 1";
  assert.deepEqual(found(body, 'CONSTRAINT Low'), ['ok', 1, 0, 1]);
});

test('ENABLED needs one outcome: what is wrong with a later one is not met', () => {
  const body = `EXTENDS Integers
VARIABLE x
Init == x = 0
Next == x' = 1 - x /\\ ENABLED (x' = 2 \\/ x' \\in 3 \\/ \\E s \\in {{}} : x' = s + 1)`;
  assert.deepEqual(found(body), ['ok', 3, 2, 2]);
  assert.equal(found(body.replace("x' = 2", 'FALSE'))[0], 'violation');
});

test('a recursive action may be handed a primed value, once that is assigned', () => {
  assert.deepEqual(
    found(`EXTENDS Integers
VARIABLES x, y
RECURSIVE Down(_)
Down(n) == IF n <= 0 THEN y' \\in {n, y} ELSE Down(n - 1) \\/ y' = n
Set(p, e) == /\\ p \\in {e, 0}
             /\\ LET D(z) == Down(z + e) IN D((p + 1) % 3)
Init == x = 0 /\\ y = 0
Next == Set(x', (x + 1) % 3)`),
    ['ok', 80, 12, 3],
  );
});
