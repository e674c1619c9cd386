import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import * as tla from '../../src/tla/runtime.js';
import { canonical, integerSets, toValue, types, values } from './model.js';

const { union, intersection, difference, subsetOf, member, toText } = tla;
const setOf = (items: readonly number[]): number => tla.setOf(items.map(tla.integer));
const runs = { numRuns: 300 };

describe('properties of values', () => {
  it('one id for one value', () => {
    fc.assert(
      fc.property(values(2), ([a, b]) => {
        const same = canonical(a!) === canonical(b!);
        assert.equal(toValue(a!) === toValue(b!), same);
        assert.equal(tla.equal(toValue(a!), toValue(b!)), same);
        assert.equal(tla.compare(toValue(a!), toValue(b!)) === 0, same);
      }),
      { numRuns: 1000 },
    );
  });

  it('compare is a total order on comparable values', () => {
    fc.assert(
      fc.property(values(3), (models) => {
        const [a, b, c] = models.map(toValue) as [number, number, number];
        assert.equal(Math.sign(tla.compare(a, b)) + Math.sign(tla.compare(b, a)), 0);
        if (tla.compare(a, b) <= 0 && tla.compare(b, c) <= 0) assert.ok(tla.compare(a, c) <= 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('sets obey the laws of set theory', () => {
    fc.assert(
      fc.property(integerSets, integerSets, integerSets, (x, y, z) => {
        const [a, b, c] = [setOf(x), setOf(y), setOf(z)];
        assert.equal(union(a, b), union(b, a));
        assert.equal(union(a, union(b, c)), union(union(a, b), c));
        assert.equal(intersection(a, union(b, c)), union(intersection(a, b), intersection(a, c)));
        assert.equal(difference(a, union(b, c)), intersection(difference(a, b), difference(a, c)));
        assert.equal(difference(a, intersection(b, c)), union(difference(a, b), difference(a, c)));
        assert.equal(union(difference(a, b), intersection(a, b)), a);
        assert.equal(subsetOf(a, b), union(a, b) === b);
        assert.equal(subsetOf(a, b), member(a, tla.powerSet(b)));
        assert.equal(tla.bigUnion(tla.setOf([a, b, c])), union(a, union(b, c)));
      }),
      runs,
    );
  });

  it('set operations agree with arrays, also one element at a time', () => {
    fc.assert(
      fc.property(integerSets, integerSets, fc.integer({ min: -20, max: 20 }), (x, y, n) => {
        const [a, b, e] = [setOf(x), setOf(y), tla.set1(tla.integer(n))];
        assert.deepEqual(
          numbers(union(a, b)),
          [...new Set([...x, ...y])].sort((p, q) => p - q),
        );
        assert.deepEqual(
          numbers(intersection(a, b)),
          x.filter((i) => y.includes(i)),
        );
        assert.deepEqual(
          numbers(difference(a, b)),
          x.filter((i) => !y.includes(i)),
        );
        assert.equal(union(a, e), setOf([...x, n]));
        assert.equal(difference(a, e), setOf(x.filter((i) => i !== n)));
        assert.equal(member(tla.integer(n), a), x.includes(n));
      }),
      runs,
    );
  });

  it('elements of sets stand in the order of compare, hashes do not depend on insertion', () => {
    fc.assert(
      fc.property(types(2), (type) => {
        fc.assert(
          fc.property(fc.array(type, { maxLength: 40 }), (models) => {
            const ids = models.map(toValue);
            const set = tla.setOf(ids);
            const sorted = tla.elementsOf(set);
            for (let i = 1; i < sorted.length; i++) assert.ok(tla.compare(sorted[i - 1]!, sorted[i]!) < 0);
            assert.equal(
              ids.reduceRight((s, id) => union(s, tla.set1(id)), tla.EMPTY_SET),
              set,
            );
          }),
          { numRuns: 5 },
        );
      }),
      { numRuns: 60 },
    );
  });

  it('functions: EXCEPT, application and DOMAIN agree', () => {
    fc.assert(
      fc.property(integerSets, fc.integer({ min: -20, max: 20 }), fc.nat(9), (keys, x, y) => {
        const pairs = keys.map((k) => [tla.integer(k), tla.integer(k * k)] as const);
        const f = tla.functionOf(pairs);
        const changed = tla.except(f, tla.integer(x), tla.integer(y));
        assert.equal(tla.domain(changed), tla.domain(f));
        for (const [k, v] of pairs) {
          assert.equal(tla.apply(changed, k), k === tla.integer(x) ? tla.integer(y) : v);
        }
        assert.equal(changed, tla.functionOf(pairs.map(([k, v]) => [k, k === tla.integer(x) ? tla.integer(y) : v])));
        if (!keys.includes(x) && keys.length > 0)
          assert.throws(() => tla.apply(f, tla.integer(x)), tla.EvaluationError);
        assert.equal(member(f, tla.functionSet(tla.domain(f), tla.NAT)), true);
      }),
      runs,
    );
  });

  it('sequences agree with arrays', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 6 }), fc.array(fc.nat(5), { maxLength: 6 }), (x, y) => {
        const [s, t] = [seq(x), seq(y)];
        assert.equal(tla.concatenate(s, t), seq([...x, ...y]));
        assert.equal(
          y.reduce((all, item) => tla.append(all, tla.integer(item)), s),
          seq([...x, ...y]),
        );
        if (x.length > 0) {
          assert.equal(tla.head(s), tla.integer(x[0]!));
          assert.equal(tla.tail(s), seq(x.slice(1)));
          assert.equal(tla.subSequence(s, tla.integer(1), tla.integer(x.length)), s);
        }
        assert.equal(member(s, tla.sequenceSet(tla.interval(0, tla.integer(5)))), true);
      }),
      runs,
    );
  });

  it('integers are exact beyond 32 bits', () => {
    const big = fc.oneof(
      fc.integer(),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((n) => n),
    );
    fc.assert(
      fc.property(big, big, (p, q) => {
        const [x, y] = [BigInt(p), BigInt(q)];
        const [a, b] = [tla.bigInteger(x), tla.bigInteger(y)];
        assert.equal(tla.bigintOf(tla.add(a, b)), x + y);
        assert.equal(tla.bigintOf(tla.subtract(a, b)), x - y);
        assert.equal(tla.bigintOf(tla.multiply(a, b)), x * y);
        assert.equal(tla.lessThan(a, b), x < y);
        if (y !== 0n) {
          const quotient = tla.bigintOf(tla.divide(a, b));
          const rest = x - quotient * y;
          assert.ok(y > 0n ? rest >= 0n && rest < y : rest <= 0n && rest > y);
          if (y > 0n) assert.equal(quotient * y + tla.bigintOf(tla.modulo(a, b)), x);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('text, bytes and JSON come back as the same id', () => {
    fc.assert(
      fc.property(values(1, 3), ([model]) => {
        const value = toValue(model!);
        assert.equal(tla.decode(tla.encode(value)), value);
        assert.equal(tla.fromJson(JSON.parse(JSON.stringify(tla.toJson(value)))), value);
        assert.ok(toText(value).length > 0);
      }),
      runs,
    );
  });
});

function numbers(set: number): number[] {
  return tla.elementsOf(set).map(tla.numberOf);
}

function seq(items: readonly number[]): number {
  return tla.tupleOf(items.map(tla.integer));
}
