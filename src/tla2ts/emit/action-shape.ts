/** What kind of thing an action formula is at a place: a test, an assignment, one outcome or several. */
import type { Core, CoreArgument, Definition, VariableSymbol } from '../core.js';
import { freeNamesOf } from '../lower/facts.js';
import { primesParameter } from '../lower/priming.js';
import { readsOf } from '../lower/reads.js';
import { isOperatorValue } from '../lower/traverse.js';
import { followedFunction, isFollowedInside } from './action-function.js';
import { bindMacros } from './call.js';
import type { Scope } from './scope.js';

type Call = Core & { readonly kind: 'call' };

/** Follows names to what they stand for where they are expanded: parameters and LET definitions that are macros. */
export function resolveMacro(core: Core, scope: Scope): { core: Core; scope: Scope } {
  const name =
    core.kind === 'parameterRef' || core.kind === 'boundRef'
      ? core.symbol
      : core.kind === 'call'
        ? core.definition
        : null;
  if (name === null) return { core, scope };
  const binding = scope.lookup(name);
  if (binding?.kind !== 'macro') return { core, scope };
  const args = core.kind === 'boundRef' ? [] : core.kind === 'parameterRef' || core.kind === 'call' ? core.args : [];
  const where = binding.scope.usedAt(scope, { frame: scope.frame, setting: scope.setting });
  if (!isOperatorValue(binding.argument))
    return args.length === 0 ? resolveMacro(binding.argument, where) : { core, scope };
  const { argument } = binding;
  if (argument.kind === 'lambda') {
    bindMacros(argument.parameters, args, where, scope);
    return resolveMacro(argument.body, where);
  }
  if (argument.kind === 'definitionOperator') {
    const { definition } = argument;
    const inner = where.lookup(definition)?.kind === 'macro' ? where : scope.child();
    if (definition.local) {
      bindMacros(definition.parameters, args, inner, scope);
      return { core: definition.body, scope: inner };
    }
    return { core: { kind: 'call', definition, args, span: core.span, level: core.level }, scope };
  }
  if (argument.kind === 'parameterOperator' && argument.symbol.kind === 'parameter') {
    const handed = binding.scope.lookup(argument.symbol);
    if (handed === undefined) return { core, scope };
    const inner = scope.child();
    inner.bind(argument.symbol, handed);
    return resolveMacro(
      { kind: 'parameterRef', symbol: argument.symbol, args, span: core.span, level: core.level },
      inner,
    );
  }
  return { core, scope };
}

/** The variable that `core` is, through definitions and parameters. */
function variableOf(core: Core, scope: Scope): VariableSymbol | null {
  const resolved = resolveMacro(core, scope);
  if (resolved.core.kind === 'variableRef') return resolved.core.symbol;
  if (resolved.core.kind === 'call' && resolved.core.args.length === 0 && !resolved.core.definition.library) {
    const definition = resolved.core.definition;
    return definition.local ? null : variableOf(definition.body, resolved.scope);
  }
  return null;
}

/** The variable that an equation with this left side assigns: primed in a step, unprimed in an initial state. */
export function assignedVariable(core: Core, scope: Scope): VariableSymbol | null {
  if (scope.setting === 'init') return variableOf(core, scope);
  const resolved = resolveMacro(core, scope);
  if (resolved.core.kind === 'builtin' && resolved.core.operator === "'") {
    return variableOf(resolved.core.args[0] as Core, resolved.scope);
  }
  if (resolved.core.kind === 'call' && resolved.core.args.length === 0 && !resolved.core.definition.library) {
    const definition = resolved.core.definition;
    return definition.local ? null : assignedVariable(definition.body, resolved.scope);
  }
  return null;
}

/** The formulas that UNCHANGED takes one by one: tuples and definitions of tuples are taken apart. */
export function unchangedParts(core: Core, scope: Scope): { core: Core; scope: Scope }[] {
  const resolved = resolveMacro(core, scope);
  if (resolved.core.kind === 'tuple')
    return resolved.core.items.flatMap((item) => unchangedParts(item, resolved.scope));
  if (resolved.core.kind === 'call' && resolved.core.args.length === 0 && !resolved.core.definition.library) {
    const definition = resolved.core.definition;
    if (!definition.local) return unchangedParts(definition.body, resolved.scope);
  }
  return [resolved];
}

/** Arguments that cannot be handed over as values, so that the definition's body is written in place of the call. */
export function mustExpandAction(core: Call, scope: Scope): boolean {
  return core.args.some((argument, index) => mustStandFor(argument, core.definition, index, scope));
}

/** Whether a parameter has to stand for its argument as it is written. */
function mustStandFor(argument: CoreArgument, definition: Definition, index: number, scope: Scope): boolean {
  if (isOperatorValue(argument)) return true;
  const settled = scope.setting === 'init' ? 0 : 1;
  const parameter = definition.parameters[index];
  const level = levelIn(argument, scope);
  if (level > settled && definition.recursive && isSettled(argument, scope)) return false;
  return level > settled || (parameter !== undefined && level >= 1 && primesParameter(definition, parameter, level));
}

/**
 * Of a recursive action, by argument: the variable that it hands over to be assigned, or null where it hands over a value. null
 * if another argument has to stand as it is written: then the body is written in place of the call.
 */
export function handedOver(core: Call, scope: Scope): readonly (VariableSymbol | null)[] | null {
  if (!core.definition.recursive) return null;
  const variables: (VariableSymbol | null)[] = [];
  for (const [index, argument] of core.args.entries()) {
    const stands = mustStandFor(argument, core.definition, index, scope);
    const variable = stands && !isOperatorValue(argument) ? assignedVariable(argument, scope) : null;
    if (stands && variable === null) return null;
    variables.push(variable);
  }
  return variables;
}

/** Whether an argument reads nothing that has yet to be assigned, so that it can be handed over as a value all the same. */
function isSettled(argument: Core, scope: Scope, depth = 0): boolean {
  if (depth > 60 || scope.readsUnassigned(readsOf(argument))) return false;
  return [...freeNamesOf(argument)].every((name) => {
    const binding = scope.lookup(name);
    if (binding?.kind !== 'macro') return true;
    const given = textOf(binding.argument);
    return given !== null && isSettled(given, binding.scope.usedAt(scope), depth + 1);
  });
}

/** The level of an argument, where names that are macros count as what they stand for. Depth-limited, for LETs that recur. */
export function levelIn(argument: CoreArgument, scope: Scope, depth = 0): number {
  if (isOperatorValue(argument)) return 2;
  let { level }: { level: number } = argument;
  if (depth > 60) return level;
  for (const name of freeNamesOf(argument)) {
    const binding = scope.lookup(name);
    if (binding?.kind !== 'macro') continue;
    const given = textOf(binding.argument);
    if (given !== null) level = Math.max(level, levelIn(given, binding.scope, depth + 1));
  }
  return level;
}

/** What a name stands for; null of an operator that has no text here. */
function textOf(argument: CoreArgument): Core | null {
  if (!isOperatorValue(argument)) return argument;
  if (argument.kind === 'lambda') return argument.body;
  return argument.kind === 'definitionOperator' ? argument.definition.body : null;
}

export type Shape =
  /** A formula that assigns nothing and has no alternatives: true or false. */
  | 'test'
  /** At most one outcome. */
  | 'single'
  /** Any number of outcomes. */
  | 'several';

const worst = (shapes: readonly Shape[]): Shape =>
  shapes.includes('several') ? 'several' : shapes.includes('single') ? 'single' : 'test';

/** The scope in which the body of a LET operator is followed where this call stands as a conjunct; null if it is not. */
export function followedOperator(core: Call, scope: Scope): Scope | null {
  const binding = scope.lookup(core.definition);
  if (binding === undefined || binding.kind === 'macro' || binding.followed === undefined) return null;
  const inner = binding.followed.usedAt(scope, { frame: scope.frame, setting: scope.setting });
  bindMacros(core.definition.parameters, core.args, inner, scope);
  return inner;
}

/** In a step or an initial predicate, following calls as TLC does. Depth-limited: endless recursion counts as several. */
export function shapeOfAction(core: Core, scope: Scope, depth = 0): Shape {
  if (depth > 60) return 'several';
  const below = (part: Core): Shape => shapeOfAction(part, scope, depth + 1);
  switch (core.kind) {
    case 'builtin':
      return builtinShape(core, scope, below);
    case 'quantifier':
      // Of \A the instances stand one inside the other: what follows is not where the quantifier ends.
      return core.quantifier === '\\A' && below(core.body) === 'test' ? 'test' : 'several';
    case 'if':
      return worst([below(core.whenTrue), below(core.whenFalse)]);
    case 'case':
      return worst([
        ...core.arms.map(({ value }) => below(value)),
        ...(core.other === null ? [] : [below(core.other)]),
      ]);
    case 'let': {
      const inner = scope.child();
      for (const definition of core.definitions) {
        if (definition.parameters.length === 0) {
          inner.bind(definition, { kind: 'macro', argument: definition.body, scope: inner });
        } else {
          const argument = { kind: 'definitionOperator', definition, span: definition.span } as const;
          inner.bind(definition, { kind: 'macro', argument, scope: inner });
        }
      }
      return shapeOfAction(core.body, inner, depth + 1);
    }
    case 'actionOf':
      return 'several';
    case 'functionApply': {
      if (isFollowedInside(core)) return 'several';
      const followed = followedFunction(core, scope);
      if (followed === null) return 'test';
      return shapeOfAction(followed.core.body, followed.scope, depth + 1) === 'test' ? 'test' : 'several';
    }
    case 'call':
    case 'constantRef':
    case 'parameterRef': {
      const resolved = resolveMacro(core, scope);
      if (resolved.core !== core) return shapeOfAction(resolved.core, resolved.scope, depth + 1);
      if (core.kind !== 'call' || core.definition.library) return 'test';
      const { definition } = core;
      if (definition.local) {
        const followed = followedOperator(core, scope);
        return followed === null ? 'test' : shapeOfAction(definition.body, followed, depth + 1);
      }
      const inner = scope.child();
      bindMacros(definition.parameters, core.args, inner, scope);
      return shapeOfAction(definition.body, inner, depth + 1);
    }
    default:
      return 'test';
  }
}

function builtinShape(core: Core & { kind: 'builtin' }, scope: Scope, below: (part: Core) => Shape): Shape {
  const [first, second] = core.args as [Core, Core];
  switch (core.operator) {
    case '/\\':
      return worst(core.args.map(below));
    case '\\/':
      return core.args.length === 1 ? below(first) : 'several';
    case '=>':
      return below(second);
    case '=':
      return assignedVariable(first, scope) === null ? 'test' : 'single';
    case '\\in':
    case '\\subseteq':
      return assignedVariable(first, scope) === null ? 'test' : 'several';
    case 'UNCHANGED':
      return scope.setting === 'init' ? 'test' : 'single';
    case '\\cdot':
      return 'several';
    default:
      return 'test';
  }
}
