/**
 * One INSTANCE: its substitution and the copies of the definitions that were asked for. Copies are shared between
 * instances with the same module and the same substitution.
 */
import type { Core, CoreArgument, ParameterSymbol } from '../core.js';
import { substitutedSummary, substitutionConstraints, type ValueSummaries, type Values } from '../level/instance.js';
import { isOperator } from '../level/operator.js';
import type { LevelSummary } from '../level/summary.js';
import { ResolvedDefinition } from './definition.js';
import type { ResolvedModule } from './module-table.js';
import { type Mode, type Substitution, substituted } from './substitute.js';

export interface InstanceParts {
  readonly module: ResolvedModule;
  /** Where the INSTANCE stands. */
  readonly home: ResolvedModule;
  /** `M` of `M == INSTANCE ...`; null for an unnamed one. */
  readonly name: string | null;
  readonly parameters: readonly ParameterSymbol[];
  readonly values: Values;
  readonly summaries: ValueSummaries;
  /** It stands in a LET, so its copies may mention what the LET is in. */
  readonly local: boolean;
}

export class Instance implements Substitution {
  readonly values: Values;
  readonly leading: readonly CoreArgument[];
  readonly home: ResolvedModule;
  readonly local: boolean;
  readonly #parts: InstanceParts;
  readonly #constraints: LevelSummary;
  readonly #copies: Readonly<Record<Mode, Map<ResolvedDefinition, ResolvedDefinition>>> = {
    plain: new Map(),
    enabled: new Map(),
    primed: new Map(),
  };
  /** Some variable does not stand for one variable of its own. */
  readonly hidesVariables: boolean;

  constructor(parts: InstanceParts) {
    this.#parts = parts;
    this.values = parts.values;
    this.home = parts.home;
    this.local = parts.local;
    this.hidesVariables = hidesVariables(parts.values);
    this.#constraints = substitutionConstraints(parts.summaries);
    this.leading = parts.parameters.map((symbol): CoreArgument => {
      return symbol.arity === 0
        ? { kind: 'parameterRef', symbol, args: [], span: symbol.span, level: 0 }
        : { kind: 'parameterOperator', symbol, span: symbol.span };
    });
  }

  /** The copy of `origin`; `origin` itself where the substitution cannot touch it. */
  definition(origin: ResolvedDefinition, mode: Mode = 'plain'): ResolvedDefinition {
    return origin.home.mayMention(this.values) ? this.#copyOf(origin, mode) : origin;
  }

  /** What stands for `origin` under the name that the instance gives it: `M(p)!Op` takes p whether it needs it or not. */
  exported(origin: ResolvedDefinition): ResolvedDefinition {
    return this.#parts.parameters.length > 0 && origin.home.declaresAnything
      ? this.#copyOf(origin, 'plain')
      : this.definition(origin);
  }

  #copyOf(origin: ResolvedDefinition, mode: Mode): ResolvedDefinition {
    let copy = this.#copies[mode].get(origin);
    if (copy === undefined) {
      copy = this.#copy(origin, mode);
      this.#copies[mode].set(origin, copy);
    }
    return copy;
  }

  #copy(origin: ResolvedDefinition, mode: Mode): ResolvedDefinition {
    const { name, home, parameters, local } = this.#parts;
    const copy = new ResolvedDefinition({
      name: name === null ? origin.name : `${name}!${origin.name}`,
      module: origin.module,
      home,
      span: origin.span,
      parameters: [...parameters, ...origin.parameters],
      recursive: origin.recursive,
      local,
      library: origin.library,
      origin,
      instance: this,
    });
    copy.defer(
      () => substituted(origin.body, this, mode),
      () => {
        const { module, values, summaries } = this.#parts;
        return substitutedSummary(module, origin.summary, copy.parameters, values, summaries, this.#constraints);
      },
    );
    return copy;
  }
}

/**
 * The definitions of a LET: its own in order, and before the first use of each the copies that its instances made and
 * somebody uses.
 */
export function localDefinitions(
  own: readonly ResolvedDefinition[],
  instances: readonly Instance[],
  body: Core,
): readonly ResolvedDefinition[] {
  const mine = new Set<Instance | null>(instances);
  const placed = new Set<ResolvedDefinition>();
  const open = new Set<ResolvedDefinition>();
  const visit = (definition: ResolvedDefinition): void => {
    if (open.has(definition) || !(own.includes(definition) || mine.has(definition.instance))) return;
    open.add(definition);
    forEachCallee(definition.body, visit);
    placed.add(definition);
  };
  for (const definition of own) visit(definition);
  forEachCallee(body, visit);
  return [...placed];
}

/** Whether variables stand for something else than one variable each. */
function hidesVariables(values: Values): boolean {
  const seen = new Set<object>();
  for (const [symbol, value] of values) {
    if (symbol.kind !== 'variable') continue;
    if (value.kind !== 'variableRef' || seen.has(value.symbol)) return true;
    seen.add(value.symbol);
  }
  return false;
}

/** Calls `visit` with every definition that occurs in `node`, whatever the kind of node. */
export function forEachCallee(node: unknown, visit: (definition: ResolvedDefinition) => void): void {
  if (node === null || typeof node !== 'object') return;
  if (node instanceof ResolvedDefinition) {
    visit(node);
    return;
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'definitions') for (const local of value as ResolvedDefinition[]) forEachCallee(local.body, visit);
    else if (key !== 'span' && key !== 'symbol') forEachCallee(value, visit);
  }
}

/** Equal keys give equal copies; null where the substitution is too rich to compare. */
export function instanceKey(parts: InstanceParts, identity: (symbol: object) => number): string | null {
  if (parts.parameters.length > 0 || parts.local) return null;
  const keys: string[] = [];
  for (const value of parts.values.values()) {
    if (isOperator(value)) {
      if (value.kind === 'lambda') return null;
      if (value.kind === 'builtinOperator') keys.push(value.operator);
      else keys.push(`${identity(value.kind === 'definitionOperator' ? value.definition : value.symbol)}`);
    } else if (value.kind === 'variableRef' || (value.kind === 'constantRef' && value.args.length === 0)) {
      keys.push(`${identity(value.symbol)}`);
    } else if (value.kind === 'call' && value.args.length === 0) keys.push(`${identity(value.definition)}`);
    else return null;
  }
  return `${identity(parts.module)} ${parts.name === null ? 'unnamed' : 'named'} ${keys.join(' ')}`;
}
