/** Where generated code compares what an action assigns with what a log observed of the state afterwards. */
import type { VariableSymbol } from '../core.js';
import type { Writer } from './code.js';
import type { Scope } from './scope.js';

/** Whether what is assigned here may have been observed: in a step, not in an initial state. */
const isObserved = (variable: VariableSymbol, { module, setting }: Scope): boolean =>
  module.options.observed === true && setting === 'next' && variable.index < module.variables.length;

/** `register` has just been assigned: where it cannot be what was observed, no further conjunct is looked at. */
export function compareObserved(
  variable: VariableSymbol,
  register: string,
  scope: Scope,
  fail: string,
  writer: Writer,
): void {
  if (!isObserved(variable, scope)) return;
  writer.line(`if (observed !== null && !observed.agrees(${variable.index}, ${register})) ${fail}`);
}

/** Of the set's elements, the one that was observed, where it was: S may be infinite then. */
export function observedElement(set: string, variable: VariableSymbol, scope: Scope, writer: Writer): string {
  if (!isObserved(variable, scope)) return set;
  const { module } = scope;
  const narrowed = scope.temporary('set');
  const value = `observed === null ? ${module.runtime('NONE')} : observed.value(${variable.index})`;
  writer.line(`const ${narrowed} = ${module.runtime('narrow')}(${set}, ${value});`);
  return narrowed;
}

/** Around steps to other states than the one that was observed: what this returns ends that. */
export function unobserved(scope: Scope, writer: Writer): () => void {
  if (scope.module.options.observed !== true) return () => {};
  const kept = scope.temporary('kept');
  writer.line(`const ${kept} = observed;`);
  writer.line('observed = null;');
  return () => writer.line(`observed = ${kept};`);
}
