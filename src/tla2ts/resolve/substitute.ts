/**
 * Carries the substitution of an INSTANCE out on core expressions. Symbols are objects, so nothing can be captured and
 * bound names need no renaming; only definitions inside LET are made anew, because their bodies differ.
 *
 * A substituted variable under `'` becomes the prime of the whole expression. Not so in ENABLED, whose primed variables
 * are bound by it: there `x'` stays what it is, and only unprimed variables are substituted (Specifying Systems, section
 * 17.8; TLC does the same). So definitions have up to three copies, one for each `Mode`.
 */
import { assert } from '../../core/assert.js';
import type { Core, CoreArgument, CoreBound, OperatorValue } from '../core.js';
import { levelOf } from '../level/level.js';
import { isOperator } from '../level/operator.js';
import { LevelSummary } from '../level/summary.js';
import { ResolvedDefinition, resolved } from './definition.js';
import type { DeclaredSymbol, ResolvedModule } from './module-table.js';

/** Outside ENABLED; inside it; inside it and primed. */
export type Mode = 'plain' | 'enabled' | 'primed';

export interface Substitution {
  readonly values: ReadonlyMap<DeclaredSymbol, CoreArgument>;
  /** The definition to use in place of one of the instantiated module. */
  definition(definition: ResolvedDefinition, mode: Mode): ResolvedDefinition;
  /** If not, ENABLED is like everything else: its variables are merely renamed. */
  readonly hidesVariables: boolean;
  /** Arguments that every copied definition takes before its own: the parameters of `M(p) == INSTANCE ...`. */
  readonly leading: readonly CoreArgument[];
  /** Where the INSTANCE stands. */
  readonly home: ResolvedModule;
}

/** A copy of `body` with levels. */
export function substituted(body: Core, substitution: Substitution, mode: Mode): Core {
  const copy = new Copy(substitution, mode).core(body);
  levelOf(copy, new LevelSummary([]), null);
  return copy;
}

class Copy {
  readonly #substitution: Substitution;
  readonly #locals: Readonly<Record<Mode, Map<ResolvedDefinition, ResolvedDefinition>>> = {
    plain: new Map(),
    enabled: new Map(),
    primed: new Map(),
  };
  #mode: Mode;

  constructor(substitution: Substitution, mode: Mode) {
    this.#substitution = substitution;
    this.#mode = mode;
  }

  #in<T>(mode: Mode, make: () => T): T {
    const outer = this.#mode;
    this.#mode = mode;
    const made = make();
    this.#mode = outer;
    return made;
  }

  core(node: Core): Core {
    switch (node.kind) {
      case 'number':
      case 'real':
      case 'string':
      case 'boundRef':
        return { ...node };
      case 'variableRef': {
        const value = this.#mode === 'primed' ? undefined : this.#substitution.values.get(node.symbol);
        if (value === undefined) return { ...node };
        assert(!isOperator(value), `an operator stands for variable ${node.symbol.name}`);
        return { ...value };
      }
      case 'constantRef': {
        const value = this.#substitution.values.get(node.symbol);
        const args = node.args.map((arg) => this.#argument(arg));
        if (value === undefined) return { ...node, args };
        return isOperator(value) ? this.#apply(value, args, node) : { ...value };
      }
      case 'parameterRef':
        return { ...node, args: node.args.map((arg) => this.#argument(arg)) };
      case 'call': {
        const old = resolved(node.definition);
        const definition = this.#definition(old);
        const args = node.args.map((arg) => this.#argument(arg));
        const takesLeading = definition !== old && !old.local;
        return { ...node, definition, args: takesLeading ? [...this.#substitution.leading, ...args] : args };
      }
      case 'builtin':
        return this.#builtin(node);
      case 'tuple':
      case 'set':
      case 'times':
        return { ...node, items: this.#cores(node.items) };
      case 'quantifier':
      case 'setMap':
      case 'function':
      case 'recursiveFunction':
        return { ...node, bounds: node.bounds.map((bound) => this.#bound(bound)), body: this.core(node.body) };
      case 'choose':
      case 'setFilter':
        return { ...node, bound: this.#bound(node.bound), body: this.core(node.body) };
      case 'functionSet':
        return { ...node, domain: this.core(node.domain), range: this.core(node.range) };
      case 'functionApply':
        return { ...node, function: this.core(node.function), argument: this.core(node.argument) };
      case 'record':
      case 'recordSet':
        return { ...node, fields: node.fields.map(({ name, value }) => ({ name, value: this.core(value) })) };
      case 'field':
        return { ...node, record: this.core(node.record) };
      case 'except':
        return {
          ...node,
          base: this.core(node.base),
          updates: node.updates.map((update) => ({
            path: update.path.map((step) => (step.kind === 'index' ? { ...step, value: this.core(step.value) } : step)),
            at: update.at,
            value: this.core(update.value),
          })),
        };
      case 'if':
        return {
          ...node,
          condition: this.core(node.condition),
          whenTrue: this.core(node.whenTrue),
          whenFalse: this.core(node.whenFalse),
        };
      case 'case':
        return {
          ...node,
          arms: node.arms.map(({ guard, value }) => ({ guard: this.core(guard), value: this.core(value) })),
          other: node.other === null ? null : this.core(node.other),
        };
      case 'let':
        return this.#let(node);
      case 'actionOf':
        return this.#actionOf(node);
      case 'fairness':
        return this.#fairness(node);
    }
  }

  #builtin(node: Extract<Core, { kind: 'builtin' }>): Core {
    const { operator, args } = node;
    const all = (): Core => ({ ...node, args: this.#cores(args) });
    if (operator === 'ENABLED' && this.#substitution.hidesVariables) return this.#in('enabled', all);
    if (this.#mode !== 'enabled') return all();
    if (operator === "'") return this.#in('primed', all);
    return operator === 'UNCHANGED' ? this.#unchanged(args[0] as Core) : all();
  }

  #actionOf(node: Extract<Core, { kind: 'actionOf' }>): Core {
    const action = this.core(node.action);
    if (this.#mode !== 'enabled') return { ...node, action, subscript: this.core(node.subscript) };
    const { span } = node;
    const unchanged = this.#unchanged(node.subscript);
    if (node.form === 'box') return { kind: 'builtin', operator: '\\/', args: [action, unchanged], span, level: 2 };
    const changed: Core = { kind: 'builtin', operator: '~', args: [unchanged], span, level: 2 };
    return { kind: 'builtin', operator: '/\\', args: [action, changed], span, level: 2 };
  }

  #fairness(node: Extract<Core, { kind: 'fairness' }>): Core {
    const { action, subscript, span } = node;
    const copy = { ...node, subscript: this.core(subscript), action: this.core(action) };
    if (node.enabled !== undefined) return { ...copy, enabled: this.core(node.enabled) };
    if (!this.#substitution.hidesVariables) return copy;
    const step: Core = { kind: 'actionOf', form: 'angle', action, subscript, span, level: 2 };
    return { ...copy, enabled: this.core({ kind: 'builtin', operator: 'ENABLED', args: [step], span, level: 1 }) };
  }

  /** Inside ENABLED the two sides of `e' = e` are no longer the same expression. */
  #unchanged(core: Core): Core {
    const { span } = core;
    if (core.kind === 'tuple') {
      return {
        kind: 'builtin',
        operator: '/\\',
        args: core.items.map((item) => this.#unchanged(item)),
        span,
        level: 2,
      };
    }
    if (core.kind === 'call' && core.args.length === 0 && !resolved(core.definition).local) {
      const { body } = core.definition;
      if (body.kind === 'tuple' || body.kind === 'variableRef') return this.#unchanged(body);
    }
    const after: Core = {
      kind: 'builtin',
      operator: "'",
      args: [this.#in('primed', () => this.core(core))],
      span,
      level: 2,
    };
    return { kind: 'builtin', operator: '=', args: [after, this.core(core)], span, level: 2 };
  }

  #cores(nodes: readonly Core[]): readonly Core[] {
    return nodes.map((node) => this.core(node));
  }

  #bound(bound: CoreBound): CoreBound {
    return { ...bound, set: bound.set === null ? null : this.core(bound.set) };
  }

  /** Inside ENABLED a definition may be used primed and unprimed. */
  #let(node: Extract<Core, { kind: 'let' }>): Core {
    const modes: readonly Mode[] = this.#mode === 'enabled' ? ['enabled', 'primed'] : [this.#mode];
    const starting = node.definitions.flatMap((definition) =>
      modes
        .filter((mode) => mode === this.#mode || definition.level <= 1)
        .map((mode) => ({ mode, definition, copy: this.#startLocal(resolved(definition), mode) })),
    );
    for (const { mode, definition, copy } of starting) {
      copy.body = this.#in(mode, () => this.core(definition.body));
    }
    return { ...node, definitions: starting.map(({ copy }) => copy), body: this.core(node.body) };
  }

  #startLocal(old: ResolvedDefinition, mode: Mode): ResolvedDefinition {
    const { name, module, home, span, parameters, recursive } = old;
    const copy = new ResolvedDefinition({ name, module, home, span, parameters, recursive, local: true, origin: old });
    this.#locals[mode].set(old, copy);
    return copy;
  }

  #definition(old: ResolvedDefinition): ResolvedDefinition {
    return this.#locals[this.#mode].get(old) ?? (old.local ? old : this.#substitution.definition(old, this.#mode));
  }

  #argument(arg: CoreArgument): CoreArgument {
    if (!isOperator(arg)) return this.core(arg);
    switch (arg.kind) {
      case 'lambda':
        return { ...arg, body: this.core(arg.body) };
      case 'builtinOperator':
        return arg;
      case 'parameterOperator': {
        const value = arg.symbol.kind === 'constant' ? this.#substitution.values.get(arg.symbol) : undefined;
        if (value === undefined) return arg;
        assert(isOperator(value), `an expression stands for operator ${arg.symbol.name}`);
        return value;
      }
      case 'definitionOperator':
        return this.#definitionOperator(arg);
    }
  }

  /** A copy that takes arguments of its instance besides its own is handed over as a LAMBDA. */
  #definitionOperator(arg: Extract<OperatorValue, { kind: 'definitionOperator' }>): OperatorValue {
    const old = resolved(arg.definition);
    const definition = this.#definition(old);
    const { leading } = this.#substitution;
    if (definition === old || old.local || leading.length === 0) return { ...arg, definition };
    return partial(definition, leading, arg.span);
  }

  #apply(value: OperatorValue, args: readonly CoreArgument[], node: Core): Core {
    const { span } = node;
    switch (value.kind) {
      case 'definitionOperator':
        return { kind: 'call', definition: value.definition, args, span, level: 0 };
      case 'builtinOperator':
        return { kind: 'builtin', operator: value.operator, args: args as readonly Core[], span, level: 0 };
      case 'parameterOperator':
        return value.symbol.kind === 'parameter'
          ? { kind: 'parameterRef', symbol: value.symbol, args, span, level: 0 }
          : { kind: 'constantRef', symbol: value.symbol, args, span, level: 0 };
      case 'lambda':
        return applyLambda(value, args, node, this.#substitution);
    }
  }
}

/** `LAMBDA x : Op(leading, x)` */
export function partial(
  definition: ResolvedDefinition,
  leading: readonly CoreArgument[],
  span: Core['span'],
): OperatorValue {
  const parameters = definition.parameters.slice(leading.length);
  const own = parameters.map((symbol): CoreArgument => {
    return symbol.arity === 0
      ? { kind: 'parameterRef', symbol, args: [], span, level: 0 }
      : { kind: 'parameterOperator', symbol, span };
  });
  const body: Core = { kind: 'call', definition, args: [...leading, ...own], span, level: 0 };
  return { kind: 'lambda', parameters, body, span };
}

/** A LAMBDA that stands for a constant operator is applied through a definition of its own. */
function applyLambda(
  lambda: Extract<OperatorValue, { kind: 'lambda' }>,
  args: readonly CoreArgument[],
  node: Core,
  substitution: Substitution,
): Core {
  assert(node.kind === 'constantRef', 'only declared operators are substituted');
  const { span } = node;
  const definition = new ResolvedDefinition({
    name: node.symbol.name,
    module: node.symbol.module,
    home: substitution.home,
    span: lambda.span,
    parameters: lambda.parameters,
    local: true,
  });
  definition.body = lambda.body;
  const body: Core = { kind: 'call', definition, args, span, level: 0 };
  return { kind: 'let', definitions: [definition], body, span, level: 0 };
}
