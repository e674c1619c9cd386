/** An evaluation that fails says at which expression, also where a whole formula, a statement or a recursion failed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-error-places-'));
after(() => rmSync(folder, { recursive: true }));

const steady = "Init == x = 0 /\\ y = 0\nNext == x' = (x + 1) % 4 /\\ y' = y";

/** `lines` begin on line 4. */
function explore(lines: string, configuration: string, ...options: string[]): { code: number | null; text: string } {
  const head = '---- MODULE M ----\nEXTENDS Naturals, Sequences, TLC\nVARIABLES x, y';
  writeFileSync(join(folder, 'M.tla'), `${head}\n${lines}\n====\n`);
  writeFileSync(join(folder, 'M.cfg'), configuration);
  const run = spawnSync(process.execPath, [program, 'explore', join(folder, 'M.tla'), ...options], {
    encoding: 'utf8',
  });
  return { code: run.status, text: run.stdout + run.stderr };
}

const behaviour = 'INIT Init\nNEXT Next\n';
const cases: readonly (readonly [what: string, lines: string, configuration: string, expected: RegExp])[] = [
  ['an invariant that is no formula', `${steady}\nInv == x`, 'INVARIANT Inv', /at M\.tla:6:1: Inv/],
  [
    'a CASE',
    `${steady}\nInv == CASE x > 7 -> TRUE`,
    'INVARIANT Inv',
    /M\.tla:6:8: CASE x > 7 -> TRUE\n {2}in Inv \(M\.tla:6/,
  ],
  ['a quantifier', `${steady}\nInv == \\A n \\in Nat : n = x`, 'INVARIANT Inv', /at M\.tla:6:8: \\A n \\in Nat/],
  ['a conjunct', "Init == x = 0 /\\ y = 0\nNext == x' = 1 /\\ y' = 1 /\\ x", '', /at M\.tla:5:29: x\n/],
  ['a set of successors', "Init == x = 0 /\\ y = 0\nNext == x' \\in Nat /\\ y' = y", '', /at M\.tla:5:9: x' \\in Nat/],
  ['initial values', 'Init == x = y /\\ y = 0\nNext == FALSE', '', /y is used before .*\n {2}at M\.tla:4:13: y\n/],
  [
    'a variable without successor',
    "Init == x = 0 /\\ y = 0\nNext == x' = 1",
    '',
    /y' has no value\.\n {2}at M\.tla:5:9/,
  ],
  ['a view', `${steady}\nV == <<x, Head(<<>>)>>`, 'VIEW V', /at M\.tla:6:11: Head\(<<>>\)\n {2}in V/],
  ['a property', `${steady}\nP == <>(x = Head(<<>>))`, 'PROPERTY P', /at M\.tla:6:13: Head[\s\S]*State 1: Initial/],
  [
    'a property of a step',
    `${steady}\nP == []<><<x' = Head(<<>>)>>_x`,
    'PROPERTY P',
    /at M\.tla:6:17: Head\(<<>>\)[\s\S]*State 1: Initial/,
  ],
];
for (const [what, lines, configuration, expected] of cases) {
  test(`the place of ${what}`, () => {
    const { code, text } = explore(lines, behaviour + configuration);
    assert.match(text, /^Evaluation failed: /);
    assert.match(text, expected);
    assert.equal(code, 2);
  });
}

const endless = 'RECURSIVE F(_)\nF(n) == 1 + F(n + 1)';
const recursions: readonly (readonly [where: string, lines: string, configuration: string, expected: RegExp])[] = [
  [
    'an invariant',
    `${endless}\n${steady}\nInv == F(1) = 0`,
    'INVARIANT Inv',
    /in F \(M\.tla:5\), [\d,]+ times\n {2}in F \(M\.tla:8/,
  ],
  ['an assumption', `${endless}\nASSUME F(0) = 1\n${steady}`, '', /line 6 of M\.tla: .*\n {2}at M\.tla:5:/],
  ['a successor', `${endless}\nInit == x = 0 /\\ y = 0\nNext == x' = F(x) /\\ y' = 0`, '', /in F \(M\.tla:7\)/],
  ['an initial value', `${endless}\nInit == x = F(0) /\\ y = 0\nNext == FALSE`, '', /in F \(M\.tla:6\)/],
  [
    'an action',
    "RECURSIVE A(_)\nA(n) == A(n + 1) /\\ x' = 1\nInit == x = 0 /\\ y = 0\nNext == A(x) /\\ y' = 0",
    '',
    /at M\.tla:7:9: A\(x\)/,
  ],
];
for (const [where, lines, configuration, expected] of recursions) {
  test(`a recursion without end in ${where} is told with its place, once`, () => {
    const { code, text } = explore(lines, behaviour + configuration);
    assert.match(text, /recurses too deeply/);
    assert.match(text, expected);
    assert.equal(code, 2);
  });
}

test('counts are those of TLC where a recursion has no end, or a successor lacks a value', () => {
  const deep = explore(`${endless}\n${steady}\nInv == F(1) = 0`, `${behaviour}INVARIANT Inv`).text;
  assert.match(deep, /1 states generated, 1 distinct, 1 left/);
  const lacking = explore("Init == x = 0 /\\ y = 0\nNext == x' = 1", behaviour).text;
  assert.match(lacking, /2 states generated, 1 distinct, 0 left/);
});

test('a SYMMETRY that permutes no model values is an error of the configuration', () => {
  const { code, text } = explore(`Perms == Permutations({1, 2})\n${steady}`, `${behaviour}SYMMETRY Perms`);
  assert.match(
    text,
    /M\.cfg: SYMMETRY cannot be used: Symmetry function must have model values[\s\S]*Permutations\(S\)/,
  );
  assert.equal(code, 2);
});

test('a drawing is refused before the search where there is no folder for it', () => {
  const { code, text } = explore(steady, behaviour, '--html', join(folder, 'nowhere', 'x.html'));
  assert.match(text, /--html .*x\.html: there is no folder .*nowhere; make it, or name another place/);
  assert.equal(code, 2);
});
