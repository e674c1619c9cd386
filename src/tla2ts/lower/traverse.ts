import { unreachable } from '../../core/assert.js';
import type { BoundSymbol, Core, CoreArgument, CoreBound, Definition, ParameterSymbol } from '../core.js';

export const isOperatorValue = (argument: CoreArgument): argument is Exclude<CoreArgument, Core> =>
  argument.kind === 'definitionOperator' ||
  argument.kind === 'lambda' ||
  argument.kind === 'builtinOperator' ||
  argument.kind === 'parameterOperator';

/** What a traversal meets below a node: expressions, definitions that are used, symbols. */
export interface Visitor {
  expression?(core: Core): void;
  /** A definition that is called or handed over; not a LET definition's own body. */
  use?(definition: Definition): void;
  /** A definition introduced by a LET here; its body is then an expression below. */
  local?(definition: Definition): void;
  parameter?(symbol: ParameterSymbol): void;
  bound?(symbol: BoundSymbol): void;
}

const visitBounds = (bounds: readonly CoreBound[], visitor: Visitor): void => {
  for (const bound of bounds) if (bound.set !== null) visitor.expression?.(bound.set);
};

const visitArguments = (args: readonly CoreArgument[], visitor: Visitor): void => {
  for (const argument of args) {
    if (!isOperatorValue(argument)) visitor.expression?.(argument);
    else if (argument.kind === 'lambda') visitor.expression?.(argument.body);
    else if (argument.kind === 'definitionOperator') visitor.use?.(argument.definition);
    else if (argument.kind === 'parameterOperator' && argument.symbol.kind === 'parameter') {
      visitor.parameter?.(argument.symbol);
    }
  }
};

/** Calls the visitor for what stands directly below `core` (and for the symbol that `core` itself is a reference to). */
export function visitChildren(core: Core, visitor: Visitor): void {
  const visit = (child: Core): void => visitor.expression?.(child);
  switch (core.kind) {
    case 'number':
    case 'real':
    case 'string':
    case 'variableRef':
      return;
    case 'boundRef':
      visitor.bound?.(core.symbol);
      return;
    case 'constantRef':
      visitArguments(core.args, visitor);
      return;
    case 'parameterRef':
      visitor.parameter?.(core.symbol);
      visitArguments(core.args, visitor);
      return;
    case 'call':
      visitor.use?.(core.definition);
      visitArguments(core.args, visitor);
      return;
    case 'builtin':
      core.args.forEach(visit);
      return;
    case 'tuple':
    case 'set':
    case 'times':
      core.items.forEach(visit);
      return;
    case 'quantifier':
    case 'setMap':
    case 'function':
    case 'recursiveFunction':
      visitBounds(core.bounds, visitor);
      visit(core.body);
      return;
    case 'choose':
    case 'setFilter':
      visitBounds([core.bound], visitor);
      visit(core.body);
      return;
    case 'functionSet':
      visit(core.domain);
      visit(core.range);
      return;
    case 'functionApply':
      visit(core.function);
      visit(core.argument);
      return;
    case 'record':
    case 'recordSet':
      for (const { value } of core.fields) visit(value);
      return;
    case 'field':
      visit(core.record);
      return;
    case 'except':
      visit(core.base);
      for (const { path, value } of core.updates) {
        for (const selector of path) if (selector.kind === 'index') visit(selector.value);
        visit(value);
      }
      return;
    case 'if':
      visit(core.condition);
      visit(core.whenTrue);
      visit(core.whenFalse);
      return;
    case 'case':
      for (const { guard, value } of core.arms) {
        visit(guard);
        visit(value);
      }
      if (core.other !== null) visit(core.other);
      return;
    case 'let':
      for (const definition of core.definitions) {
        visitor.local?.(definition);
        visit(definition.body);
      }
      visit(core.body);
      return;
    case 'actionOf':
      visit(core.action);
      visit(core.subscript);
      return;
    case 'fairness':
      visit(core.subscript);
      visit(core.action);
      if (core.enabled !== undefined) visit(core.enabled);
      return;
    default:
      unreachable(core);
  }
}
