/** The next-state relation as its tree of named actions: all of it in the order of the text, and each action alone. */
import { assert } from '../../core/assert.js';
import type { BoundSymbol, Core } from '../core.js';
import type { ActionTree, ExtraAction, NamedAction } from '../lower/program.js';
import { action } from './action.js';
import { alternatives } from './action-join.js';
import { existsAction } from './action-quantifier.js';
import { Writer } from './code.js';
import { locatedText, value } from './expression.js';
import { declareLet } from './let.js';
import type { ModuleEmitter } from './module-emitter.js';
import { identifier } from './names.js';
import { type Assigned, Frame, type Scope } from './scope.js';

type Leaf = Extract<ActionTree, { readonly kind: 'leaf' }>;

/** `function next(k)`: every successor, with the register `action` telling by which action. */
export function writeNext(module: ModuleEmitter, tree: ActionTree): string {
  const name = module.names.fresh('next');
  const { scope, writer } = actionFunction(module, name);
  writer.block(`function ${name}(k${module.type('() => void')})${module.type('void')}`, () => {
    writeTree(tree, scope, unassigned(module), 'return;', writer, {
      leaf: (leaf, inner, assigned, fail, out) => {
        out.line(`action = ${leaf.action.index};`);
        takeLeaf(leaf, inner, assigned, fail, out);
      },
      filter: () => null,
    });
  });
  module.addFunction(writer.toString());
  return name;
}

/** Gives the parameters of a definition that is an action by itself their values. */
export function bindParameters(extra: ExtraAction, scope: Scope, writer: Writer): Scope {
  const inner = scope.child();
  extra.definition.parameters.forEach((parameter, index) => {
    const name = inner.declare(parameter, 'value');
    writer.line(`const ${name} = args[${index}]${scope.module.options.types ? '!' : ''};`);
  });
  return inner;
}

/** `function enumerate$A(args, k)`: the successors by one action, its arguments given or, where NONE, tried out. */
export function writeNamedAction(module: ModuleEmitter, tree: ActionTree, wanted: NamedAction | ExtraAction): string {
  const name = module.names.fresh(`enumerate$${identifier(wanted.name)}`);
  const { scope, writer } = actionFunction(module, name);
  const signature = `args${module.type('ArrayLike<number>')}, k${module.type('() => void')}`;
  writer.block(`function ${name}(${signature})${module.type('void')}`, () => {
    const pruned = prune(tree, wanted);
    assert(pruned !== null, `${wanted.name} is an action of the next-state relation`);
    const inside = 'definition' in wanted ? bindParameters(wanted, scope, writer) : scope;
    writeTree(pruned, inside, unassigned(module), 'return;', writer, {
      filter: (symbol) => parametersBound(pruned, symbol),
      leaf: (leaf, inner, assigned, fail, out) => {
        out.line(`action = ${leaf.action.index};`);
        leaf.args.forEach((argument, index) => {
          const text = value(argument, inner.child({ setting: 'expression' }));
          const given = `args[${index}]${module.options.types ? '!' : ''}`;
          const differs = `!${module.runtime('equal')}(${given}, ${text})`;
          out.line(`if (${given} !== ${module.runtime('NONE')} && ${differs}) ${fail}`);
          out.line(`actionArguments[${index}] = ${text};`);
        });
        takeLeaf(leaf, inner, assigned, fail, out);
      },
    });
  });
  module.addFunction(writer.toString());
  return name;
}

export const unassigned = (module: ModuleEmitter): Assigned => module.variables.map(() => 'no');

export function actionFunction(module: ModuleEmitter, name: string): { scope: Scope; writer: Writer } {
  const frame = new Frame(null, module.names, name);
  return { scope: module.rootScope.child({ frame, setting: 'next' }), writer: new Writer(1) };
}

interface Visit {
  leaf(leaf: Leaf, scope: Scope, assigned: Assigned, fail: string, writer: Writer): void;
  /** The argument whose given value a bound name must have. */
  filter(symbol: BoundSymbol): number | null;
}

export function writeTree(
  tree: ActionTree,
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  visit: Visit,
): void {
  const { module } = scope;
  switch (tree.kind) {
    case 'choice':
      alternatives(
        tree.branches.map((branch) => (giveUp, out) => writeTree(branch, scope, assigned, giveUp, out, visit)),
        scope,
        assigned,
        writer,
        { cheap: true, write: () => {} },
      );
      return;
    case 'exists': {
      const given = (symbol: BoundSymbol): string | null => {
        const index = visit.filter(symbol);
        return index === null ? null : `args[${index}]${module.options.types ? '!' : ''}`;
      };
      const below = (inner: Scope, giveUp: string): void =>
        writeTree(tree.body, inner, assigned, giveUp, writer, visit);
      existsAction(tree.core, scope, assigned, writer, { cheap: true, write: () => {} }, below, given);
      return;
    }
    case 'let': {
      const inner = scope.child();
      declareLet(tree.core.definitions, tree.core.body, inner, writer);
      writeTree(tree.body, inner, assigned, fail, writer, visit);
      return;
    }
    case 'enter': {
      const definition = tree.core.definition;
      const inner = scope.child();
      definition.parameters.forEach((parameter, index) => {
        const text = value(tree.core.args[index] as Core, scope.child({ setting: 'expression' }));
        const name = inner.declare(parameter, 'value');
        writer.line(`const ${name} = ${text};`);
      });
      writeTree(tree.body, inner, assigned, fail, writer, visit);
      return;
    }
    case 'leaf':
      visit.leaf(tree, scope, assigned, fail, writer);
  }
}

/** The leaf's own formula; a successor that lacks a variable's value is reported by `incomplete`. */
function takeLeaf(leaf: Leaf, scope: Scope, assigned: Assigned, fail: string, writer: Writer): void {
  const { module } = scope;
  const complete = (after: Assigned, out: Writer): void => {
    for (const symbol of module.specification.variables) {
      const { next } = module.variable(symbol);
      const status = after[symbol.index];
      if (status === 'yes') continue;
      const call = locatedText(`${module.runtime('incomplete')}(${JSON.stringify(symbol.name)})`, leaf.core, scope);
      out.line(status === 'no' ? `${call};` : `if (${next} === ${module.runtime('NONE')}) ${call};`);
    }
    if (module.options.coverage === true) out.line(`taken[${leaf.action.index}]++;`);
    out.line('k();');
  };
  const take = (): void =>
    action(leaf.core, scope, assigned, fail, writer, {
      cheap: true,
      write: (after, _fail, out) => complete(after, out),
    });
  if (module.options.places !== true) {
    take();
    return;
  }
  writer.block('try', take);
  const place = module.places.number(leaf.core);
  writer.line(`catch (error) { throw ${module.runtime('passingAtLast')}(error, ${place}); }`);
}

export function prune(tree: ActionTree, wanted: NamedAction): ActionTree | null {
  switch (tree.kind) {
    case 'leaf':
      return tree.action.index === wanted.index ? tree : null;
    case 'choice': {
      const branches = tree.branches.map((branch) => prune(branch, wanted)).filter((branch) => branch !== null);
      return branches.length === 0
        ? null
        : branches.length === 1
          ? (branches[0] as ActionTree)
          : { kind: 'choice', branches };
    }
    default: {
      const body = prune(tree.body, wanted);
      return body === null ? null : { ...tree, body };
    }
  }
}

/** Where every leaf below has the bound name itself as the same argument, the loop can be cut short. */
export function parametersBound(tree: ActionTree, symbol: BoundSymbol): number | null {
  if (tree.kind === 'leaf') {
    const index = tree.args.findIndex((argument) => argument.kind === 'boundRef' && argument.symbol === symbol);
    return index < 0 ? null : index;
  }
  if (tree.kind !== 'choice') return parametersBound(tree.body, symbol);
  const found = new Set(tree.branches.map((branch) => parametersBound(branch, symbol)));
  return found.size === 1 ? ([...found][0] as number | null) : null;
}
