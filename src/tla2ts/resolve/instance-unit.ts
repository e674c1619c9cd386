/** The statement INSTANCE: finds the module, settles the substitution, enters the operators under their names. */
import type { Span } from '../ast.js';
import type { Core, CoreArgument } from '../core.js';
import { checkSubstitution, summariesOf } from '../level/instance.js';
import { resolveOperator } from './application.js';
import type { InstanceUnit } from './definition.js';
import { describe, type Environment, type Run, unresolved } from './environment.js';
import { declareParameters, resolveExpression } from './expression.js';
import { Instance, type InstanceParts, instanceKey } from './instance.js';
import { findModule } from './module.js';
import type { DeclaredSymbol, ResolvedModule } from './module-table.js';
import { arityOf, type Entry, Scope } from './scope.js';

/** null if the module is not to be had. */
export function resolveInstance(
  run: Run,
  unit: InstanceUnit,
  environment: Environment,
  inLet: boolean,
): Instance | null {
  const scope = new Scope(environment.scope);
  const parameters = declareParameters(run, scope, unit.parameters);
  const module = findModule(run, unit.module, environment.scope);
  if (module === null) {
    environment.scope.incomplete = true;
    return null;
  }
  const values = substitution(run, unit, module, { ...environment, scope, labels: null });
  const summaries = summariesOf(values, run.level);
  checkSubstitution(module, values, summaries, unit.span, run.level);
  const instance = shared(run, {
    module,
    home: environment.module,
    name: unit.name?.text ?? null,
    parameters,
    values,
    summaries,
    local: inLet,
  });
  enter(run, unit, module, instance, environment.scope);
  return instance;
}

function shared(run: Run, parts: InstanceParts): Instance {
  const key = instanceKey(parts, run.identity);
  const known = key === null ? undefined : run.instances.get(key);
  if (known !== undefined) return known;
  const instance = new Instance(parts);
  if (instance.hidesVariables) {
    for (const symbol of parts.values.keys()) if (symbol.kind === 'variable') run.hidden.add(symbol);
  }
  if (key !== null) run.instances.set(key, instance);
  return instance;
}

function substitution(
  run: Run,
  unit: InstanceUnit,
  module: ResolvedModule,
  environment: Environment,
): ReadonlyMap<DeclaredSymbol, CoreArgument> {
  const declared = new Map(module.declared.map((symbol) => [symbol.name, symbol]));
  const values = new Map<DeclaredSymbol, CoreArgument>();
  for (const { name, value } of unit.substitutions) {
    const symbol = declared.get(name.text);
    if (symbol === undefined) {
      run.error('TLA222', `module ${module.name} declares no ${name.text}`, name.span, {
        expected: declared.size === 0 ? 'no substitutions' : `one of ${[...declared.keys()].join(', ')}`,
      });
      continue;
    }
    if (values.has(symbol)) {
      run.error('TLA221', `${name.text} is substituted twice`, name.span);
      continue;
    }
    const arity = symbol.kind === 'constant' ? symbol.arity : 0;
    const what = `the substitution for ${name.text}`;
    const operator = arity === 0 ? null : resolveOperator(run, value, arity, what, environment);
    if (arity === 0) values.set(symbol, resolveExpression(run, value, environment));
    else if (operator !== null) values.set(symbol, operator);
  }
  const explicit = new Set(unit.substitutions.map((one) => one.name.text));
  for (const symbol of declared.values()) {
    if (explicit.has(symbol.name)) continue;
    const value = implicit(run, symbol, module, unit.module.span, environment.scope);
    if (value !== null) values.set(symbol, value);
  }
  return values;
}

/** A symbol without substitution stands for what has its name where the INSTANCE is. */
function implicit(
  run: Run,
  symbol: DeclaredSymbol,
  module: ResolvedModule,
  span: Span,
  scope: Scope,
): CoreArgument | null {
  const entry = scope.lookup(symbol.name);
  const arity = symbol.kind === 'constant' ? symbol.arity : 0;
  const what = `${symbol.kind} ${symbol.name} of module ${module.name}`;
  if (entry === null || entry.kind === 'instance' || entry.kind === 'fact') {
    if (run.mayDefine(scope, symbol.name)) return null;
    run.error('TLA220', `nothing is substituted for ${what}, and no ${symbol.name} is defined here`, span, {
      hint: `write INSTANCE ${module.name} WITH ${symbol.name} <- ...`,
    });
    return null;
  }
  if (arityOf(entry) !== arity) {
    run.error('TLA308', `${what} has ${arity} parameters, but here ${symbol.name} is ${describe(entry)}`, span, {
      expected: `${arity} parameters, not ${arityOf(entry)}`,
    });
    return null;
  }
  return reference(entry, span);
}

function reference(entry: Entry, span: Span): CoreArgument {
  const level = 0;
  const args: readonly Core[] = [];
  switch (entry.kind) {
    case 'variable':
      return { kind: 'variableRef', symbol: entry.symbol, span, level };
    case 'bound':
      return { kind: 'boundRef', symbol: entry.symbol, span, level };
    case 'constant':
      return entry.symbol.arity > 0
        ? { kind: 'parameterOperator', symbol: entry.symbol, span }
        : { kind: 'constantRef', symbol: entry.symbol, args, span, level };
    case 'parameter':
      return entry.symbol.arity > 0
        ? { kind: 'parameterOperator', symbol: entry.symbol, span }
        : { kind: 'parameterRef', symbol: entry.symbol, args, span, level };
    case 'definition':
      return entry.definition.parameters.length > 0
        ? { kind: 'definitionOperator', definition: entry.definition, span }
        : { kind: 'call', definition: entry.definition, args, span, level };
    case 'instance':
    case 'fact':
      return unresolved(span);
  }
}

function enter(run: Run, unit: InstanceUnit, module: ResolvedModule, instance: Instance, scope: Scope): void {
  const { name, local, span } = unit;
  const extra = unit.parameters.length;
  if (name !== null) run.define(scope, name, { kind: 'instance', arity: extra, local, span: name.span });
  if (module.scope.incomplete) scope.incomplete = true;
  for (const [inner, entry] of module.scope.entries) {
    if (entry.local || entry.kind === 'constant' || entry.kind === 'variable') continue;
    const shown = imported(entry, instance, local, extra);
    if (name === null) run.import(scope, inner, shown, span, 'INSTANCE');
    else scope.entries.set(`${name.text}!${inner}`, shown);
  }
}

function imported(entry: Entry, instance: Instance, local: boolean, extra: number): Entry {
  if (entry.kind !== 'definition') return { ...entry, local } as Entry;
  const definition = instance.exported(entry.definition);
  const dropped = definition === entry.definition ? entry.dropped + extra : entry.dropped;
  return { ...entry, definition, local, dropped };
}
