/** What a module or a LET declares and defines, in source order: a name is visible from its definition on. */
import type { Expression, Name, OperatorParameter, Span, Unit } from '../ast.js';
import type { BoundSymbol, Core, ParameterSymbol } from '../core.js';
import { isStackExhausted, tooDeeplyNested } from '../diagnostic.js';
import { assumedOfRecursive, summarise } from '../level/definitions.js';
import { levelOf } from '../level/level.js';
import { LevelSummary } from '../level/summary.js';
import { giveUp } from './application.js';
import { ResolvedDefinition } from './definition.js';
import type { Environment, Run } from './environment.js';
import { bind, declareParameters, resolveExpression } from './expression.js';
import { type Instance, localDefinitions } from './instance.js';
import { resolveInstance } from './instance-unit.js';
import { resolveModule } from './module.js';
import { type Entry, Scope } from './scope.js';

export function resolveLet(run: Run, node: Extract<Expression, { kind: 'let' }>, environment: Environment): Core {
  const inside = { ...environment, scope: new Scope(environment.scope) };
  const finish = resolveUnits(run, node.units, inside, 'let');
  return finish(resolveExpression(run, node.body, inside), node.span);
}

/**
 * Enters the units into the scope of `environment`. The function returned makes the LET with a body, which is to be
 * resolved in between, because instances in a LET define only what is used.
 */
export function resolveUnits(
  run: Run,
  units: readonly Unit[],
  environment: Environment,
  within: 'module' | 'let',
): (body: Core, span: Span) => Core {
  const group = new Units(run, environment, within === 'let');
  for (const unit of units) {
    try {
      group.unit(unit);
    } catch (error) {
      if (within === 'let' || !isStackExhausted(error)) throw error;
      run.report(tooDeeplyNested(unit.span));
      if ('name' in unit && unit.name !== null) run.unread.add(unit.name.text);
    }
  }
  group.close();
  return (body, span) => {
    const definitions = localDefinitions(group.definitions, group.instances, body);
    return definitions.length === 0 ? body : { kind: 'let', definitions, body, span, level: 0 };
  };
}

type Of<K extends Unit['kind']> = Extract<Unit, { kind: K }>;

class Units {
  readonly definitions: ResolvedDefinition[] = [];
  readonly instances: Instance[] = [];
  readonly #run: Run;
  readonly #environment: Environment;
  readonly #local: boolean;
  /** Declared RECURSIVE and not yet defined. */
  readonly #pending = new Map<string, ResolvedDefinition>();
  /** Definitions since the first pending one; their levels depend on each other. */
  #section: ResolvedDefinition[] = [];

  constructor(run: Run, environment: Environment, local: boolean) {
    this.#run = run;
    this.#environment = environment;
    this.#local = local;
  }

  unit(unit: Unit): void {
    const run = this.#run;
    const { module, scope } = this.#environment;
    this.#checkSection(unit);
    switch (unit.kind) {
      case 'constants':
        for (const { name, arity } of unit.declarations) {
          const symbol = { kind: 'constant', name: name.text, arity, module: module.name, span: name.span } as const;
          const isNew = run.define(scope, name, { kind: 'constant', symbol, local: false, span: name.span });
          if (isNew) module.constants.push(symbol);
        }
        return;
      case 'variables':
        for (const name of unit.names) {
          const symbol = {
            kind: 'variable',
            name: name.text,
            index: -1,
            module: module.name,
            span: name.span,
          } as const;
          const isNew = run.define(scope, name, { kind: 'variable', symbol, local: false, span: name.span });
          if (isNew) module.variables.push(symbol);
        }
        return;
      case 'recursive':
        for (const declaration of unit.declarations) this.#declareRecursive(declaration);
        return;
      case 'operator':
        this.#operator(unit);
        return;
      case 'functionDefinition':
        this.#function(unit);
        return;
      case 'instance': {
        const instance = resolveInstance(run, unit, this.#environment, this.#local);
        if (instance !== null && this.#local) this.instances.push(instance);
        return;
      }
      case 'assumption':
        this.#assumption(unit);
        return;
      case 'theorem':
        this.#theorem(unit);
        return;
      case 'module':
        this.#nested(unit);
        return;
    }
  }

  close(): void {
    for (const definition of this.#pending.values()) {
      if (!this.#run.unread.has(definition.name)) {
        this.#run.error('TLA240', `${definition.name} is declared RECURSIVE but not defined`, definition.span);
      }
      giveUp(definition);
    }
    if (this.#section.length > 0) summarise(this.#section, this.#run.level);
  }

  #checkSection(unit: Unit): void {
    if (this.#pending.size === 0) return;
    switch (unit.kind) {
      case 'operator':
      case 'functionDefinition':
      case 'recursive':
      case 'instance':
        return;
      default:
        this.#run.error('TLA242', `a definition is missing before this`, unit.span, {
          expected: `the definition of ${[...this.#pending.keys()].join(', ')}, declared RECURSIVE above`,
        });
    }
  }

  #declareRecursive({ name, arity }: OperatorParameter): void {
    const parameters = Array.from({ length: arity }, (_, index): ParameterSymbol => {
      return { kind: 'parameter', name: `_${index + 1}`, arity: 0, span: name.span };
    });
    const definition = this.#start(name, parameters, false, true);
    definition.summary = assumedOfRecursive(definition);
    if (this.#enter(name, definition, false)) this.#pending.set(name.text, definition);
  }

  #start(name: Name, parameters: readonly ParameterSymbol[], local: boolean, recursive: boolean): ResolvedDefinition {
    const { module } = this.#environment;
    const library = module.library && !local && !this.#local;
    const parts = { name: name.text, module: module.name, home: module, span: name.span, parameters };
    return new ResolvedDefinition({ ...parts, local: this.#local, recursive, library });
  }

  #enter(name: Name, definition: ResolvedDefinition, local: boolean): boolean {
    const entry: Entry = { kind: 'definition', definition, local, span: name.span, dropped: 0 };
    return this.#run.define(this.#environment.scope, name, entry);
  }

  /** The definition that was declared RECURSIVE, or a new one; called before the body is resolved. */
  #declared(name: Name, parameters: readonly ParameterSymbol[]): ResolvedDefinition | null {
    const run = this.#run;
    const pending = this.#pending.get(name.text);
    if (pending === undefined) {
      const outer = this.#environment.scope.lookup(name.text);
      if (outer?.kind === 'definition' && outer.definition.recursive && !outer.definition.hasBody) {
        run.error('TLA241', `${name.text} is declared RECURSIVE outside this LET`, name.span, {
          expected: 'its definition where it is declared',
        });
      }
      return null;
    }
    if (pending.parameters.length !== parameters.length) {
      run.error(
        'TLA307',
        `${name.text} is declared RECURSIVE with ${pending.parameters.length} parameters`,
        name.span,
        {
          expected: `a definition with as many, not ${parameters.length}`,
        },
      );
    }
    pending.parameters = parameters;
    pending.span = name.span;
    pending.summary = assumedOfRecursive(pending);
    return pending;
  }

  #operator(unit: Of<'operator'>): void {
    const { name, body, local } = unit;
    const scope = new Scope(this.#environment.scope);
    const parameters = declareParameters(this.#run, scope, unit.parameters);
    if (parameters.some((parameter) => parameter.name === name.text)) {
      this.#run.error('TLA202', `${name.text} has a parameter of its own name`, name.span, {
        hint: 'TLA+ lets no name hide another one; choose a new name',
      });
    }
    const declared = this.#declared(name, parameters);
    const definition = declared ?? this.#start(name, parameters, local, false);
    definition.syntax = { scope, body };
    definition.body = resolveExpression(this.#run, body, this.#inside(scope, []));
    this.#finish(name, definition, declared !== null, local);
  }

  #inside(scope: Scope, bound: readonly string[]): Environment {
    return { ...this.#environment, scope, labels: { names: new Set(), bound } };
  }

  #function(unit: Of<'functionDefinition'>): void {
    const run = this.#run;
    const { name, bounds, local, span } = unit;
    const declared = this.#declared(name, []);
    const definition = declared ?? this.#start(name, [], local, false);
    const self: BoundSymbol = { kind: 'bound', name: name.text, span: name.span };
    const scope = new Scope(this.#environment.scope);
    scope.entries.set(name.text, { kind: 'bound', symbol: self, local: true, span: name.span });
    const [core, inside] = bind(run, bounds, this.#inside(scope, []));
    const body = resolveExpression(run, unit.body, inside);
    definition.body = mentions(body, self)
      ? { kind: 'recursiveFunction', self, bounds: core, body, span, level: 0 }
      : { kind: 'function', bounds: core, body, span, level: 0 };
    definition.syntax = { scope: this.#environment.scope, body: { kind: 'function', bounds, body: unit.body, span } };
    definition.definesFunction = true;
    this.#finish(name, definition, declared !== null, local);
  }

  #finish(name: Name, definition: ResolvedDefinition, declared: boolean, local: boolean): void {
    const inSection = this.#pending.size > 0;
    if (declared) this.#pending.delete(name.text);
    else this.#enter(name, definition, local);
    if (inSection) this.#section.push(definition);
    else summarise([definition], this.#local ? null : this.#run.level);
    this.definitions.push(definition);
    if (!inSection) return;
    if (!declared) summarise([definition], null);
    if (this.#pending.size > 0) return;
    summarise(this.#section, this.#local ? null : this.#run.level);
    this.#section = [];
  }

  #fact(unit: Of<'assumption' | 'theorem'>, body: Core | null): LevelSummary | null {
    const { name } = unit;
    const { scope } = this.#environment;
    const summary = body === null ? null : levelOf(body, new LevelSummary([]), this.#run.level);
    if (name === null) return summary;
    if (body === null || summary === null) {
      this.#run.define(scope, name, { kind: 'fact', local: false, span: name.span });
      return null;
    }
    const definition = this.#start(name, [], true, false);
    definition.body = body;
    definition.summary = summary;
    if (unit.body !== null) definition.syntax = { scope, body: unit.body };
    this.#enter(name, definition, false);
    return summary;
  }

  #assumption(unit: Of<'assumption'>): void {
    const labels = unit.name === null ? null : { names: new Set<string>(), bound: [] };
    const body = resolveExpression(this.#run, unit.body, { ...this.#environment, labels });
    const summary = this.#fact(unit, body);
    if (summary !== null && summary.level > 0) {
      this.#run.error('TLA311', 'the assumption is not constant', unit.body.span, { expected: 'constant level' });
    }
    this.#environment.module.assumptions.push({ name: unit.name?.text ?? null, body, span: unit.span });
  }

  #theorem(unit: Of<'theorem'>): void {
    const labels = unit.name === null ? null : { names: new Set<string>(), bound: [] };
    const body = unit.body === null ? null : resolveExpression(this.#run, unit.body, { ...this.#environment, labels });
    const summary = this.#fact(unit, body);
    if (summary !== null && summary.level > 0) this.#environment.module.hasNonconstantTheorem = true;
  }

  #nested(unit: Of<'module'>): void {
    const run = this.#run;
    const { module: outer, scope } = this.#environment;
    const { name } = unit.module;
    if (scope.lookupModule(name.text) !== null || outer.extended.has(name.text) || outer.name === name.text) {
      run.error('TLA213', `there already is a module ${name.text} here`, name.span, { expected: 'a new name' });
      return;
    }
    scope.modules.set(name.text, resolveModule(run, unit.module, scope, outer.library, outer));
  }
}

function mentions(node: unknown, symbol: BoundSymbol): boolean {
  if (node === symbol) return true;
  if (node === null || typeof node !== 'object' || node instanceof ResolvedDefinition) return false;
  return Object.entries(node).some(([key, value]) => {
    if (key === 'definitions') return (value as ResolvedDefinition[]).some((local) => mentions(local.body, symbol));
    return key !== 'span' && mentions(value, symbol);
  });
}
