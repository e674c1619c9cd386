/** TLCGet of a search's counts, within what is evaluated while it searches. All figures are TLC's, with one worker. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const body = `EXTENDS Naturals, TLC
VARIABLES x, y
Init == x \\in 0..3 /\\ y = 0
Next == \\/ \\E i \\in 1..5 : x' = (x + i) % 20 /\\ y' = (y + 1) % 3
        \\/ x < 9 /\\ x' = x /\\ y' = (y + 2) % 3
Spec == Init /\\ [][Next]_<<x, y>>
Checked == FORMULA`;

function counts(kind: string, formula: string): string {
  const text = body.replace('FORMULA', () => formula);
  const { violation, generated, distinct, left, depth } = explore(text, `SPECIFICATION Spec\n${kind} Checked`).result;
  if (violation !== null) return `${violation.kind} ${generated} ${distinct} ${left} ${depth}`;
  return `${generated} ${distinct} ${left} ${depth}`;
}

for (const [kind, formula, expected] of [
  ['INVARIANT', 'TLCGet("generated") < 37', 'invariant 39 20 13 3'],
  ['INVARIANT', 'TLCGet("distinct") < 30', 'invariant 82 30 16 3'],
  ['INVARIANT', 'TLCGet("stats").distinct < 30', 'invariant 82 30 16 3'],
  ['INVARIANT', 'TLCGet("diameter") < 4', 'invariant 105 33 15 4'],
  ['INVARIANT', 'TLCGet("queue") < 17', '331 60 0 6'],
  ['CONSTRAINT', 'TLCGet("distinct") < 33', '196 33 0 4'],
  ['CONSTRAINT', 'TLCGet("generated") < 40', '124 20 0 3'],
  ['CONSTRAINT', 'TLCGet("queue") < 9', '331 60 0 8'],
  ['ACTION_CONSTRAINT', 'TLCGet("queue") < 9', '331 60 0 8'],
] as const) {
  test(`${kind} ${formula}`, () => assert.equal(counts(kind, formula), expected));
}

test('where an evaluation fails, the state that is expanded has left the queue, and one that a constraint fails of is shown', () => {
  const of = (next: string, constraint = 'TRUE') => {
    const text = `${body.replace('FORMULA', () => constraint)}\nFailing == ${next}`;
    const { violation, ...found } = explore(text, 'INIT Init NEXT Failing CONSTRAINT Checked').result;
    return [violation?.kind, found.generated, found.distinct, found.left, found.depth, violation?.trace.length];
  };
  assert.deepEqual(of(`Next /\\ Assert(~(x' = 12 /\\ y' = 0), "n")`), ['assert', 122, 35, 15, 4, 3]);
  assert.deepEqual(of(`IF x = 9 THEN x' = [i \\in {} |-> i][1] /\\ y' = 1 ELSE Next`), ['error', 130, 37, 15, 4, 3]);
  assert.deepEqual(of('Next', 'x + y < 12 \\/ [i \\in {} |-> i][1] = 1'), ['error', 57, 23, 14, 3, 3]);
});

test('where an invariant or a property of steps cannot be evaluated, counts are those of TLC, which takes the steps again', () => {
  const of = (init: string, disjuncts: readonly string[], formula: string, property = false) => {
    const next = disjuncts.map((disjunct) => `\\/ (${disjunct})`).join('\n        ');
    const module = `EXTENDS Naturals, Sequences, TLC\nCONSTANT M\nVARIABLES x, y\nInit == ${init}\nNext == ${next}`;
    const spec = 'Spec == Init /\\ [][Next]_<<x, y>>';
    const checked = property ? `[][${formula}]_<<x, y>>` : formula;
    const { violation, ...found } = explore(
      `${module}\n${spec}\nChecked == ${checked}`,
      `CONSTANT M = 5 SPECIFICATION Spec CHECK_DEADLOCK FALSE ${property ? 'PROPERTY' : 'INVARIANT'} Checked`,
    ).result;
    return [violation?.kind, found.generated, found.distinct, found.left, found.depth, violation?.trace.length];
  };
  const anywhere = "\\E i \\in 0..M : x' = i /\\ y' = x";
  const [down, up] = ["x > 0 /\\ x' = x - 1 /\\ y' \\in {y, 0}", "x < M /\\ x' = x + 1 /\\ y' = y"];
  const reset = "y > 0 /\\ y' = 0 /\\ x' \\in 0..y";
  const few = 'x \\in 0..2 /\\ y \\in 0..1';
  const failing = 'IF ~(x = 3 /\\ y = 4) THEN TRUE ELSE x = "a"';
  assert.deepEqual(of(few, [anywhere, reset, down, up], failing), ['error', 72, 30, 21, 3, 3]);
  const step = `IF ~(x' = 3 /\\ y' = 4) THEN TRUE ELSE Assert(FALSE, "n")`;
  const higher = "y < M /\\ y' = y + 1 /\\ x' = x";
  assert.deepEqual(of('x = 0 /\\ y = 0', [down, reset, higher, up], step, true), ['assert', 134, 28, 4, 8, 8]);
});

test('in the next-state relation, and in what other formulas note for it', () => {
  const guarded = body
    .replace('FORMULA', 'TRUE')
    .replace(": x'", ': TLCGet("distinct") < 25 /\\ x\'')
    .replace('(y + 2) %', '(y + TLCGet("queue")) %');
  const of = (text: string, config: string): string => {
    const { generated, distinct, left, depth, verdict } = explore(text, `SPECIFICATION Spec\n${config}`).result;
    return `${verdict} ${generated} ${distinct} ${left} ${depth}`;
  };
  assert.equal(of(guarded, 'CHECK_DEADLOCK FALSE'), 'ok 80 28 0 3');
  const noted = body
    .replace('Init ==', 'ASSUME TLCSet(7, 0)\nInit ==')
    .replace('(y + 1) %', '(y + TLCGet(7)) %')
    .replace('FORMULA', 'TLCSet(7, TLCGet(7) + x)');
  assert.equal(of(noted, 'INVARIANT Checked'), 'ok 331 60 0 5');
  assert.equal(of(noted.replace('(y + TLCGet(7)) %', '(y + 1) %'), 'INVARIANT Checked'), 'ok 331 60 0 6');
});

test('a step property ends the search at its step', () => {
  const text = body.replace('FORMULA', `[][y' < 2 \\/ TLCGet("distinct") < 20]_<<x, y>>`);
  const { violation, generated } = explore(text, 'SPECIFICATION Spec\nPROPERTY Checked').result;
  assert.deepEqual([violation?.kind, violation?.trace.length, generated], ['property', 3, 39]);
});

test('where a violation ends the search, the counts are those of the moment', () => {
  const steps = `EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\\ y = 0
Next == \\E i \\in 1..4 : x' = (x + i) % 50 /\\ y' = i
Spec == Init /\\ [][Next]_<<x, y>>
Low == x < 6
Few == x # 7
Slow == [][x' < x + 4 \\/ x < 3]_x`;
  const of = (config: string): string => {
    const { violation, generated, distinct, left, depth } = explore(steps, `SPECIFICATION Spec\n${config}`).result;
    return `${violation?.kind} ${generated} ${distinct} ${left} ${depth}`;
  };
  assert.deepEqual(['INVARIANT Low', 'INVARIANT Few', 'PROPERTY Slow', 'CONSTRAINT Low INVARIANT Few'].map(of), [
    'invariant 13 13 9 3',
    'invariant 17 17 12 3',
    'property 17 17 12 3',
    'invariant 17 14 10 3',
  ]);
});

test("of several quantified names the first one's elements come by turns", () => {
  const turns = `EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x = 0 /\\ \\E a, b \\in 1..2, <<c, d>> \\in {<<1, 2>>, <<3, 4>>} : x' = 100 * a + 10 * b + c
Spec == Init /\\ [][Next]_x
Few == x # 121`;
  const { violation, generated, distinct, left, depth } = explore(turns, 'SPECIFICATION Spec INVARIANT Few').result;
  assert.deepEqual([violation?.kind, generated, distinct, left, depth], ['invariant', 4, 4, 2, 2]);
});
