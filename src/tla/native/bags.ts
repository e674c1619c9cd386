/** Modules Bags and BagsExt: a bag is a function from its elements to their numbers of copies (tlc2/module/Bags.java). */

import { heap } from '../arena.js';
import { integer } from '../atoms.js';
import { endFunction, mark, push } from '../build.js';
import { elementsOf, functionOf } from '../collections.js';
import { EMPTY_TUPLE } from '../constants.js';
import { apply, domain, except, extend, isFunction, select } from '../functions.js';
import { elementOf, explicit, sizeOf } from '../lazy.js';
import { member } from '../membership.js';
import { Memo2 } from '../memo.js';
import { addressOf, bool, FUNCTION, FUNCTION_HEADER, NONE, type Value } from '../value.js';
import { type Binary, integerArgument, naturalArgument, type Unary, wrongArgument } from './operators.js';

export const Bags = {
  EmptyBag: (): Value => EMPTY_TUPLE,
  IsABag: (bag: Value): Value => bool(isBag(bag)),
  BagToSet: (bag: Value): Value => domain(bag),
  SetToBag: (set: Value): Value => {
    const domain = explicit(set);
    const start = mark();
    for (let i = sizeOf(domain); i > 0; i -= 1) push(ONE);
    return endFunction(domain, start);
  },
  BagIn: (element: Value, bag: Value): Value => bool(copies(element, bag, 'BagIn') > 0),
  CopiesIn: (element: Value, bag: Value): Value => integer(copies(element, bag, 'CopiesIn')),
  BagCardinality: (bag: Value): Value =>
    integer(entries(bag, 'BagCardinality', 'first').reduce((sum, [, count]) => sum + count, 0)),
  '\\oplus': bagSum,
  '\\ominus': (a: Value, b: Value): Value => bagDifference(a, b),
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
  // As in TLC, whose own test asks for the -1 copies of an element.
  return member(element, domain(bag)) ? integerArgument(apply(bag, element), operator, 'second') : 0;
}

function fromCounts(counts: readonly (readonly [Value, number])[]): Value {
  const sums = new Map<Value, number>();
  for (const [element, count] of counts) sums.set(element, (sums.get(element) ?? 0) + count);
  return functionOf([...sums].map(([element, count]) => [element, integer(count)]));
}

const ONE: Value = 1 << 1;

const sums = new Memo2(14);
/** A bag of so few different elements is added one by one to the other. */
const few = 4;

/** Bags of messages grow by one again and again, and mostly by the same one: neither is made anew from its elements. */
function bagSum(a: Value, b: Value): Value {
  if ((a & 15) !== FUNCTION || (b & 15) !== FUNCTION) {
    if (a === EMPTY_TUPLE && (b & 15) === FUNCTION && hasCounts(b)) return b;
    return sumOfEntries(a, b);
  }
  const known = sums.get(a, b);
  if (known !== NONE) return known;
  const isFirstLarger = sizeOf(domain(a)) >= sizeOf(domain(b));
  const quick = isFirstLarger ? added(a, b) : added(b, a);
  return sums.set(a, b, quick === NONE ? sumOfEntries(a, b) : quick);
}

const sumOfEntries = (a: Value, b: Value): Value =>
  fromCounts([...entries(a, '(+)', 'first'), ...entries(b, '(+)', 'second')]);

/** NONE where that is not to be had one by one. */
function added(large: Value, small: Value): Value {
  const n = sizeOf(domain(small));
  if (n > few || !hasCounts(large) || !hasCounts(small)) return NONE;
  let sum = large;
  for (let i = 0; i < n && sum !== NONE; i += 1) {
    const element = elementOf(domain(small), i);
    const count = apply(small, element);
    const before = select(sum, element);
    if (before === NONE) sum = extend(sum, element, count);
    else if (before + count < MOST) sum = except(sum, element, before + count);
    else return NONE;
  }
  return sum;
}

const MOST = 1 << 30;

/** Whether all values are whole numbers above 0, and no large ones. */
function hasCounts(bag: Value): boolean {
  const first = addressOf(bag) + FUNCTION_HEADER;
  const n = heap[addressOf(bag)]!;
  for (let i = 0; i < n; i += 1) {
    const count = heap[first + i]!;
    if ((count & 1) !== 0 || count <= 0) return false;
  }
  return true;
}

function bagDifference(a: Value, b: Value): Value {
  const left = entries(a, '(-)', 'first');
  return fromCounts(
    left
      .map(([element, count]) => [element, count - copies(element, b, '(-)')] as const)
      .filter(([, count]) => count > 0),
  );
}
