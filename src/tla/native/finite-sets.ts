/** Modules FiniteSets, FiniteSetsExt, Randomization. */
import { integer } from '../atoms.js';
import { isTrue } from '../booleans.js';
import { elementsOf, setOf } from '../collections.js';
import { EMPTY_SET } from '../constants.js';
import { host } from '../host.js';
import { elementOf, enumerableSize, explicit, lazy, OP_KSUBSET, sizeBound, sizeOf } from '../lazy.js';
import { isSet } from '../membership.js';
import { toText } from '../text.js';
import { bool, fail, type Value } from '../value.js';
import { type Binary, integerArgument, naturalArgument, type Unary, wrongArgument } from './operators.js';

export const FiniteSets = {
  Cardinality: (set: Value): Value => {
    if (!isSet(set) || sizeBound(set) === Number.POSITIVE_INFINITY) {
      return fail(`Attempted to compute the cardinality of the value\n${toText(set)}\nwhich is not a finite set.`);
    }
    return integer(sizeOf(set));
  },
  /** TLC says FALSE, too, of what is no set. */
  IsFiniteSet: (set: Value): Value => bool(isSet(set) && sizeBound(set) !== Number.POSITIVE_INFINITY),
};

export const FiniteSetsExt = {
  FoldSet: (op: Binary, base: Value, set: Value): Value => {
    let result = base;
    for (let i = 0, n = enumerableSize(set); i < n; i++) result = op(elementOf(set, i), result);
    return result;
  },
  Quantify: (set: Value, test: Unary): Value => {
    let count = 0;
    for (let i = 0, n = enumerableSize(set); i < n; i++) if (isTrue(test(elementOf(set, i)), 'Quantify')) count++;
    return integer(count);
  },
  kSubset: (k: Value, set: Value): Value => kSubset(integerArgument(k, 'kSubset', 'first'), set),
};

/** The subsets with k elements, which come in an order of their own. */
function kSubset(k: number, set: Value): Value {
  const base = explicit(set);
  return k < 0 || k > sizeOf(base) ? EMPTY_SET : lazy(OP_KSUBSET, base, integer(k));
}

export const Randomization = {
  /** k elements of a set, without repetition. */
  RandomSubset: (k: Value, set: Value): Value => {
    const wanted = naturalArgument(k, 'RandomSubset', 'first');
    const size = enumerableSize(set);
    if (size > LISTED && wanted < size / 4) return drawn(wanted, set, size);
    const pool = elementsOf(set);
    for (let i = 0; i < Math.min(wanted, pool.length); i++) {
      const j = i + host().random(pool.length - i);
      [pool[i], pool[j]] = [pool[j]!, pool[i]!];
    }
    return setOf(pool.slice(0, wanted));
  },
  /** k picks of subsets whose cardinality is n on average. */
  RandomSetOfSubsets: (k: Value, n: Value, set: Value): Value => {
    const elements = elementsOf(set);
    const average = naturalArgument(n, 'RandomSetOfSubsets', 'second');
    if (average > elements.length) wrongArgument(n, 'RandomSetOfSubsets', 'second', 'in 0..Cardinality(S)');
    return pickSubsets(naturalArgument(k, 'RandomSetOfSubsets', 'first'), average / elements.length, elements);
  },
};

/** Sets of more elements, `[S -> T]` and the like, are not listed: elements are drawn by their numbers. */
const LISTED = 2 ** 16;

function drawn(wanted: number, set: Value, size: number): Value {
  const numbers = new Set<number>();
  while (numbers.size < wanted) {
    const high = size > RESOLUTION ? host().random(Math.ceil(size / RESOLUTION)) : 0;
    const number = high * RESOLUTION + host().random(Math.min(size, RESOLUTION));
    if (number < size) numbers.add(number);
  }
  return setOf(Array.from(numbers, (number) => elementOf(set, number)));
}

const RESOLUTION = 2 ** 30;

function pickSubsets(picks: number, probability: number, elements: readonly Value[]): Value {
  if (picks > 2 ** elements.length)
    return fail(`Cannot pick ${picks} subsets of a set of ${elements.length} elements.`);
  const limit = probability * RESOLUTION;
  return setOf(Array.from({ length: picks }, () => setOf(elements.filter(() => host().random(RESOLUTION) < limit))));
}
