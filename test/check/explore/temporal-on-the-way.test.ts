/** Temporal properties of states that are still being found. TLC gives the same verdicts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const config = 'SPECIFICATION Spec\nPROPERTY Property\nCHECK_DEADLOCK FALSE';

// TLC's own Github710b, which it refutes in a second.
const endless = `EXTENDS Naturals
VARIABLE x
Init == x = 1
Next == x' = x + 1
Spec == Init /\\ [][Next]_x
Property == [](x > 1 => [](x > 2))`;

test('a short behaviour refutes a property of a specification without end', () => {
  const { violation, generated } = explore(endless, config).result;
  assert.equal(violation?.kind, 'property');
  assert.equal(violation.trace.length, 2);
  assert.equal(violation.loop, 1);
  assert.equal(generated, 2 ** 15 + 1);
});

test('without what makes it false it goes on until something else stops it', () => {
  for (const [from, to] of [
    ['[](x > 2)', '[](x > 1)'],
    // Only a behaviour that never goes on refutes it, and fairness forbids that: at the last states found nothing is known.
    ['[](x > 1 => [](x > 2))', '[]<><<Next>>_x'],
  ] as const) {
    const body = endless.replace('[][Next]_x', '[][Next]_x /\\ WF_x(Next)').replace(from, () => to);
    assert.ok(body.includes(to));
    const { verdict, because } = explore(body, config, { maxStates: 3000 }, {}, undefined, 1).result;
    assert.deepEqual([verdict, because], ['inconclusive', 'there are more than 3000 states (--max-states)']);
  }
});

const ring = `EXTENDS Naturals
CONSTANT N
VARIABLES x, y
Init == x \\in 0..3 /\\ y = 0
Up == x < N /\\ x' = x + 1 /\\ UNCHANGED y
Turn == y' = (y + x) % 7 /\\ UNCHANGED x
Back == x = N /\\ x' = 0 /\\ y' = 0
Spec == Init /\\ [][Up \\/ Turn \\/ Back]_<<x, y>> /\\ WF_<<x, y>>(Up) /\\ WF_<<x, y>>(Back)
Property == []<>(x = 0)`;

test('what holds holds with the same counts, whenever it was looked at on the way', () => {
  const model = `${config}\nCONSTANT N = 200`;
  const atTheEnd = explore(ring, model).result;
  assert.deepEqual([atTheEnd.verdict, atTheEnd.distinct], ['ok', 1401]);
  for (const first of [1, 2, 100, 1000]) {
    assert.deepEqual(explore(ring, model, {}, {}, undefined, first).result, atTheEnd, `first ${first}`);
  }
  const unfair = ring.replace(' /\\ WF_<<x, y>>(Back)', '');
  for (const first of [1, 100, 1e9])
    assert.equal(explore(unfair, model, {}, {}, undefined, first).result.violation?.kind, 'property');
});

test('an invariant that fails before the properties are due is told first, one after it is not reached', () => {
  const model = `${config}\nINVARIANT Small`;
  const body = `${endless}\nSmall == x < 100`;
  assert.equal(explore(body, model, {}, {}, undefined, 1000).result.violation?.kind, 'invariant');
  assert.equal(explore(body, model, {}, {}, undefined, 16).result.violation?.kind, 'property');
});

test('an evaluation that fails in a property is an error at once', () => {
  const body = endless.replace('[](x > 1 =>', '[](x > "a" =>');
  const { violation, generated } = explore(body, config, {}, {}, undefined, 10).result;
  assert.equal(violation?.kind, 'error');
  assert.equal(generated, 11);
});

test('where memory is short, properties are checked at the end', () => {
  const { verdict, violation } = explore(
    endless,
    config,
    { maxBytes: 2 ** 20, maxStates: 50 },
    {},
    undefined,
    10,
  ).result;
  assert.deepEqual([verdict, violation?.kind], ['violation', 'property']);
});

test('a look that takes longer than the search since the last one is given up, and what it would have found is found later', () => {
  const body = endless.replace("x' = x + 1", "x < 2000 /\\ x' = x + 1");
  const early = explore(body, config, {}, {}, undefined, 500).result;
  assert.deepEqual([early.violation?.kind, early.distinct], ['property', 501]);
  // Each time the clock is asked, three times as much of it is gone.
  let seconds = 1;
  const duration = (): number => {
    seconds *= 3;
    return seconds;
  };
  const late = explore(body, config, {}, {}, { pulse: () => false, duration }, 500).result;
  assert.equal(late.distinct, 2000);
  assert.deepEqual(late.violation, early.violation);
});
