/**
 * Sets packed into bits, where an evaluation fails on the values that come together in them: bits by themselves do not tell. All that
 * a formula looks at was met before in these models, so that nothing is learnt, and verified, in the state where it fails.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Symbols } from '../../src/packed/symbols.js';
import { type Both, exploreText } from './model.js';

/** A set that gets elements of `first` while n < 5, and of `later` from then on; u alternates wherever `look` is true. */
const model = (
  first: string,
  later: string,
  look: string,
  more: { empties?: boolean; after?: string } = {},
): string => `
EXTENDS Naturals, Sequences
VARIABLES s, n, u
f == [i \\in 3..6 |-> i]
Init == s = {} /\\ n = 0 /\\ u = 0
First == n < 5 /\\ \\E m \\in ${first} : s' = s \\cup {m} /\\ UNCHANGED <<n, u>>
Later == n = 5 /\\ ${more.after ?? 'TRUE'} /\\ \\E m \\in ${later} : s' = s \\cup {m} /\\ UNCHANGED <<n, u>>
Tick == n < 5 /\\ n' = n + 1 /\\ ${more.empties === true ? "s' = {}" : "s' = s"} /\\ UNCHANGED u
Look == ${look} /\\ u' = 1 - u /\\ UNCHANGED n
Next == First \\/ Later \\/ Tick \\/ Look
Known == "a" \\in s => n < 5
`;
const config = 'INIT Init NEXT Next CHECK_DEADLOCK FALSE';

function fails(both: Both, message: RegExp): void {
  const [ids, packed] = [both.ids, both.packed].map(({ violation, generated, distinct, depth }) => ({
    ...{ kind: violation?.kind, message: violation?.name, generated, distinct, depth },
    trace: violation?.trace.length,
  }));
  assert.equal(ids!.kind, 'error');
  assert.match(ids!.message ?? '', message);
  assert.deepEqual(packed, ids);
}

const letters = '{"a", "b", "c", "d"}';
const pairs = '{<<"a", 3>>, <<"b", 4>>, <<"c", 5>>, <<"d", 6>>}';
const unlike = '{<<"a", "x">>}';

test('a value of another kind than the elements of a set is no member, and no error becomes one', () => {
  const member = `~("a" \\in s) /\\ UNCHANGED s`;
  fails(
    exploreText(model(letters, '1..4', member, { empties: true }), config, 30),
    /compare string "a" with non-string/,
  );
  const minus = `s' = s \\ {"a"}`;
  fails(
    exploreText(model(letters, '1..4', minus, { empties: true }), config, 30),
    /compare string "a" with non-string/,
  );
  const invariant = model(letters, '1..4', 'UNCHANGED s', { empties: true });
  fails(exploreText(invariant, `${config} INVARIANT Known`, 30), /compare string "a" with non-string/);
});

test('sets of unlike elements are neither equal nor unequal, nor part of one another', () => {
  const subset = `(IF s \\subseteq {<<"a", 3>>, <<"b", 4>>} THEN TRUE ELSE u = 0) /\\ UNCHANGED s`;
  const late = { after: '<<"d", 6>> \\in s' };
  fails(exploreText(model(pairs, unlike, subset, late), config, 60), /compare string "x" with non-string/);
  const equal = `(IF s = {<<"a", 3>>} THEN TRUE ELSE u = 0) /\\ UNCHANGED s`;
  const instead = model(pairs, unlike, equal, { after: 's = {<<"d", 6>>}' }).replace(
    '\\E m \\in {<<"a", "x">>} : s\' = s \\cup {m}',
    `s' = ${unlike}`,
  );
  fails(exploreText(instead, config, 60), /equality of string "x" with non-string/);
});

test('a quantifier comes to the elements of a set in the order of TLC, and so to the one for which it fails', () => {
  const look = `(IF \\E m \\in s : f[m] = 3 THEN TRUE ELSE u = 0) /\\ UNCHANGED s`;
  fails(
    exploreText(model('3..6', '{1}', look, { after: '3 \\in s' }), config, 60),
    /argument 1, which is not in the domain/,
  );
});

test('elements for which a formula fails are passed over where they are not in the set, inside of SelectSeq as well', () => {
  const chosen = 'SelectSeq(<<3, 4, 5>>, LAMBDA i : i # 4 \\/ \\E m \\in s : f[m] = i)';
  const look = `n < 5 /\\ ${chosen} # <<3, 5>> /\\ UNCHANGED s`;
  const both = exploreText(model('3..6', '{1}', look, { after: 's = {}' }), config, 60);
  assert.deepEqual([both.outcome?.kind, both.packed], ['visited', both.ids]);
});

test('what is learnt in a state that needs more room is verified when it has that', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0
Next == \\/ y' = (y + 1) % 30 /\\ UNCHANGED x
        \\/ y = 0 /\\ x < 3 /\\ x' = x + 1 /\\ UNCHANGED y
        \\/ y = 25 /\\ x = 3 /\\ x' = 4 /\\ UNCHANGED y`;
  const { writes } = Symbols.prototype;
  Symbols.prototype.writes = function (this: Symbols, shape, value, into): void {
    if (shape.kind === 'atom' && value === 8) return;
    writes.call(this, shape, value, into);
  };
  try {
    const both = exploreText(body, 'INIT Init NEXT Next', 40);
    assert.equal(both.outcome?.kind, 'left');
    assert.deepEqual(both.packed, both.ids);
  } finally {
    Symbols.prototype.writes = writes;
  }
});
