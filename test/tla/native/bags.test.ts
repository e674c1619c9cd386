/** Sums of bags, added one by one where one of them is small, against sums of counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Bags } from '../../../src/tla/native/bags.js';
import { domain, functionOf, integer, string, toText, tupleOf, type Value } from '../../../src/tla/runtime.js';

type Counts = ReadonlyMap<number, number>;
/** Tuples as elements: a domain of numbers could be that of a sequence. */
const element = (n: number): Value => tupleOf([integer(n)]);
const bagOf = (counts: Counts, name = element): Value =>
  functionOf([...counts].map(([n, count]): [Value, Value] => [name(n), integer(count)]));
const sumOf = (a: Counts, b: Counts): Counts => {
  const sum = new Map(a);
  for (const [n, count] of b) sum.set(n, (sum.get(n) ?? 0) + count);
  return sum;
};
const counts = (most: number): fc.Arbitrary<Counts> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9 })), { maxLength: most })
    .map((pairs) => new Map(pairs));

test('a bag and a small one, either way round, and two large ones', () => {
  for (const most of [3, 120]) {
    fc.assert(
      fc.property(counts(120), counts(most), (a, b) => {
        for (const name of [element, integer, (n: number): Value => string(`e${n}`)]) {
          const wanted = bagOf(sumOf(a, b), name);
          assert.equal(Bags['\\oplus'](bagOf(a, name), bagOf(b, name)), wanted);
          assert.equal(Bags['\\oplus'](bagOf(b, name), bagOf(a, name)), wanted);
        }
      }),
      { numRuns: 60 },
    );
  }
});

test('a set as a bag; what is no bag is refused wherever it stands', () => {
  const bag = bagOf(
    new Map([
      [1, 2],
      [7, 1],
    ]),
  );
  assert.equal(toText(Bags.SetToBag(domain(bag))), '(<<1>> :> 1 @@ <<7>> :> 1)');
  assert.equal(Bags['\\oplus'](Bags.EmptyBag(), bag), bag);
  assert.equal(Bags['\\oplus'](bag, Bags.EmptyBag()), bag);
  for (const wrong of [functionOf([[element(3), integer(0)]]), functionOf([[element(1), string('x')]]), integer(1)]) {
    assert.throws(() => Bags['\\oplus'](bag, wrong), /second argument of \(\+\)|should be/);
    assert.throws(() => Bags['\\oplus'](wrong, bag), /first argument of \(\+\)|should be/);
  }
});
