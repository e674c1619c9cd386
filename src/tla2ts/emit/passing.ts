/** How an argument comes to a definition: by value, or as a thunk, a function without arguments that computes it when it is asked. */
import type { Core, Definition, ParameterSymbol } from '../core.js';
import { isEvaluatedAround } from '../lower/certain.js';
import { isStrict, isTrivial } from '../lower/facts.js';
import { riskyPlaces } from '../lower/handed-over.js';
import { value } from './expression.js';
import type { Scope } from './scope.js';

/** The type of a thunk. */
export const THUNK = '() => number';

/** The types of operands: values, but for those in `lazy`, which are thunks. */
export const operandTypes = (arity: number, lazy: ReadonlySet<number> = new Set()): string[] =>
  Array.from({ length: arity }, (_, index) => (lazy.has(index) ? THUNK : 'number'));

/** Those of an operator handed over to a LET operator, which is written once: what may fail comes as a thunk. */
export const riskyOperands = (definition: Definition, parameter: ParameterSymbol): string[] =>
  operandTypes(parameter.arity, riskyPlaces(definition, parameter));

export const operatorType = (operands: readonly string[]): string =>
  `(${operands.map((type, index) => `a${index}: ${type}`).join(', ')}) => number`;

/** By value where the parameter is certain to be evaluated or the argument cannot fail; else as a thunk. */
export function passing(
  call: Core & { kind: 'call' },
  parameter: ParameterSymbol,
  argument: Core,
  scope: Scope,
): 'v' | 't' {
  return isStrict(call.definition, parameter) || isAtHand(argument, call, scope) ? 'v' : 't';
}

/** Cheap and certain to have a value here, where a parameter may itself be a thunk, or stand for an expression. */
function isAtHand(argument: Core, call: Core | null, scope: Scope): boolean {
  const meant = meaningOf(argument, call, scope);
  if (meant === null) return false;
  const [core, where] = meant;
  switch (core.kind) {
    case 'tuple':
      return core.items.every((item) => isAtHand(item, call, where));
    case 'record':
      return core.fields.every((field) => isAtHand(field.value, call, where));
    case 'call':
      return isKnown(core) || (core.definition.local && isBound(core, where));
    default:
      return isTrivial(core);
  }
}

const isBound = (core: Core, scope: Scope): boolean => {
  const kind = bindingOf(core, scope)?.kind;
  return kind === 'value' || kind === 'integer' || kind === 'boolean';
};

/** Constants without arguments are computed once anyway. */
const isKnown = (core: Core): boolean =>
  core.kind === 'call' && core.args.length === 0 && core.level === 0 && !core.definition.local;

/** What a name stands for, as long as it stands for an expression; null for a thunk that `call` need not evaluate. */
function meaningOf(core: Core, call: Core | null, scope: Scope): readonly [Core, Scope] | null {
  const binding = bindingOf(core, scope);
  if (binding?.kind === 'thunk') {
    const certain = core.kind === 'parameterRef' && call !== null && binding.body !== undefined;
    return certain && isEvaluatedAround(call, core.symbol, binding.body) ? [core, scope] : null;
  }
  if (binding?.kind !== 'macro') return [core, scope];
  return meaningOf(binding.argument as Core, call, binding.scope);
}

function bindingOf(core: Core, scope: Scope) {
  if (core.kind === 'call') return core.args.length === 0 ? scope.lookup(core.definition) : undefined;
  if (core.kind === 'parameterRef') return core.args.length === 0 ? scope.lookup(core.symbol) : undefined;
  return core.kind === 'boundRef' ? scope.lookup(core.symbol) : undefined;
}

const isName = ({ kind }: Core): boolean => kind === 'parameterRef' || kind === 'boundRef' || kind === 'variableRef';

/** The text of a thunk: where the argument is one already, that. */
export function thunkText(argument: Core, scope: Scope): string {
  const binding = bindingOf(argument, scope);
  if (binding?.kind === 'thunk') return scope.use(binding);
  const text = `() => ${value(argument, scope)}`;
  return isName(argument) && isAtHand(argument, null, scope) ? text : `${scope.module.runtime('thunk')}(${text})`;
}
