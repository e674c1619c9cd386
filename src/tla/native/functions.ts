/** Module Functions as far as TLC overrides it (Functions.java). */
import { elementsOf, functionOf } from '../collections.js';
import { apply, domain, isFunction } from '../functions.js';
import { explicitFunction } from '../lazy-functions.js';
import { equal } from '../order.js';
import { bool, type Value } from '../value.js';
import { type Binary, wrongArgument } from './operators.js';
import { foldFunctionOnSet } from './sequences.js';

export const Functions = {
  IsInjective: (f: Value): Value => {
    const values = pairs(f, 'IsInjective').map(([, value]) => value);
    return bool(new Set(values).size === values.length && comparable(values));
  },
  /** The inverse; of several arguments with one value CHOOSE takes the first. */
  AntiFunction: (f: Value): Value =>
    functionOf(
      pairs(f, 'AntiFunction')
        .reverse()
        .map(([x, y]) => [y, x]),
    ),
  FoldFunction: (op: Binary, base: Value, f: Value): Value =>
    foldFunctionOnSet(op, base, f, isFunction(f) ? domain(f) : wrongArgument(f, 'FoldFunction', 'third', 'a function')),
  FoldFunctionOnSet: (op: Binary, base: Value, f: Value, indices: Value): Value =>
    foldFunctionOnSet(
      op,
      base,
      isFunction(f) ? f : wrongArgument(f, 'FoldFunctionOnSet', 'third', 'a function'),
      indices,
    ),
};

function pairs(f: Value, operator: string): (readonly [Value, Value])[] {
  if (!isFunction(f)) wrongArgument(f, operator, 'only', 'a function');
  const explicit = explicitFunction(f);
  return elementsOf(domain(explicit)).map((x) => [x, apply(explicit, x)]);
}

/** Raises TLC's error for values of different kinds; ids alone would call them different. */
function comparable(values: readonly Value[]): boolean {
  return values.every((value, i) => i === 0 || !equal(value, values[i - 1]!));
}
