/**
 * Evaluates expressions on symbolic values. Less than all of TLA+: what it does not know it declines, and the general search
 * goes on. It is run where something is learnt only, so that it need not be fast, but has to look at as little as possible.
 */
import type { Constants } from '../check/specification.js';
import {
  BOOLEAN,
  bigInteger,
  bigUnion,
  bool,
  difference,
  EMPTY_SET,
  functionSet,
  intersection,
  isTrue,
  nativeOperator,
  powerSet,
  product,
  recordOf,
  recordSet,
  recordShape,
  STRING_SET,
  setOf,
  string,
  tupleOf,
  union,
  type Value,
} from '../tla/runtime.js';
import type { Core, CoreArgument, CoreSelector, Definition, OperatorValue } from '../tla2ts/core.js';
import { freeNamesOf } from '../tla2ts/lower/facts.js';
import { isOperatorValue } from '../tla2ts/lower/traverse.js';
import { type Binding, Environment, type Named, Operator, Thunk } from './environment.js';
import type { Layout } from './layout.js';
import { Loops } from './loops.js';
import { Membership } from './membership.js';
import { Declined, Part, type Symbolic, Symbols } from './symbols.js';
import type { Trees } from './tree.js';

type Builtin = Core & { readonly kind: 'builtin' };

const MOST_CALLS = 400;

export class Evaluator {
  readonly symbols: Symbols;
  readonly membership: Membership;
  private readonly loops: Loops;
  private readonly natives = new Map<Definition, ReturnType<typeof nativeOperator> | null>();
  private readonly constantValues = new Map<Core, Value>();
  /** What the action at hand has assigned; null where there is no step. */
  assigned: readonly (Symbolic | undefined)[] | null = null;
  private primed = false;
  private calls = 0;

  constructor(
    readonly layout: Layout,
    readonly trees: Trees,
    private readonly constants: Constants,
  ) {
    this.symbols = new Symbols(layout, trees);
    this.membership = new Membership(this);
    this.loops = new Loops(this);
  }

  truth(core: Core, names: Environment): boolean {
    switch (core.kind) {
      case 'builtin': {
        const { args } = core;
        const first = args[0] as Core;
        const second = args[1] as Core;
        switch (core.operator) {
          case 'TRUE':
            return true;
          case 'FALSE':
            return false;
          case '/\\':
            return args.every((arg) => this.truth(arg, names));
          case '\\/':
            return args.some((arg) => this.truth(arg, names));
          case '~':
            return !this.truth(first, names);
          case '=>':
            return !this.truth(first, names) || this.truth(second, names);
          case '<=>':
            return this.truth(first, names) === this.truth(second, names);
          case '=':
            return this.symbols.equal(this.symbolic(first, names), this.symbolic(second, names));
          case '#':
            return !this.symbols.equal(this.symbolic(first, names), this.symbolic(second, names));
          case '\\in':
            return this.membership.isMember(first, second, names);
          case '\\notin':
            return !this.membership.isMember(first, second, names);
          case '\\subseteq':
            return this.membership.isSubset(first, second, names);
          case 'UNCHANGED':
            return this.isUnchanged(first, names);
          default:
            return isTrue(this.value(core, names));
        }
      }
      case 'quantifier':
        return this.loops.quantifier(core, names);
      case 'actionOf': {
        const same = this.isUnchanged(core.subscript, names);
        return core.form === 'box' ? same || this.truth(core.action, names) : !same && this.truth(core.action, names);
      }
      case 'if':
        return this.truth(this.truth(core.condition, names) ? core.whenTrue : core.whenFalse, names);
      default:
        return isTrue(this.value(core, names));
    }
  }

  /** Part by part, so that what stays is not looked at. */
  private isUnchanged(core: Core, names: Environment): boolean {
    if (core.kind === 'tuple') return core.items.every((item) => this.isUnchanged(item, names));
    if (
      core.kind === 'call' &&
      core.args.length === 0 &&
      !core.definition.library &&
      names.lookup(core.definition) === undefined
    )
      return this.isUnchanged(core.definition.body, new Environment());
    return this.symbols.equal(
      this.symbolic(core, names),
      this.whilePrimed(() => this.symbolic(core, names)),
    );
  }

  private whilePrimed<T>(run: () => T): T {
    const before = this.primed;
    this.primed = true;
    try {
      return run();
    } finally {
      this.primed = before;
    }
  }

  value(core: Core, names: Environment): Value {
    return this.symbols.force(this.symbolic(core, names));
  }

  symbolic(core: Core, names: Environment): Symbolic {
    if (core.level !== 0 || core.kind === 'recursiveFunction' || freeNamesOf(core).size > 0)
      return this.compute(core, names);
    const known = this.constantValues.get(core);
    if (known !== undefined) return known;
    const value = this.symbols.force(this.compute(core, names));
    this.constantValues.set(core, value);
    return value;
  }

  private compute(core: Core, names: Environment): Symbolic {
    const value = (part: Core): Value => this.value(part, names);
    switch (core.kind) {
      case 'actionOf':
        return bool(this.truth(core, names));
      case 'number':
        return bigInteger(core.value);
      case 'string':
        return string(core.value);
      case 'variableRef':
        return this.variable(core.symbol.index);
      case 'constantRef': {
        const { symbol, args } = core;
        if (symbol.arity === 0) return this.constants.value(symbol.name);
        return this.constants.operator(symbol.name)(...this.values(args, names));
      }
      case 'boundRef':
        return this.bound(core.symbol, [], names);
      case 'parameterRef':
        return this.bound(core.symbol, core.args, names);
      case 'call':
        return this.call(core.definition, core.args, names);
      case 'builtin':
        return this.builtin(core, names);
      case 'quantifier':
        return bool(this.truth(core, names));
      case 'choose':
        return this.loops.choose(core, names);
      case 'tuple':
        return tupleOf(core.items.map(value));
      case 'set':
        return core.items.length === 0 ? EMPTY_SET : setOf(core.items.map(value));
      case 'times':
        return product(...core.items.map(value));
      case 'setFilter':
        return this.loops.filter(core, names);
      case 'setMap':
        return this.loops.map(core, names);
      case 'function':
        return this.loops.function(core, names);
      case 'recursiveFunction':
        return this.loops.recursive(core, names);
      case 'functionSet':
        return functionSet(value(core.domain), value(core.range));
      case 'functionApply':
        return this.symbols.apply(this.symbolic(core.function, names), value(core.argument));
      case 'record':
        return recordOf(Object.fromEntries(core.fields.map((field) => [field.name, value(field.value)])));
      case 'recordSet': {
        const shape = recordShape(...core.fields.map(({ name }) => name));
        return recordSet(shape, ...core.fields.map((field) => value(field.value)));
      }
      case 'field':
        return this.symbols.apply(this.symbolic(core.record, names), string(core.name));
      case 'except':
        return this.except(core, names);
      case 'if':
        return this.symbolic(this.truth(core.condition, names) ? core.whenTrue : core.whenFalse, names);
      case 'case': {
        const arm = core.arms.find(({ guard }) => this.truth(guard, names));
        const chosen = arm?.value ?? core.other;
        if (chosen === null) throw new Declined('no arm of a CASE is true');
        return this.symbolic(chosen, names);
      }
      case 'let':
        return this.symbolic(core.body, this.withLocals(core.definitions, names));
      default:
        throw new Declined(`${core.kind} inside an expression`);
    }
  }

  private variable(index: number): Symbolic {
    if (!this.primed) return new Part(this.layout.shapes[index]!);
    const value = this.assigned?.[index];
    if (value === undefined) throw new Declined('a variable is read primed before it is assigned');
    return value;
  }

  withLocals(definitions: readonly Definition[], names: Environment): Environment {
    const inner = new Environment(names);
    for (const definition of definitions) {
      const { span } = definition;
      if (definition.parameters.length === 0) inner.bind(definition, new Thunk(definition.body, inner));
      else inner.bind(definition, new Operator({ kind: 'definitionOperator', definition, span }, inner));
    }
    return inner;
  }

  private bound(name: Named, args: readonly CoreArgument[], names: Environment): Symbolic {
    const binding = names.lookup(name);
    if (binding === undefined) throw new Declined(`${name.name} stands for nothing that is known`);
    return this.applyBinding(binding, args, names);
  }

  private applyBinding(binding: Binding, args: readonly CoreArgument[], names: Environment): Symbolic {
    if (binding instanceof Operator) return this.operate(binding, args, names);
    if (!(binding instanceof Thunk)) return binding.value;
    const { core, environment } = binding;
    if (this.primed || core.level > 1) return this.symbolic(core, environment);
    return this.trees.remembered(binding, () => this.symbolic(core, environment));
  }

  private call(definition: Definition, args: readonly CoreArgument[], names: Environment): Symbolic {
    const local = names.lookup(definition);
    if (local !== undefined) return this.applyBinding(local, args, names);
    const native = definition.library ? this.native(definition) : undefined;
    if (native === undefined) return this.inside(definition, args, names, null);
    const given = args.map((argument) =>
      isOperatorValue(argument) ? this.callable(argument, names) : this.value(argument, names),
    );
    return (native as (...args: unknown[]) => Value)(...given);
  }

  private native(definition: Definition): ReturnType<typeof nativeOperator> {
    const known = this.natives.get(definition);
    if (known !== undefined) return known ?? undefined;
    const made = nativeOperator(definition.module, definition.name.slice(definition.name.lastIndexOf('!') + 1));
    this.natives.set(definition, made ?? null);
    return made;
  }

  /** The body of a definition; `around`: what the names of a LET's definition stand for. */
  private inside(
    definition: Definition,
    args: readonly CoreArgument[],
    names: Environment,
    around: Environment | null,
  ): Symbolic {
    this.calls += 1;
    try {
      if (this.calls > MOST_CALLS) throw new Declined(`${definition.name} recurs too deeply`);
      return this.symbolic(definition.body, this.withArguments(definition, args, names, around));
    } finally {
      this.calls -= 1;
    }
  }

  withArguments(
    definition: Definition,
    args: readonly CoreArgument[],
    names: Environment,
    around: Environment | null = null,
  ): Environment {
    const inner = new Environment(around);
    definition.parameters.forEach((parameter, index) => {
      const argument = args[index]!;
      inner.bind(parameter, bindingOf(argument, names));
    });
    return inner;
  }

  private operate({ operator, environment }: Operator, args: readonly CoreArgument[], names: Environment): Symbolic {
    switch (operator.kind) {
      case 'lambda': {
        const inner = new Environment(environment);
        for (const [index, parameter] of operator.parameters.entries())
          inner.bind(parameter, bindingOf(args[index]!, names));
        return this.symbolic(operator.body, inner);
      }
      case 'definitionOperator': {
        const { definition } = operator;
        if (definition.local) return this.inside(definition, args, names, environment);
        return this.call(definition, args, names);
      }
      case 'parameterOperator': {
        const { symbol } = operator;
        if (symbol.kind === 'constant') return this.constants.operator(symbol.name)(...this.values(args, names));
        const binding = environment.lookup(symbol);
        if (binding === undefined) throw new Declined(`${symbol.name} stands for nothing that is known`);
        return this.applyBinding(binding, args, names);
      }
      case 'builtinOperator':
        throw new Declined(`the operator ${operator.operator} as an argument`);
    }
  }

  /** As a function on ids, for an operator of the library. */
  private callable(operator: OperatorValue, names: Environment): (...values: Value[]) => Value {
    return (...values) => {
      const inner = new Environment(names);
      const args = values.map((value, index): Core => {
        const symbol = { kind: 'bound', name: `a${index}`, span: operator.span } as const;
        inner.bind(symbol, { value });
        return { kind: 'boundRef', symbol, span: operator.span, level: 0 };
      });
      return this.symbols.force(this.operate(new Operator(operator, names), args, inner));
    };
  }

  private values(args: readonly CoreArgument[], names: Environment): Value[] {
    return args.map((argument) => {
      if (isOperatorValue(argument)) throw new Declined('an operator as an argument of a constant');
      return this.value(argument, names);
    });
  }

  private builtin(core: Builtin, names: Environment): Symbolic {
    const { operator, args } = core;
    const [first, second] = args as [Core, Core];
    const value = (part: Core): Value => this.value(part, names);
    switch (operator) {
      case '\\cup': {
        const left = this.symbolic(first, names);
        const right = this.symbolic(second, names);
        const changed =
          typeof right === 'number'
            ? this.symbols.plus(left, right)
            : typeof left === 'number'
              ? this.symbols.plus(right, left)
              : null;
        return changed ?? union(this.symbols.force(left), this.symbols.force(right));
      }
      case '\\': {
        const left = this.symbolic(first, names);
        const right = this.value(second, names);
        return this.symbols.minus(left, right) ?? difference(this.symbols.force(left), right);
      }
      case '\\cap':
        return intersection(value(first), value(second));
      case 'SUBSET':
        return powerSet(value(first));
      case 'UNION':
        return bigUnion(value(first));
      case 'DOMAIN':
        return this.symbols.domain(this.symbolic(first, names));
      case 'BOOLEAN':
        return BOOLEAN;
      case 'STRING':
        return STRING_SET;
      case "'":
        return this.whilePrimed(() => this.symbolic(first, names));
      case 'ENABLED':
      case '\\cdot':
        throw new Declined(operator);
      default:
        return bool(this.truth(core, names));
    }
  }

  private except(core: Core & { readonly kind: 'except' }, names: Environment): Symbolic {
    let result = this.symbolic(core.base, names);
    for (const { path, at, value } of core.updates) {
      const keys = path.map((selector: CoreSelector) =>
        selector.kind === 'field' ? string(selector.name) : this.value(selector.value, names),
      );
      const change = (f: Symbolic, depth: number): Symbolic => {
        const key = keys[depth];
        if (key === undefined) return this.symbolic(value, names.with(at, f));
        const old = this.symbols.select(f, key);
        if (old === undefined) throw new Declined('EXCEPT changes a function outside its domain');
        return this.symbols.except(f, key, change(old, depth + 1));
      };
      result = change(result, 0);
    }
    return result;
  }
}

const bindingOf = (argument: CoreArgument, names: Environment): Binding =>
  isOperatorValue(argument) ? new Operator(argument, names) : new Thunk(argument, names);
