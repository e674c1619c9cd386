/** Modules TLC and TLCExt (tlc2/module/TLC.java, TLCExt.java). */
import { integer, modelValue, string, stringText } from '../atoms.js';
import { isTrue } from '../booleans.js';
import { endFunction, mark, push } from '../build.js';
import { elementsOf, itemsOf, setOf, tupleOf } from '../collections.js';
import { override, singletonFunction } from '../functions.js';
import { hashLo } from '../hash.js';
import { getRegister, host } from '../host.js';
import { ANY, elementOf, normalize, sizeBound, sizeOf } from '../lazy.js';
import { sequence } from '../sequences.js';
import { toText } from '../text.js';
import { fail, NONE, STRING, TRUE_, type Value } from '../value.js';
import { type Binary, wrongArgument } from './operators.js';

export const TLC = {
  ':>': singletonFunction,
  '@@': override,
  /** All bijections of a finite set on itself. */
  Permutations: (set: Value): Value => {
    const elements = elementsOf(set);
    const domain = setOf(elements);
    return setOf(
      permutations(elements).map((values) => {
        const start = mark();
        for (const value of values) push(value);
        return endFunction(domain, start);
      }),
    );
  },
  /** Insertion sort, as in TLC: what `before` says of equal elements decides their order. */
  SortSeq: (s: Value, before: Binary): Value => {
    const sorted: Value[] = [];
    for (const element of itemsOf(sequence(s, 'SortSeq', 'first'))) {
      let place = sorted.length;
      while (place > 0 && isTrue(before(element, sorted[place - 1]!), 'the order of SortSeq')) place--;
      sorted.splice(place, 0, element);
    }
    return tupleOf(sorted);
  },
  ToString: (value: Value): Value => string(toText(normalize(value))),
  Print: (out: Value, value: Value): Value => {
    host().print(`${toText(normalize(out))}  ${toText(normalize(value))}`);
    return value;
  },
  PrintT: (out: Value): Value => {
    host().print(toText(normalize(out)));
    return TRUE_;
  },
  Assert: (condition: Value, message: Value): Value =>
    condition === TRUE_
      ? TRUE_
      : fail(`The first argument of Assert evaluated to FALSE; the second argument was:\n${toText(message)}`),
  TLCGet: (key: Value): Value => getRegister(key),
  TLCSet: (key: Value, value: Value): Value => {
    host().set(key, normalize(value));
    return TRUE_;
  },
  RandomElement: (set: Value): Value => {
    const n = sizeBound(set) === Number.POSITIVE_INFINITY ? 0 : sizeOf(set);
    return n > 0
      ? elementOf(set, host().random(n))
      : wrongArgument(set, 'RandomElement', 'only', 'a finite non-empty set');
  },
  TLCEval: (value: Value): Value => normalize(value),
  JavaTime: (): Value => integer(host().seconds()),
  Any: (): Value => ANY,
};

export const TLCExt = {
  TLCNoOp: (value: Value): Value => value,
  TLCModelValue: (name: Value): Value =>
    (name & 15) === STRING ? modelValue(stringText(name)) : wrongArgument(name, 'TLCModelValue', 'only', 'a string'),
  TLCGetOrDefault: (key: Value, otherwise: Value): Value => {
    const value = host().get(key);
    return value !== NONE ? value : otherwise;
  },
  TLCGetAndSet: (key: Value, op: Binary, value: Value, otherwise: Value): Value => {
    const before = host().get(key);
    const old = before !== NONE ? before : otherwise;
    host().set(key, normalize(op(old, value)));
    return old;
  },
  /** Equal values have equal fingerprints; the numbers are not TLC's. */
  TLCFP: (value: Value): Value => integer(hashLo(normalize(value))),
};

/** All orders of the elements. */
export function permutations(elements: readonly Value[]): Value[][] {
  if (elements.length === 0) return [[]];
  return elements.flatMap((first, i) => permutations(elements.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}
