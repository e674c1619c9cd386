/**
 * What TLC 2.20 (tlaplus/tlaplus, 2026) printed for these expressions in ASSUME PrintT(...), one line each. The strings
 * and model values were first seen in the order of `names`.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tla from '../../src/tla/runtime.js';

const { integer: int, setOf, tupleOf, toText, functionOf, interval } = tla;
const names = ['fact-m2', 'fact-m1', 'fact_zeta', 'fact_b', 'fact_a', 'fact_c'];
const set = (...items: number[]): number => setOf(items.map(int));
const seq = (...items: number[]): number => tupleOf(items.map(int));
const range = (low: number, high: number): number => interval(int(low), int(high));

describe('facts from TLC', () => {
  tla.internInOrder(names);

  it('strings and model values in the order of first sight, model values before all else', () => {
    assert.equal(toText(setOf(['fact_a', 'fact_zeta', 'fact_b'].map(tla.string))), '{"fact_zeta", "fact_b", "fact_a"}');
    const mixed = setOf([int(2), tla.modelValue('fact-m1'), int(1), tla.modelValue('fact-m2')]);
    assert.equal(toText(mixed), '{fact-m2, fact-m1, 1, 2}');
  });

  it('sets by cardinality, then element by element', () => {
    const sets = setOf([set(1, 2), set(3), set(), set(1), set(0, 9)]);
    assert.equal(toText(sets), '{{}, {1}, {3}, {0, 9}, {1, 2}}');
  });

  it('sequences by length', () => {
    assert.equal(toText(setOf([seq(2), seq(1, 1), seq(), seq(1)])), '{<<>>, <<1>>, <<2>>, <<1, 1>>}');
  });

  it('functions by size, domain, values', () => {
    const identity = (set: number): number => functionOf(tla.elementsOf(set).map((x) => [x, x]));
    const functions = setOf([identity(set(2, 3)), identity(set(0, 1)), seq(5, 6)]);
    assert.equal(toText(functions), '{(0 :> 0 @@ 1 :> 1), <<5, 6>>, (2 :> 2 @@ 3 :> 3)}');
    const records = setOf([
      tla.recordOf({ fact_a: int(1), fact_c: int(2) }),
      tla.recordOf({ fact_b: int(1) }),
      tla.recordOf({ fact_a: int(0), fact_c: int(3) }),
    ]);
    assert.equal(toText(records), '{[fact_b |-> 1], [fact_a |-> 0, fact_c |-> 3], [fact_a |-> 1, fact_c |-> 2]}');
  });

  it('FALSE before TRUE, and CHOOSE takes the first', () => {
    assert.equal(toText(setOf([tla.TRUE_, tla.FALSE_])), '{FALSE, TRUE}');
    assert.equal(tla.elementOf(tla.BOOLEAN, 0), tla.FALSE_);
    const f = tla.elementOf(tla.functionSet(setOf(['fact_b', 'fact_a'].map(tla.string)), range(1, 2)), 0);
    assert.equal(toText(f), '[fact_b |-> 1, fact_a |-> 1]');
  });

  it('SUBSET, functions, tuples and records in this order', () => {
    assert.equal(
      toText(tla.explicit(tla.powerSet(range(1, 3)))),
      '{{}, {1}, {2}, {3}, {1, 2}, {1, 3}, {2, 3}, {1, 2, 3}}',
    );
    const functions = tla.functionSet(range(1, 2), range(3, 4));
    assert.equal(toText(tla.explicit(functions)), '{<<3, 3>>, <<3, 4>>, <<4, 3>>, <<4, 4>>}');
    assert.equal(
      toText(tla.explicit(tla.product(range(1, 2), range(3, 4)))),
      '{<<1, 3>>, <<1, 4>>, <<2, 3>>, <<2, 4>>}',
    );
  });

  it('arithmetic rounds down', () => {
    const results = [
      tla.divide(int(7), int(2)),
      tla.divide(int(-7), int(2)),
      tla.divide(int(7), int(-2)),
      tla.modulo(int(-7), int(3)),
    ];
    assert.deepEqual(results.map(tla.numberOf), [3, -4, -4, 2]);
  });

  it('functions print as records, sequences or pairs', () => {
    assert.equal(
      toText(tla.override(tla.singletonFunction(int(1), int(2)), tla.singletonFunction(int(3), int(4)))),
      '(1 :> 2 @@ 3 :> 4)',
    );
    assert.equal(toText(functionOf([])), '<<>>');
    assert.equal(toText(tla.string('a"b\\c')), '"a\\"b\\\\c"');
    const spaced = functionOf([
      [tla.string('fact_c'), int(1)],
      [tla.string('fact d'), int(1)],
    ]);
    assert.equal(toText(spaced), '("fact_c" :> 1 @@ "fact d" :> 1)');
  });
});
