/**
 * Cardinalities and elements by position of lazy sets, in TLC's order: SUBSET by cardinality and then lexicographically
 * (SubsetValue.java: elementsNormalized), functions, records and tuples lexicographically with the last component
 * running fastest. An element costs time proportional to its size.
 */
import { bigintOf, integer, numberOf } from './atoms.js';
import { endFunction, endSortedSet, endTuple, mark, push } from './build.js';
import {
  argument,
  argumentCount,
  elementOf,
  explicit,
  OP_CUP,
  OP_DIFF,
  OP_FILTER,
  OP_FUNCTIONS,
  OP_INTERVAL,
  OP_KSUBSET,
  OP_PRODUCT,
  OP_RECORDS,
  OP_SEQ,
  OP_SUBSET,
  operation,
  sizeBound,
  sizeOf,
} from './lazy.js';
import { toText } from './text.js';
import { fail, type Value } from './value.js';

/** Exact for intervals, SUBSET, kSubset, functions, records and products; an upper bound for the others. */
export function lazySizeBound(set: Value): number {
  switch (operation(set)) {
    case OP_INTERVAL:
      return Math.max(0, Number(bigintOf(argument(set, 1)) - bigintOf(argument(set, 0))) + 1);
    case OP_SUBSET:
      return 2 ** sizeOf(argument(set, 0));
    case OP_KSUBSET:
      return choose(sizeOf(argument(set, 0)), numberOf(argument(set, 1)));
    case OP_FUNCTIONS: {
      const domain = sizeOf(argument(set, 0));
      const range = sizeOf(argument(set, 1));
      return domain === 0
        ? 1
        : range === 0
          ? 0
          : range === 1 && domain !== Number.POSITIVE_INFINITY
            ? 1
            : range ** domain;
    }
    case OP_RECORDS:
      return productOfSizes(set, 1);
    case OP_PRODUCT:
      return productOfSizes(set, 0);
    case OP_SEQ:
      return sizeOf(argument(set, 0)) === 0 ? 1 : Number.POSITIVE_INFINITY;
    case OP_CUP:
      return sizeBound(argument(set, 0)) + sizeBound(argument(set, 1));
    case OP_DIFF:
    case OP_FILTER:
      return sizeBound(argument(set, 0));
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Element number `index` of an interval, SUBSET, kSubset, set of functions, of records or product. */
export function lazyElement(set: Value, index: number): Value {
  switch (operation(set)) {
    case OP_INTERVAL:
      return integer(numberOf(argument(set, 0)) + index);
    case OP_SUBSET:
      return subsetAt(explicit(argument(set, 0)), index);
    case OP_KSUBSET:
      return kSubsetAt(argument(set, 0), numberOf(argument(set, 1)), index);
    case OP_FUNCTIONS: {
      const domain = explicit(argument(set, 0));
      const range = argument(set, 1);
      const n = sizeOf(domain);
      const size = sizeOf(range);
      const start = mark();
      let rest = index;
      let weight = size ** (n - 1);
      for (let i = 0; i < n; i++) {
        const digit = Math.floor(rest / weight);
        rest -= digit * weight;
        weight /= size;
        push(elementOf(range, digit));
      }
      return endFunction(domain, start);
    }
    case OP_RECORDS: {
      const start = mark();
      pushDigits(set, 1, index);
      return endFunction(argument(set, 0), start);
    }
    case OP_PRODUCT: {
      const start = mark();
      pushDigits(set, 0, index);
      return endTuple(start);
    }
    case OP_SEQ: {
      const start = mark();
      return endTuple(start);
    }
    default:
      return fail(`Attempted to enumerate the infinite set\n${toText(set)}`);
  }
}

function productOfSizes(set: Value, from: number): number {
  let product = 1;
  for (let i = from, n = argumentCount(set); i < n; i++) {
    const size = sizeOf(argument(set, i));
    if (size === 0) return 0;
    product *= size;
  }
  return product;
}

/** Mixed radix: the last component runs fastest. */
function pushDigits(set: Value, from: number, index: number): void {
  const n = argumentCount(set);
  let weight = 1;
  for (let i = from; i < n; i++) weight *= sizeOf(argument(set, i));
  let rest = index;
  for (let i = from; i < n; i++) {
    const component = argument(set, i);
    weight /= sizeOf(component);
    const digit = Math.floor(rest / weight);
    rest -= digit * weight;
    push(elementOf(component, digit));
  }
}

/** Number of subsets with k of n elements; 0 where there are none. */
function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let count = 1;
  for (let i = 0; i < k; i++) count = Math.round((count * (n - i)) / (i + 1));
  return count;
}

/**
 * The subset of k elements of rank `index`: those without the last element of the base come first, as when their bits are
 * counted up (KSubsetValue.java: elements).
 */
function kSubsetAt(base: Value, k: number, index: number): Value {
  const places: number[] = [];
  let rest = index;
  let place = sizeOf(base);
  for (let left = k; left > 0; left--) {
    do place--;
    while (choose(place, left) > rest);
    rest -= choose(place, left);
    places.push(place);
  }
  const start = mark();
  for (const at of places.reverse()) push(elementOf(base, at));
  return endSortedSet(start);
}

/** The subset of rank `index`: first all of cardinality 0, then 1, ...; within a cardinality lexicographically. */
function subsetAt(base: Value, index: number): Value {
  const n = sizeOf(base);
  let k = 0;
  let rest = index;
  let count = 1;
  while (rest >= count) {
    rest -= count;
    count = Math.round((count * (n - k)) / (k + 1));
    k++;
  }
  const start = mark();
  for (let position = 0; k > 0; position++) {
    // Of the C(m, k) subsets of the m elements left, C(m - 1, k - 1) contain the next one.
    const m = n - position;
    const containing = Math.round((count * k) / m);
    if (rest < containing) {
      push(elementOf(base, position));
      count = containing;
      k--;
    } else {
      rest -= containing;
      count -= containing;
    }
  }
  return endSortedSet(start);
}
