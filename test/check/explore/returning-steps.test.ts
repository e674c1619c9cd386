/** Steps between states that a view or a symmetry takes for one: they lead back to where they began, and are actions all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const violated = (body: string, configuration: string): string | undefined => {
  const { violation } = explore(body, configuration).result;
  return violation === null ? undefined : `${violation.kind} ${violation.trace.length} ${violation.loop}`;
};

test('with a symmetry, an action that changes a state into an image of it is taken again and again', () => {
  const body = (property: string): string => `EXTENDS TLC
CONSTANT P
VARIABLE x
Init == x \\in P
Next == \\E p \\in P : p # x /\\ x' = p
Spec == Init /\\ [][Next]_x /\\ WF_x(Next)
Sym == Permutations(P)
Property == ${property}`;
  const configuration = 'SPECIFICATION Spec CONSTANT P = {a, b} SYMMETRY Sym PROPERTY Property';
  assert.equal(violated(body('<>[][FALSE]_x'), configuration), 'property 1 0');
  assert.equal(violated(body('[]<><<Next>>_x'), configuration), undefined);
});

test('steps that a view does not tell apart are different actions', () => {
  const body = `EXTENDS Naturals
VARIABLES seen, left, right
vars == <<seen, left, right>>
Init == seen = 0 /\\ left = 0 /\\ right = 0
Left == left < 2 /\\ left' = left + 1 /\\ UNCHANGED <<seen, right>>
Right == right < 2 /\\ right' = right + 1 /\\ UNCHANGED <<seen, left>>
Spec == Init /\\ [][Left \\/ Right]_vars /\\ WF_vars(Left) /\\ WF_vars(Right)
View == seen
Property == []<>(left = 1)`;
  const configuration = 'SPECIFICATION Spec VIEW View PROPERTY Property CHECK_DEADLOCK FALSE';
  assert.equal(violated(body, configuration), 'property 1 0');
});

test('with a view, fairness is satisfied by steps that it does not show', () => {
  const body = (property: string): string => `EXTENDS Naturals
VARIABLES seen, hidden
vars == <<seen, hidden>>
Init == seen = 0 /\\ hidden = 0
Next == hidden < 2 /\\ hidden' = hidden + 1 /\\ UNCHANGED seen
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)
View == seen
Property == ${property}`;
  const configuration = 'SPECIFICATION Spec VIEW View PROPERTY Property CHECK_DEADLOCK FALSE';
  assert.equal(violated(body('[]<>(hidden = 1)'), configuration), 'property 1 0');
  assert.equal(violated(body('[]<>(seen = 0)'), configuration), undefined);
});
