/**
 * Which operands of an operator that is handed over may be ignored by it, and matter if they are: `Op(f[x], g[x])` where Op is
 * `LAMBDA a, b : a` and g has no such place. TLC evaluates an operand when it is asked for.
 */
import type { Core, CoreArgument, Definition, OperatorValue, ParameterSymbol } from '../core.js';
import { evaluates, isStrict } from './facts.js';
import { isPartial } from './partial.js';
import { isOperatorValue, visitChildren } from './traverse.js';

const known = new WeakMap<ParameterSymbol, ReadonlySet<number>>();
const none: ReadonlySet<number> = new Set();

/** The places at which the definition, or one that it hands the operator on to, applies its parameter to what may fail. */
export function riskyPlaces(definition: Definition, parameter: ParameterSymbol): ReadonlySet<number> {
  const found = known.get(parameter);
  if (found !== undefined) return found;
  const places = new Set<number>();
  // Met again in a recursion, it is the set that is being filled.
  known.set(parameter, places);
  gather(definition.body, parameter, places);
  return places;
}

function gather(core: Core, parameter: ParameterSymbol, places: Set<number>): void {
  if (core.kind === 'parameterRef' && core.symbol === parameter) {
    core.args.forEach((argument, index) => {
      if (!isOperatorValue(argument) && (isPartial(argument) || usesParameter(argument))) places.add(index);
    });
  }
  if (core.kind === 'call') {
    core.args.forEach((argument, index) => {
      const given = core.definition.parameters[index];
      if (given === undefined || argument.kind !== 'parameterOperator' || argument.symbol !== parameter) return;
      for (const place of riskyPlaces(core.definition, given)) places.add(place);
    });
  }
  visitChildren(core, { expression: (child) => gather(child, parameter, places) });
}

/** Whether it applies an operator of which nothing is known here, or asks for what may itself be lazy. */
function usesParameter(core: Core): boolean {
  if (core.kind === 'parameterRef') return true;
  let uses = false;
  visitChildren(core, {
    expression: (child) => {
      uses ||= usesParameter(child);
    },
  });
  return uses;
}

/** Whether the operator is certain to evaluate an operand; of one that is itself a parameter `ofParameter` knows. */
export function evaluatesOperand(
  operator: OperatorValue,
  index: number,
  ofParameter: (operator: OperatorValue & { kind: 'parameterOperator' }, index: number) => boolean,
): boolean {
  switch (operator.kind) {
    case 'lambda': {
      const parameter = operator.parameters[index];
      return parameter === undefined || evaluates(operator.body, parameter);
    }
    case 'definitionOperator': {
      const { definition } = operator;
      const parameter = definition.parameters[index];
      return definition.library || parameter === undefined || isStrict(definition, parameter);
    }
    case 'builtinOperator':
      return index === 0 || !shortCircuits.has(operator.operator);
    case 'parameterOperator':
      return ofParameter(operator, index);
  }
}

const shortCircuits = new Set(['/\\', '\\/', '=>']);

/** The operands that come to `argument`, handed over for `parameter`, as functions to ask: those it may ignore, if that matters. */
export function lazyPlaces(
  definition: Definition,
  parameter: ParameterSymbol,
  argument: CoreArgument,
  ofParameter: (operator: OperatorValue & { kind: 'parameterOperator' }, index: number) => boolean,
): ReadonlySet<number> {
  if (!isOperatorValue(argument)) return none;
  const places = [...riskyPlaces(definition, parameter)];
  return new Set(places.filter((index) => !evaluatesOperand(argument, index, ofParameter)).sort());
}
