/** Modules: finding them, EXTENDS, and the whole of one. */

import { nearest } from '../../core/near.js';
import type { Module, Name } from '../ast.js';
import type { Environment, Run } from './environment.js';
import { ResolvedModule } from './module-table.js';
import { Scope } from './scope.js';
import { resolveUnits } from './units.js';

/**
 * Whose operators TLC overrides by the names of module and operator, wherever the text came from: it may be a copy beside the
 * specification or in a folder of modules, and its definitions are stand-ins such as `CHOOSE val : TRUE`.
 */
const overridden: ReadonlySet<string> = new Set([
  'Naturals',
  'Integers',
  'Reals',
  'Sequences',
  'FiniteSets',
  'TLC',
  'TLCExt',
  'Json',
  'IOUtils',
  'CSV',
  'Randomization',
]);

/** A nested module in scope, or one from a file, resolved when first asked for; null, with a report, if there is none. */
export function findModule(run: Run, name: Name, scope: Scope): ResolvedModule | null {
  const nested = scope.lookupModule(name.text);
  if (nested !== null) return nested;
  if (run.open.includes(name.text)) {
    const circle = [...run.open.slice(run.open.indexOf(name.text)), name.text].join(' -> ');
    run.error('TLA212', `modules depend on each other in a circle: ${circle}`, name.span);
    return null;
  }
  const known = run.modules.get(name.text);
  if (known !== undefined) return known;
  const loaded = run.finder.find(name.text);
  if (loaded === null) {
    const near = nearest(name.text, run.finder.known());
    run.error('TLA210', `module ${name.text} is not found`, name.span, {
      expected: `${name.text}.tla in ${run.finder.searched.join(', ')}`,
      hint: near === null ? 'name the folder where it is with --library' : `did you mean ${near}?`,
    });
    run.modules.set(name.text, null);
    return null;
  }
  for (const diagnostic of loaded.outcome.diagnostics) run.diagnostics.push(diagnostic);
  if (loaded.source !== null) run.sources.push(loaded.source);
  const { value } = loaded.outcome;
  const library = loaded.source === null || overridden.has(name.text);
  const module = value === null ? null : resolveModule(run, value, null, library, null);
  run.modules.set(name.text, module);
  return module;
}

export function resolveModule(
  run: Run,
  syntax: Module,
  outer: Scope | null,
  library: boolean,
  enclosing: ResolvedModule | null,
): ResolvedModule {
  const scope = new Scope(outer);
  if (syntax.unread.imports) scope.incomplete = true;
  for (const name of syntax.unread.names) run.unread.add(name);
  // `x' := e` assigns and `Skolem(A)` is A where these stand in actions: their definitions are followed like anybody's.
  const opaque = library && syntax.name.text !== 'Apalache';
  const module = new ResolvedModule(syntax, scope, opaque, enclosing);
  if (enclosing === null) run.open.push(module.name);
  for (const name of syntax.extends) {
    const extended = findModule(run, name, scope);
    if (extended === null) scope.incomplete = true;
    else extend(run, module, extended, name);
  }
  const environment: Environment = { module, scope, at: null, labels: null };
  resolveUnits(run, syntax.units, environment, 'module');
  if (enclosing === null) run.open.pop();
  return module;
}

/** What is not LOCAL becomes part of `module`, the same thing by two ways only once. */
function extend(run: Run, module: ResolvedModule, extended: ResolvedModule, name: Name): void {
  for (const [symbol, entry] of extended.scope.entries) {
    if (!entry.local) run.import(module.scope, symbol, entry, name.span, 'EXTENDS');
  }
  for (const [inner, nested] of extended.scope.modules) {
    if (!module.scope.modules.has(inner)) module.scope.modules.set(inner, nested);
  }
  for (const symbol of extended.constants) if (!module.constants.includes(symbol)) module.constants.push(symbol);
  for (const symbol of extended.variables) if (!module.variables.includes(symbol)) module.variables.push(symbol);
  for (const assumption of extended.assumptions) {
    if (!module.assumptions.includes(assumption)) module.assumptions.push(assumption);
  }
  if (extended.scope.incomplete) module.scope.incomplete = true;
  module.extended.add(extended.name);
  for (const one of extended.extended) module.extended.add(one);
  if (extended.hasNonconstantTheorem) module.hasNonconstantTheorem = true;
}
