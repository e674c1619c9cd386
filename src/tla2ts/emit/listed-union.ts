/** Unions whose elements TLC goes through one set after the other, so that an element of two sets is an outcome twice. */
import type { Core } from '../core.js';
import { resolveMacro } from './action-shape.js';
import type { Scope } from './scope.js';

/** What `core` is the union of, with the scope of its text, if it is such a union; else null. */
export function listedUnionOf(core: Core, scope: Scope): { core: Core; scope: Scope } | null {
  const { core: union, scope: where } = followed(core, scope);
  if (union.kind !== 'builtin' || union.operator !== 'UNION') return null;
  const sets = union.args[0] as Core;
  return isLeftOpen(sets, where) ? { core: sets, scope: where } : null;
}

/** TLC puts a union together at once where all the sets are lists of elements (UnionValue.java: union). */
function isLeftOpen(core: Core, scope: Scope): boolean {
  const { core: sets, scope: where } = followed(core, scope);
  switch (sets.kind) {
    case 'set':
      return sets.items.some((item) => isUnlisted(item, where));
    case 'setMap':
      return isUnlisted(sets.body, where);
    default:
      return isUnlisted(sets, where);
  }
}

/** Sets that TLC keeps by what they are made of. */
function isUnlisted(core: Core, scope: Scope): boolean {
  const { core: set } = followed(core, scope);
  switch (set.kind) {
    case 'builtin':
      return set.operator === 'SUBSET';
    case 'call':
      return set.definition.library && set.definition.name === '..';
    default:
      return set.kind === 'functionSet' || set.kind === 'recordSet' || set.kind === 'times';
  }
}

/** Through names and definitions without parameters. */
function followed(core: Core, scope: Scope): { core: Core; scope: Scope } {
  let at = resolveMacro(core, scope);
  while (at.core.kind === 'call' && at.core.args.length === 0 && !at.core.definition.local) {
    if (at.core.definition.library || at.core.definition.recursive) break;
    at = resolveMacro(at.core.definition.body, at.scope);
  }
  return at;
}
