/** What names stand for while formulas are evaluated on symbolic values. */
import type { BoundSymbol, Core, Definition, OperatorValue, ParameterSymbol } from '../tla2ts/core.js';
import type { Symbolic } from './symbols.js';

export type Named = BoundSymbol | ParameterSymbol | Definition;

/** Evaluated where it is first needed. */
export class Thunk {
  constructor(
    readonly core: Core,
    readonly environment: Environment,
  ) {}
}

/** An operator with what the names in it stand for. */
export class Operator {
  constructor(
    readonly operator: OperatorValue,
    readonly environment: Environment,
  ) {}
}

export type Binding = { readonly value: Symbolic } | Thunk | Operator;

/** A chain of names, the innermost first: seldom more than a few, so that it is looked through. */
export class Environment {
  private name: Named | null = null;
  private binding: Binding | null = null;
  private outer: Environment | null;

  constructor(outer: Environment | null = null) {
    this.outer = outer;
  }

  bind(name: Named, binding: Binding): this {
    if (this.name !== null) {
      const rest = new Environment(this.outer);
      rest.name = this.name;
      rest.binding = this.binding;
      this.outer = rest;
    }
    this.name = name;
    this.binding = binding;
    return this;
  }

  with(name: Named, value: Symbolic): Environment {
    return new Environment(this).bind(name, { value });
  }

  lookup(name: Named): Binding | undefined {
    for (let scope: Environment | null = this; scope !== null; scope = scope.outer) {
      if (scope.name === name) return scope.binding!;
    }
    return undefined;
  }
}
