/**
 * Temporal properties of compiled specifications, each with mutants that lack what makes it hold. TLC gives the same
 * verdict for every one of them, but for IF and <=> of temporal formulas, which it does not take.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toText } from '../../../src/tla/runtime.js';
import { explore } from './model.js';

const config = 'SPECIFICATION Spec\nPROPERTY Property\nCHECK_DEADLOCK FALSE';

/** `ok`, or the states of the lasso with `|` where its loop begins. */
function verdict(body: string, others: Readonly<Record<string, string>> = {}, configuration = config): string {
  const { violation, verdict: found } = explore(body, configuration, {}, others).result;
  if (violation === null) return found;
  assert.equal(violation.kind, 'property', violation.name);
  const states = violation.trace.map(({ values }) => values.map(toText).join(' '));
  if (violation.loop === undefined) return states.join(', ');
  return [...states.slice(0, violation.loop), '|', ...states.slice(violation.loop)].join(', ');
}

interface Example {
  readonly name: string;
  readonly body: string;
  /** What to replace by what, and the verdict then. */
  readonly mutants: readonly (readonly [string, string, RegExp])[];
}

const examples: readonly Example[] = [
  {
    name: 'weak fairness',
    body: `EXTENDS Naturals
VARIABLE x
Init == x = 0
Up == x < 3 /\\ x' = x + 1
Spec == Init /\\ [][Up]_x /\\ WF_x(Up)
Property == <>(x = 3)`,
    mutants: [
      [' /\\ WF_x(Up)', '', /^\|, 0$/],
      ['<>(x = 3)', '[]<>(x = 2)', /^0, 1, 2, \|, 3$/],
      ['<>(x = 3)', '(x = 1) ~> (x = 2)', /^ok$/],
      ['<>(x = 3)', '<>[](x < 3)', /^0, 1, 2, \|, 3$/],
    ],
  },
  {
    name: 'strong fairness of one process among several',
    body: `EXTENDS Naturals
VARIABLES lock, done
Procs == {1, 2}
Init == lock = 0 /\\ done = [p \\in Procs |-> 0]
Take(p) == lock = 0 /\\ lock' = p /\\ UNCHANGED done
Give(p) == lock = p /\\ lock' = 0 /\\ done' = [done EXCEPT ![p] = 1]
Next == \\E p \\in Procs : Take(p) \\/ Give(p)
vars == <<lock, done>>
Spec == Init /\\ [][Next]_vars /\\ \\A p \\in Procs : WF_vars(Give(p)) /\\ SF_vars(Take(p))
Property == \\A p \\in Procs : <>(done[p] = 1)`,
    mutants: [
      ['SF_vars(Take(p))', 'WF_vars(Take(p))', /\|/],
      ['WF_vars(Give(p))', 'TRUE', /\|/],
      ['\\A p \\in Procs : <>', '\\E p \\in Procs : <>', /^ok$/],
      ['\\A p \\in Procs : WF', '\\E p \\in Procs : WF', /\|/],
    ],
  },
  {
    name: 'operators with formulas as parameters, LET and <=>',
    body: `EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = 1 - x
Spec == Init /\\ [][Next]_x /\\ WF_x(Next)
Leads(P, Q) == []( P => <>Q )
Again(P) == LET Soon == <>P IN []Soon
Property == /\\ Leads(x = 0, x = 1)
            /\\ Again(x = 1)
            /\\ ([]<>(x = 0)) <=> ([]<>(x = 1))
            /\\ []<><<Next>>_x`,
    mutants: [
      ['WF_x(Next)', 'TRUE', /\|/],
      ['Again(x = 1)', 'Again(x = 2)', /\|/],
      ['[]<><<Next>>_x', '<>[][FALSE]_x', /\|/],
    ],
  },
  {
    name: 'properties that assume what the specification does not',
    body: `EXTENDS Naturals
VARIABLE x
Init == x = 0
Up == x < 2 /\\ x' = x + 1
Reset == x < 2 /\\ x' = 0
Spec == Init /\\ [][Up \\/ Reset]_x
Property == (WF_x(Up) /\\ <>[][~Reset]_x) => <>(x = 2)`,
    mutants: [
      ['WF_x(Up) /\\', 'TRUE /\\', /\|/],
      ['<>[][~Reset]_x', 'TRUE', /\|/],
    ],
  },
];

for (const { name, body, mutants } of examples) {
  test(name, () => {
    assert.equal(verdict(body), 'ok');
    for (const [from, to, expected] of mutants) {
      assert.ok(body.includes(from), from);
      assert.match(verdict(body.replace(from, () => to)), expected, `${from} -> ${to}`);
    }
  });
}

test('what is assumed of each pair of different processes is as many conditions, not cases', () => {
  const body = `EXTENDS Naturals
VARIABLES from, to
P == 1..5
Init == from = 1 /\\ to = 2
Send(p, q) == to = p /\\ from' = p /\\ to' = q
Next == \\E p, q \\in P : p # q /\\ Send(p, q)
Spec == Init /\\ [][Next]_<<from, to>> /\\ \\A p, q \\in P : (p # q) => SF_<<from, to>>(Send(p, q))
Property == \\A p, q \\in P : p # q => []<>(from = p /\\ to = q)`;
  assert.equal(verdict(body), 'ok');
  assert.match(verdict(body.replace('SF_', 'WF_')), /\|/);
  assert.match(verdict(body.replace('(p # q) => SF_', '(p # q /\\ q < 5) => SF_')), /\|/);
});

test('IF of temporal formulas', () => {
  const body = examples[0]?.body ?? '';
  const property = (formula: string): string => verdict(body.replace('<>(x = 3)', () => formula));
  assert.equal(property('IF x = 0 THEN <>(x = 3) ELSE FALSE'), 'ok');
  assert.match(property('IF x = 1 THEN <>(x = 3) ELSE []<>(x = 0)'), /\|/);
});

const clock = `---- MODULE Clock ----
EXTENDS Naturals
VARIABLE hour
Tick == hour' = (hour + 1) % 3
Spec == hour = 0 /\\ [][Tick]_hour /\\ WF_hour(Tick)
====`;

const minutes = `EXTENDS Naturals
VARIABLE minute
C == INSTANCE Clock WITH hour <- minute \\div 2
Next == minute' = (minute + 1) % 6
Spec == minute = 0 /\\ [][Next]_minute /\\ WF_minute(Next)
Property == C!Spec`;

test('refinement: initial states, steps and fairness of the abstract specification', () => {
  assert.equal(verdict(minutes, { Clock: clock }), 'ok');
  const without = (from: string, to: string): string =>
    verdict(
      minutes.replace(from, () => to),
      { Clock: clock },
    );
  assert.equal(without('minute = 0 /\\', 'minute = 4 /\\'), '4');
  assert.match(without('(minute + 1) % 6', '(minute + 3) % 6'), /^0, 3, 0$|^0, 3$/);
  assert.match(without(' /\\ WF_minute(Next)', ''), /\|, \d$/);
});

test('ENABLED of an instantiated action chooses the next value of the abstract variable, not of what stands for it', () => {
  const pair = (step: string): string => `VARIABLE x
A == INSTANCE Abstract WITH y <- x % 2, z <- <<x, x>>
Spec == x = 0 /\\ [][x' = x]_x
Property == []${step}`;
  const abstract = `---- MODULE Abstract ----
EXTENDS Naturals
VARIABLES y, z
vars == <<y, z>>
Move == y' = 5 /\\ LET w == z IN w' = 3
Same == UNCHANGED vars /\\ y' = 0
Can == ENABLED Move
Stay == ENABLED Same
Change == ENABLED <<Same>>_vars
====`;
  const holds = (step: string): string => verdict(`EXTENDS Naturals\n${pair(step)}`, { Abstract: abstract });
  assert.equal(holds('A!Can'), 'ok');
  assert.equal(holds('A!Stay'), 'ok');
  assert.equal(holds('~A!Change'), 'ok');
  const { violation } = explore(`EXTENDS Naturals\n${pair('A!Change')}`, config, {}, { Abstract: abstract }).result;
  assert.equal(violation?.kind, 'invariant');
});

test('an evaluation that fails in a property is an error', () => {
  const body = examples[0]?.body.replace('<>(x = 3)', '<>("a" + x = 3)') ?? '';
  assert.equal(explore(body, config).result.violation?.kind, 'error');
});

test('who interrupts the search does not wait for its temporal properties, and they can be interrupted themselves', () => {
  const body = `EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 3000
Spec == Init /\\ [][Next]_x
Property == []<>(x = 7)`;
  const patient = explore(body, config).result;
  assert.equal(patient.violation?.kind, 'property');
  for (const patience of [0, 1, 2]) {
    let asked = 0;
    const pulse = (): boolean => {
      asked += 1;
      return asked > patience;
    };
    const { verdict: found, because, violation } = explore(body, config, {}, {}, { pulse }).result;
    assert.deepEqual([found, because, violation], ['inconclusive', 'it was interrupted', null], `after ${patience}`);
  }
});
