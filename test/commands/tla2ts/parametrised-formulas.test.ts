/** Behaviours and properties that an operator with parameters makes, as TLC takes them apart; and those nobody can carry out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-parametrised-'));
after(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'Ring.tla'),
  `---- MODULE Ring ----
EXTENDS Naturals
VARIABLE at
Fewer(n) == n + 1 < 2
Within(size(_), place) == [](size(place))
Through(size(_), place) == Within(size, place)
====
`,
);
writeFileSync(
  join(folder, 'Walk.tla'),
  `---- MODULE Walk ----
EXTENDS Naturals
VARIABLE at
Init == at = 0
Step(n) == at' = (at + n) % 5
Next == Step(1)
Behaviour(init, next) == init /\\ [][next]_at
Spec == Behaviour(Init, Next)
Strided(n) == Init /\\ [][Step(n)]_at /\\ WF_at(Step(n))
ByTwo == Strided(2)
Identity(a) == a
Whole == Identity(Init /\\ [][Next]_at)
Bounded == Init /\\ [][Next]_at /\\ [](at < 3)
Headless == Init /\\ WF_at(Next)
InLet == LET id(a) == a  spec == Init /\\ [][Next]_at IN id(spec)
Nested == LET n == 2  Go == Step(n) IN Init /\\ LET whole(i, a) == i /\\ [][a \\/ Go]_at IN whole(at < 5, Step(n - 1))
LetProperty == LET ok == at < 5  go(n) == Step(n) IN []ok /\\ [][go(1)]_at
Handed(over(_)) == over(Init /\\ [][Next]_at)
Twice(over(_, _), from) == over(from, at < 4) /\\ [][Step(1)]_at
Both(a, b) == a /\\ b
ByOperator == Handed(Identity)
ByTwice == Twice(Both, at \\in {0, 4})
ByLet == LET whole(a(_)) == a(Init /\\ [][Next]_at) IN whole(Identity)
Two == 2
Wrong == Two = 3
Right == Two = 2
Void == Wrong /\\ Spec
Conditioned == Right /\\ Spec
ring == INSTANCE Ring
Small(n) == n < 5
Tiny(n) == n < 3
InRing == ring!Through(Small, at)
InArc == ring!Through(Tiny, at)
Steps(n) == [][at' = (at + n) % 5]_at
Forward == Steps(1)
Backward == Steps(4)
Shifted == [][LET after(n) == at + n IN after(1)' = at' + 1 /\\ (at = 0 => after(1) = 1)]_at
Returns == []<>(at = 0)
Bare == at' > at
Inv == at < 5
MyInv == Inv /\\ at >= 0
Of(size) == INSTANCE Ring WITH at <- size
Crowded == Of(1)!Fewer(4)
VoidByInstance == Spec /\\ Crowded
====
`,
);

function explore(configuration: string): { code: number | null; text: string } {
  writeFileSync(join(folder, 'Walk.cfg'), configuration);
  const done = spawnSync(process.execPath, [program, 'explore', 'Walk.tla'], { cwd: folder, encoding: 'utf8' });
  return { code: done.status, text: done.stdout + done.stderr };
}

test('a behaviour handed to an operator, or made by one, is taken apart', () => {
  for (const spec of ['Spec', 'ByTwo', 'Whole']) {
    const { code, text } = explore(`SPECIFICATION ${spec}`);
    assert.match(text, /6 states generated, 5 distinct, 0 left, depth 5\./, spec);
    assert.equal(code, 0);
  }
  assert.equal(explore('SPECIFICATION ByTwo PROPERTY Returns').code, 0);
  assert.equal(explore('SPECIFICATION Spec PROPERTY Returns').code, 1);
});

test('a LET around a behaviour or a property is taken apart', () => {
  const { code, text } = explore('SPECIFICATION InLet PROPERTY LetProperty');
  assert.match(text, /6 states generated, 5 distinct, 0 left, depth 5\./);
  assert.equal(code, 0);
  const nested = explore('SPECIFICATION Nested');
  assert.match(nested.text, /11 states generated, 5 distinct, 0 left, depth 3\./);
  assert.equal(explore('SPECIFICATION Nested PROPERTY LetProperty').code, 1);
});

test('an operator handed over makes a behaviour', () => {
  for (const spec of ['ByOperator', 'ByLet', 'ByTwice']) {
    const { code, text } = explore(`SPECIFICATION ${spec} PROPERTY Forward`);
    assert.match(text, /6 states generated, 5 distinct, 0 left, depth 5\./, spec);
    assert.equal(code, 0);
  }
});

test('a conjunct that is false of the constants leaves no behaviour, which is no success', () => {
  assert.equal(explore('SPECIFICATION Conditioned').code, 0);
  const { code, text } = explore('SPECIFICATION Void');
  assert.match(text, /Wrong of SPECIFICATION Void/);
  assert.match(explore('SPECIFICATION VoidByInstance').text, /Crowded of SPECIFICATION VoidByInstance is false/);
  assert.equal(code, 1);
});

test('a property that an operator makes is checked where TLC checks it', () => {
  assert.equal(explore('SPECIFICATION Spec PROPERTIES Forward InRing Shifted').code, 0);
  const backward = explore('SPECIFICATION Spec PROPERTY Backward');
  assert.match(backward.text, /Property Backward is violated[\s\S]*State 2[\s\S]*2 distinct/);
  assert.equal(backward.code, 1);
  const arc = explore('SPECIFICATION Spec PROPERTY InArc');
  assert.match(arc.text, /InArc is violated/);
  assert.equal(arc.code, 1);
});

test('what cannot be carried out is refused with its place', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['SPECIFICATION Bounded', /Walk\.tla:13:35: error TLA417: Bounded bounds its states by a formula \[\]P/],
    ['SPECIFICATION Headless', /Walk\.tla:14:1: error TLA418: Headless has no next-state relation/],
    ['SPECIFICATION Init', /TLA418: Init has no next-state relation/],
    ['SPECIFICATION Spec PROPERTY Bare', /error TLA416: PROPERTY Bare .* at Walk\.tla:39:9/],
  ];
  for (const [configuration, message] of refused) {
    const { code, text } = explore(configuration);
    assert.match(text, message);
    assert.equal(code, 2, configuration);
  }
});

test('an invariant that a replacement makes mention itself fails in evaluation, as in TLC', () => {
  const { code, text } = explore('SPECIFICATION Spec INVARIANT Inv CONSTANT Inv <- MyInv');
  assert.match(text, /Evaluation failed: the evaluation recurses too deeply/);
  assert.equal(code, 2);
});

test('a constant is not replaced by what reads variables', () => {
  const text = `---- MODULE Constant ----
EXTENDS Naturals
CONSTANT C, D(_)
VARIABLE x
Foo == x
Bar(a) == x + a
Init == x = 2
Next == x' = IF x = 2 THEN 4 ELSE 2
====
`;
  writeFileSync(join(folder, 'Constant.tla'), text);
  const run = (configuration: string): { code: number | null; text: string } => {
    writeFileSync(join(folder, 'Constant.cfg'), `INIT Init NEXT Next CONSTANTS ${configuration}`);
    const done = spawnSync(process.execPath, [program, 'explore', 'Constant.tla'], { cwd: folder, encoding: 'utf8' });
    return { code: done.status, text: done.stdout + done.stderr };
  };
  const refused = run('C <- Foo D <- Bar');
  assert.match(
    refused.text,
    /Constant\.cfg:1:36: error TLA419: Foo, which is to replace the constant C, reads variables/,
  );
  assert.equal(refused.code, 2);
  assert.equal(run('C = 1 D <- Bar').code, 0);
});
