/** Tables of earlier results around generated functions, keyed by the ids that their results depend on. */
import type { Core } from '../core.js';
import { freeNamesOf } from '../lower/facts.js';
import { isPure } from '../lower/purity.js';
import { ownReadsOf } from '../lower/reads.js';
import { isHeavy } from '../lower/weight.js';
import type { ModuleEmitter } from './module-emitter.js';
import type { Scope } from './scope.js';

/** More operands than this and the same ones will hardly come again. */
const MOST_KEYS = 5;

/** The registers that an expression depends on, or null if its results are not to be kept. */
export function registersOf(core: Core, scope: Scope): readonly string[] | null {
  if (!isHeavy(core) || !isPure(core)) return null;
  for (const name of freeNamesOf(core)) {
    const binding = scope.lookup(name);
    if (binding === undefined || binding.kind === 'macro') return null;
  }
  const reads = ownReadsOf(core);
  if (scope.readsUnassigned(reads)) return null;
  const { current, next } = reads;
  if (scope.registers === 'next' && next.size > 0) return null;
  const read = [...current].map((index) => scope.module.registers(index)[scope.registers]);
  const primed = [...next].map((index) => scope.module.registers(index).next);
  const registers = [...new Set([...read, ...primed])];
  return registers.length <= MOST_KEYS ? registers : null;
}

/**
 * The text of `function name(parameters)` that asks a table first, and computes by `compute`; null if there are no
 * operands or too many.
 */
export function recalling(
  module: ModuleEmitter,
  name: string,
  parameters: readonly { readonly name: string; readonly type: string }[],
  registers: readonly string[],
  predicate: boolean,
): { readonly text: string; readonly compute: string } | null {
  if (parameters.some(({ type }) => type !== 'number')) return null;
  const keys = [...parameters.map((parameter) => parameter.name), ...registers];
  if (keys.length === 0 || keys.length > MOST_KEYS) return null;
  const arity = keys.length <= 3 ? keys.length : 5;
  while (keys.length < arity) keys.push('0');
  const table = module.hoistEach(`${name}$recall`, `new ${module.runtime(`Recall${arity}`)}()`);
  const compute = module.names.fresh(`${name}$compute`);
  const signature = parameters.map((parameter) => parameter.name + module.type('number')).join(', ');
  const given = parameters.map((parameter) => parameter.name).join(', ');
  const operands = keys.join(', ');
  const computed = predicate ? `${module.runtime('bool')}(${compute}(${given}))` : `${compute}(${given})`;
  const unbox = predicate ? ` === ${module.runtime('TRUE_')}` : '';
  const text = [
    `  function ${name}(${signature})${module.type(predicate ? 'boolean' : 'number')} {`,
    `    const recalled$ = ${table}.get(${operands});`,
    `    if (recalled$ !== ${module.runtime('NONE')}) return recalled$${unbox};`,
    `    return ${table}.put(${operands}, ${computed})${unbox};`,
    '  }',
  ].join('\n');
  return { text, compute };
}
