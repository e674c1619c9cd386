/** What specifications of others do that ours and the corpus do not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-unseen-'));
after(() => rmSync(folder, { recursive: true }));

function explore(body: string, configuration: string): { code: number | null; text: string } {
  writeFileSync(join(folder, 'Unseen.tla'), `---- MODULE Unseen ----\n${body}\n====\n`);
  writeFileSync(join(folder, 'Unseen.cfg'), configuration);
  const args = [program, 'explore', 'Unseen.tla', '--deadlock', 'off'];
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { code: done.status, text: done.stdout + done.stderr };
}

test("Apalache's := assigns, and what it wraps a formula in is transparent", () => {
  const body = `EXTENDS Integers, Apalache
VARIABLES x, y
Init == x := 0 /\\ y := {}
Inc(n) == x' := (x + n) % 5 /\\ y' := y \\union {x}
Next == Skolem(\\E n \\in {1, 2} : Inc(n))`;
  const { code, text } = explore(body, 'INIT Init NEXT Next');
  // TLC with Apalache's own module counts the same.
  assert.match(text, /99 states generated, 49 distinct, 0 left, depth 7\./);
  assert.equal(code, 0);
});

test('a set that cannot be is an error to who evaluates it only, and an empty function has no argument to be wrong', () => {
  const body = `EXTENDS Naturals
VARIABLE x
Odd == {1, "a"}
Odder == {<<1>>, {{}, {2}}}
Init == x = [n \\in {} |-> 1]
Next == x' = IF x = <<1>> THEN Odd \\cup Odder ELSE [x EXCEPT !["a"] = 2, ![3] = 1]
Never == x # <<>> => x \\in Odd`;
  const { code, text } = explore(body, 'INIT Init NEXT Next INVARIANT Never');
  assert.match(text, /2 states generated, 1 distinct, 0 left, depth 1\./);
  assert.equal(code, 0);
  const failing = explore(body.replace('IF x = <<1>>', 'IF x = <<>>'), 'INIT Init NEXT Next');
  assert.match(failing.text, /Attempted to compare integer 1 with non-integer/);
  assert.equal(failing.code, 2);
});

test('what replaces a definition of an extended module can fall back on it through an instance of the module', () => {
  writeFileSync(
    join(folder, 'Base.tla'),
    `---- MODULE Base ----
EXTENDS Naturals
VARIABLE x
Reset == x' = 0
Step(n) == x' = (x + n) % 7
Twice == Step(2) \\/ Reset
====\n`,
  );
  const body = `EXTENDS Base
base == INSTANCE Base
VARIABLE left
MCStep(n) == left > 0 /\\ base!Step(n) /\\ left' = left - 1
MCReset == left < 3 /\\ base!Reset /\\ UNCHANGED left
Init == x = 0 /\\ left = 3
Next == Step(1) \\/ base!Twice`;
  const { code, text } = explore(body, 'INIT Init NEXT Next CONSTANT Step <- MCStep Reset <- MCReset');
  // base!Twice stands in the text of Base, and uses what replaces Step and Reset.
  assert.match(text, /34 states generated, 16 distinct, 0 left, depth 5\./);
  assert.equal(code, 0);
});

test('of a union the listed side is asked first, and what is in it is not asked of the other', () => {
  const body = `EXTENDS Naturals, Sequences
VARIABLE log
Entry == Seq(STRING) \\cup {<<p, n>> : p \\in {"a", "b"}, n \\in 0 .. 2}
Init == log = <<>>
Next == Len(log) < 2 /\\ log' \\in {Append(log, <<"a", Len(log)>>), Append(log, <<"no">>)}
TypeOK == log \\in Seq(Entry)`;
  const { code, text } = explore(body, 'INIT Init NEXT Next INVARIANT TypeOK');
  assert.match(text, /7 states generated, 7 distinct, 0 left, depth 3\./);
  assert.equal(code, 0);
  const wrong = explore(
    body.replace('Append(log, <<"no">>)', 'Append(log, <<"no", 3>>)'),
    'INIT Init NEXT Next INVARIANT TypeOK',
  );
  assert.match(wrong.text, /is an element of\nSTRING/);
});

test('elements of a set too large to list are drawn by their numbers', () => {
  const body = `EXTENDS Integers, FiniteSets, Randomization
VARIABLES x, f
Init == x \\in RandomSubset(50, 1 .. 1000000000) /\\ f \\in RandomSubset(20, [1 .. 9 -> 1 .. 10])
Next == UNCHANGED <<x, f>>
TypeOK == x \\in 1 .. 1000000000 /\\ f \\in [1 .. 9 -> 1 .. 10]`;
  const { code, text } = explore(body, 'INIT Init NEXT Next INVARIANT TypeOK');
  assert.match(text, /2,000 states generated, 1,000 distinct/);
  assert.equal(code, 0);
});

test('TLCGet("level") is 0 before there is a state, and 1 of initial states', () => {
  const body = `EXTENDS Integers, TLC
VARIABLE x
ASSUME TLCGet("level") = 0
Init == x = TLCGet("level") + 1
Next == x < 4 /\\ TLCGet("level") = x /\\ x' = x + 1
Level == x = TLCGet("level")`;
  const { code, text } = explore(body, 'INIT Init NEXT Next INVARIANT Level CONSTRAINT Level');
  assert.match(text, /4 states generated, 4 distinct, 0 left, depth 4\./);
  assert.equal(code, 0);
});

test("a file of TLC's own binary format is refused by name", () => {
  writeFileSync(join(folder, 'values.bin'), Buffer.from([1, 2, 3, 255]));
  const body = `EXTENDS IOUtils
VARIABLE x
Init == x = IODeserialize("values.bin", TRUE)
Next == UNCHANGED x`;
  const { code, text } = explore(body, 'INIT Init NEXT Next');
  assert.match(text, /values\.bin is no file that IOSerialize wrote here; TLC's own binary format is not read/);
  assert.equal(code, 2);
});

test('a recursion may assign what it is given, as in TLC; one that would be written out without end is refused by name', () => {
  const given = `EXTENDS Naturals
VARIABLE x
RECURSIVE Flip(_, _)
Flip(v, n) == IF n = 0 THEN v = TRUE ELSE Flip(v, n - 1)
Init == Flip(x, 1)
Next == UNCHANGED x`;
  assert.match(explore(given, 'INIT Init NEXT Next').text, /2 states generated, 1 distinct, 0 left, depth 1\./);
  const endless = `EXTENDS Naturals
VARIABLE x
RECURSIVE Flip(_, _)
Flip(F(_), n) == IF n = 0 THEN F(TRUE) ELSE Flip(LAMBDA b : F(~b), n - 1)
Set(b) == x' = b
Init == x = FALSE
Next == Flip(Set, 3)`;
  const { code, text } = explore(endless, 'INIT Init NEXT Next');
  assert.match(text, /Unseen\.tla:5:\d+: error TLA501: not supported: Flip within itself, with an argument/);
  assert.equal(code, 2);
});
