/**
 * For each action a function that says how every conjunct of it comes out in the current state, with the values on both
 * sides of a comparison: why a step that was recorded is not possible. It is slower than the action and made only when
 * somebody asks.
 */
import { assert } from '../../core/assert.js';
import type { ActionTree, ExtraAction, NamedAction } from '../lower/program.js';
import { actionFunction, bindParameters, parametersBound, prune, unassigned, writeTree } from './action-tree.js';
import { Explanation } from './explanation.js';
import { value } from './expression.js';
import type { ModuleEmitter } from './module-emitter.js';
import { identifier } from './names.js';

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
