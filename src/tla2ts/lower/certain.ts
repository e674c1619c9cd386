/**
 * Where in a definition a parameter is evaluated in any case: a call there may be given its value, which can be kept as a key
 * of earlier results, though the definition as a whole may do without. `f[x] + Sum(f, S \\ {x})` needs f before Sum does.
 */
import type { Core, ParameterSymbol } from '../core.js';
import { evaluates } from './facts.js';
import { visitChildren } from './traverse.js';

const regions = new WeakMap<Core, Map<ParameterSymbol, WeakSet<Core>>>();

/** Whether `call`, somewhere in `body`, stands in an expression that is certain to evaluate the parameter. */
export function isEvaluatedAround(call: Core, parameter: ParameterSymbol, body: Core): boolean {
  let of = regions.get(body);
  if (of === undefined) {
    of = new Map();
    regions.set(body, of);
  }
  let calls = of.get(parameter);
  if (calls === undefined) {
    calls = new WeakSet();
    of.set(parameter, calls);
    gather(body, parameter, false, calls);
  }
  return calls.has(call);
}

function gather(core: Core, parameter: ParameterSymbol, around: boolean, calls: WeakSet<Core>): void {
  const certain = around || evaluates(core, parameter);
  if (certain && core.kind === 'call') calls.add(core);
  visitChildren(core, { expression: (child) => gather(child, parameter, certain, calls) });
}
