/** Functions that are computed where they are applied: on infinite domains, and recursive ones. */

import { endFunction, mark, push } from './build.js';
import { addBody, type Body, callBody } from './closures.js';
import { argument, elementOf, explicit, lazy, OP_FUNCTION, operation, sizeOf } from './lazy.js';
import { member } from './membership.js';
import { LAZY, NONE, type Value } from './value.js';

/**
 * `[x \in domain |-> body(x)]`, evaluated at an argument when it is applied to it. For recursive functions the body
 * refers to the id that is returned here.
 */
export function lazyFunction(domain: Value, body: Body): Value {
  return lazy(OP_FUNCTION, domain, addBody(body));
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
