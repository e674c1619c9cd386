/**
 * Subexpression names of TLA+2: `F!2`, `F!<<`, `F!:`, `F!lab(x)`, `Op!1!(y)`, and `F!@` where an operator is wanted. The part is found in the syntax of the
 * definition and becomes a definition of its own, whose parameters are those of the definition followed by the names
 * that are bound on the way to the part.
 */
import type { Argument, Bound, Expression, SubexpressionStep, Unit } from '../ast.js';
import type { Core, ParameterSymbol } from '../core.js';
import { levelOf } from '../level/level.js';
import { LevelSummary } from '../level/summary.js';
import { ResolvedDefinition } from './definition.js';
import type { Environment, Run } from './environment.js';
import { resolveExpression } from './expression.js';
import { Scope } from './scope.js';
import { resolveUnits } from './units.js';

interface Selection {
  readonly definition: ResolvedDefinition;
  /** For the bound names on the way. */
  readonly args: readonly Argument[];
}

/** Where the search has come to. */
interface Position {
  readonly node: Expression;
  readonly bound: readonly string[];
  readonly args: readonly Argument[];
  /** LETs passed; their definitions are in scope. */
  readonly lets: readonly (readonly Unit[])[];
}

export function selection(
  run: Run,
  definition: ResolvedDefinition,
  steps: readonly SubexpressionStep[],
  environment: Environment,
): Selection | null {
  const fail = (message: string, step: SubexpressionStep): null => {
    run.error('TLA256', `${definition.name}: ${message}`, step.span);
    return null;
  };
  const origin = originOf(definition);
  const first = steps[0] as SubexpressionStep;
  if (origin.syntax === null) return fail('its definition has no text here to select from', first);
  let position: Position = { node: origin.syntax.body, bound: [], args: [], lets: [] };
  for (const step of steps) {
    // Only of the whole definition the label that is wanted can be the outermost part itself.
    const next = advance(step === first && step.kind === 'label' ? position : inside(position), step);
    if (typeof next === 'string') return fail(next, step);
    position = next;
  }
  const key = steps.map(describeStep).join('!');
  const base = selected(run, origin, key, position, environment);
  return { definition: instanceOf(definition, origin, base), args: position.args };
}

/** A copy made by INSTANCE has the text of what it was copied from. */
function originOf(definition: ResolvedDefinition): ResolvedDefinition {
  let origin = definition;
  while (origin.origin !== undefined) origin = origin.origin;
  return origin;
}

/** The copy of the part that belongs to the copy of the whole. */
function instanceOf(
  definition: ResolvedDefinition,
  origin: ResolvedDefinition,
  base: ResolvedDefinition,
): ResolvedDefinition {
  if (definition === origin || definition.origin === undefined) return base;
  const inner = instanceOf(definition.origin, origin, base);
  return definition.instance === null ? inner : definition.instance.definition(inner);
}

function selected(
  run: Run,
  origin: ResolvedDefinition,
  key: string,
  position: Position,
  environment: Environment,
): ResolvedDefinition {
  const known = origin.selections.get(key);
  if (known !== undefined) return known;
  const { module, home, span, syntax } = origin;
  const scope = new Scope(syntax?.scope ?? environment.scope);
  const extra = position.bound.map((name): ParameterSymbol => {
    const symbol: ParameterSymbol = { kind: 'parameter', name, arity: 0, span };
    scope.entries.set(name, { kind: 'parameter', symbol, local: true, span });
    return symbol;
  });
  const definition = new ResolvedDefinition({
    name: `${origin.name}!${key}`,
    module,
    home,
    span: position.node.span,
    parameters: [...origin.parameters, ...extra],
  });
  definition.syntax = { scope, body: position.node };
  const inside: Environment = { module: home, scope, at: null, labels: { names: new Set(), bound: [] } };
  run.rereading += 1;
  definition.body = within(run, position, 0, inside);
  run.rereading -= 1;
  definition.summary = levelOf(definition.body, new LevelSummary(definition.parameters), run.level);
  origin.selections.set(key, definition);
  return definition;
}

/** The part, inside the LETs that were passed on the way to it. */
function within(run: Run, position: Position, depth: number, environment: Environment): Core {
  const units = position.lets[depth];
  if (units === undefined) {
    const labels = { names: new Set<string>(), bound: labelNames(position.node) };
    return resolveExpression(run, position.node, { ...environment, labels });
  }
  const scope = new Scope(environment.scope);
  const inside = { ...environment, scope };
  const finish = resolveUnits(run, units, inside, 'let');
  return finish(within(run, position, depth + 1, inside), position.node.span);
}

/** The label of the part itself was checked where it is written. */
function labelNames(node: Expression): readonly string[] {
  return node.kind === 'label' ? node.parameters.map((name) => name.text) : [];
}

function describeStep(step: SubexpressionStep): string {
  switch (step.kind) {
    case 'operand':
      return `${step.index}`;
    case 'left':
      return '<<';
    case 'right':
      return '>>';
    case 'body':
      return ':';
    case 'at':
      return '@';
    case 'label':
      return step.name.text;
    case 'arguments':
      return '()';
  }
}

/** A message where there is no such part. */
function advance(current: Position, step: SubexpressionStep): Position | string {
  switch (step.kind) {
    case 'body':
      return current;
    case 'label':
      return toLabel(current, step);
    case 'arguments':
      return intoBound(current, step.args);
    case 'at':
      return intoBody(current);
    case 'left':
      return operand(current, 1);
    case 'right': {
      const count = operands(current.node).length;
      return count === 2 ? operand(current, 2) : 'only an expression with two operands has a right one';
    }
    case 'operand':
      return operand(current, step.index);
  }
}

/** Parentheses and labels are no levels of their own. */
function inside(position: Position): Position {
  let { node } = position;
  while (node.kind === 'parenthesised' || node.kind === 'label') node = node.body;
  return { ...position, node };
}

function operand(position: Position, index: number): Position | string {
  const { node, lets } = position;
  if (node.kind === 'let') {
    return index === 1 ? { ...position, node: node.body, lets: [...lets, node.units] } : 'a LET has one operand';
  }
  const all = operands(node);
  const found = all[index - 1];
  if (found === undefined) return `there is no operand ${index}, only ${all.length}`;
  return { ...position, node: found };
}

function operands(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'apply':
      return node.args;
    case 'junction':
    case 'tuple':
    case 'set':
    case 'times':
      return node.items;
    case 'quantifier':
    case 'setMap':
    case 'function':
      return sets(node.bounds);
    case 'choose':
    case 'setFilter':
      return sets([node.bound]);
    case 'functionSet':
      return [node.domain, node.range];
    case 'functionApply':
      return [node.function, ...node.args];
    case 'record':
    case 'recordSet':
      return node.fields.map((field) => field.value);
    case 'field':
      return [node.record, { kind: 'string', value: node.name.text, span: node.span }];
    case 'except':
      return [node.base];
    case 'if':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'case':
      return [...node.arms.flatMap((arm) => [caseArm(arm)]), ...(node.other === null ? [] : [otherArm(node.other)])];
    case 'actionOf':
      return [node.action, node.subscript];
    case 'fairness':
      return [node.subscript, node.action];
    case 'parenthesised':
    case 'label':
      return operands(node.body);
    default:
      return [];
  }
}

function sets(bounds: readonly Bound[]): readonly Expression[] {
  return bounds.flatMap((bound) => (bound.set === null ? [] : [bound.set]));
}

/** `!i!1` is the guard of arm i, `!i!2` its value. */
function caseArm(arm: { guard: Expression; value: Expression; span: Expression['span'] }): Expression {
  return { kind: 'tuple', items: [arm.guard, arm.value], span: arm.span };
}

/** Of OTHER, which has no guard, `!i!2` is the value. */
function otherArm(other: Expression): Expression {
  return { kind: 'tuple', items: [other, other], span: other.span };
}

/** The names a node binds, and what it binds them in. */
function binding(node: Expression): { names: readonly string[]; body: Expression } | null {
  switch (node.kind) {
    case 'quantifier':
    case 'setMap':
    case 'function':
      return { names: node.bounds.flatMap((bound) => bound.names.map((name) => name.text)), body: node.body };
    case 'choose':
    case 'setFilter':
      return { names: node.bound.names.map((name) => name.text), body: node.body };
    case 'lambda':
      return { names: node.parameters.map((parameter) => parameter.name.text), body: node.body };
    default:
      return null;
  }
}

/** `F!@` is an operator: its parameters are the bound names of what F is. */
function intoBody(position: Position): Position | string {
  const bound = binding(position.node);
  if (bound === null) return 'there are no bound names here: !@ is for quantifiers, CHOOSE, comprehensions and LAMBDA';
  return { ...position, node: bound.body, bound: [...position.bound, ...bound.names] };
}

function intoBound(position: Position, args: readonly Argument[]): Position | string {
  const bound = binding(position.node);
  if (bound === null) return 'there are no bound names to give values to';
  if (bound.names.length !== args.length)
    return `${bound.names.length} names are bound, but ${args.length} values given`;
  return {
    ...position,
    node: bound.body,
    bound: [...position.bound, ...bound.names],
    args: [...position.args, ...args],
  };
}

function toLabel(position: Position, step: Extract<SubexpressionStep, { kind: 'label' }>): Position | string {
  const name = step.name.text;
  const found = findLabel({ ...position, args: [] }, name);
  if (found === null) return `there is no label ${name}`;
  const isLabel = found.node.kind === 'label';
  // The names in the order in which their values are given: as the label lists them, or as they are bound.
  const names = isLabel ? labelNames(found.node) : found.bound.slice(position.bound.length);
  const bound = [...position.bound, ...names];
  // Without values it is an operator, as `!@` is.
  if (step.args.length === 0) return { ...found, bound, args: position.args };
  if (step.args.length === names.length) return { ...found, bound, args: [...position.args, ...step.args] };
  return isLabel
    ? `label ${name} lists ${names.length} names, but ${step.args.length} values are given`
    : `${name} is given ${step.args.length} values`;
}

/** Looks for a label without going through other labels, or for a definition of a LET. */
function findLabel(position: Position, name: string): Position | null {
  const { node } = position;
  if (node.kind === 'label') return node.name.text === name ? position : null;
  if (node.kind === 'let') {
    for (const unit of node.units) {
      if (unit.kind === 'operator' && unit.name.text === name) {
        const bound = [...position.bound, ...unit.parameters.map((parameter) => parameter.name.text)];
        return { ...position, node: unit.body, bound, lets: [...position.lets, node.units] };
      }
    }
    return findLabel({ ...position, node: node.body, lets: [...position.lets, node.units] }, name);
  }
  const bound = binding(node);
  const parts = operands(node).flatMap((part) => (part.kind === 'tuple' && node.kind === 'case' ? part.items : [part]));
  for (const part of parts) {
    const found = findLabel({ ...position, node: part }, name);
    if (found !== null) return found;
  }
  if (node.kind === 'parenthesised') return findLabel({ ...position, node: node.body }, name);
  if (bound === null) return null;
  return findLabel({ ...position, node: bound.body, bound: [...position.bound, ...bound.names] }, name);
}
