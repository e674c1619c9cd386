/** Packed states lead to what ids lead to: counts, violations, and the way back where a model does not fit. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { INTERRUPTED } from '../../src/check/explore/ending.js';
import { Layout } from '../../src/packed/layout.js';
import { WRONG } from '../../src/packed/packed-search.js';
import { Shares } from '../../src/packed/shares.js';
import { Trees } from '../../src/packed/tree.js';
import { agree, type Both, exploreBoth, exploreText, wasPacked } from './model.js';

const recorded = JSON.parse(readFileSync('test/specs/counts.json', 'utf8')) as Record<string, { distinct: number }>;
const small = readdirSync('specs', { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/)MC[^/]*\.cfg$/.test(path))
  .map((path) => path.replace(/\.cfg$/, ''))
  .filter((model) => recorded[model]!.distinct > 100 && recorded[model]!.distinct < 3_000);

test('the bounded models of specs/ have the same counts either way, and some are packed to the end', () => {
  let visited = 0;
  for (const model of small) {
    const both = exploreBoth(join('specs', `${model}.tla`), undefined, 50);
    agree(both);
    if (both.outcome?.kind === 'visited') visited += 1;
  }
  assert.ok(visited >= 2, `only ${visited} of ${small.length} were packed to the end`);
});

/** Everything that packs: a function of numbers, records in sets, sets of the state, a counter that grows beyond its first values. */
const messages = `
EXTENDS Naturals, FiniteSets
CONSTANT Node
VARIABLES state, count, log, sent
Message == [type : {"vote"}, from : Node, round : 0..7] \\cup [type : {"done"}]
TypeOK == /\\ state \\in [Node -> {"idle", "voted", "done"}]
          /\\ count \\in 0..7
          /\\ log \\in [Node -> [last : 0..7, seen : SUBSET Node]]
          /\\ sent \\subseteq Message
Init == /\\ state = [n \\in Node |-> "idle"]
        /\\ count = 0
        /\\ log = [n \\in Node |-> [last |-> 0, seen |-> {}]]
        /\\ sent = {}
Vote(n) == /\\ state[n] = "idle"
           /\\ state' = [state EXCEPT ![n] = "voted"]
           /\\ sent' = sent \\cup {[type |-> "vote", from |-> n, round |-> count]}
           /\\ UNCHANGED <<count, log>>
See(n) == \\E m \\in sent : /\\ m.type = "vote"
                          /\\ m.from # n
                          /\\ log[n].last <= m.round
                          /\\ log' = [log EXCEPT ![n].last = m.round, ![n].seen = @ \\cup {m.from}]
                          /\\ UNCHANGED <<state, count, sent>>
Next1 == LET votes == {m \\in sent : m.type = "vote" /\\ m.round = count}
         IN /\\ Cardinality(votes) * 2 > Cardinality(Node)
            /\\ count < 7
            /\\ count' = count + 1
            /\\ state' = [n \\in Node |-> IF \\E m \\in votes : m.from = n THEN "idle" ELSE state[n]]
            /\\ sent' = {m \\in sent : m.type = "done" \\/ m.round >= count}
            /\\ UNCHANGED log
Done == \\/ /\\ [type |-> "done"] \\notin sent
           /\\ \\A n \\in Node : Cardinality(log[n].seen) = 2
           /\\ sent' = sent \\cup {[type |-> "done"]}
           /\\ UNCHANGED <<state, count, log>>
        \\/ UNCHANGED <<state, count, log, sent>>
Next == (\\E n \\in Node : Vote(n) \\/ See(n)) \\/ Next1 \\/ Done
Bound == count <= 2
Early == ~(count = 2 /\\ \\A n \\in Node : log[n].last = 1)
Grows == [][count' >= count]_count
Still == [][count' = count \\/ log[CHOOSE n \\in Node : TRUE].last < 1]_<<count, sent>>
`;
const config = 'CONSTANT Node = {n1, n2, n3} INIT Init NEXT Next';

test('functions, records, sets and counters of a state are packed, also where they outgrow what was seen first', () => {
  const both = exploreText(messages, `${config} INVARIANT TypeOK CONSTRAINT Bound PROPERTY Grows`, 40);
  wasPacked(both);
  assert.ok(both.ids.distinct > 1_000);
});

const wide = `EXTENDS Naturals
VARIABLES n, seen, stage
Init == n = 0 /\\ seen = {} /\\ stage = 0
Next == \\/ n < 100 /\\ n' = n + 1 /\\ seen' = seen \\cup {n} /\\ UNCHANGED stage
        \\/ \\E e \\in seen : e % 25 = 7 /\\ seen' = seen \\ {e} /\\ UNCHANGED <<n, stage>>
        \\/ stage < n \\div 12 /\\ stage' = stage + 1 /\\ UNCHANGED <<n, seen>>
        \\/ n = 100 /\\ UNCHANGED <<n, seen, stage>>
Inv == \\A e \\in seen : e < n`;

test('sets of several words grow, and move with what outgrows its bits beside them', () => {
  wasPacked(exploreText(wide, 'INIT Init NEXT Next INVARIANT Inv', 40));
  // Of an element in the last of their words, too, an invariant may be false.
  const violated = exploreText(wide.replace(': e < n', ': e # 99'), 'INIT Init NEXT Next INVARIANT Inv', 40);
  assert.deepEqual(violated.outcome, { kind: 'left', because: 'an invariant is violated' });
  agree(violated);
});

test('elements of each word have their alternatives, also when those that come to nothing are left out', () => {
  const both = exploreText(wide.replace('n \\div 12', 'n \\div 3'), 'INIT Init NEXT Next', 40);
  wasPacked(both);
  // COMPACT_EACH, and most of the elements of the last word.
  assert.ok(both.ids.distinct > 15_000);
});

test('a search of packed states that has to stop tells why, and what is left', () => {
  const { outcome, packed } = exploreText(messages, `${config} CONSTRAINT Bound`, 40, 3_000);
  assert.deepEqual([outcome?.kind, packed.verdict, packed.because], ['visited', 'inconclusive', INTERRUPTED]);
  assert.ok(packed.distinct > 3_000 && packed.left > 0);
});

test('so they do between two trials, of which the second one has what the first one has learnt', () => {
  const forGood = { states: 2 ** 32, mostLearnt: 2 ** 32 };
  for (const after of [250, 400, 600, 1000])
    wasPacked(
      exploreText(wide, 'INIT Init NEXT Next INVARIANT Inv', [
        { after: 40, states: 256, mostLearnt: 0 },
        { after, ...forGood },
      ]),
    );
});

test('states that SYMMETRY makes one are packed as such: orbits are counted as by the general search', () => {
  const symmetric = `${messages.replace('FiniteSets', 'FiniteSets, TLC')}\nPerms == Permutations(Node)`;
  const both = exploreText(symmetric, `${config} SYMMETRY Perms INVARIANT TypeOK CONSTRAINT Bound`, 40);
  wasPacked(both);
  const plain = exploreText(messages, `${config} INVARIANT TypeOK CONSTRAINT Bound`, 40);
  assert.ok(both.packed.distinct < plain.packed.distinct / 4);
});

test('SYMMETRY that moves the arguments of a function in another way than as model values is for ids', () => {
  const body = `EXTENDS Naturals, TLC
CONSTANT Node
VARIABLES shared, own
Pairs == {{n, m} : n, m \\in Node}
Init == shared = [p \\in Pairs |-> 0] /\\ own = [n \\in Node |-> 0]
Next == \\/ \\E p \\in Pairs : shared[p] < 2 /\\ shared' = [shared EXCEPT ![p] = @ + 1] /\\ UNCHANGED own
        \\/ \\E n \\in Node : own[n] < 2 /\\ own' = [own EXCEPT ![n] = @ + 1] /\\ UNCHANGED shared
        \\/ UNCHANGED <<shared, own>>
Perms == Permutations(Node)`;
  const both = exploreText(body, `${config} SYMMETRY Perms`, 40);
  assert.deepEqual(both.outcome, { kind: 'left', because: 'SYMMETRY moves a function that is not by model values' });
  agree(both);
});

test('a violation found among packed states is told with the behaviour that ids lead to', () => {
  const invariant = exploreText(messages, `${config} INVARIANTS TypeOK Early CONSTRAINT Bound`, 40);
  assert.equal(invariant.outcome?.kind, 'left');
  assert.deepEqual(invariant.packed.violation?.name, 'Early');
  agree(invariant);
  const property = exploreText(messages, `${config} CONSTRAINT Bound PROPERTY Still`, 40);
  assert.deepEqual(property.packed.violation?.name, 'Still');
  agree(property);
});

test('an invariant that comes to look at a set late is visited where that set changes', () => {
  const body = `EXTENDS Naturals
VARIABLES n, sent, other, on
Init == n = 0 /\\ sent = {} /\\ other = 0 /\\ on = FALSE
Next == \\/ n < 30 /\\ n' = n + 1 /\\ sent' = {n % 12} \\cup {m \\in sent : m > 3} /\\ UNCHANGED <<other, on>>
        \\/ other' = (other + 1) % 5 /\\ UNCHANGED <<n, sent, on>>
        \\/ n > 20 /\\ 2 \\notin sent /\\ on' = TRUE /\\ UNCHANGED <<n, sent, other>>
Inv == on => \\A m \\in sent : m # 20`;
  wasPacked(exploreText(body, 'INIT Init NEXT Next INVARIANT Inv', 40));
  const violated = exploreText(body.replace('m # 20', 'm # 2'), 'INIT Init NEXT Next INVARIANT Inv', 40);
  assert.equal(violated.packed.violation?.name, 'Inv');
  agree(violated);
});

test('a deadlock and an evaluation that fails are left to the general search', () => {
  const counters = `EXTENDS Naturals\nVARIABLE x\nInit == x = [i \\in 1..3 |-> 0]
Next == \\E i \\in 1..3 : x[i] < 9 /\\ x' = [x EXCEPT ![i] = IF x[1] = 8 /\\ x[2] = 7 THEN "a" + 1 ELSE @ + 1]`;
  const failing = exploreText(counters, 'INIT Init NEXT Next', 40);
  assert.equal(failing.outcome?.kind, 'left');
  assert.equal(failing.packed.violation?.kind, 'error');
  agree(failing);
  const stopping = exploreText(counters.replace('x[2] = 7', 'x[2] = 77'), 'INIT Init NEXT Next', 40);
  assert.equal(stopping.packed.violation?.kind, 'deadlock');
  agree(stopping);
});

test('alternatives of what assigns nothing are outcomes of their own, as in TLC', () => {
  const body = `EXTENDS Naturals\nVARIABLES x, y\nvars == <<x, y>>
Init == x \\in [1..3 -> 0..2] /\\ y = 0
Decided(v) == \\E b \\in {1, 2}, q \\in {{1, 2}, {2, 3}, {1, 3}} : \\A i \\in q : x[i] >= v * b
Next == \\/ /\\ (\\A v \\in {0, 1} : Decided(v)) /\\ y < 4 /\\ y' = y + 1 /\\ UNCHANGED x
        \\/ /\\ \\/ x[1] = 0
              \\/ x[1] < 2
           /\\ y' = 0
           /\\ x' = [x EXCEPT ![1] = (@ + y) % 3]
           /\\ (x[2] = 0 \\/ x[2] < 5)
        \\/ UNCHANGED vars`;
  wasPacked(exploreText(body, 'INIT Init NEXT Next', 20));
});

test('a function that gets another domain, an infinite value and VIEW are for ids', () => {
  const growing = `EXTENDS Naturals\nVARIABLE f\nInit == f = [i \\in {0, 3} |-> 0]
Next == \\E i \\in DOMAIN f : \\/ f[i] < 6 /\\ f' = [f EXCEPT ![i] = @ + 1]
                            \\/ f[0] = 6 /\\ f[3] = 6 /\\ f' = [j \\in {0, 3, 5} |-> 6]
                            \\/ UNCHANGED f`;
  const both = exploreText(growing, 'INIT Init NEXT Next', 20);
  assert.deepEqual(both.outcome, { kind: 'left', because: 'a function gets another domain' });
  agree(both);
  assert.equal(exploreText(`${messages}\nView == count`, `${config} VIEW View CONSTRAINT Bound`, 2).outcome, null);
});

test('where too much has to be learnt packed states are given up for a while, and kept when little is new', () => {
  const plain = `${config} INVARIANT TypeOK CONSTRAINT Bound`;
  const [early, late] = [
    { after: 64, states: 128, mostLearnt: 10_000 },
    { after: 14_000, states: 4096, mostLearnt: 10_000 },
  ];
  const never = exploreText(messages, plain, [early]);
  assert.deepEqual(never.outcome, { kind: 'paused', because: 'its states have too little in common' });
  agree(never);
  wasPacked(exploreText(messages, plain, [early, late]));
  assert.equal(exploreText(messages, plain, [{ ...late, mostLearnt: 10 }]).outcome?.kind, 'paused');
  const slow = exploreText(messages, plain, [{ ...late, states: 1024, msEach: 0 }]);
  assert.deepEqual(slow.outcome, { kind: 'paused', because: 'packed states are no faster here' });
  agree(slow);
});

const broken = (prototype: object, method: string, wrong: (right: (...args: never[]) => unknown) => unknown): Both => {
  const methods = prototype as Record<string, (...args: never[]) => unknown>;
  const right = methods[method]!;
  methods[method] = wrong(right) as (...args: never[]) => unknown;
  try {
    return exploreText(messages, `${config} INVARIANT TypeOK CONSTRAINT Bound`, 40);
  } finally {
    methods[method] = right;
  }
};

test('an invariant that the trees take for true is false for the general specification, which is asked', () => {
  const { truth } = Trees.prototype;
  Trees.prototype.truth = function (this: Trees): void {
    truth.call(this, true);
  };
  try {
    const both = exploreText(messages, `${config} INVARIANTS TypeOK Early`, 40);
    assert.deepEqual(both.outcome, { kind: 'left', because: WRONG });
    assert.equal(both.packed.violation?.name, 'Early');
    agree(both);
  } finally {
    Trees.prototype.truth = truth;
  }
});

test('mutants of the packing and of what trees look at are noticed, and the counts stay right', () => {
  const mutants: Both[] = [
    broken(
      Layout.prototype,
      'changesOf',
      (right) =>
        function (this: Layout, writes: readonly unknown[]) {
          return (right as (w: readonly unknown[]) => unknown).call(this, writes.slice(1));
        },
    ),
    broken(
      Layout.prototype,
      'placeOf',
      (right) =>
        function (this: Layout, set: number, element: number) {
          return Math.max(0, ((right as (s: number, e: number) => number).call(this, set, element) as number) - 1);
        },
    ),
    broken(
      Trees.prototype,
      'bit',
      (right) =>
        function (this: Trees, set: number, place: number) {
          return !(right as (s: number, p: number) => boolean).call(this, set, place);
        },
    ),
    broken(
      Shares.prototype,
      'change',
      (right) =>
        function (this: Shares, ...args: unknown[]) {
          (right as (...args: unknown[]) => void).call(this, ...args);
          this.low += 1;
        },
    ),
    broken(
      Trees.prototype,
      'fork',
      (right) =>
        function (this: Trees, count: number, run: (index: number) => void) {
          return (right as (c: number, r: typeof run) => void).call(this, Math.max(1, count - 1), run);
        },
    ),
  ];
  for (const [number, both] of mutants.entries()) {
    assert.equal(both.outcome?.kind, 'left', `mutant ${number} was not noticed`);
    agree(both);
  }
});
