import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tla from '../../../src/tla/runtime.js';

const { native, setOf, tupleOf, integer: int, string, toText } = tla;
const add = tla.add;
const sequence = (...items: number[]): number => tupleOf(items.map(int));
const set = (...items: number[]): number => setOf(items.map(int));

describe('native modules', () => {
  it('fold in the argument order of the community modules', () => {
    const minus = tla.subtract;
    assert.equal(native.SequencesExt.FoldLeft(minus, int(10), sequence(1, 2, 3)), int(4));
    assert.equal(native.SequencesExt.FoldRight(minus, sequence(1, 2, 3), int(10)), int(1 - (2 - (3 - 10))));
    assert.equal(native.FiniteSetsExt.FoldSet(add, int(0), set(1, 2, 3)), int(6));
    assert.equal(native.SequencesExt.FoldSeq(add, int(0), sequence(4, 5)), int(9));
  });

  it('count and list subsets of size k in order', () => {
    assert.equal(toText(native.FiniteSetsExt.kSubset(int(2), set(1, 2, 3))), '{{1, 2}, {1, 3}, {2, 3}}');
    assert.equal(tla.sizeOf(native.FiniteSetsExt.kSubset(int(3), tla.interval(int(1), int(10)))), 120);
    assert.equal(native.FiniteSetsExt.kSubset(int(4), set(1)), tla.EMPTY_SET);
    // In TLC's order, which is not that of a set: PrintT(SetToSeq(kSubset(2, 1..4))).
    const pairs = native.FiniteSetsExt.kSubset(int(2), tla.interval(int(1), int(4)));
    assert.equal(toText(native.SequencesExt.SetToSeq(pairs)), '<<{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}>>');
    assert.ok(tla.member(set(1, 4), pairs) && !tla.member(set(1, 5), pairs) && !tla.member(set(1, 2, 3), pairs));
    assert.ok(tla.equal(pairs, tla.explicit(pairs)) && tla.equal(tla.explicit(pairs), pairs));
    assert.equal(tla.normalize(pairs), tla.explicit(pairs));
    assert.equal(toText(native.FiniteSetsExt.kSubset(int(0), set(1, 2))), '{{}}');
  });

  it('treat bags as functions to positive numbers', () => {
    const bag = native.Bags['\\oplus'](native.Bags.SetToBag(set(1, 2)), native.Bags.SetToBag(set(2, 3)));
    assert.equal(toText(bag), '<<1, 2, 1>>');
    assert.equal(native.Bags.BagCardinality(bag), int(4));
    assert.equal(toText(native.Bags['\\ominus'](bag, native.Bags.SetToBag(set(2)))), '<<1, 1, 1>>');
    assert.equal(native.Bags['\\sqsubseteq'](native.Bags.SetToBag(set(2)), bag), tla.TRUE_);
    assert.equal(native.Bags.CopiesIn(int(7), bag), int(0));
    const owed = tla.functionOf([[int(2), int(-1)]]);
    assert.equal(native.Bags.CopiesIn(int(2), owed), int(-1));
    assert.equal(native.Bags.BagIn(int(2), owed), tla.FALSE_);
  });

  it('sort by insertion as SortSeq of TLC', () => {
    const less = (a: number, b: number): number => tla.bool(tla.lessThan(a, b));
    assert.equal(native.TLC.SortSeq(sequence(3, 1, 2, 1), less), sequence(1, 1, 2, 3));
    assert.equal(tla.sizeOf(native.TLC.Permutations(set(1, 2, 3, 4))), 24);
  });

  it('find components and simple paths of graphs', () => {
    const edges = [set(1, 2), set(3)];
    const graph = tla.recordOf({ node: set(1, 2, 3, 4), edge: setOf(edges) });
    assert.equal(toText(native.UndirectedGraphs.ConnectedComponents(graph)), '{{3}, {4}, {1, 2}}');
    assert.equal(toText(native.UndirectedGraphs.SimplePath(graph)), '{<<1>>, <<2>>, <<3>>, <<4>>, <<1, 2>>, <<2, 1>>}');
    const directed = tla.recordOf({ node: set(1, 2), edge: setOf([sequence(1, 2)]) });
    assert.equal(native.Graphs.AreConnectedIn(int(1), int(2), directed), tla.TRUE_);
    assert.equal(native.Graphs.AreConnectedIn(int(2), int(1), directed), tla.FALSE_);
    assert.equal(native.Graphs.IsStronglyConnected(directed), tla.FALSE_);
  });

  it('write JSON as the community module does', () => {
    const value = tla.recordOf({ s: setOf([string('a"')]), t: sequence(1, 2), b: tla.TRUE_ });
    assert.deepEqual(JSON.parse(tla.stringText(native.Json.ToJson(value))), { s: ['a"'], t: [1, 2], b: true });
  });

  it('refuse wrong arguments by name', () => {
    assert.throws(() => native.Sequences.Head(tupleOf([])), /empty sequence/);
    assert.throws(() => native.FiniteSets.Cardinality(tla.NAT), /not a finite set/);
    assert.throws(() => native.TLC.Assert(tla.FALSE_, string('broken')), /broken/);
    assert.throws(() => native.IOUtils.atoi(string('x1')), tla.EvaluationError);
  });

  it('compute bits and binomials', () => {
    assert.equal(native.Bitwise['^^'](int(6), int(3)), int(5));
    assert.equal(native.Bitwise.Not(int(5)), int(2));
    // Of negative numbers TLC's overrides know, which the module is not about.
    assert.equal(native.Bitwise['&'](int(-1), int(6)), int(6));
    assert.equal(native.Bitwise['|'](int(-8), int(3)), int(-5));
    assert.equal(native.Bitwise['^^'](int(-1), int(5)), int(-6));
    assert.equal(native.Bitwise.Not(int(-3)), int(0));
    assert.equal(native.Combinatorics.choose(int(40), int(20)), tla.bigInteger(137846528820n));
  });
});
