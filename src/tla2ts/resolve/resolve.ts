/**
 * The phases `resolve` and `level`: from the syntax of a root module to core TLA+. Everything that SANY refuses is
 * refused, all errors in one run; what names mean and what levels forbid is as in Specifying Systems, chapter 17, with
 * the additions of TLA+2 (RECURSIVE, LAMBDA, labels and subexpression names).
 *
 * Pure: modules come from `finder`.
 */
import type { Definition, Specification } from '../core.js';
import { hasErrors, type Outcome } from '../diagnostic.js';
import { type Loaded, type ModuleFinder, Run } from './environment.js';
import { resolveModule } from './module.js';

export type { Loaded, ModuleFinder } from './environment.js';

/** `value` is null if there was any error; warnings come with a value. */
export function resolve(root: Loaded, finder: ModuleFinder): Outcome<Specification> {
  const run = new Run(finder);
  for (const diagnostic of root.outcome.diagnostics) run.diagnostics.push(diagnostic);
  const syntax = root.outcome.value;
  if (syntax === null) return { value: null, diagnostics: run.diagnostics };
  if (root.source !== null) run.sources.push(root.source);
  const module = resolveModule(run, syntax, null, false, null);
  if (hasErrors(run.diagnostics)) return { value: null, diagnostics: run.diagnostics };
  for (const [index, variable] of module.variables.entries()) (variable as { index: number }).index = index;
  const hiddenVariables = [...run.hidden].filter((variable) => !module.variables.includes(variable));
  for (const [index, variable] of hiddenVariables.entries()) {
    (variable as { index: number }).index = module.variables.length + index;
  }
  const visible = new Map<string, Definition>();
  for (const [name, entry] of module.scope.entries)
    if (entry.kind === 'definition') visible.set(name, entry.definition);
  const specification: Specification = {
    name: module.name,
    sources: run.sources,
    constants: module.constants,
    variables: module.variables,
    hiddenVariables,
    visible,
    assumptions: module.assumptions,
  };
  return { value: specification, diagnostics: run.diagnostics };
}
