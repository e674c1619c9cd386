/** Uses of names: `Op(a)`, `M(p)!Op(a)`, `a M!+ b`, `F!2!lab(x)`, and operators standing as arguments. */
import type { Argument, Expression, Name, PathStep, Span, SubexpressionStep } from '../ast.js';
import type { Core, CoreArgument, OperatorValue, ParameterSymbol } from '../core.js';
import { LevelSummary } from '../level/summary.js';
import { builtins } from './builtins.js';
import type { ResolvedDefinition } from './definition.js';
import { describe, type Environment, type Run, unresolved } from './environment.js';
import { declareParameters, resolveExpression } from './expression.js';
import { arityOf, type Entry, Scope } from './scope.js';
import { selection } from './subexpression.js';
import { partial } from './substitute.js';

export type Application = Extract<Expression, { kind: 'apply' }>;

/** What a path leads to, with the arguments met on the way in the order of the parameters. */
interface Target {
  readonly entry: Entry;
  readonly name: string;
  readonly args: readonly Argument[];
  /** The last name had an argument list of its own. */
  readonly applied: boolean;
}

export function resolveApplication(run: Run, node: Application, environment: Environment): Core {
  const { name, path, selectors, span } = node;
  if (path.length === 0 && selectors.length === 0 && builtins.has(name.text))
    return applyBuiltin(run, node, environment);
  const target = follow(run, node, environment);
  if (target === null) {
    for (const arg of node.args) if (arg.kind !== 'lambda') resolveExpression(run, arg, environment);
    return unresolved(span);
  }
  return apply(run, target, span, environment);
}

function applyBuiltin(run: Run, node: Application, environment: Environment): Core {
  const { name, span } = node;
  const operator = name.text;
  const args = operator === '/\\' || operator === '\\/' ? chain(node) : node.args;
  const needed = builtins.get(operator)?.arity ?? 0;
  if (node.args.length !== needed) {
    wrongCount(run, operator, needed, node.args.length, span);
    return unresolved(span);
  }
  const operands = args.map((arg) => resolveExpression(run, arg, environment));
  return { kind: 'builtin', operator, args: operands, span, level: 0 };
}

/** `a /\ b /\ c` in order. */
function chain(node: Application): readonly Expression[] {
  const items: Expression[] = [];
  let left: Expression = node;
  while (
    left.kind === 'apply' &&
    left.path.length === 0 &&
    left.name.text === node.name.text &&
    left.args.length === 2
  ) {
    items.unshift(left.args[1] as Expression);
    left = left.args[0] as Expression;
  }
  return [left, ...items];
}

function wrongCount(run: Run, name: string, needed: number, given: number, span: Span): void {
  const expected = needed === 0 ? 'no arguments' : needed === 1 ? '1 argument' : `${needed} arguments`;
  run.error('TLA301', `${name} is used with ${given === 0 ? 'none' : given} of its ${needed} arguments`, span, {
    expected,
  });
}

/**
 * Walks `M(p)!N!Op(a)`. Instances are looked up by their joined name, because that is how their operators are entered;
 * what follows the first name that is no instance selects a part of its definition.
 */
function follow(run: Run, node: Application, environment: Environment): Target | null {
  const steps: readonly (PathStep | { name: Name; args: readonly Argument[]; span: Span })[] = [
    ...node.path,
    { name: node.name, args: node.args, span: node.name.span },
  ];
  const args: Argument[] = [];
  let full = '';
  for (const [index, step] of steps.entries()) {
    full = full === '' ? step.name.text : `${full}!${step.name.text}`;
    const entry = environment.scope.lookup(full);
    if (entry === null) {
      run.undefinedName(full, step.name.span, environment.scope);
      return null;
    }
    args.push(...step.args);
    if (entry.kind !== 'instance') {
      const labels = steps.slice(index + 1).map((rest): SubexpressionStep => ({ ...rest, kind: 'label' }));
      const selectors = [...labels, ...node.selectors];
      const target = { entry, name: full, args, applied: step.args.length > 0 };
      return selectors.length === 0 ? target : select(run, target, selectors, environment);
    }
    if (step.args.length !== entry.arity) {
      wrongCount(run, full, entry.arity, step.args.length, step.span);
      return null;
    }
  }
  run.error('TLA204', `${full} is an instance of a module, not an expression`, node.span, {
    expected: `${full}!Name, an operator of that module`,
  });
  return null;
}

function select(
  run: Run,
  target: Target,
  selectors: readonly SubexpressionStep[],
  environment: Environment,
): Target | null {
  const { entry, name } = target;
  if (entry.kind !== 'definition') {
    run.error(
      'TLA256',
      `${name} is ${describe(entry)}, which has no subexpressions`,
      (selectors[0] as SubexpressionStep).span,
    );
    return null;
  }
  const found = selection(run, entry.definition, selectors, environment);
  if (found === null) return null;
  const args = [...target.args.slice(entry.dropped), ...found.args];
  const applied = target.applied || found.args.length > 0;
  return { entry: { ...entry, definition: found.definition, dropped: 0 }, name, args, applied };
}

function apply(run: Run, target: Target, span: Span, environment: Environment): Core {
  const { entry, name, args } = target;
  const level = 0;
  const needed = arityOf(entry);
  if (entry.kind === 'fact') {
    run.error('TLA258', `${name} is an ASSUME/PROVE, not an expression`, span);
    return unresolved(span);
  }
  if (args.length !== needed) {
    wrongCount(run, name, needed, args.length, span);
    for (const arg of args) if (arg.kind !== 'lambda') resolveExpression(run, arg, environment);
    return unresolved(span);
  }
  switch (entry.kind) {
    case 'variable':
      return { kind: 'variableRef', symbol: entry.symbol, span, level };
    case 'bound':
      return { kind: 'boundRef', symbol: entry.symbol, span, level };
    case 'constant':
    case 'parameter': {
      const operands = args.map((arg) => resolveExpression(run, arg, environment));
      return entry.kind === 'constant'
        ? { kind: 'constantRef', symbol: entry.symbol, args: operands, span, level }
        : { kind: 'parameterRef', symbol: entry.symbol, args: operands, span, level };
    }
    case 'definition':
      return call(run, entry, args, span, environment);
    case 'instance':
      return unresolved(span);
  }
}

function call(
  run: Run,
  entry: Extract<Entry, { kind: 'definition' }>,
  args: readonly Argument[],
  span: Span,
  environment: Environment,
): Core {
  const { definition, dropped } = entry;
  for (const arg of args.slice(0, dropped)) if (arg.kind !== 'lambda') resolveExpression(run, arg, environment);
  const own = args.slice(dropped);
  const operands = own.map((arg, index): CoreArgument => {
    const parameter = definition.parameters[index] as ParameterSymbol;
    if (parameter.arity === 0) return resolveExpression(run, arg, environment);
    const what = `argument ${index + 1} of ${definition.name}`;
    return resolveOperator(run, arg, parameter.arity, what, environment) ?? unresolved(arg.span);
  });
  return { kind: 'call', definition, args: operands, span, level: 0 };
}

/** An operator with `arity` parameters standing by itself; null, with a report, where there is none. */
export function resolveOperator(
  run: Run,
  node: Argument,
  arity: number,
  what: string,
  environment: Environment,
): OperatorValue | null {
  const { span } = node;
  const expected = `an operator with ${arity} parameter${arity === 1 ? '' : 's'}`;
  if (node.kind === 'lambda') {
    if (node.parameters.length !== arity) {
      run.error('TLA304', `${what} is a LAMBDA with ${node.parameters.length} parameters`, span, { expected });
    }
    const scope = new Scope(environment.scope);
    const parameters = declareParameters(run, scope, node.parameters);
    const body = resolveExpression(run, node.body, { ...environment, scope });
    return { kind: 'lambda', parameters, body, span };
  }
  if (node.kind !== 'apply') {
    run.error('TLA302', `${what} is an expression`, span, { expected });
    resolveExpression(run, node, environment);
    return null;
  }
  const builtin = node.path.length === 0 && node.selectors.length === 0 ? builtins.get(node.name.text) : undefined;
  if (builtin !== undefined && node.args.length === 0) {
    if (builtin.arity === arity) return { kind: 'builtinOperator', operator: node.name.text, arity, span };
    run.error('TLA303', `${what} has ${builtin.arity} parameters`, span, { expected });
    return null;
  }
  if (builtin !== undefined) {
    run.error('TLA302', `${what} is an expression`, span, { expected });
    return null;
  }
  const target = follow(run, node, environment);
  return target === null ? null : operatorOf(run, target, arity, what, span, environment);
}

function operatorOf(
  run: Run,
  target: Target,
  arity: number,
  what: string,
  span: Span,
  environment: Environment,
): OperatorValue | null {
  const { entry, args } = target;
  const expected = `an operator with ${arity} parameter${arity === 1 ? '' : 's'}`;
  const left = arityOf(entry) - args.length;
  if (left !== arity || entry.kind === 'fact' || entry.kind === 'instance') {
    const code = target.applied || left === 0 ? 'TLA302' : 'TLA303';
    run.error(left === 0 && !target.applied ? 'TLA303' : code, `${what} has ${left} parameters`, span, { expected });
    return null;
  }
  switch (entry.kind) {
    case 'constant':
    case 'parameter':
      return { kind: 'parameterOperator', symbol: entry.symbol, span };
    case 'definition': {
      const { definition, dropped } = entry;
      const leading = args.slice(dropped).map((arg, index): CoreArgument => {
        const parameter = definition.parameters[index] as ParameterSymbol;
        if (parameter.arity === 0) return resolveExpression(run, arg, environment);
        return resolveOperator(run, arg, parameter.arity, what, environment) ?? unresolved(arg.span);
      });
      return leading.length === 0
        ? { kind: 'definitionOperator', definition, span }
        : partial(definition, leading, span);
    }
    case 'variable':
    case 'bound':
      run.error('TLA302', `${what} is an expression`, span, { expected });
      return null;
  }
}

/** Stands for a definition whose body had errors, so that its uses are still checked for arity. */
export function giveUp(definition: ResolvedDefinition): void {
  if (!definition.hasBody) definition.body = unresolved(definition.span);
  if (!definition.hasSummary) definition.summary = new LevelSummary(definition.parameters);
}
