/** Which expressions may fail though every operand is of the kind that is wanted there: `f[x]`, CHOOSE, what the library does. */
import type { Core, Definition } from '../core.js';
import { visitChildren } from './traverse.js';

const known = new WeakMap<Core, boolean>();
const knownDefinitions = new WeakMap<Definition, boolean>();

export function isPartial(core: Core): boolean {
  const found = known.get(core);
  if (found !== undefined) return found;
  let partial = failsItself(core);
  visitChildren(core, {
    expression: (child) => {
      partial ||= isPartial(child);
    },
    use: (definition) => {
      partial ||= isPartialDefinition(definition);
    },
  });
  known.set(core, partial);
  return partial;
}

function failsItself(core: Core): boolean {
  switch (core.kind) {
    case 'functionApply':
    case 'field':
    case 'choose':
      return true;
    case 'case':
      return core.other === null;
    case 'builtin':
      return core.operator === '\\div' || core.operator === '%' || core.operator === '^';
    default:
      return false;
  }
}

function isPartialDefinition(definition: Definition): boolean {
  if (definition.library) return !total.has(definition.name);
  const found = knownDefinitions.get(definition);
  if (found !== undefined) return found;
  // A recursion without end fails.
  knownDefinitions.set(definition, true);
  const partial = isPartial(definition.body);
  knownDefinitions.set(definition, partial);
  return partial;
}

const total = new Set(['+', '-', '*', '..', '<', '>', '=<', '<=', '>=', '-.', 'Nat', 'Int', 'Seq', 'Append', '\\o']);
