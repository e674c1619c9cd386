/**
 * For each action a function that says how every conjunct of it comes out in the current state, with the values on both
 * sides of a comparison: why a step that was recorded is not possible. It is slower than the action and made only when
 * somebody asks.
 */
import { assert } from '../../core/assert.js';
import type { Core, CoreArgument } from '../core.js';
import type { ActionTree, ExtraAction, NamedAction } from '../lower/program.js';
import { isOperatorValue } from '../lower/traverse.js';
import { type Assigned, action } from './action.js';
import { shapeOfAction } from './action-shape.js';
import { actionFunction, bindParameters, parametersBound, prune, unassigned, writeTree } from './action-tree.js';
import { bindMacros } from './call.js';
import type { Writer } from './code.js';
import { predicate, value } from './expression.js';
import { declareLet } from './let.js';
import type { ModuleEmitter } from './module-emitter.js';
import { identifier } from './names.js';
import { sourceText } from './place.js';
import type { Scope } from './scope.js';

/** Definitions inside definitions are taken apart this far. */
const deepest = 4;
const comparisons = new Set(['=', '#', '\\in', '\\notin', '\\subseteq', '<', '>', '<=', '>=']);

/** `function explain$A(args, report)`; returns its name. `args` as in `enumerate`. */
export function writeExplanation(module: ModuleEmitter, tree: ActionTree, wanted: NamedAction | ExtraAction): string {
  const name = module.names.fresh(`explain$${identifier(wanted.name)}`);
  const { scope, writer } = actionFunction(module, name);
  const signature = `args${module.type('ArrayLike<number>')}, report${module.type('ConjunctReport')}`;
  writer.block(`function ${name}(${signature})${module.type('void')}`, () => {
    const pruned = prune(tree, wanted);
    assert(pruned !== null, `${wanted.name} is an action of the next-state relation`);
    const inside = 'definition' in wanted ? bindParameters(wanted, scope, writer) : scope;
    writeTree(pruned, inside, unassigned(module), 'return;', writer, {
      filter: (symbol) => parametersBound(pruned, symbol),
      leaf: (leaf, inner, _assigned, fail, out) => {
        const texts = leaf.args.map((argument) => value(argument, inner.child({ setting: 'expression' })));
        texts.forEach((text, index) => {
          const given = `args[${index}]${module.options.types ? '!' : ''}`;
          out.line(`if (${given} !== ${module.runtime('NONE')} && ${given} !== ${text}) ${fail}`);
        });
        for (const { next } of module.variables) out.line(`${next} = ${module.runtime('NONE')};`);
        out.line(`report.begin([${texts.join(', ')}]);`);
        out.block('', () => {
          new Explanation(module, out).conjuncts(leaf.core, inner, 0);
        });
      },
    });
  });
  module.addFunction(writer.toString());
  return name;
}

class Explanation {
  private assigned: Assigned;

  constructor(
    private readonly module: ModuleEmitter,
    private readonly writer: Writer,
  ) {
    this.assigned = unassigned(module);
  }

  conjuncts(core: Core, scope: Scope, depth: number): void {
    if (core.kind === 'builtin' && core.operator === '/\\') {
      for (const item of core.args) this.conjuncts(item, scope, depth);
    } else if (core.kind === 'let') {
      const inner = scope.child();
      declareLet(core.definitions, core.body, inner, this.writer);
      this.conjuncts(core.body, inner, depth);
    } else if (core.kind === 'call' && !core.definition.library && !core.definition.recursive && depth < deepest) {
      const { definition } = core;
      const { body } = definition;
      if (depth > 0 && !(body.kind === 'builtin' && body.operator === '/\\')) {
        this.conjunct(core, scope);
        return;
      }
      const inner = scope.child();
      bindMacros(definition.parameters, core.args, inner, scope);
      this.conjuncts(body, inner, depth + 1);
    } else this.conjunct(core, scope);
  }

  private conjunct(core: Core, scope: Scope): void {
    const { writer } = this;
    const settled = scope.child({ setting: 'expression' });
    const file = core.span.file.slice(core.span.file.lastIndexOf('/') + 1);
    const about = [sourceText(core, this.module.specification), file, core.span.line]
      .map((part) => JSON.stringify(part))
      .join(', ');
    if (shapeOfAction(core, scope) === 'test') {
      const sides = sidesOf(core).map((side) => `() => ${value(side, settled)}`);
      const both = sides.length === 2 ? `, ${sides.join(', ')}` : '';
      writer.line(`report.test(${about}, ${core.level >= 2}, () => ${predicate(core, settled)}${both});`);
      return;
    }
    writer.line(`report.step(${about}, (k${this.module.type('() => void')}) => {`);
    writer.indented(() => {
      let after = this.assigned;
      action(core, scope, this.assigned, 'return;', writer, {
        cheap: true,
        write: (assigned, _fail, out) => {
          after = assigned;
          out.line('k();');
        },
      });
      this.assigned = after;
    });
    writer.line('});');
  }
}

/** What a comparison compares; nothing for other formulas. */
function sidesOf(core: Core): readonly Core[] {
  const operator = core.kind === 'builtin' ? core.operator : core.kind === 'call' ? core.definition.name : '';
  if (!comparisons.has(operator) || (core.kind !== 'builtin' && core.kind !== 'call')) return [];
  const args: readonly CoreArgument[] = core.args;
  return args.length === 2 ? args.filter((argument): argument is Core => !isOperatorValue(argument)) : [];
}
