import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tla from '../../src/tla/runtime.js';

const int = tla.integer;
const upTo = (n: number): number => tla.interval(int(1), int(n));
const texts = (set: number): string[] =>
  Array.from({ length: tla.sizeOf(set) }, (_, i) => tla.toText(tla.elementOf(set, i)));

describe('lazy sets', () => {
  it('equal the sets that they describe, once they are part of a value', () => {
    const subsets = tla.powerSet(upTo(2));
    const listed = tla.setOf([tla.EMPTY_SET, tla.set1(int(1)), tla.set1(int(2)), upTo(2)]);
    assert.notEqual(subsets, listed);
    assert.equal(tla.equal(subsets, listed), true);
    assert.equal(tla.compare(subsets, listed), 0);
    assert.equal(tla.tuple1(subsets), tla.tuple1(listed));
    assert.equal(tla.normalize(subsets), listed);
  });

  it('list functions, records and products with the last component running fastest', () => {
    const bits = tla.interval(int(0), int(1));
    assert.deepEqual(texts(tla.functionSet(upTo(2), bits)), ['<<0, 0>>', '<<0, 1>>', '<<1, 0>>', '<<1, 1>>']);
    assert.deepEqual(texts(tla.product(bits, tla.BOOLEAN)), [
      '<<0, FALSE>>',
      '<<0, TRUE>>',
      '<<1, FALSE>>',
      '<<1, TRUE>>',
    ]);
    const shape = tla.recordShape('lazyfirst', 'lazysecond');
    assert.deepEqual(texts(tla.recordSet(shape, bits, tla.set1(int(7)))), [
      '[lazyfirst |-> 0, lazysecond |-> 7]',
      '[lazyfirst |-> 1, lazysecond |-> 7]',
    ]);
  });

  it('stand in order, element by element', () => {
    const samples = [
      tla.powerSet(upTo(7)),
      tla.functionSet(tla.interval(int(3), int(5)), tla.powerSet(upTo(2))),
      tla.product(tla.powerSet(upTo(3)), upTo(3)),
    ];
    for (const set of samples) {
      for (let i = 1; i < tla.sizeOf(set); i++) {
        assert.ok(tla.compare(tla.elementOf(set, i - 1), tla.elementOf(set, i)) < 0);
      }
      assert.deepEqual(texts(set), texts(tla.explicit(set)));
    }
  });

  it('are not listed for membership, subsets and unions', () => {
    const huge = tla.functionSet(upTo(30), tla.powerSet(upTo(30)));
    assert.equal(tla.sizeOf(huge), 2 ** 900);
    const f = tla.tupleOf(Array.from({ length: 30 }, () => upTo(3)));
    assert.equal(tla.member(f, huge), true);
    assert.equal(tla.member(f, tla.union(huge, tla.set1(tla.modelValue('none')))), true);
    assert.equal(tla.member(tla.modelValue('none'), tla.union(huge, tla.set1(tla.modelValue('none')))), true);
    assert.equal(tla.subsetOf(tla.powerSet(upTo(60)), tla.powerSet(upTo(61))), true);
    assert.equal(tla.subsetOf(tla.set1(int(4)), tla.difference(tla.NAT, upTo(3))), true);
    assert.equal(tla.member(int(2), tla.difference(tla.NAT, upTo(3))), false);
    assert.equal(tla.intersection(tla.NAT, tla.interval(int(-2), int(1))), tla.interval(int(0), int(1)));
    assert.throws(() => tla.explicit(huge), /too many elements/);
    assert.throws(() => tla.enumerableSize(tla.NAT), /non-enumerable/);
  });

  it('compute recursive functions where they are applied', () => {
    const factorial: number = tla.lazyFunction(tla.NAT, (n) =>
      n === 0 ? int(1) : tla.multiply(n, tla.apply(factorial, tla.subtract(n, int(1)))),
    );
    assert.equal(tla.apply(factorial, int(20)), tla.bigInteger(2432902008176640000n));
    assert.throws(() => tla.apply(factorial, int(-1)), tla.EvaluationError);
    const squares = tla.lazyFunction(upTo(3), (n) => tla.multiply(n, n));
    assert.equal(tla.equal(squares, tla.tupleOf([int(1), int(4), int(9)])), true);
    assert.equal(tla.tuple1(squares), tla.tuple1(tla.tupleOf([int(1), int(4), int(9)])));
  });

  it('ask membership of filters over infinite sets only of the element', () => {
    const even = tla.filterSet(tla.NAT, (n) => tla.modulo(n, int(2)) === 0);
    assert.equal(tla.member(int(8), even), true);
    assert.equal(tla.member(int(7), even), false);
    assert.throws(() => tla.enumerableSize(even), tla.EvaluationError);
  });
});

describe('symmetry', () => {
  const models = ['s1', 's2', 's3'].map(tla.modelValue);
  const group = tla.symmetryGroup(tla.native.TLC.Permutations(tla.setOf(models)));
  const hashes = new tla.ImageHashes(group);

  it('generates the group', () => {
    assert.equal(group.length, 5);
    const cycle = tla.functionOf(models.map((m, i) => [m, models[(i + 1) % 3]!]));
    assert.equal(tla.symmetryGroup(tla.set1(cycle)).length, 2);
    assert.throws(() => tla.symmetryGroup(tla.set1(tla.tuple1(models[0]!))), /model values/);
  });

  it('computes the hashes of images as if they had been built', () => {
    const image = (value: number, p: tla.Permutation): number => {
      if ((value & 15) === tla.MODEL) return p.get(value) ?? value;
      if ((value & 15) === tla.SET) return tla.setOf(tla.elementsOf(value).map((e) => image(e, p)));
      if (!tla.isFunction(value)) return value;
      return tla.functionOf(tla.elementsOf(tla.domain(value)).map((k) => [image(k, p), image(tla.apply(value, k), p)]));
    };
    const values = [
      models[1]!,
      tla.tupleOf([models[0]!, int(4), models[2]!]),
      tla.functionOf(models.map((m, i) => [m, tla.setOf([int(i), ...(i === 1 ? [] : [int(9)])])])),
      tla.setOf([tla.recordOf({ from: models[0]!, n: int(1) }), tla.recordOf({ from: models[2]!, n: int(2) })]),
    ];
    for (const value of values) {
      const images = hashes.of(value)!;
      for (const [index, p] of [new Map<number, number>(), ...group].entries()) {
        assert.equal(images[index], tla.hashLo(image(value, p)));
        assert.equal(images[hashes.count + index], tla.hashHi(image(value, p)));
      }
    }
    assert.equal(hashes.of(tla.tuple1(int(1))), null);
  });
});
