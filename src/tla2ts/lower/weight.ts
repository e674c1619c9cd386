/** Which expressions are worth a table of earlier results: those that loop, recurse or decide membership by structure. */
import type { Core, Definition } from '../core.js';
import { usesOf } from './facts.js';
import { visitChildren } from './traverse.js';

const heavy = new WeakMap<Core, boolean>();
const entered = new Set<Definition>();

/** Library operators that cost next to nothing. */
const light = new Set(
  '+ - -. * \\div % < > <= >= =< \\leq \\geq .. Nat Int Real Len Head Append Tail Cardinality'.split(' '),
);

export function isHeavy(core: Core): boolean {
  const known = heavy.get(core);
  if (known !== undefined) return known;
  let result = loops(core);
  visitChildren(core, {
    expression: (child) => {
      result ||= isHeavy(child);
    },
    use: (definition) => {
      if (result || definition.local) return;
      if (definition.library) result = !light.has(definition.name.slice(definition.name.lastIndexOf('!') + 1));
      else if (definition.recursive || entered.has(definition)) result = true;
      else if (definition.level > 0 || definition.parameters.length > 0) {
        entered.add(definition);
        result = isHeavy(definition.body);
        entered.delete(definition);
      }
    },
  });
  heavy.set(core, result);
  return result;
}

function loops(core: Core): boolean {
  switch (core.kind) {
    case 'quantifier':
    case 'choose':
    case 'setFilter':
    case 'setMap':
    case 'function':
    case 'recursiveFunction':
      return true;
    case 'except':
      return (
        core.updates.length > 1 || core.updates.some(({ path, at, value }) => path.length > 1 || usesOf(value, at) > 0)
      );
    case 'builtin':
      if (core.operator === 'UNION' || core.operator === 'ENABLED') return true;
      return core.operator === '\\in' || core.operator === '\\notin' || core.operator === '\\subseteq'
        ? isStructured(core.args[1] as Core)
        : false;
    default:
      return false;
  }
}

/** Sets whose members are taken apart to decide membership. */
function isStructured(set: Core): boolean {
  switch (set.kind) {
    case 'functionSet':
    case 'recordSet':
    case 'times':
      return true;
    case 'builtin':
      return set.operator === 'SUBSET' || set.args.some(isStructured);
    case 'call':
      return set.definition.library ? set.definition.name.endsWith('Seq') : set.definition.level === 0;
    default:
      return false;
  }
}
