/** Modules Sequences and SequencesExt. Strings count as sequences where TLC lets them (Sequences.java). */
import { integer, string, stringText } from '../atoms.js';
import { isTrue } from '../booleans.js';
import { elementsOf, itemsOf, setOf, tupleOf } from '../collections.js';
import { apply, domain } from '../functions.js';
import { elementOf, enumerableSize } from '../lazy.js';
import { equal } from '../order.js';
import {
  append,
  concatenate,
  head,
  item,
  len,
  length,
  selectSequence,
  sequence,
  slice,
  subSequence,
  tail,
} from '../sequences.js';
import { sequenceSet } from '../sets.js';
import { bool, fail, STRING, type Value } from '../value.js';
import { type Binary, integerArgument, type Unary, wrongArgument } from './operators.js';
import { permutations } from './tlc.js';

export const Sequences = {
  Seq: sequenceSet,
  Len: len,
  '\\o': concatenate,
  Append: append,
  Head: head,
  Tail: tail,
  SubSeq: subSequence,
  SelectSeq: selectSequence,
};

/** op(element, accumulated) over the arguments in order. */
export function foldFunctionOnSet(op: Binary, base: Value, f: Value, indices: Value): Value {
  let result = base;
  for (let i = 0, n = enumerableSize(indices); i < n; i++) result = op(apply(f, elementOf(indices, i)), result);
  return result;
}

export const SequencesExt = {
  SetToSeq: (set: Value): Value => tupleOf(elementsOf(set)),
  SetToSeqs: (set: Value): Value => setOf(permutations(elementsOf(set)).map(tupleOf)),
  Contains: (s: Value, element: Value): Value =>
    bool(itemsOf(sequence(s, 'Contains', 'first')).some((own) => equal(own, element))),
  LongestCommonPrefix: (set: Value): Value => {
    const all = elementsOf(set);
    if (all.length === 0) return wrongArgument(set, 'LongestCommonPrefix', 'only', 'a non-empty set of sequences');
    return all.reduce(commonPrefix);
  },
  FoldSeq: (op: Binary, base: Value, s: Value): Value => foldFunctionOnSet(op, base, s, domain(s)),
  FoldLeft: (op: Binary, base: Value, s: Value): Value =>
    itemsOf(sequence(s, 'FoldLeft', 'third')).reduce((a, b) => op(a, b), base),
  FoldRight: (op: Binary, s: Value, base: Value): Value =>
    itemsOf(sequence(s, 'FoldRight', 'second')).reduceRight((a, b) => op(b, a), base),
  FoldLeftDomain: (op: Binary, base: Value, s: Value): Value =>
    itemsOf(sequence(s, 'FoldLeftDomain', 'third')).reduce((a, _, i) => op(a, integer(i + 1)), base),
  FoldRightDomain: (op: Binary, s: Value, base: Value): Value =>
    itemsOf(sequence(s, 'FoldRightDomain', 'second')).reduceRight((a, _, i) => op(integer(i + 1), a), base),
  IsPrefix: (s: Value, t: Value): Value => {
    if ((s & 15) === STRING && (t & 15) === STRING) return bool(stringText(t).startsWith(stringText(s)));
    const left = sequence(s, 'IsPrefix', 'first');
    const right = sequence(t, 'IsPrefix', 'second');
    return bool(length(left) <= length(right) && commonLength(left, right) === length(left));
  },
  SelectInSeq: (s: Value, test: Unary): Value => {
    const found = itemsOf(sequence(s, 'SelectInSeq', 'first')).findIndex((element) => isTrue(test(element)));
    return integer(found + 1);
  },
  SelectLastInSeq: (s: Value, test: Unary): Value => {
    const found = itemsOf(sequence(s, 'SelectLastInSeq', 'first')).findLastIndex((element) => isTrue(test(element)));
    return integer(found + 1);
  },
  SelectInSubSeq: (s: Value, from: Value, to: Value, test: Unary): Value => {
    const [low, high] = range(s, from, to, 'SelectInSubSeq');
    for (let i = low; i <= high; i++) if (isTrue(test(item(s, i - 1)))) return integer(i);
    return integer(0);
  },
  SelectLastInSubSeq: (s: Value, from: Value, to: Value, test: Unary): Value => {
    const [low, high] = range(s, from, to, 'SelectLastInSubSeq');
    for (let i = high; i >= low; i--) if (isTrue(test(item(s, i - 1)))) return integer(i);
    return integer(0);
  },
  RemoveFirst: (s: Value, element: Value): Value =>
    removeFirst(sequence(s, 'RemoveFirst', 'first'), (own) => equal(own, element)),
  RemoveFirstMatch: (s: Value, test: Unary): Value =>
    removeFirst(sequence(s, 'RemoveFirstMatch', 'first'), (own) => isTrue(test(own))),
  ReplaceFirstSubSeq: (by: Value, old: Value, s: Value): Value => {
    if (areStrings(by, old, s)) {
      return string(stringText(s).replace(stringText(old), () => stringText(by)));
    }
    const [inserted, sought, source] = replacement(by, old, s, 'ReplaceFirstSubSeq');
    const at = find(source, sought, 0);
    return at < 0 ? s : tupleOf([...source.slice(0, at), ...inserted, ...source.slice(at + sought.length)]);
  },
  /** An empty sequence is found before each element, but not after the last. */
  ReplaceAllSubSeqs: (by: Value, old: Value, s: Value): Value => {
    if (areStrings(by, old, s)) {
      const [text, sought, inserted] = [stringText(s), stringText(old), stringText(by)];
      if (text === sought) return by;
      return string(
        sought === '' ? [...text].map((unit) => inserted + unit).join('') : text.replaceAll(sought, () => inserted),
      );
    }
    const [inserted, sought, source] = replacement(by, old, s, 'ReplaceAllSubSeqs');
    if (source.length === 0) return sought.length === 0 ? by : s;
    const items: Value[] = [];
    for (let at = 0; at < source.length; ) {
      const found = find(source, sought, at) === at;
      if (found) items.push(...inserted);
      if (!found || sought.length === 0) items.push(source[at]!);
      at += found ? Math.max(1, sought.length) : 1;
    }
    return tupleOf(items);
  },
  Suffixes: (s: Value): Value => {
    const source = sequence(s, 'Suffixes', 'only');
    const n = length(source);
    return setOf(Array.from({ length: n + 1 }, (_, i) => slice(source, n - i, n)));
  },
  AllSubSeqs: (s: Value): Value => {
    const items = itemsOf(sequence(s, 'AllSubSeqs', 'only'));
    if (items.length > 22) return fail(`AllSubSeqs of a sequence of ${items.length} elements is too big.`);
    return setOf(
      Array.from({ length: 2 ** items.length }, (_, bits) => tupleOf(items.filter((_, i) => (bits >> i) & 1))),
    );
  },
};

const areStrings = (...values: readonly Value[]): boolean => values.every((value) => (value & 15) === STRING);

function replacement(by: Value, old: Value, s: Value, operator: string): readonly [Value[], Value[], Value[]] {
  return [
    itemsOf(sequence(by, operator, 'first')),
    itemsOf(sequence(old, operator, 'second')),
    itemsOf(sequence(s, operator, 'third')),
  ];
}

/** The first place from `from` on where `sought` stands in `source`; -1 if there is none. */
function find(source: readonly Value[], sought: readonly Value[], from: number): number {
  for (let at = from; at + sought.length <= source.length; at++) {
    if (sought.every((element, i) => equal(element, source[at + i]!))) return at;
  }
  return -1;
}

function commonLength(s: Value, t: Value): number {
  const n = Math.min(length(s), length(t));
  let i = 0;
  while (i < n && equal(item(s, i), item(t, i))) i++;
  return i;
}

function commonPrefix(s: Value, t: Value): Value {
  if ((s & 15) === STRING && (t & 15) === STRING) {
    const [a, b] = [stringText(s), stringText(t)];
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    return string(a.slice(0, i));
  }
  const left = sequence(s, 'LongestCommonPrefix', 'only');
  return slice(left, 0, commonLength(left, sequence(t, 'LongestCommonPrefix', 'only')));
}

/** Positions of a SelectInSubSeq; empty if from > to. */
function range(s: Value, from: Value, to: Value, operator: string): readonly [number, number] {
  const n = length(sequence(s, operator, 'first'));
  const low = integerArgument(from, operator, 'second');
  const high = integerArgument(to, operator, 'third');
  if (low > high) return [1, 0];
  if (low < 1 || low > n) wrongArgument(from, operator, 'second', 'in the domain of the first');
  if (high < 1 || high > n) wrongArgument(to, operator, 'third', 'in the domain of the first');
  return [low, high];
}

function removeFirst(s: Value, matches: (element: Value) => boolean): Value {
  const items = itemsOf(s);
  const found = items.findIndex(matches);
  return found < 0 ? s : tupleOf(items.toSpliced(found, 1));
}
