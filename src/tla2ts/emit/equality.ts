/** `=` and `#`. Where one side is a literal, its kind and id decide; else the runtime also compares lazy values. */
import type { Core } from '../core.js';
import { isPredicate } from '../lower/facts.js';
import { booleanCode, type Code } from './code.js';
import { operand, value } from './expression.js';
import type { Scope } from './scope.js';

export function equality(left: Core, right: Core, negated: boolean, scope: Scope): Code {
  if (isPredicate(left) && isPredicate(right)) {
    return booleanCode(`${operand(left, scope)} ${negated ? '!==' : '==='} ${operand(right, scope)}`, false);
  }
  const a = value(left, scope);
  const b = value(right, scope);
  const sign = negated ? '!' : '';
  const literal = literalKind(right) ?? literalKind(left);
  if (literal === null) return booleanCode(`${sign}${scope.module.runtime('equal')}(${a}, ${b})`);
  const [other, known] = literalKind(right) !== null ? [a, b] : [b, a];
  return booleanCode(`${sign}${scope.module.runtime(literal)}(${other}, ${known})`);
}

/** The comparison for a literal: those of other kinds are an error, which the runtime reports. */
function literalKind(core: Core): 'equalString' | 'equalSmall' | null {
  if (core.kind === 'string') return 'equalString';
  return core.kind === 'number' && core.value < 2n ** 30n ? 'equalSmall' : null;
}
