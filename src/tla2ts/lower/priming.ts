/** Whether a name stands below a prime, or where UNCHANGED primes it: its value then depends on which state is meant. */
import type { Core, Definition, ParameterSymbol } from '../core.js';
import { type FreeName, freeNamesOf } from './facts.js';
import { isOperatorValue, visitChildren } from './traverse.js';

const known = new WeakMap<Core, Map<FreeName, boolean>>();

export function isPrimedIn(core: Core, name: FreeName): boolean {
  if (!freeNamesOf(core).has(name)) return false;
  let answers = known.get(core);
  if (answers === undefined) {
    answers = new Map();
    known.set(core, answers);
  }
  const found = answers.get(name);
  if (found !== undefined) return found;
  answers.set(name, false);
  const result = judge(core, name);
  answers.set(name, result);
  return result;
}

function judge(core: Core, name: FreeName): boolean {
  if (core.kind === 'builtin' && (core.operator === "'" || core.operator === 'UNCHANGED')) return true;
  if (core.kind === 'builtin' && core.operator === 'ENABLED') return true;
  if (core.kind === 'actionOf' && freeNamesOf(core.subscript).has(name)) return true;
  if (core.kind === 'call') {
    const { definition } = core;
    for (const [index, argument] of core.args.entries()) {
      if (isOperatorValue(argument) || !freeNamesOf(argument).has(name)) continue;
      const parameter = definition.parameters[index];
      if (parameter !== undefined && primesParameter(definition, parameter)) return true;
    }
  }
  let primed = false;
  visitChildren(core, {
    expression: (child) => {
      primed ||= isPrimedIn(child, name);
    },
  });
  return primed;
}

/** Whether the definition primes its parameter, itself or through what it calls. */
export function primesParameter(definition: Definition, parameter: ParameterSymbol): boolean {
  return !definition.library && isPrimedIn(definition.body, parameter);
}
