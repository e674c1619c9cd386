/**
 * Carries the configuration's replacements out: `N <- Def`, `N <- [Module] Def` and `N = value` over the whole
 * specification, which is copied. Levels above a replaced constant rise where its replacement reads variables.
 */
import type { Name } from '../ast.js';
import type { Configuration } from '../configuration/configuration.js';
import type {
  ConstantSymbol,
  Core,
  CoreArgument,
  CoreBound,
  Definition,
  Level,
  ParameterSymbol,
  Specification,
} from '../core.js';
import { type Diagnostic, meantBy } from '../diagnostic.js';
import { isOperatorValue } from './traverse.js';

export function link(
  specification: Specification,
  configuration: Configuration,
  diagnostics: Diagnostic[],
): Specification {
  const { replacements, constants } = configuration;
  const linker = new Linker();
  for (const { name, module, by } of replacements) {
    const target = specification.visible.get(by.text) ?? standingFor(specification, by);
    const key = module === null ? name.text : `${module.text}!${name.text}`;
    if (target === undefined) {
      const message = `${by.text}, which is to replace ${name.text}, is not defined in ${specification.name}`;
      const hint = meantBy(by.text, specification.visible.keys());
      diagnostics.push({ code: 'TLA412', severity: 'error', message, span: by.span, ...hint });
    } else if (module !== null) linker.inModules.set(key, target);
    else if (isOfOtherArity(specification, key, target)) {
      diagnostics.push({
        code: 'TLA426',
        severity: 'error',
        message: `${by.text}, which is to replace ${key}, has ${counted(target.parameters.length)}`,
        span: by.span,
        expected: `a definition with ${counted(arityHere(specification, key) ?? 0)}`,
      });
    } else if (specification.constants.some((constant) => constant.name === key)) {
      if (target.level > 0 && target.parameters.length === 0) {
        diagnostics.push({
          code: 'TLA419',
          severity: 'error',
          message: `${by.text}, which is to replace the constant ${key}, reads variables`,
          span: by.span,
          expected: 'a definition without variables',
        });
      }
      linker.constants.set(key, target);
    } else {
      const replaced = specification.visible.get(key);
      if (replaced !== undefined) {
        linker.definitions.set(replaced, target);
        for (const instance of copiesOf(replaced, specification)) linker.inText.set(instance, target);
      } else {
        const message = `${key} is neither a constant nor a definition of ${specification.name}`;
        const hint = meantBy(key, [
          ...specification.constants.map((constant) => constant.name),
          ...specification.visible.keys(),
        ]);
        diagnostics.push({ code: 'TLA413', severity: 'error', message, span: name.span, ...hint });
      }
    }
  }
  for (const { name, args, module } of constants) {
    if (args.length > 0) continue;
    const replaced = module === null ? specification.visible.get(name.text) : undefined;
    if (module !== null) linker.valuesInModules.set(`${module.text}!${name.text}`, `${module.text}!${name.text}`);
    else if (replaced !== undefined) linker.values.set(replaced, name.text);
  }
  if (linker.isEmpty) return specification;
  const visible = new Map(
    [...specification.visible].map(([name, definition]) => [name, linker.definition(definition)]),
  );
  const assumptions = specification.assumptions.map((assumption) => ({
    ...assumption,
    body: linker.core(assumption.body),
  }));
  linker.raiseLevels();
  const kept = specification.constants.filter(({ name }) => !linker.constants.has(name));
  return { ...specification, constants: kept, visible, assumptions };
}

const counted = (parameters: number): string => `${parameters} parameter${parameters === 1 ? '' : 's'}`;

/** How many arguments the constant or definition takes; null where there is none of this name. */
function arityHere({ constants, visible }: Specification, name: string): number | null {
  const constant = constants.find((each) => each.name === name);
  return constant?.arity ?? visible.get(name)?.parameters.length ?? null;
}

function isOfOtherArity(specification: Specification, name: string, { parameters }: Definition): boolean {
  const arity = arityHere(specification, name);
  return arity !== null && arity !== parameters.length;
}

/**
 * A module that is both extended and instantiated (`etcd == INSTANCE etcdraft` in a trace specification) has one text, and
 * TLC replaces a definition wherever that text uses it. What others call `etcd!Restart` is not replaced: so the definition
 * that replaces `Restart` can fall back on it.
 */
function copiesOf(replaced: Definition, specification: Specification): Definition[] {
  return [...specification.visible.values()].filter(
    (other) => other !== replaced && other.name.includes('!') && keyOf(other) === keyOf(replaced),
  );
}

/** What TLC knows as definitions though the language has them: `N <- TRUE`. */
const namedValues: ReadonlySet<string> = new Set(['TRUE', 'FALSE', 'BOOLEAN', 'STRING']);

/** A definition whose value is a constant's, or the language's: `N <- M` may name a constant M of the specification. */
function standingFor(specification: Specification, { text: name, span: place }: Name): Definition | undefined {
  const symbol = specification.constants.find((constant) => constant.name === name);
  if (symbol === undefined) {
    if (!namedValues.has(name)) return undefined;
    const value: Core = { kind: 'builtin', operator: name, args: [], span: place, level: 0 };
    return constantDefinition(name, specification.name, [], value);
  }
  const { module, span, arity } = symbol;
  const parameters = Array.from({ length: arity }, (_, i): ParameterSymbol => {
    return { kind: 'parameter', name: `a${i + 1}`, arity: 0, span };
  });
  const args = parameters.map(
    (parameter): Core => ({ kind: 'parameterRef', symbol: parameter, args: [], span, level: 0 }),
  );
  return constantDefinition(name, module, parameters, { kind: 'constantRef', symbol, args, span, level: 0 });
}

function constantDefinition(
  name: string,
  module: string,
  parameters: readonly ParameterSymbol[],
  body: Core,
): Definition {
  return {
    kind: 'definition',
    name,
    module,
    parameters,
    body,
    level: 0,
    recursive: false,
    local: false,
    library: false,
    span: body.span,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Linker {
  readonly definitions = new Map<Definition, Definition>();
  readonly constants = new Map<string, Definition>();
  /** Of definitions of instances, where they are used in their own module's text. */
  readonly inText = new Map<Definition, Definition>();
  /** By `Module!name`, name as in that module's text. */
  readonly inModules = new Map<string, Definition>();
  readonly values = new Map<Definition, string>();
  readonly valuesInModules = new Map<string, string>();
  /** In whose text the expression that is being copied stands. */
  #module = '';
  readonly #copies = new Map<Definition, Mutable<Definition>>();
  /** Copied nodes, children before parents, with what their level may rise from. */
  readonly #nodes: { readonly node: Mutable<Core>; readonly below: readonly (Core | Definition)[] }[] = [];

  get isEmpty(): boolean {
    const maps = [this.definitions, this.inText, this.constants, this.inModules, this.values, this.valuesInModules];
    return maps.every(({ size }) => size === 0);
  }

  /** The copy of what stands for a definition. */
  definition(asked: Definition): Definition {
    const here = asked.local ? undefined : this.inModules.get(`${this.#module}!${nameIn(asked)}`);
    let target = here ?? (this.#module === asked.module ? this.inText.get(asked) : undefined) ?? asked;
    for (let steps = 0; steps < 20; steps += 1) {
      const next = this.definitions.get(target) ?? (target.local ? undefined : this.inModules.get(keyOf(target)));
      if (next === undefined || next === target) break;
      target = next;
    }
    const known = this.#copies.get(target);
    if (known !== undefined) return known;
    const { kind, name, module, parameters, level, recursive, local, library, span } = target;
    const copy: Mutable<Definition> = {
      kind,
      name,
      module,
      parameters,
      level,
      recursive,
      local,
      library,
      span,
      body: target.body,
    };
    this.#copies.set(target, copy);
    const outside = this.#module;
    this.#module = module;
    copy.body = this.core(target.body);
    this.#module = outside;
    return copy;
  }

  core(core: Core): Core {
    const below: (Core | Definition)[] = [];
    const node = this.#copy(core, below);
    if (node !== core) this.#nodes.push({ node, below });
    return node;
  }

  /** Until nothing changes: recursion makes cycles. */
  raiseLevels(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const { node, below } of this.#nodes) {
        const level = Math.max(node.level, ...below.map((part) => part.level)) as Level;
        if (level === node.level || node.level === 3 || lowersLevel(node)) continue;
        node.level = level;
        changed = true;
      }
      for (const copy of this.#copies.values()) {
        if (copy.body.level <= copy.level) continue;
        copy.level = copy.body.level;
        changed = true;
      }
    }
  }

  #copy(core: Core, below: (Core | Definition)[]): Core {
    const child = (part: Core): Core => {
      const copied = this.core(part);
      below.push(copied);
      return copied;
    };
    const argument = (part: CoreArgument): CoreArgument => {
      if (!isOperatorValue(part)) return child(part);
      if (part.kind === 'lambda') return { ...part, body: child(part.body) };
      if (part.kind === 'definitionOperator') return { ...part, definition: used(part.definition) };
      if (part.kind === 'parameterOperator' && part.symbol.kind === 'constant') {
        const target = this.#constant(part.symbol);
        return target === null ? part : { kind: 'definitionOperator', definition: used(target), span: part.span };
      }
      return part;
    };
    const used = (definition: Definition): Definition => {
      const copied = this.definition(definition);
      below.push(copied);
      return copied;
    };
    const bound = (one: CoreBound): CoreBound => ({ ...one, set: one.set === null ? null : child(one.set) });
    switch (core.kind) {
      case 'number':
      case 'real':
      case 'string':
      case 'variableRef':
      case 'boundRef':
        return core;
      case 'constantRef': {
        const target = this.#constant(core.symbol);
        const args = core.args.map(argument);
        if (target === null) {
          const name = this.valuesInModules.get(`${core.symbol.module}!${core.symbol.name}`);
          return name === undefined ? { ...core, args } : { ...core, args, symbol: { ...core.symbol, name } };
        }
        return { kind: 'call', definition: used(target), args, span: core.span, level: core.level };
      }
      case 'parameterRef':
        return { ...core, args: core.args.map(argument) };
      case 'call': {
        const given = this.#given(core.definition);
        if (given !== null) {
          const { span } = core;
          const symbol: ConstantSymbol = { kind: 'constant', name: given, arity: 0, module: '', span };
          return { kind: 'constantRef', symbol, args: [], span, level: 0 };
        }
        return { ...core, definition: used(core.definition), args: core.args.map(argument) };
      }
      case 'builtin':
        return { ...core, args: core.args.map(child) };
      case 'quantifier':
      case 'setMap':
      case 'function':
      case 'recursiveFunction':
        return { ...core, bounds: core.bounds.map(bound), body: child(core.body) };
      case 'choose':
      case 'setFilter':
        return { ...core, bound: bound(core.bound), body: child(core.body) };
      case 'tuple':
      case 'set':
      case 'times':
        return { ...core, items: core.items.map(child) };
      case 'functionSet':
        return { ...core, domain: child(core.domain), range: child(core.range) };
      case 'functionApply':
        return { ...core, function: child(core.function), argument: child(core.argument) };
      case 'record':
      case 'recordSet':
        return { ...core, fields: core.fields.map(({ name, value }) => ({ name, value: child(value) })) };
      case 'field':
        return { ...core, record: child(core.record) };
      case 'except':
        return {
          ...core,
          base: child(core.base),
          updates: core.updates.map((update) => ({
            at: update.at,
            value: child(update.value),
            path: update.path.map((selector) =>
              selector.kind === 'index' ? { ...selector, value: child(selector.value) } : selector,
            ),
          })),
        };
      case 'if':
        return {
          ...core,
          condition: child(core.condition),
          whenTrue: child(core.whenTrue),
          whenFalse: child(core.whenFalse),
        };
      case 'case':
        return {
          ...core,
          arms: core.arms.map(({ guard, value }) => ({ guard: child(guard), value: child(value) })),
          other: core.other === null ? null : child(core.other),
        };
      case 'let':
        return {
          ...core,
          definitions: core.definitions.map((local) => this.definition(local)),
          body: child(core.body),
        };
      case 'actionOf':
        return { ...core, action: child(core.action), subscript: child(core.subscript) };
      case 'fairness':
        return {
          ...core,
          action: child(core.action),
          subscript: child(core.subscript),
          ...(core.enabled === undefined ? {} : { enabled: child(core.enabled) }),
        };
    }
  }

  #constant(symbol: ConstantSymbol): Definition | null {
    const here = this.inModules.get(`${this.#module}!${symbol.name}`);
    return here ?? this.inModules.get(`${symbol.module}!${symbol.name}`) ?? this.constants.get(symbol.name) ?? null;
  }

  /** The constant of the configuration whose value a definition has. */
  #given(definition: Definition): string | null {
    if (definition.local) return null;
    return this.values.get(definition) ?? this.valuesInModules.get(keyOf(definition)) ?? null;
  }
}

/** The module in whose text a definition stands, and its name there. */
const keyOf = (definition: Definition): string => `${definition.module}!${nameIn(definition)}`;
const nameIn = ({ name }: Definition): string => name.slice(name.lastIndexOf('!') + 1);

/** Operators whose level says nothing about their operands'. */
const lowersLevel = (core: Core): boolean => core.kind === 'builtin' && core.operator === 'ENABLED';
