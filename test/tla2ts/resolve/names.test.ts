import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, resolveText, show, specification } from './front.js';

const module = (body: string, name = 'Root'): string => `---- MODULE ${name} ----\n${body}\n====`;

test('every name is bound to its symbol', () => {
  const spec = specification(
    module(`EXTENDS Naturals
CONSTANTS N, F(_, _)
VARIABLES x, y
Op(a, G(_)) == G(a) \\cup {F(a, x)}
Use == Op(N, LAMBDA z : {z}) = Op(y, SUBSET)
Chain == x = 1 /\\ y = 2 /\\ x' = y /\\ UNCHANGED y
Lists == /\\ x = 1
         /\\ \\/ y = 2
            \\/ y = 3
Bounds == \\E i, j \\in 1 .. N, <<p, q>> \\in {<<1, 2>>} : i + j = p + q
Update == [x EXCEPT ![1] = @ + 1, ![2, 3].a = [@ EXCEPT !.b = @]]
Field == x.a`),
  );
  assert.equal(show(spec, 'Op'), 'Op(a, G) == \\cup(G(a), {F(a, x)}) [1]');
  assert.equal(show(spec, 'Use'), 'Use == =(Op(N, LAMBDA z : {z}), Op(y, SUBSET)) [1]');
  assert.equal(show(spec, 'Chain'), "Chain == /\\(=(x, 1), =(y, 2), =('(x), y), UNCHANGED(y)) [2]");
  assert.equal(show(spec, 'Lists'), 'Lists == /\\(=(x, 1), \\/(=(y, 2), =(y, 3))) [1]');
  assert.equal(
    show(spec, 'Bounds'),
    'Bounds == \\E i \\in ..(1, N), j \\in ..(1, N), <<p, q>> \\in {<<1, 2>>} : =(+(i, j), +(p, q)) [0]',
  );
  assert.equal(show(spec, 'Update'), 'Update == [x EXCEPT ![1] = +(@, 1), ![<<2, 3>>].a = [@ EXCEPT !.b = @]] [1]');
  assert.equal(show(spec, 'Field'), 'Field == x.a [1]');
  assert.deepEqual(
    spec.variables.map(({ name, index }) => [name, index]),
    [
      ['x', 0],
      ['y', 1],
    ],
  );
});

test('EXTENDS brings everything but LOCAL, a diamond only once', () => {
  const spec = specification(
    module('EXTENDS Left, Right\nVARIABLE z\nOp == Common + lv + rv + z'),
    module('EXTENDS Base\nVARIABLE lv\nLOCAL Hidden == 1', 'Left'),
    module('EXTENDS Base\nVARIABLE rv\nLOCAL Hidden == 2', 'Right'),
    module('EXTENDS Naturals\nCONSTANT C\nASSUME C = 1\nCommon == C', 'Base'),
  );
  assert.deepEqual(
    spec.variables.map(({ name }) => name),
    ['lv', 'rv', 'z'],
  );
  assert.equal(spec.assumptions.length, 1);
  assert.equal(spec.visible.has('Hidden'), false);
  assert.deepEqual(
    spec.sources.map((source) => source.module),
    ['Root', 'Left', 'Base', 'Right'],
  );
});

test('a function that mentions itself is recursive, another is not', () => {
  const spec = specification(
    module('EXTENDS Naturals\nf[n \\in Nat] == IF n = 0 THEN 1 ELSE n * f[n - 1]\ng[n \\in Nat] == n'),
  );
  assert.equal(show(spec, 'f'), 'f == [f : n \\in Nat |-> IF =(n, 0) THEN 1 ELSE *(n, f[-(n, 1)])] [0]');
  assert.equal(show(spec, 'g'), 'g == [n \\in Nat |-> n] [0]');
});

test('F!@ is the body of F as an operator of its bound names', () => {
  const spec = specification(module('G(H(_)) == H(1)\nF(a) == \\E i \\in {a} : i = a\nOp == G(F(2)!@)'));
  assert.match(show(spec, 'Op'), /^Op == G\(LAMBDA i : F!@\(2, i\)\)/);
});

test('labels and subexpression names reach the parts of a definition', () => {
  const spec = specification(
    module(`EXTENDS Naturals
VARIABLE x
F(a) == /\\ x = a
        /\\ \\A i \\in 1 .. 3 : lab(i) :: x + i > a
        /\\ LET G(b) == b + a IN inner :: G(2) = 3
Second == F(7)!2!1
Body == F(7)!2!(5)
Label == F(7)!lab(6)
Whole == F(7)!:
Left == F(7)!1!<<
Inner == F(7)!inner
Three == F(7)!3!1`),
  );
  assert.equal(show(spec, 'Second'), 'Second == F!2!1(7) [0]');
  assert.equal(show(spec, 'Body'), 'Body == F!2!()(7, 5) [1]');
  assert.equal(show(spec, 'Label'), 'Label == F!lab(7, 6) [1]');
  assert.equal(show(spec, 'Whole'), 'Whole == F!:(7) [1]');
  assert.equal(show(spec, 'Left'), 'Left == F!1!<<(7) [1]');
  const { body } = spec.visible.get('Inner') as { body: { kind: string } };
  assert.equal(body.kind, 'call');
});

test('library operators are marked', () => {
  const spec = specification(module('EXTENDS FiniteSets, TLC\nOwn == 1'));
  assert.equal(spec.visible.get('Cardinality')?.library, true);
  assert.equal(spec.visible.get(':>')?.library, true);
  assert.equal(spec.visible.get('Own')?.library, false);
  assert.equal(spec.sources.length, 1);
});

const wrong: readonly (readonly [string, string, ...string[]])[] = [
  ['Op == Nope', 'TLA201 2:7'],
  ['Op == 1\nOp == 2', 'TLA202 3:1'],
  ['F(F) == 1', 'TLA202 2:1'],
  ['Op == LET F(F) == 1 IN F(1)', 'TLA202 2:11'],
  ['VARIABLE x\nCONSTANT x', 'TLA202 3:10'],
  ['VARIABLE x\nOp(x) == 1', 'TLA202 3:4'],
  ['VARIABLE x\nOp == \\A x \\in {} : TRUE', 'TLA202 3:10'],
  ['TRUE == 1', 'TLA203 2:1'],
  ['M == INSTANCE Naturals\nOp == M', 'TLA204 3:7'],
  ['M == INSTANCE Naturals\nOp == M!Nope', 'TLA201 3:9'],
  ['EXTENDS Nowhere', 'TLA210 2:9'],
  ['EXTENDS Root', 'TLA212 2:9'],
  ['---- MODULE I ----\nCONSTANT c\n====\nINSTANCE I', 'TLA220 5:10'],
  ['---- MODULE I ----\nCONSTANT c\n====\nINSTANCE I WITH c <- 1, c <- 2', 'TLA221 5:25'],
  ['INSTANCE Naturals WITH c <- 1', 'TLA222 2:24'],
  ['Op == @', 'TLA230 2:7'],
  ['Op == [a |-> 1, a |-> 2]', 'TLA231 2:17'],
  ['RECURSIVE F(_)', 'TLA240 2:11'],
  ['RECURSIVE F\nVARIABLE x\nF == 1', 'TLA242 3:1'],
  ['Op == \\A x \\in {} : lab :: x', 'TLA251 2:21'],
  ['Op == {lab :: 1, lab :: 2}', 'TLA254 2:18'],
  ['F == 1\nOp == F!3', 'TLA256 3:9'],
  ['F == 1\nG(H(_)) == H(1)\nOp == G(F!@)', 'TLA256 4:11'],
  ['F == \\E i \\in {} : i\nOp == F!@', 'TLA301 3:7'],
  ['F == \\E i, j \\in {} : i\nG(H(_)) == H(1)\nOp == G(F!@)', 'TLA303 4:9'],
  ['F(a) == 1\nOp == F', 'TLA301 3:7'],
  ['F(a) == 1\nOp == F(1, 2)', 'TLA301 3:7'],
  ['F(G(_)) == 1\nOp == F({})', 'TLA302 3:9'],
  ['F(G(_)) == 1\nH(a, b) == 1\nOp == F(H)', 'TLA303 4:9'],
  ['F(G(_)) == 1\nOp == F(LAMBDA a, b : 1)', 'TLA304 3:9'],
  ['F(a) == 1\nOp == F(LAMBDA b : 1)', 'TLA305 3:9'],
  ['f[x \\in {}] == 0\nOp == f[1, 2]', 'TLA306 3:7'],
  ['RECURSIVE F(_)\nF(a, b) == 1', 'TLA307 3:1'],
];

for (const [body, expected] of wrong) {
  test(`refused: ${body.replaceAll('\n', ' | ')}`, () => {
    const [first] = complaints(module(body));
    assert.ok(first?.startsWith(expected), `${first} instead of ${expected}`);
  });
}

test('several errors come in one run, each with a hint where a name is nearly right', () => {
  const { diagnostics, value } = resolveText(
    module("EXTENDS Naturals\nVARIABLE counter\nInit == countr = 0\nNext == conter' = Nope\nOp == Next(1)"),
  );
  assert.equal(value, null);
  assert.deepEqual(
    diagnostics.map(({ code, hint }) => [code, hint]),
    [
      ['TLA201', 'did you mean counter?'],
      ['TLA201', 'did you mean counter?'],
      ['TLA201', undefined],
      ['TLA301', undefined],
    ],
  );
});

test('a name of a standard module says which, and what other languages write how TLA+ does', () => {
  const { diagnostics } = resolveText(module('CONSTANT C\nSmall == C < Cardinality({})\nBoth == C && C\nLess == -C'));
  assert.deepEqual(
    diagnostics.map(({ message, hint }) => [message, hint]),
    [
      ['< is not defined', 'EXTENDS Naturals defines it'],
      ['Cardinality is not defined', 'EXTENDS FiniteSets defines it'],
      ['&& is not defined', 'conjunction is written /\\'],
      ['-. is not defined', 'EXTENDS Integers defines it'],
    ],
  );
});

test('modules that depend on each other in a circle are named in order', () => {
  const { diagnostics } = resolveText(module('EXTENDS A'), module('INSTANCE B', 'A'), module('EXTENDS A', 'B'));
  assert.match(diagnostics[0]?.message ?? '', /Root|A -> B -> A/);
  assert.equal(diagnostics[0]?.code, 'TLA212');
});

test('the same name from two modules is a warning if both are definitions, an error otherwise', () => {
  const plus = module('x + y == x', 'Plus');
  const constant = module('CONSTANT _+_', 'Constant');
  assert.deepEqual(complaints(module('EXTENDS Plus, Naturals'), plus), ['TLA215 2:15']);
  assert.deepEqual(complaints(module('Nat == 1\nINSTANCE Naturals'), plus), ['TLA216 3:1']);
  assert.deepEqual(complaints(module('EXTENDS Naturals, Constant'), constant), ['TLA214 2:19']);
});

test('an extended definition with another number of parameters is a warning, as in SANY; an instantiated one is an error', () => {
  const two = module('Update(cur, val) == val', 'Two');
  const three = module('Update(t, k, v) == <<t, k, v>>', 'Three');
  const { diagnostics } = resolveText(module('EXTENDS Three, Two\nx == Update(1, 2, 3)'), two, three);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['TLA215'],
  );
  assert.deepEqual(complaints(module('EXTENDS Three\nINSTANCE Two'), two, three), ['TLA202 3:1']);
});

test('what is declared twice in the same way is declared once, with a warning', () => {
  const twice = module('CONSTANT K\nVARIABLES x, y, x\nCONSTANT K\nOp == x = K');
  assert.deepEqual(complaints(twice), ['TLA217 3:17', 'TLA217 4:10']);
  const { variables, constants } = specification(twice);
  assert.deepEqual(
    [variables, constants].map((list) => list.map(({ name }) => name)),
    [['x', 'y'], ['K']],
  );
  assert.deepEqual(complaints(module('CONSTANT K\nCONSTANT K(_)')), ['TLA202 3:10']);
});

test('what stands in text that could not be read is not called undefined', () => {
  assert.deepEqual(
    complaints(module('EXTENDS Naturals\nCONSTANTS N N\nVARIABLES x, , y\nOp(a) == a + + 1\nUse == Op(N) + x + y + z')),
    ['TLA101 3:13', 'TLA101 4:14', 'TLA101 5:14', 'TLA201 6:24'],
  );
  assert.deepEqual(complaints(module('INSTANCE Left WITH\nUse == Left'), module('Left == 1', 'Left')), ['TLA101 3:1']);
  assert.deepEqual(complaints(module('RECURSIVE F(_)\nF(n) == IF n THEN 1 ESLE F(n)\nUse == F(0) + G')), [
    'TLA101 3:21',
    'TLA201 4:13',
    'TLA201 4:15',
  ]);
});

test('a keyword with a mistake in it is told, and ends what stands before it', () => {
  const { diagnostics } = resolveText(module('EXTEND Naturals\nVARIABLS x, y\nOp == x + y\nUse = 3'));
  assert.deepEqual(
    diagnostics.map(({ code, span, hint }) => `${code} ${span.line} ${hint}`),
    [
      "TLA101 2 did you mean 'EXTENDS'?",
      "TLA101 3 did you mean 'VARIABLE'?",
      'TLA101 5 a definition is written with ==',
    ],
  );
});

test('what is named in a unit that cannot be read is not missed elsewhere; another name is', () => {
  const body = 'VARIABLES x y\nF(a) == (a\nUses == F(1) = x /\\ y\nOther == Nope';
  assert.deepEqual(complaints(module(body)), ['TLA101 2:13', 'TLA101 4:1', 'TLA201 5:10']);
  const broken = module('VARIABLES y, z w\nF(a) == a b\nG == 1', 'Broken');
  const uses = [
    'EXTENDS Broken\nUse == {F(1), w, G, Nope}',
    'I == INSTANCE Broken WITH y <- 1, z <- 2\nUse == {I!F(1), I!w, Nope}',
  ];
  for (const use of uses)
    assert.deepEqual(
      resolveText(module(use), broken)
        .diagnostics.filter(({ code }) => code !== 'TLA101')
        .map(({ code, message }) => `${code} ${message}`),
      ['TLA201 Nope is not defined'],
    );
  assert.deepEqual(complaints(module('RECURSIVE F(_)\nF(a) == a b\nOp == F(1)')), ['TLA101 3:11']);
});

test('a module with nearly the name that is asked for is offered, loaded or not', () => {
  const { diagnostics } = resolveText(module('EXTENDS Sequencs, Mine'), module('A == 1', 'MinePlus'));
  assert.deepEqual(
    diagnostics.map(({ code, hint }) => [code, hint]),
    [
      ['TLA210', 'did you mean Sequences?'],
      ['TLA210', 'name the folder where it is with --library'],
    ],
  );
});
