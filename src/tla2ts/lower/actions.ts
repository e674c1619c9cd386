/**
 * Splits the next-state relation into named actions. It is followed through disjunctions, bounded \E, LET and calls, as
 * TLC does (Tool.getActions); what remains is a leaf, named after the innermost definition around it.
 */
import type { BoundSymbol, Core, Definition, ParameterSymbol } from '../core.js';
import type { ActionTree, ExtraAction, NamedAction } from './program.js';
import { isOperatorValue } from './traverse.js';

interface Enclosing {
  readonly name: string;
  /** The definition's parameters and the names bound inside it so far. */
  readonly names: readonly (BoundSymbol | ParameterSymbol)[];
}

export function splitActions(next: Core, name: string): { tree: ActionTree; actions: readonly NamedAction[] } {
  const actions: NamedAction[] = [];
  const byKey = new Map<string, NamedAction>();
  const entered: Definition[] = [];

  const actionOf = (actionName: string, parameters: readonly string[]): NamedAction => {
    const key = `${actionName}(${parameters.join(', ')})`;
    let action = byKey.get(key);
    if (action === undefined) {
      action = { index: actions.length, name: actionName, parameters };
      actions.push(action);
      byKey.set(key, action);
    }
    return action;
  };

  const leaf = (core: Core, enclosing: Enclosing): ActionTree => {
    if (core.kind === 'call' && !core.definition.library && core.args.every((arg) => !isOperatorValue(arg))) {
      const { definition } = core;
      const parameters = definition.parameters.map((parameter) => parameter.name);
      return { kind: 'leaf', core, action: actionOf(definition.name, parameters), args: core.args as readonly Core[] };
    }
    const args = enclosing.names.map(
      (symbol): Core =>
        symbol.kind === 'bound'
          ? { kind: 'boundRef', symbol, span: symbol.span, level: 0 }
          : { kind: 'parameterRef', symbol, args: [], span: symbol.span, level: 0 },
    );
    const parameters = enclosing.names.map((symbol) => symbol.name);
    return { kind: 'leaf', core, action: actionOf(enclosing.name, parameters), args };
  };

  const split = (core: Core, enclosing: Enclosing): ActionTree => {
    if (core.kind === 'builtin' && core.operator === '\\/') {
      return { kind: 'choice', branches: core.args.map((branch) => split(branch, enclosing)) };
    }
    if (core.kind === 'quantifier' && core.quantifier === '\\E' && core.bounds.every(({ set }) => set !== null)) {
      const names = [...enclosing.names, ...core.bounds.flatMap(({ symbols }) => symbols)];
      return { kind: 'exists', core, body: split(core.body, { ...enclosing, names }) };
    }
    if (core.kind === 'let' && core.definitions.every((definition) => definition.level < 2)) {
      return { kind: 'let', core, body: split(core.body, enclosing) };
    }
    if (core.kind === 'call') {
      const definition = core.definition;
      if (mayEnter(core, definition) && !entered.includes(definition)) {
        entered.push(definition);
        const inside: Enclosing = { name: definition.name, names: [...definition.parameters] };
        const body = split(definition.body, inside);
        entered.pop();
        return { kind: 'enter', core, body };
      }
    }
    return leaf(core, enclosing);
  };

  const tree = split(next, { name, names: [] });
  return { tree, actions };
}

/** A definition as one action: the names that it binds at its head are arguments like its own parameters. */
export function definitionAction(definition: Definition, index: number): ExtraAction {
  const bound: BoundSymbol[] = [];
  const quantifiers: (Core & { kind: 'quantifier' })[] = [];
  let core = definition.body;
  while (core.kind === 'quantifier' && core.quantifier === '\\E' && core.bounds.every(({ set }) => set !== null)) {
    quantifiers.push(core);
    bound.push(...core.bounds.flatMap(({ symbols }) => symbols));
    core = core.body;
  }
  const names = [...definition.parameters, ...bound];
  const args = names.map(
    (symbol): Core =>
      symbol.kind === 'bound'
        ? { kind: 'boundRef', symbol, span: symbol.span, level: 0 }
        : { kind: 'parameterRef', symbol, args: [], span: symbol.span, level: 0 },
  );
  const action: NamedAction = { index, name: definition.name, parameters: names.map(({ name }) => name) };
  const leaf: ActionTree = { kind: 'leaf', core, action, args };
  const tree = quantifiers.reduceRight<ActionTree>(
    (body, quantifier) => ({ kind: 'exists', core: quantifier, body }),
    leaf,
  );
  return { ...action, definition, tree };
}

/** A definition without alternatives inside stays one function of its own. */
function hasAlternatives(body: Core): boolean {
  if (body.kind === 'builtin') return body.operator === '\\/';
  if (body.kind === 'let') return hasAlternatives(body.body);
  return body.kind === 'call' || (body.kind === 'quantifier' && body.quantifier === '\\E');
}

/** Only with arguments that are values already: an argument that reads variables would have to be read lazily. */
function mayEnter(core: Core & { kind: 'call' }, definition: Definition): boolean {
  if (definition.library || definition.recursive) return false;
  return hasAlternatives(definition.body) && core.args.every((arg) => !isOperatorValue(arg) && arg.level === 0);
}
