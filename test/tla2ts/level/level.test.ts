import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, specification } from '../resolve/front.js';

const module = (body: string, name = 'Root'): string => `---- MODULE ${name} ----\n${body}\n====`;

test('levels are constant, state, action and temporal', () => {
  const { visible } = specification(
    module(`EXTENDS Naturals
CONSTANT C
VARIABLE v
Constant == C + 1
State == v + C
Action == v' = State
Temporal == [][Action]_v
Live == <><<Action>>_v /\\ WF_v(Action)
Can == ENABLED Action
Quantified == \\A i \\in {v} : i = v'
Same(x) == x
Prime(x) == x'
OfState == Same(v)
OfAction == Same(v')
OfPrime == Prime(v)
Given(F(_)) == F(C)
OfOperator == Given(LAMBDA x : x = v)
Both == State ~> Can`),
  );
  const levels = Object.fromEntries(
    [...visible.values()].filter((d) => d.module === 'Root').map((d) => [d.name, d.level]),
  );
  assert.deepEqual(levels, {
    Constant: 0,
    State: 1,
    Action: 2,
    Temporal: 3,
    Live: 3,
    Can: 1,
    Quantified: 2,
    Same: 0,
    Prime: 2,
    OfState: 1,
    OfAction: 2,
    OfPrime: 2,
    Given: 0,
    OfOperator: 1,
    Both: 3,
  });
});

test('a recursive operator has the level of what it reaches', () => {
  const { visible } = specification(
    module(`EXTENDS Naturals
VARIABLE v
RECURSIVE Even(_), Odd(_)
Even(n) == IF n = 0 THEN v ELSE Odd(n - 1)
Odd(n) == IF n = 0 THEN 0 ELSE Even(n - 1)
Use == Odd(3)`),
  );
  assert.equal(visible.get('Odd')?.level, 1);
  assert.equal(visible.get('Use')?.level, 1);
});

test('in a constant module anything may be substituted, and the level follows it', () => {
  const inner = '---- MODULE Inner ----\nCONSTANT c\nOp == c\n====\n';
  const { visible } = specification(
    module(`VARIABLE v\n${inner}A == INSTANCE Inner WITH c <- 0
B == INSTANCE Inner WITH c <- v\nC == INSTANCE Inner WITH c <- v'\nD == INSTANCE Inner WITH c <- []v`),
  );
  assert.deepEqual(
    ['A', 'B', 'C', 'D'].map((name) => visible.get(`${name}!Op`)?.level),
    [0, 1, 2, 3],
  );
});

const inner = (body: string): string => `---- MODULE I ----\n${body}\n====\n`;

const givesConstant = 'M(p) == INSTANCE I WITH v <- w, c <- p';

test('what an instance is given is bound by the definitions that ask something of it, as in SANY', () => {
  for (const body of ['c', '1', "v' = 1"]) {
    const text = `VARIABLE w\n${inner(`CONSTANT c\nVARIABLE v\nOp == ${body}`)}${givesConstant}\nUse == M(w)!Op`;
    assert.deepEqual(complaints(module(text)), [], body);
  }
});

const wrong: readonly (readonly [string, string])[] = [
  ["VARIABLE v\nOp == v''", 'TLA310'],
  ["VARIABLE v\nOp == (v')'", 'TLA310'],
  ["VARIABLE v\nF(x) == x'\nOp == F(v')", 'TLA310'],
  ["VARIABLE v\nF(x) == (x = 1)'\nUse == F(v')", 'TLA310'],
  ['VARIABLE v\nOp == {[]v}', 'TLA310'],
  ["VARIABLE v\nOp == WF_(v')(TRUE)", 'TLA310'],
  ['VARIABLE v\nOp == ([][TRUE]_v) = TRUE', 'TLA310'],
  ['VARIABLE v\nASSUME v', 'TLA311'],
  [`${inner('CONSTANT F(_)')}INSTANCE I WITH F <- '`, 'TLA312'],
  [`VARIABLE w\n${inner('CONSTANT c\nVARIABLE v')}INSTANCE I WITH c <- w, v <- w`, 'TLA313'],
  [`VARIABLE w\n${inner('VARIABLE v')}INSTANCE I WITH v <- w'`, 'TLA313'],
  [`VARIABLE w\n${inner("CONSTANT c\nOp == c'")}INSTANCE I WITH c <- w'`, 'TLA313'],
  [`VARIABLE w\n${inner('VARIABLE v\nOp == v = 1')}M(p) == INSTANCE I WITH v <- p\nUse == M(w')!Op`, 'TLA310'],
  [`VARIABLE w\n${inner("CONSTANT c\nVARIABLE v\nOp == v' = c")}${givesConstant}\nUse == M(w)!Op`, 'TLA310'],
  ["VARIABLE v\nF(G(_)) == G(v')\nOp == F(')", 'TLA316'],
  ["VARIABLE v\nF(G(_), x) == G(x)\nOp == F(', v')", 'TLA317'],
  ["RECURSIVE F(_)\nF(x) == x'", 'TLA318'],
  ["VARIABLE v\nOp == [](v' = v)", 'TLA320'],
  ["VARIABLE v\nOp == <>(v' = v)", 'TLA321'],
  ["VARIABLE v\nOp == v ~> (v' = v)", 'TLA322'],
  ["VARIABLE v\nOp == (v' = v) /\\ []v", 'TLA323'],
  ["VARIABLE v\nOp == \\A x \\in v' : []v", 'TLA324'],
  ['VARIABLE v\nOp == \\A x \\in []v : TRUE', 'TLA325'],
];

for (const [body, code] of wrong) {
  test(`refused: ${body.replaceAll('\n', ' | ')}`, () => {
    assert.ok(
      complaints(module(body)).some((complaint) => complaint.startsWith(code)),
      `${complaints(module(body))} instead of ${code}`,
    );
  });
}
