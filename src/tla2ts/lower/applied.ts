import type { BoundSymbol, Core, Definition } from '../core.js';
import { freeNamesOf } from './facts.js';
import { visitChildren } from './traverse.js';

/** Whether `core` applies the function of that name, if it mentions it, and never asks for the function itself. */
export function onlyApplies(core: Core, name: BoundSymbol | Definition): boolean {
  if (!freeNamesOf(core).has(name)) return true;
  if (isNamed(core, name)) return false;
  if (core.kind === 'functionApply' && isNamed(core.function, name)) return onlyApplies(core.argument, name);
  let only = true;
  visitChildren(core, {
    expression: (child) => {
      only &&= onlyApplies(child, name);
    },
    use: (definition) => {
      only &&= definition !== name;
    },
  });
  return only;
}

const isNamed = (core: Core, name: BoundSymbol | Definition): boolean =>
  (core.kind === 'boundRef' && core.symbol === name) || (core.kind === 'call' && core.definition === name);
