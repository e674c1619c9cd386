/** Which variables an expression reads, in the state at hand and in the one after it. */
import type { Core, Definition } from '../core.js';
import { type FreeName, freeNamesOf } from './facts.js';
import { primesOperand, primesParameter } from './priming.js';
import { isOperatorValue, visitChildren } from './traverse.js';

/** Variables by index: read as they are, and primed. */
export interface Reads {
  readonly current: ReadonlySet<number>;
  readonly next: ReadonlySet<number>;
}

const reads = new WeakMap<Core, Reads>();

/** Definitions are followed; each is entered once, so recursion ends. */
export function readsOf(core: Core): Reads {
  const known = reads.get(core);
  if (known !== undefined) return known;
  const result = collectReads(core, null);
  reads.set(core, result);
  return result;
}

/**
 * As `readsOf`, but of the LET definitions around the expression only their values count, which it is handed: what
 * `[clock EXCEPT ![p] = m.clock]` gives depends on `m`, not on the variable from which `m` was taken.
 */
export function ownReadsOf(core: Core): Reads {
  const free = freeNamesOf(core);
  for (const name of free) if ('body' in name) return collectReads(core, free);
  return readsOf(core);
}

function collectReads(core: Core, given: ReadonlySet<FreeName> | null): Reads {
  const current = new Set<number>();
  const next = new Set<number>();
  const entered = { plain: new Set<Definition>(), primed: new Set<Definition>() };
  const walk = (node: Core, primed: boolean): void => {
    if (node.kind === 'variableRef') (primed ? next : current).add(node.symbol.index);
    const primes = node.kind === 'builtin' && node.operator === "'";
    visitChildren(node, {
      expression: (child) => walk(child, primed || primes),
      use: (definition) => {
        const seen = primed ? entered.primed : entered.plain;
        if (definition.library || seen.has(definition) || given?.has(definition) === true) return;
        seen.add(definition);
        walk(definition.body, primed);
      },
    });
    if (primed) return;
    if (node.kind === 'builtin' && node.operator === 'UNCHANGED') for (const arg of node.args) walk(arg, true);
    if (node.kind === 'actionOf') walk(node.subscript, true);
    for (const argument of primedArguments(node)) walk(argument, true);
  };
  walk(core, false);
  return { current, next };
}

/** What an operator is given that it primes: of `Keep(v) == v' = v` in `Keep(x)` the variable x. */
function primedArguments(core: Core): readonly Core[] {
  if (core.kind !== 'call' && core.kind !== 'parameterRef') return [];
  const { args } = core;
  const plain = args.filter((argument): argument is Core => !isOperatorValue(argument));
  if (core.kind === 'parameterRef') return plain;
  const { definition } = core;
  if (definition.library) return [];
  // An operator that primes may be applied to any of the rest, and to what the definition's text says.
  if (args.some((argument) => isOperatorValue(argument) && primesOperand(argument))) return [...plain, definition.body];
  return plain.filter((argument) => {
    const parameter = definition.parameters[args.indexOf(argument)];
    return parameter !== undefined && primesParameter(definition, parameter, 1);
  });
}
