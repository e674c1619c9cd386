/**
 * What each section of a configuration may name: a definition without parameters, of a level at most. TLC refuses the
 * same (tlc2/tool/impl/SpecProcessor.java), some of it only when the formula is evaluated.
 */
import type { Name } from '../ast.js';
import type { Core, Definition, Level } from '../core.js';
import type { Diagnostic } from '../diagnostic.js';

/** A postcondition is evaluated after the last state, and may read it and the one before. */
const highest = {
  SPECIFICATION: 3,
  INIT: 1,
  NEXT: 2,
  INVARIANT: 1,
  PROPERTY: 3,
  CONSTRAINT: 1,
  ACTION_CONSTRAINT: 2,
  SYMMETRY: 0,
  VIEW: 1,
  ALIAS: 2,
  POSTCONDITION: 2,
} as const satisfies Readonly<Record<string, Level>>;

export type Role = keyof typeof highest;

const wanted: Readonly<Record<Level, string>> = {
  0: 'constant level: no variables',
  1: 'state level: no primes and no temporal operators',
  2: 'at most action level: no temporal operators',
  3: 'a formula',
};

/** Why a definition cannot have this role, at its name in the configuration; null if it can. */
export function unfitFor(role: Role, name: Name, { parameters, level }: Definition): Diagnostic | null {
  const error = (code: string, message: string, expected: string, hint: string | null): Diagnostic => ({
    code,
    severity: 'error',
    message,
    span: name.span,
    expected,
    ...(hint === null ? {} : { hint }),
  });
  if (parameters.length > 0) {
    const needs = `${role} ${name.text} takes ${parameters.length} argument${parameters.length > 1 ? 's' : ''}`;
    return error('TLA414', needs, 'a definition without parameters', 'define one that gives the arguments');
  }
  if (level <= highest[role]) return null;
  const has = level === 3 ? 'a temporal formula' : level === 2 ? 'an action' : 'not constant';
  const hint = role === 'INVARIANT' ? 'what holds of steps or behaviours is a PROPERTY' : null;
  return error('TLA415', `${role} ${name.text} is ${has}`, wanted[highest[role]], hint);
}

/** A conjunct that says something of one step only, and so of no behaviour. */
export function actionByItself(role: Role, name: Name, { span }: Core): Diagnostic {
  const place = `${span.file.slice(span.file.lastIndexOf('/') + 1)}:${span.line}:${span.column}`;
  return {
    code: 'TLA416',
    severity: 'error',
    message: `${role} ${name.text} has a conjunct that is an action by itself, at ${place}`,
    span: name.span,
    expected: '[][A]_v, or another temporal formula',
  };
}
