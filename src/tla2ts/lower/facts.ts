/**
 * What can be read off an expression without running it: the names that are free in it, whether it is a formula, whether a
 * parameter is certain to be evaluated. All answers are cached by node.
 */
import type { BoundSymbol, Core, CoreArgument, Definition, ParameterSymbol } from '../core.js';
import { isOperatorValue, visitChildren } from './traverse.js';

export type FreeName = BoundSymbol | ParameterSymbol | Definition;

/** Operators of the standard modules that yield a truth value. */
const libraryPredicates = new Set(['<', '>', '\\leq', '\\geq', '<=', '>=', '=<', '\\prec']);

const formulas = new Set([
  '/\\',
  '\\/',
  '~',
  '=>',
  '<=>',
  'TRUE',
  'FALSE',
  '=',
  '#',
  '\\in',
  '\\notin',
  '\\subseteq',
  'ENABLED',
  'UNCHANGED',
  '\\cdot',
]);

const freeNames = new WeakMap<Core, ReadonlySet<FreeName>>();

/** Bound names, parameters and LET definitions that `core` mentions and does not bind itself. */
export function freeNamesOf(core: Core): ReadonlySet<FreeName> {
  const known = freeNames.get(core);
  if (known !== undefined) return known;
  const free = new Set<FreeName>();
  const locals: Definition[] = [];
  visitChildren(core, {
    expression: (child) => {
      for (const name of freeNamesOf(child)) free.add(name);
    },
    use: (definition) => {
      if (definition.local) free.add(definition);
    },
    local: (definition) => {
      locals.push(definition);
      for (const parameter of definition.parameters) free.delete(parameter);
    },
    parameter: (symbol) => free.add(symbol),
    bound: (symbol) => free.add(symbol),
  });
  for (const local of locals) {
    free.delete(local);
    for (const parameter of local.parameters) free.delete(parameter);
  }
  removeBound(core, free);
  freeNames.set(core, free);
  return free;
}

function removeBound(core: Core, free: Set<FreeName>): void {
  switch (core.kind) {
    case 'quantifier':
    case 'setMap':
    case 'function':
    case 'recursiveFunction':
      for (const bound of core.bounds) for (const symbol of bound.symbols) free.delete(symbol);
      if (core.kind === 'recursiveFunction') free.delete(core.self);
      return;
    case 'choose':
    case 'setFilter':
      for (const symbol of core.bound.symbols) free.delete(symbol);
      return;
    case 'except':
      for (const { at } of core.updates) free.delete(at);
      return;
    case 'constantRef':
    case 'parameterRef':
    case 'call':
      for (const argument of core.args) {
        if (argument.kind === 'lambda') for (const parameter of argument.parameters) free.delete(parameter);
      }
      return;
    default:
      return;
  }
}

const predicates = new WeakMap<Core, boolean>();

/** Whether `core` is a formula by its form, so that it is compiled to a JavaScript boolean. */
export function isPredicate(core: Core): boolean {
  const known = predicates.get(core);
  if (known !== undefined) return known;
  predicates.set(core, false);
  const result = judgePredicate(core);
  predicates.set(core, result);
  return result;
}

function judgePredicate(core: Core): boolean {
  switch (core.kind) {
    case 'builtin':
      return core.operator === "'" ? isPredicate(core.args[0] as Core) : formulas.has(core.operator);
    case 'quantifier':
    case 'actionOf':
      return true;
    case 'if':
      return isPredicate(core.whenTrue) && isPredicate(core.whenFalse);
    case 'case':
      return core.arms.every(({ value }) => isPredicate(value)) && (core.other === null || isPredicate(core.other));
    case 'let':
      return isPredicate(core.body);
    case 'call': {
      const { definition } = core;
      return definition.library ? libraryPredicates.has(definition.name) : isPredicate(definition.body);
    }
    default:
      return false;
  }
}

/** Cheap, and certain to have a value: may be evaluated before it is needed, or twice. */
export function isTrivial(core: Core): boolean {
  switch (core.kind) {
    case 'number':
    case 'string':
    case 'boundRef':
    case 'variableRef':
      return true;
    case 'parameterRef':
    case 'constantRef':
      return core.args.length === 0;
    case 'builtin':
      return core.operator === 'TRUE' || core.operator === 'FALSE';
    case 'tuple':
      return core.items.every(isTrivial);
    case 'record':
      return core.fields.every(({ value }) => isTrivial(value));
    default:
      return false;
  }
}

const strictness = new WeakMap<Definition, ReadonlyMap<FreeName, boolean>>();

/** Whether evaluating the definition's body is certain to evaluate its parameter. */
export function isStrict(definition: Definition, parameter: ParameterSymbol): boolean {
  const known = strictness.get(definition);
  if (known !== undefined) return known.get(parameter) ?? false;
  strictness.set(definition, new Map());
  const result = new Map(definition.parameters.map((symbol) => [symbol, evaluates(definition.body, symbol)]));
  strictness.set(definition, result);
  return result.get(parameter) ?? false;
}

/** Whether evaluating `core` is certain to evaluate the name (a parameter, a bound name or a LET definition). */
export function evaluates(core: Core, name: FreeName): boolean {
  if (!freeNamesOf(core).has(name)) return false;
  const some = (items: readonly Core[]): boolean => items.some((item) => evaluates(item, name));
  switch (core.kind) {
    case 'boundRef':
      return core.symbol === name;
    case 'parameterRef':
      return core.symbol === name;
    case 'builtin':
      if (core.operator === '/\\' || core.operator === '\\/') return evaluates(core.args[0] as Core, name);
      if (core.operator === '=>') return evaluates(core.args[0] as Core, name);
      if (core.operator === 'ENABLED' || core.operator === '\\cdot') return false;
      return some(core.args);
    case 'tuple':
    case 'set':
    case 'times':
      return some(core.items);
    case 'record':
    case 'recordSet':
      return some(core.fields.map(({ value }) => value));
    case 'field':
      return evaluates(core.record, name);
    case 'functionApply':
      return some([core.function, core.argument]);
    case 'functionSet':
      return some([core.domain, core.range]);
    case 'except':
      // TLC evaluates no value for a place that does not exist.
      return some([core.base, ...core.updates.slice(0, 1).flatMap(({ path }) => firstIndex(path))]);
    case 'if':
      return evaluates(core.condition, name) || (evaluates(core.whenTrue, name) && evaluates(core.whenFalse, name));
    case 'case': {
      const first = core.arms[0];
      return first !== undefined && evaluates(first.guard, name);
    }
    case 'quantifier':
    case 'setMap':
    case 'function': {
      const first = core.bounds[0]?.set;
      return first !== null && first !== undefined && evaluates(first, name);
    }
    case 'choose':
    case 'setFilter':
      return core.bound.set !== null && evaluates(core.bound.set, name);
    case 'let':
      return (
        evaluates(core.body, name) ||
        core.definitions.some(
          (local) => local.parameters.length === 0 && evaluates(local.body, name) && evaluates(core.body, local),
        )
      );
    case 'call':
      return (
        core.definition === name ||
        core.args.some((argument, index) => evaluatesArgument(core.definition, argument, index, name))
      );
    default:
      return false;
  }
}

type Path = Extract<Core, { readonly kind: 'except' }>['updates'][number]['path'];

const firstIndex = ([first]: Path): Core[] => (first?.kind === 'index' ? [first.value] : []);

function evaluatesArgument(definition: Definition, argument: CoreArgument, index: number, name: FreeName): boolean {
  if (isOperatorValue(argument)) return false;
  const parameter = definition.parameters[index];
  if (parameter === undefined) return false;
  return (definition.library || isStrict(definition, parameter)) && evaluates(argument, name);
}

/** How often the name occurs in `core`, an occurrence below a binder or in an operator's argument counting as many. */
export function usesOf(core: Core, name: FreeName): number {
  if (!freeNamesOf(core).has(name)) return 0;
  const many = 2;
  let uses = 0;
  if ((core.kind === 'boundRef' || core.kind === 'parameterRef') && core.symbol === name) uses += 1;
  if (core.kind === 'call' && core.definition === name) uses += 1;
  const loops =
    core.kind === 'quantifier' ||
    core.kind === 'setMap' ||
    core.kind === 'function' ||
    core.kind === 'recursiveFunction' ||
    core.kind === 'choose' ||
    core.kind === 'setFilter' ||
    core.kind === 'let';
  const lambda =
    (core.kind === 'call' || core.kind === 'parameterRef' || core.kind === 'constantRef') &&
    core.args.some(isOperatorValue);
  if (core.kind === 'call' || core.kind === 'parameterRef' || core.kind === 'constantRef') {
    for (const argument of core.args) {
      if (argument.kind === 'definitionOperator' && argument.definition === name) uses += many;
      if (argument.kind === 'parameterOperator' && argument.symbol === name) uses += many;
    }
  }
  visitChildren(core, {
    expression: (child) => {
      const below = usesOf(child, name);
      uses += loops || lambda ? below * many : below;
    },
  });
  return uses;
}
