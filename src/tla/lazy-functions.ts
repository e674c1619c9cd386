/** Functions that are computed where they are applied: on infinite domains, and recursive ones. */

import { drop, endFunction, mark, push } from './build.js';
import { addBody, type Body, callBody } from './closures.js';
import { apply } from './functions.js';
import { argument, elementOf, explicit, lazy, OP_FUNCTION, operation, sizeOf } from './lazy.js';
import { member } from './membership.js';
import { EvaluationError, LAZY, NONE, type Value } from './value.js';

/**
 * `[x \in domain |-> body(x)]`, evaluated at an argument when it is applied to it. For recursive functions the body
 * refers to the id that is returned here.
 */
export function lazyFunction(domain: Value, body: Body): Value {
  return lazy(OP_FUNCTION, domain, addBody(body));
}

/**
 * Where a value of a function could not be computed, for whoever then makes a `lazyFunction` of it: drops what was pushed since
 * `start`. Other errors are none of the specification's.
 */
export function unlessApplied(error: unknown, start: number): void {
  if (!(error instanceof EvaluationError)) throw error;
  drop(start);
}

/** As `lazyFunction`, for one that is only ever applied: it has no id, and is gone with the evaluation that made it. */
export function appliedFunction(domain: () => Value, body: Body): Body {
  const known = new Map<Value, Value>();
  let from = NONE;
  return (x) => {
    const found = known.get(x);
    if (found !== undefined) return found;
    if (from === NONE) from = domain();
    // Outside the domain it is the error that has to show the function.
    const result = member(x, from) ? body(x) : apply(lazyFunction(from, body), x);
    known.set(x, result);
    return result;
  };
}

export function isLazyFunction(value: Value): boolean {
  return (value & 15) === LAZY && operation(value) === OP_FUNCTION;
}

/** The value at `x`, or NONE outside the domain. */
export function selectLazy(f: Value, x: Value): Value {
  return member(x, argument(f, 0)) ? callBody(argument(f, 1), x) : NONE;
}

/** The same function as a table; other values as they are. */
export function explicitFunction(f: Value): Value {
  if (!isLazyFunction(f)) return f;
  const domain = explicit(argument(f, 0));
  const number = argument(f, 1);
  const start = mark();
  const n = sizeOf(domain);
  for (let i = 0; i < n; i++) push(callBody(number, elementOf(domain, i)));
  return endFunction(domain, start);
}
