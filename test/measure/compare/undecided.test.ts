import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contest, givesOtherResults, type Rounds } from '../../../src/measure/compare/round.js';
import { openContests, undecidedBecause } from '../../../src/measure/compare/undecided.js';
import type { Benchmark } from '../../../src/measure/declare.js';
import { type Judged, roundsForCredence, roundsToDecide, suspecting } from '../../../src/stats/difference.js';

const contest = (name: string): Contest => ({
  suite: 'theirs',
  file: 'theirs.bench.js',
  declared: { kind: 'benchmark', name } as Benchmark,
  subject: 'ours',
  parameters: {},
});
const rounds = (count: number): Rounds => ({
  metric: 'time',
  before: Array.from({ length: count }, () => 1),
  after: Array.from({ length: count }, () => 1),
  control: [],
  agreed: 0,
  differed: 0,
});
const judged = (ratio: number, low: number, high: number): Judged => ({
  difference: 'inconclusive',
  ratio,
  interval: [low, high],
  pValue: 1,
  adjusted: 1,
});
const open = (what: readonly (readonly [name: string, count: number, Judged, cost?: number])[]) => {
  const contests = what.map(([name]) => contest(name));
  return openContests(
    what.map(([, count], at) => ({ contest: contests[at] as Contest, rounds: rounds(count) })),
    what.map(([, , one]) => one),
    (of) => what[contests.indexOf(of)]?.[3] ?? 1,
    suspecting,
    30,
  ).map(({ contest: { declared }, least, most }) => [declared.name, least, most]);
};

test('an interval twice too wide wants four times the rounds', () => {
  // Of 1.05 the logarithm is 0.0488; an interval of twice that to both sides of 1.
  assert.equal(roundsToDecide(judged(1, 1 / 1.1025, 1.1025), 15, suspecting), 60);
  assert.equal(roundsToDecide(judged(1, Number.NaN, Number.NaN), 15, suspecting), Infinity);
});

test('credible among so many: 2 / 2^rounds, times the metrics, below the level', () => {
  for (const metrics of [1, 7, 115, 200]) {
    const least = roundsForCredence(metrics, suspecting);
    assert.ok((2 / 2 ** least) * metrics < suspecting.level);
    assert.ok((2 / 2 ** (least - 1)) * metrics >= suspecting.level);
  }
});

test('what may be slower comes first, then what the least time decides, and last what was hardly measured', () => {
  const order = open([
    ['hardly', 1, judged(1, 1, 1)],
    ['dear', 15, judged(1, 0.94, 1.06), 10],
    ['cheap', 15, judged(1, 0.94, 1.06), 1],
    ['may only be faster', 15, judged(0.97, 0.94, 1.01)],
  ]);
  assert.deepEqual(
    order.map(([name]) => name),
    ['cheap', 'dear', 'may only be faster', 'hardly'],
  );
});

test('more rounds than usual where they are near to a decision, none where they would be in vain', () => {
  assert.deepEqual(open([['near', 15, judged(1, 1 / 1.1025, 1.1025)]]), [['near', 60, 78]]);
  assert.deepEqual(open([['hopeless', 15, judged(1, 0.5, 2)]]), []);
  assert.deepEqual(open([['decided', 15, { ...judged(1, 0.99, 1.01), difference: '~' }]]), []);
});

test('what stays open is told with what would decide it', () => {
  const because = (count: number, one: Judged) => undecidedBecause(rounds(count), one, 500, suspecting);
  assert.equal(because(1, judged(1, 1, 1)), '1 round of 0.5 s: fewer than 8 decide nothing');
  assert.equal(because(15, judged(1, 1 / 1.1025, 1.1025)), '15 rounds; about 60 would decide it (30 s)');
  assert.equal(because(15, judged(1, 0.1, 10)), 'its 15 rounds scatter too much');
  assert.equal(because(15, { ...judged(1, 0.99, 1.01), difference: '~' }), null);
});

test('other results are told where the control gave the same in every round: what is random agrees with itself by chance', () => {
  assert.equal(givesOtherResults({ ...rounds(8), agreed: 8, differed: 8 }), true);
  assert.equal(givesOtherResults({ ...rounds(8), agreed: 3, differed: 2 }), false);
  assert.equal(givesOtherResults({ ...rounds(8), agreed: 8, differed: 0 }), false);
});
