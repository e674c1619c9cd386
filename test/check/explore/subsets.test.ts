/**
 * Loops over SUBSET S whose first conjuncts bound the element visit only what lies between the bounds. What they find has to be
 * what the loop as written finds: the same model with TRUE in front of the bounds, which hides them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const config = 'INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE';

function model(next: string, more = ''): string {
  return `EXTENDS Integers, FiniteSets, Sequences
VARIABLES seen, sent
S == 1..4
Init == seen \\in {{}, {2}} /\\ sent \\in {{}, {1, 2}, {9}}
Send == sent' = sent \\cup {Cardinality(sent) + 1} /\\ UNCHANGED seen
Next == (Cardinality(sent) < 5 /\\ Send) \\/ ${next}
${more}`;
}

const steps: Readonly<Record<string, readonly [bounds: string, loop: (bounds: string) => string]>> = {
  'between two sets': [
    'r \\subseteq sent /\\ seen \\subseteq r',
    (bounds) => `(\\E r \\in SUBSET S : ${bounds} /\\ seen' = r /\\ UNCHANGED sent)`,
  ],
  'the lower one first, which need not be inside S': [
    'sent \\subseteq r /\\ r \\subseteq {1, 2, 3}',
    (bounds) => `(\\E r \\in SUBSET S : ${bounds} /\\ seen' = r /\\ UNCHANGED sent)`,
  ],
  'below an infinite set': [
    'r \\subseteq Nat /\\ seen \\subseteq r',
    (bounds) => `(\\E r \\in SUBSET S : ${bounds} /\\ seen' = r /\\ UNCHANGED sent)`,
  ],
  'a bound that mentions the element is none': [
    'r \\subseteq {Cardinality(r)} \\cup seen',
    (bounds) => `(\\E r \\in SUBSET S : ${bounds} /\\ seen' = r /\\ UNCHANGED sent)`,
  ],
  "x' in SUBSET": [
    "seen \\subseteq seen' /\\ seen' \\subseteq sent",
    (bounds) => `(UNCHANGED sent /\\ seen' \\in SUBSET S /\\ ${bounds})`,
  ],
  "x' \\subseteq": ["seen' \\subseteq sent /\\ sent' = seen'", (bounds) => `(seen' \\subseteq S /\\ ${bounds})`],
  'an element already chosen': [
    "seen' \\subseteq {1, 2}",
    (bounds) => `(UNCHANGED sent /\\ seen' = sent /\\ seen' \\in SUBSET S /\\ ${bounds})`,
  ],
  'as a guard': [
    'r \\subseteq sent /\\ seen \\subseteq r',
    (bounds) => `((\\E r \\in SUBSET S : ${bounds} /\\ Cardinality(r) = 2) /\\ seen' = {} /\\ UNCHANGED sent)`,
  ],
};

for (const [name, [bounds, loop]] of Object.entries(steps)) {
  test(name, () => {
    const [narrow, whole] = [bounds, `TRUE /\\ ${bounds}`].map((text) => explore(model(loop(text)), config).result);
    assert.equal(whole?.verdict, 'ok');
    assert.ok(whole.distinct > 6);
    assert.deepEqual(
      [narrow?.verdict, narrow?.generated, narrow?.distinct, narrow?.depth],
      [whole.verdict, whole.generated, whole.distinct, whole.depth],
    );
  });
}

test('what cannot be evaluated fails as before', () => {
  for (const bounds of [
    'r \\subseteq 3',
    'r \\subseteq {"a"}',
    '3 \\subseteq r',
    'r \\subseteq sent /\\ Head(<<>>) \\subseteq r',
  ]) {
    const of = (text: string) =>
      explore(model(`(\\E r \\in SUBSET S : ${text} /\\ seen' = r /\\ UNCHANGED sent)`), config).result;
    const [narrow, whole] = [of(bounds), of(`TRUE /\\ ${bounds}`)];
    assert.equal(whole.violation?.kind, 'error', bounds);
    assert.equal(narrow.violation?.kind, 'error', bounds);
  }
});

test('thirty elements, of which only few are free', () => {
  const next = "(\\E r \\in SUBSET (1..30) : r \\subseteq sent /\\ seen \\subseteq r /\\ seen' = r /\\ UNCHANGED sent)";
  const { verdict, distinct } = explore(model(next), config).result;
  assert.equal(verdict, 'ok');
  assert.ok(distinct > 6);
});

const filters: Readonly<Record<string, string>> = {
  'every element alone': '\\A e \\in r : e % 2 = 0',
  'with more conjuncts': '(\\A e \\in r : e % 2 = 0) /\\ seen \\subseteq r',
  'reading the state': '\\A e \\in r : e \\in sent',
  'below a set': 'r \\subseteq sent /\\ Cardinality(r) < 3',
  'two elements at once are not one': '\\A e \\in r : \\A f \\in r : e = f',
  'the set itself in the condition': '\\A e \\in r : e < Cardinality(r)',
};

for (const [name, condition] of Object.entries(filters)) {
  test(`a filter of subsets: ${name}`, () => {
    const next = (text: string) => `(seen' \\in {r \\in SUBSET S : ${text}} /\\ UNCHANGED sent)`;
    const [narrow, whole] = [condition, `TRUE /\\ ${condition}`].map(
      (text) => explore(model(next(text)), config).result,
    );
    assert.equal(whole?.verdict, 'ok');
    assert.ok(whole.distinct > 6);
    assert.deepEqual(
      [narrow?.verdict, narrow?.generated, narrow?.distinct, narrow?.depth],
      [whole.verdict, whole.generated, whole.distinct, whole.depth],
    );
  });
}

test('a filter of subsets that cannot be evaluated fails as before', () => {
  for (const condition of ['\\A e \\in r : 1', '\\A e \\in r : e = 4 => Head(<<>>)', 'r \\subseteq 3']) {
    const of = (text: string) =>
      explore(model(`(seen' \\in {r \\in SUBSET S : ${text}} /\\ UNCHANGED sent)`), config).result.violation?.kind;
    assert.equal(of(`TRUE /\\ ${condition}`), 'error', condition);
    assert.equal(of(condition), 'error', condition);
  }
});

test('the graphs on five nodes among 2^32 sets of sets of nodes', () => {
  const graphs = '{g \\in SUBSET SUBSET (1..5) : \\A e \\in g : Cardinality(e) = 2}';
  const text = `EXTENDS FiniteSets, Integers
VARIABLE edges
Init == edges \\in ${graphs}
Next == UNCHANGED edges`;
  const { verdict, distinct } = explore(text, config).result;
  assert.equal(verdict, 'ok');
  assert.equal(distinct, 2 ** 10);
});
