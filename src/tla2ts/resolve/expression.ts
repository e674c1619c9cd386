/** Expressions: every name bound to its symbol, one case for each kind of syntax. */
import type { Bound, Expression, Name, OperatorParameter } from '../ast.js';
import type { BoundSymbol, Core, CoreBound, CoreSelector, ParameterSymbol } from '../core.js';
import { resolveApplication } from './application.js';
import { type Environment, type Run, unresolved } from './environment.js';
import { Scope } from './scope.js';
import { resolveLet } from './units.js';

export function resolveExpression(run: Run, node: Expression, environment: Environment): Core {
  const { span } = node;
  const level = 0;
  const inner = (expression: Expression): Core => resolveExpression(run, expression, environment);
  switch (node.kind) {
    case 'number':
      return node.fraction === null
        ? { kind: 'number', value: node.value, span, level }
        : { kind: 'real', text: `${node.value}.${node.fraction}`, span, level };
    case 'string':
      return { kind: 'string', value: node.value, span, level };
    case 'at':
      if (environment.at !== null) return { kind: 'boundRef', symbol: environment.at, span, level };
      run.error('TLA230', '@ has no meaning here', span, { expected: 'the new value of an EXCEPT around it' });
      return unresolved(span);
    case 'apply':
      return resolveApplication(run, node, environment);
    case 'junction':
      return { kind: 'builtin', operator: node.operator, args: node.items.map(inner), span, level };
    case 'parenthesised':
      return inner(node.body);
    case 'quantifier': {
      const [bounds, below] = bind(run, node.bounds, environment);
      const body = resolveExpression(run, node.body, below);
      return { kind: 'quantifier', quantifier: node.quantifier, bounds, body, span, level };
    }
    case 'choose':
    case 'setFilter': {
      const [bounds, below] = bind(run, [node.bound], environment);
      const body = resolveExpression(run, node.body, below);
      return { kind: node.kind, bound: bounds[0] as CoreBound, body, span, level };
    }
    case 'setMap':
    case 'function': {
      const [bounds, below] = bind(run, node.bounds, environment);
      return { kind: node.kind, bounds, body: resolveExpression(run, node.body, below), span, level };
    }
    case 'tuple':
    case 'set':
    case 'times':
      return { kind: node.kind, items: node.items.map(inner), span, level };
    case 'functionSet':
      return { kind: 'functionSet', domain: inner(node.domain), range: inner(node.range), span, level };
    case 'functionApply':
      return functionApply(run, node, environment);
    case 'record':
    case 'recordSet':
      checkFields(run, node, environment);
      return {
        kind: node.kind,
        fields: node.fields.map((field) => ({ name: field.name.text, value: inner(field.value) })),
        span,
        level,
      };
    case 'field':
      return { kind: 'field', record: inner(node.record), name: node.name.text, span, level };
    case 'except':
      return except(run, node, environment);
    case 'if':
      return {
        kind: 'if',
        condition: inner(node.condition),
        whenTrue: inner(node.whenTrue),
        whenFalse: inner(node.whenFalse),
        span,
        level,
      };
    case 'case': {
      const arms = node.arms.map((arm) => ({ guard: inner(arm.guard), value: inner(arm.value) }));
      return { kind: 'case', arms, other: node.other === null ? null : inner(node.other), span, level };
    }
    case 'let':
      return resolveLet(run, node, environment);
    case 'actionOf':
      return {
        kind: 'actionOf',
        form: node.form,
        action: inner(node.action),
        subscript: inner(node.subscript),
        span,
        level,
      };
    case 'fairness':
      return {
        kind: 'fairness',
        strength: node.strength,
        subscript: inner(node.subscript),
        action: inner(node.action),
        span,
        level,
      };
    case 'lambda':
      run.error('TLA305', 'a LAMBDA stands where an expression is needed', span, { expected: 'an expression' });
      return unresolved(span);
    case 'label':
      return label(run, node, environment);
  }
}

/** Sets are resolved outside, bodies inside the names. */
export function bind(
  run: Run,
  bounds: readonly Bound[],
  environment: Environment,
): readonly [readonly CoreBound[], Environment] {
  const scope = new Scope(environment.scope);
  const result: CoreBound[] = [];
  for (const bound of bounds) {
    const set = bound.set === null ? null : resolveExpression(run, bound.set, environment);
    const symbols = bound.names.map((name) => bindName(run, scope, name));
    if (bound.pattern === 'tuple') result.push({ symbols, pattern: 'tuple', set });
    else for (const symbol of symbols) result.push({ symbols: [symbol], pattern: 'name', set });
  }
  return [result, { ...environment, scope, labels: withBound(environment, bounds) }];
}

function withBound(environment: Environment, bounds: readonly Bound[]): Environment['labels'] {
  const { labels } = environment;
  if (labels === null) return null;
  return {
    names: labels.names,
    bound: [...labels.bound, ...bounds.flatMap((bound) => bound.names.map((n) => n.text))],
  };
}

function bindName(run: Run, scope: Scope, name: Name): BoundSymbol {
  const symbol: BoundSymbol = { kind: 'bound', name: name.text, span: name.span };
  run.define(scope, name, { kind: 'bound', symbol, local: true, span: name.span });
  return symbol;
}

/** Declares the parameters of an operator, an instance or a LAMBDA. */
export function declareParameters(
  run: Run,
  scope: Scope,
  parameters: readonly OperatorParameter[],
): readonly ParameterSymbol[] {
  return parameters.map(({ name, arity }) => {
    const symbol: ParameterSymbol = { kind: 'parameter', name: name.text, arity, span: name.span };
    run.define(scope, name, { kind: 'parameter', symbol, local: true, span: name.span });
    return symbol;
  });
}

function functionApply(run: Run, node: Extract<Expression, { kind: 'functionApply' }>, environment: Environment): Core {
  const { span, args } = node;
  const called = resolveExpression(run, node.function, environment);
  const items = args.map((arg) => resolveExpression(run, arg, environment));
  checkFunctionArity(run, node, environment);
  const argument: Core = items.length === 1 ? (items[0] as Core) : { kind: 'tuple', items, span, level: 0 };
  return { kind: 'functionApply', function: called, argument, span, level: 0 };
}

/** `f[a, b]` where f is defined as `f[x \in S] == ...`; with one argument it may be a tuple. */
function checkFunctionArity(
  run: Run,
  node: Extract<Expression, { kind: 'functionApply' }>,
  environment: Environment,
): void {
  const { function: called, args, span } = node;
  if (called.kind !== 'apply' || called.path.length > 0 || args.length < 2) return;
  const entry = environment.scope.lookup(called.name.text);
  if (entry?.kind !== 'definition' || !entry.definition.hasBody) return;
  const definition = entry.definition;
  if (definition.origin !== undefined) return;
  const { body } = definition;
  if (body.kind !== 'function' && body.kind !== 'recursiveFunction') return;
  if (!definition.definesFunction || body.bounds.length === args.length) return;
  run.error('TLA306', `function ${definition.name} has ${body.bounds.length} arguments, not ${args.length}`, span);
}

function checkFields(
  run: Run,
  node: Extract<Expression, { kind: 'record' | 'recordSet' }>,
  environment: Environment,
): void {
  const seen = new Set<string>();
  for (const { name } of node.fields) {
    if (seen.has(name.text)) run.error('TLA231', `field ${name.text} occurs twice`, name.span);
    seen.add(name.text);
    const entry = node.kind === 'record' ? environment.scope.lookup(name.text) : null;
    if (entry?.kind === 'definition' && entry.definition.parameters.length === 0 && !entry.definition.library) {
      run.warn('TLA232', `field ${name.text} has the name of a definition, whose value is not used here`, name.span);
    }
  }
}

function except(run: Run, node: Extract<Expression, { kind: 'except' }>, environment: Environment): Core {
  const { span } = node;
  const updates = node.updates.map((update) => {
    const at: BoundSymbol = { kind: 'bound', name: '@', span: update.span };
    const path = update.path.map((step): CoreSelector => {
      if (step.kind === 'field') return { kind: 'field', name: step.name.text };
      const items = step.args.map((arg) => resolveExpression(run, arg, { ...environment, labels: null }));
      const value: Core = items.length === 1 ? (items[0] as Core) : { kind: 'tuple', items, span: step.span, level: 0 };
      return { kind: 'index', value };
    });
    return { path, at, value: resolveExpression(run, update.value, { ...environment, at, labels: null }) };
  });
  return { kind: 'except', base: resolveExpression(run, node.base, environment), updates, span, level: 0 };
}

/** Labels name subexpressions for others; in the expression itself they mean nothing. */
function label(run: Run, node: Extract<Expression, { kind: 'label' }>, environment: Environment): Core {
  const { labels } = environment;
  const { name, parameters, body } = node;
  if (labels === null) {
    run.error('TLA253', `label ${name.text} stands outside a definition or inside EXCEPT`, name.span);
    return resolveExpression(run, body, environment);
  }
  if (labels.names.has(name.text)) run.error('TLA254', `label ${name.text} occurs twice`, name.span);
  labels.names.add(name.text);
  const listed = new Set<string>();
  for (const parameter of parameters) {
    if (listed.has(parameter.text)) run.error('TLA250', `${parameter.text} occurs twice`, parameter.span);
    listed.add(parameter.text);
    if (!labels.bound.includes(parameter.text)) {
      run.error('TLA252', `label ${name.text} need not list ${parameter.text}`, parameter.span, {
        expected: 'only names bound between the definition and the label',
      });
    }
  }
  for (const bound of labels.bound) {
    if (!listed.has(bound)) {
      run.error('TLA251', `label ${name.text} must list ${bound}`, name.span, {
        hint: `write ${name.text}(${labels.bound.join(', ')}) ::`,
      });
    }
  }
  return resolveExpression(run, body, { ...environment, labels: { names: new Set(), bound: [] } });
}
