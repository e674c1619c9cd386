import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tla from '../../src/tla/runtime.js';

const int = tla.integer;
const setOf = (...values: number[]): number => {
  const start = tla.mark();
  for (const value of values) tla.push(value);
  return tla.endSet(start);
};
const tupleOf = (...values: number[]): number => {
  const start = tla.mark();
  for (const value of values) tla.push(value);
  return tla.endTuple(start);
};

describe('values', () => {
  it('are equal exactly when their ids are', () => {
    assert.equal(setOf(int(2), int(1), int(2)), setOf(int(1), int(2)));
    assert.equal(tla.interval(int(1), int(2)), setOf(int(1), int(2)));
    assert.notEqual(tupleOf(int(1), int(2)), tupleOf(int(2), int(1)));
    assert.equal(tla.bool(true), tla.TRUE_);
    assert.equal(tla.toText(tla.BOOLEAN), '{FALSE, TRUE}');
    assert.equal(setOf(tla.TRUE_, tla.FALSE_), tla.BOOLEAN);
  });

  it('make a function on 1..n the sequence', () => {
    const start = tla.mark();
    tla.push(int(7));
    tla.push(int(8));
    assert.equal(tla.endFunction(tla.interval(int(1), int(2)), start), tupleOf(int(7), int(8)));
  });

  it('refuse to compare what TLC refuses to compare', () => {
    assert.throws(() => tla.equal(int(1), tla.string('a')), tla.EvaluationError);
    assert.throws(() => setOf(int(1), tla.TRUE_), tla.EvaluationError);
    assert.equal(tla.equal(int(1), tla.modelValue('m')), false);
    assert.equal(tla.equal(setOf(int(1)), setOf(tla.string('a'), tla.string('b'))), false);
  });

  it('print as TLC prints them', () => {
    const shape = tla.recordShape('second', 'first');
    const start = tla.mark();
    tla.push(int(1));
    tla.push(tla.string('x"y'));
    const record = tla.endRecord(shape, start);
    assert.equal(tla.toText(record), '[second |-> 1, first |-> "x\\"y"]');
    assert.equal(tla.toText(tla.singletonFunction(int(3), tla.EMPTY_SET)), '(3 :> {})');
    assert.equal(tla.field(record, tla.fieldCache('second')), int(1));
  });

  it('decide membership in lazy sets structurally', () => {
    const big = tla.powerSet(tla.interval(int(1), int(40)));
    assert.equal(tla.member(setOf(int(3), int(40)), big), true);
    assert.equal(tla.member(setOf(int(3), int(41)), big), false);
    assert.equal(tla.sizeOf(big), 2 ** 40);
    const functions = tla.functionSet(tla.interval(int(1), int(3)), tla.NAT);
    assert.equal(tla.member(tupleOf(int(0), int(5), int(9)), functions), true);
    assert.equal(tla.member(tupleOf(int(0), int(5), int(-9)), functions), false);
  });

  it('enumerate SUBSET by cardinality, then lexicographically', () => {
    const all = tla.powerSet(tla.interval(int(1), int(3)));
    const texts = Array.from({ length: tla.sizeOf(all) }, (_, i) => tla.toText(tla.elementOf(all, i)));
    assert.deepEqual(texts, ['{}', '{1}', '{2}', '{3}', '{1, 2}', '{1, 3}', '{2, 3}', '{1, 2, 3}']);
    assert.equal(tla.toText(tla.explicit(all)), `{${texts.join(', ')}}`);
  });

  it('update functions by EXCEPT to the same id as building them', () => {
    const f = tupleOf(int(1), int(2), int(3));
    assert.equal(tla.except(f, int(2), int(9)), tupleOf(int(1), int(9), int(3)));
    assert.equal(tla.except(f, int(7), int(9)), f);
    assert.equal(tla.append(tupleOf(int(1)), int(2)), tupleOf(int(1), int(2)));
    assert.equal(tla.tail(f), tupleOf(int(2), int(3)));
  });
});
