/** Modules Bags and BagsExt: a bag is a function from its elements to their numbers of copies (tlc2/module/Bags.java). */
import { integer } from '../atoms.js';
import { elementsOf, functionOf } from '../collections.js';
import { EMPTY_TUPLE } from '../constants.js';
import { apply, domain, isFunction } from '../functions.js';
import { member } from '../membership.js';
import { bool, type Value } from '../value.js';
import { type Binary, naturalArgument, type Unary, wrongArgument } from './operators.js';

export const Bags = {
  EmptyBag: (): Value => EMPTY_TUPLE,
  IsABag: (bag: Value): Value => bool(isBag(bag)),
  BagToSet: (bag: Value): Value => domain(bag),
  SetToBag: (set: Value): Value => functionOf(elementsOf(set).map((element) => [element, integer(1)])),
  BagIn: (element: Value, bag: Value): Value => bool(copies(element, bag, 'BagIn') > 0),
  CopiesIn: (element: Value, bag: Value): Value => integer(copies(element, bag, 'CopiesIn')),
  BagCardinality: (bag: Value): Value =>
    integer(entries(bag, 'BagCardinality', 'first').reduce((sum, [, count]) => sum + count, 0)),
  '\\oplus': (a: Value, b: Value): Value => fromCounts([...entries(a, '(+)', 'first'), ...entries(b, '(+)', 'second')]),
  '(+)': (a: Value, b: Value): Value => fromCounts([...entries(a, '(+)', 'first'), ...entries(b, '(+)', 'second')]),
  '\\ominus': (a: Value, b: Value): Value => bagDifference(a, b),
  '(-)': (a: Value, b: Value): Value => bagDifference(a, b),
  BagUnion: (bags: Value): Value => fromCounts(elementsOf(bags).flatMap((bag) => entries(bag, 'BagUnion', 'only'))),
  '\\sqsubseteq': (a: Value, b: Value): Value =>
    bool(entries(a, '\\sqsubseteq', 'first').every(([element, count]) => count <= copies(element, b, '\\sqsubseteq'))),
  BagOfAll: (f: Unary, bag: Value): Value =>
    fromCounts(entries(bag, 'BagOfAll', 'second').map(([element, count]) => [f(element), count] as const)),
};

export const BagsExt = {
  FoldBag: (op: Binary, base: Value, bag: Value): Value => {
    let result = base;
    for (const [element, count] of entries(bag, 'FoldBag', 'third')) {
      for (let i = 0; i < count; i++) result = op(result, element);
    }
    return result;
  },
};

function isBag(value: Value): boolean {
  if (!isFunction(value)) return false;
  return elementsOf(domain(value)).every((element) => {
    const count = apply(value, element);
    return (count & 1) === 0 && count > 0;
  });
}

function entries(bag: Value, operator: string, place: string): (readonly [Value, number])[] {
  if (!isFunction(bag)) wrongArgument(bag, operator, place, 'a bag');
  return elementsOf(domain(bag)).map((element) => {
    const count = naturalArgument(apply(bag, element), operator, place);
    return [element, count > 0 ? count : wrongArgument(bag, operator, place, 'a bag')];
  });
}

function copies(element: Value, bag: Value, operator: string): number {
  if (!isFunction(bag)) wrongArgument(bag, operator, 'second', 'a bag');
  return member(element, domain(bag)) ? naturalArgument(apply(bag, element), operator, 'second') : 0;
}

function fromCounts(counts: readonly (readonly [Value, number])[]): Value {
  const sums = new Map<Value, number>();
  for (const [element, count] of counts) sums.set(element, (sums.get(element) ?? 0) + count);
  return functionOf([...sums].map(([element, count]) => [element, integer(count)]));
}

function bagDifference(a: Value, b: Value): Value {
  const left = entries(a, '(-)', 'first');
  return fromCounts(
    left
      .map(([element, count]) => [element, count - copies(element, b, '(-)')] as const)
      .filter(([, count]) => count > 0),
  );
}
