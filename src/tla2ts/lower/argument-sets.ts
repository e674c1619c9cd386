/**
 * From which sets the next-state relation takes the arguments of an action: of `\E w \in Workers : Claim(w, m)` the first
 * is in `Workers`. A step that names the action with another argument is none of the specification's, whatever its formula says.
 */
import type { Core, CoreArgument, Specification } from '../core.js';
import { sourceText } from '../emit/place.js';
import { freeNamesOf } from './facts.js';
import type { ActionTree } from './program.js';
import { isOperatorValue, visitChildren } from './traverse.js';

/** By name of the action, for each place where it is taken: by argument the set's text, null where that is not known. */
export type ArgumentSets = ReadonlyMap<string, readonly (readonly (string | null)[])[]>;

export function argumentSets(next: ActionTree, specification: Specification): ArgumentSets {
  const found = new Map<string, (readonly (string | null)[])[]>();
  const sets = new Map<unknown, string | null>();

  const setOf = (argument: CoreArgument): string | null => {
    if (isOperatorValue(argument)) return null;
    if (argument.kind === 'boundRef' || (argument.kind === 'parameterRef' && argument.args.length === 0)) {
      return sets.get(argument.symbol) ?? null;
    }
    const text = rootText(argument, specification);
    return text === null ? null : `{${text}}`;
  };

  const take = ({ definition, args }: Core & { kind: 'call' }): void => {
    const places = found.get(definition.name) ?? [];
    if (places.length === 0) found.set(definition.name, places);
    places.push(args.map(setOf));
  };

  const walk = (tree: ActionTree): void => {
    switch (tree.kind) {
      case 'choice':
        for (const branch of tree.branches) walk(branch);
        return;
      case 'exists':
        for (const { symbols, set, pattern } of tree.core.bounds) {
          const text = set === null || pattern === 'tuple' ? null : rootText(set, specification);
          for (const symbol of symbols) sets.set(symbol, text);
        }
        walk(tree.body);
        return;
      case 'let':
        walk(tree.body);
        return;
      case 'enter': {
        take(tree.core);
        const { definition, args } = tree.core;
        // Another use of the same definition has other arguments.
        for (const [index, parameter] of definition.parameters.entries()) {
          sets.set(parameter, setOf(args[index] as CoreArgument));
        }
        walk(tree.body);
        return;
      }
      case 'leaf':
        if (tree.core.kind === 'call') take(tree.core);
    }
  };
  walk(next);
  return found;
}

/** The text of an expression that means the same at the end of the root module; null if it does not. */
function rootText(core: Core, specification: Specification): string | null {
  if (core.level > 1 || freeNamesOf(core).size > 0 || !isOfRoot(core, specification)) return null;
  const text = sourceText(core, specification);
  return text.startsWith('(an expression') || text.endsWith(' ...') ? null : text;
}

function isOfRoot(core: Core, specification: Specification): boolean {
  if (core.kind === 'let') return false;
  let all = core.kind !== 'call' || isVisible(core, specification);
  visitChildren(core, {
    expression: (child) => {
      all &&= isOfRoot(child, specification);
    },
  });
  return all;
}

const isVisible = ({ definition }: Core & { kind: 'call' }, { visible }: Specification): boolean =>
  definition.library || (!definition.name.includes('!') && visible.get(definition.name) === definition);
