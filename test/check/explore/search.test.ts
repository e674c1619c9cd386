/** Counts and verdicts of the breadth-first search. Counts without a source named were worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toText } from '../../../src/tla/runtime.js';
import { explore, exploreFile } from './model.js';

const counts = ({ result }: ReturnType<typeof explore>) => [result.distinct, result.generated, result.depth];

test('two-phase commit has the counts that TLC gives', () => {
  const explored = exploreFile('specs/commit/MCTwoPhase.tla');
  assert.equal(explored.result.verdict, 'ok');
  assert.deepEqual(counts(explored), [288, 1146, 11]);
});

const counter = `
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Small == x < 3
`;

test('a violated invariant comes with the shortest behaviour that leads there', () => {
  const { result } = explore(counter, 'INIT Init NEXT Next INVARIANT Small');
  assert.equal(result.verdict, 'violation');
  assert.deepEqual([result.violation?.kind, result.violation?.name], ['invariant', 'Small']);
  assert.deepEqual(
    result.violation?.trace.map(({ values }) => values.map(toText)),
    [['0'], ['1'], ['2'], ['3']],
  );
  assert.deepEqual(
    result.violation?.trace.map(({ action }) => action),
    ['Initial predicate', 'Next', 'Next', 'Next'],
  );
});

test('a state without successor is a deadlock, unless that is wanted', () => {
  const stopping = counter.replace("x' = (x + 1) % 4", "x < 2 /\\ x' = x + 1");
  const { result } = explore(stopping, 'INIT Init NEXT Next');
  assert.equal(result.violation?.kind, 'deadlock');
  assert.equal(result.violation?.trace.length, 3);
  assert.equal(explore(stopping, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE').result.verdict, 'ok');
});

test('every disjunct that is true generates a successor while a variable is open, and none once all are assigned', () => {
  const open = `EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == (x = 0 \\/ x < 5) /\\ x' = 0`;
  assert.deepEqual(counts(explore(open, 'INIT Init NEXT Next')), [1, 3, 1]);
  const closed = `EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = 0 /\\ (x = 0 \\/ x < 5)`;
  assert.deepEqual(counts(explore(closed, 'INIT Init NEXT Next')), [1, 2, 1]);
});

test('alternatives of LET operators are alternatives of the action that they are conjuncts of (counts by TLC)', () => {
  const generated = (next: string): number => {
    const body = `EXTENDS Naturals\nVARIABLES x, y\nInit == x = {1, 2, 3} /\\ y = 0\nC == y < 3\nS == {{1, 2}, {2, 3}, {1, 3}}
Next == UNCHANGED x /\\ ${next}`;
    return explore(body, 'INIT Init NEXT Next CONSTRAINT C').result.generated;
  };
  const local = 'LET Dec(r) == \\E b \\in {0, 1}, m \\in S : \\A a \\in m : a \\in x IN';
  assert.equal(generated(`${local} (\\A r \\in {1, 2} : Dec(r)) /\\ y' = y + 1`), 109);
  assert.equal(generated(`${local} (\\E r \\in {1, 2} : Dec(r)) /\\ y' = y + 1`), 37);
  assert.equal(generated("LET ok == \\E b \\in x : b > 1 IN ok /\\ y' = (IF ok THEN y + 1 ELSE y) /\\ ok"), 7);
  const handed = 'LET ok(z) == z > 1 \\/ z < 5  ko == ok(2)  on(P(_)) == P(2) IN';
  assert.equal(generated(`${handed} ok(2) /\\ ko /\\ on(ok) /\\ y' = y + 1`), 25);
});

test('a state outside a constraint is generated and checked, but not kept', () => {
  const unbounded = counter.replace('(x + 1) % 4', 'x + 1');
  const config = 'INIT Init NEXT Next CONSTRAINT Small';
  assert.deepEqual(counts(explore(unbounded, config)), [3, 4, 3]);
  const { result } = explore(`${unbounded}\nBelow == x < 3`, `${config} INVARIANT Below`);
  assert.equal(result.violation?.name, 'Below');
});

test('an equation assigns at first sight and tests afterwards, also where that depends on the branch', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0
Next == /\\ \\/ x' = 1 /\\ y = 0
           \\/ y = 0
        /\\ y' = 1
        /\\ x' \\in {1, 2}`;
  // From (0, 0): x' = 1 once by the first branch, 1 and 2 by the second; afterwards y = 1 and nothing is left.
  assert.deepEqual(counts(explore(body, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE')), [3, 4, 2]);
});

test('an action that leaves a variable open is an error', () => {
  const { result } = explore(`VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = 1`, 'INIT Init NEXT Next');
  assert.equal(result.violation?.kind, 'error');
  assert.match(result.violation?.name ?? '', /not completely specified.*y'/);
});

test('a conjunct that reads what a step changes is evaluated, whatever else stays', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y
Init == x = 0 /\\ y = 0
Next == \\/ x < 3 /\\ x' = x + 1 /\\ y' = y\n        \\/ y < 3 /\\ y' = y + 1 /\\ x' = x
Small == x < 4 /\\ \\A n \\in {y} : n < 4
Apart == Small /\\ (x < 3 \\/ y < 2)
Mixed == x < 4 /\\ y < 3`;
  const depthOf = (name: string): readonly (string | number | undefined)[] => {
    const { violation } = explore(body, `INIT Init NEXT Next INVARIANT ${name} CHECK_DEADLOCK FALSE`).result;
    return [violation?.name, violation?.trace.length];
  };
  assert.deepEqual(depthOf('Small'), [undefined, undefined]);
  assert.deepEqual(depthOf('Apart'), ['Apart', 6]);
  assert.deepEqual(depthOf('Mixed'), ['Mixed', 4]);
});

test('of more than 32 variables some share a bit', () => {
  const names = Array.from({ length: 40 }, (_, i) => `v${i}`);
  const rest = names.filter((name) => name !== 'v35');
  const body = `EXTENDS Naturals\nVARIABLES ${names.join(', ')}
Init == ${names.map((name) => `${name} = 0`).join(' /\\ ')}
Next == v35' = v35 + 1 /\\ UNCHANGED <<${rest.join(', ')}>>
Low == ${names.map((name) => `${name} < 5`).join(' /\\ ')}`;
  const { violation } = explore(body, 'INIT Init NEXT Next INVARIANT Low').result;
  assert.deepEqual([violation?.name, violation?.trace.length], ['Low', 6]);
});

test('an invariant that asks for more than the state is evaluated whole', () => {
  const body = `EXTENDS Naturals, TLC\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\nEarly == x >= 0 /\\ TLCGet("level") < 4`;
  const { violation } = explore(body, 'INIT Init NEXT Next INVARIANT Early').result;
  assert.deepEqual([violation?.name, violation?.trace.length], ['Early', 4]);
});

test('properties of steps and of initial states are checked for every step', () => {
  const body = `${counter}\nGrows == [][x' > x]_x\nZero == x = 0 /\\ [][x' = (x + 1) % 4]_x`;
  assert.equal(explore(body, 'INIT Init NEXT Next PROPERTY Zero').result.verdict, 'ok');
  const { result } = explore(body, 'INIT Init NEXT Next PROPERTY Grows');
  assert.deepEqual([result.violation?.kind, result.violation?.name], ['property', 'Grows']);
  assert.deepEqual(
    result.violation?.trace.map(({ values }) => values.map(toText)),
    [['0'], ['1'], ['2'], ['3'], ['0']],
  );
});

test('states that differ by a permutation of model values count once', () => {
  const body = `EXTENDS TLC, FiniteSets\nCONSTANT P\nVARIABLE s\nInit == s = {}
Next == \\E p \\in P : s' = s \\cup {p}\nSymmetry == Permutations(P)`;
  const config = 'CONSTANT P = {a, b, c} INIT Init NEXT Next';
  assert.equal(explore(body, config).result.distinct, 8);
  assert.equal(explore(body, `${config} SYMMETRY Symmetry`).result.distinct, 4);
});

test('with a view, states of the same view count once', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0
Next == x' = (x + 1) % 3 /\\ y' = (y + 1) % 5\nView == x`;
  assert.equal(explore(body, 'INIT Init NEXT Next').result.distinct, 15);
  assert.equal(explore(body, 'INIT Init NEXT Next VIEW View').result.distinct, 3);
});

test('a false assumption ends the check before it begins', () => {
  const { result } = explore(`${counter}\nASSUME Wrong == 1 > 2`, 'INIT Init NEXT Next');
  assert.deepEqual([result.violation?.kind, result.violation?.name], ['assumption', 'Wrong']);
});

test('the budget of states ends the search without a verdict', () => {
  const endless = counter.replace('(x + 1) % 4', 'x + 1');
  const { result } = explore(endless, 'INIT Init NEXT Next', { maxStates: 5000 });
  assert.equal(result.verdict, 'inconclusive');
  assert.match(result.because ?? '', /5000 states/);
});

test('a memory budget that is used up is inconclusive, also while initial states or the successors of one are made', () => {
  const many = "EXTENDS Naturals\nVARIABLE x\nInit == x \\in 0..20000\nNext == x > 0 /\\ x' = x - 1";
  const fan = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x = 0 /\\ \\E y \\in 1..30000 : x' = y";
  const chain = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 500000";
  for (const body of [many, fan, chain]) {
    const { result } = explore(body, 'INIT Init NEXT Next CHECK_DEADLOCK FALSE', { maxBytes: 2 ** 20 });
    assert.equal(result.verdict, 'inconclusive', body);
    assert.match(result.because ?? '', /fill the 1 MB that they may have \(--max-memory\)/);
    assert.ok(result.generated > 0);
  }
});
