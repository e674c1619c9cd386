/** Whether a name stands below a prime, or where UNCHANGED primes it: its value then depends on which state is meant. */
import type { Core, Definition, OperatorValue, ParameterSymbol } from '../core.js';
import { type FreeName, freeNamesOf } from './facts.js';
import { isOperatorValue, visitChildren } from './traverse.js';

type Answers = WeakMap<Core, Map<FreeName, boolean>>;
const known: { readonly state: Answers; readonly action: Answers } = { state: new WeakMap(), action: new WeakMap() };

/** `level`: of what the name stands for. An action is not evaluated below ENABLED, so that it counts as primed there. */
export function isPrimedIn(core: Core, name: FreeName, level = 2): boolean {
  if (!freeNamesOf(core).has(name)) return false;
  const cache = level < 2 ? known.state : known.action;
  let answers = cache.get(core);
  if (answers === undefined) {
    answers = new Map();
    cache.set(core, answers);
  }
  const found = answers.get(name);
  if (found !== undefined) return found;
  answers.set(name, false);
  const result = judge(core, name, level);
  answers.set(name, result);
  return result;
}

function judge(core: Core, name: FreeName, level: number): boolean {
  if (core.kind === 'builtin' && (core.operator === "'" || core.operator === 'UNCHANGED')) return true;
  if (core.kind === 'builtin' && core.operator === 'ENABLED' && level >= 2) return true;
  if (core.kind === 'actionOf' && freeNamesOf(core.subscript).has(name)) return true;
  if (core.kind === 'call') {
    const { definition } = core;
    for (const [index, argument] of core.args.entries()) {
      if (isOperatorValue(argument) || !freeNamesOf(argument).has(name)) continue;
      const parameter = definition.parameters[index];
      if (parameter !== undefined && primesParameter(definition, parameter, level)) return true;
    }
  }
  if (core.kind === 'let') {
    const { definitions, body } = core;
    const through = (definition: Definition): boolean =>
      freeNamesOf(definition.body).has(name) && isPrimedInLet(definitions, body, definition, level);
    if (definitions.some(through)) return true;
  }
  let primed = false;
  visitChildren(core, {
    expression: (child) => {
      primed ||= isPrimedIn(child, name, level);
    },
  });
  return primed;
}

/** Whether one of a LET's definitions is, in the body or through those that follow it. */
export function isPrimedInLet(all: readonly Definition[], body: Core, definition: Definition, level: number): boolean {
  if (isPrimedIn(body, definition, level)) return true;
  return all
    .slice(all.indexOf(definition) + 1)
    .some(
      (later) =>
        freeNamesOf(later.body).has(definition) &&
        (isPrimedIn(later.body, definition, level) || isPrimedInLet(all, body, later, level)),
    );
}

/** Whether the definition primes its parameter, itself or through what it calls. `level`: of what it is given. */
export function primesParameter(definition: Definition, parameter: ParameterSymbol, level = 2): boolean {
  return !definition.library && isPrimedIn(definition.body, parameter, level);
}

/** Whether an operator that is handed over primes what it is applied to; where that is not known here, it may. */
export function primesOperand(operator: OperatorValue): boolean {
  switch (operator.kind) {
    case 'lambda':
      return operator.parameters.some((parameter) => isPrimedIn(operator.body, parameter));
    case 'definitionOperator':
      return operator.definition.parameters.some((parameter) => primesParameter(operator.definition, parameter));
    case 'parameterOperator':
      return operator.symbol.kind === 'parameter';
    case 'builtinOperator':
      return false;
  }
}
