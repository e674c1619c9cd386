/** What names mean at a place in the generated text. */
import { assert } from '../../core/assert.js';
import type { BoundSymbol, CoreArgument, Definition, ParameterSymbol } from '../core.js';
import type { ModuleEmitter } from './module-emitter.js';
import { Names } from './names.js';

/** A JavaScript function being written. What it uses of the functions around it becomes its parameters (lifting). */
export class Frame {
  readonly names: Names;
  readonly captures = new Map<string, LocalBinding>();

  constructor(
    readonly outer: Frame | null,
    names: Names,
    /** The definition that is being written: what is lifted out of it is named after it. */
    readonly label: string,
  ) {
    this.names = new Names(names);
  }
}

/** A local of the generated code. */
export interface LocalBinding {
  /** `thunk`: a function without arguments that yields a value; `operator`: one with arguments. */
  readonly kind: 'value' | 'integer' | 'boolean' | 'thunk' | 'operator';
  readonly name: string;
  readonly frame: Frame;
  /** Of operators: how many arguments, and whether the result is a boolean. */
  readonly arity: number;
  readonly predicate: boolean;
  /** Of a LET operator that stands as a conjunct of an action: where its body is followed for alternatives. */
  readonly followed?: Scope | undefined;
}

export type Binding =
  | LocalBinding
  /** Expanded where it is used: an action, or something that reads variables while they are still being assigned. */
  | { readonly kind: 'macro'; readonly argument: CoreArgument; readonly scope: Scope };

export type Named = BoundSymbol | ParameterSymbol | Definition;

/** Which registers an unprimed variable is read from. */
export type Registers = 'current' | 'next';

/**
 * `expression`: no register changes while it is evaluated. `next` and `init`: registers are assigned on the way, so what
 * reads them must not be kept.
 */
export type Setting = 'expression' | 'next' | 'init';

export class Scope {
  private readonly bindings = new Map<Named, Binding>();

  constructor(
    readonly module: ModuleEmitter,
    readonly frame: Frame,
    readonly registers: Registers,
    readonly setting: Setting,
    private readonly outer: Scope | null,
  ) {}

  lookup(name: Named): Binding | undefined {
    return this.bindings.get(name) ?? this.outer?.lookup(name);
  }

  bind(name: Named, binding: Binding): void {
    this.bindings.set(name, binding);
  }

  /** Declares a local of this scope's function and binds the name to it; returns the identifier. */
  declare(
    name: Named,
    kind: LocalBinding['kind'],
    options: { arity?: number; predicate?: boolean; followed?: Scope | undefined } = {},
  ): string {
    const text = this.frame.names.fresh(this.module.localName(name.name));
    this.bind(name, {
      kind,
      name: text,
      frame: this.frame,
      arity: options.arity ?? 0,
      predicate: options.predicate ?? false,
      followed: options.followed,
    });
    return text;
  }

  /** A local without a TLA+ name. */
  temporary(wanted: string): string {
    return this.frame.names.fresh(wanted);
  }

  /** The identifier of a local, noting that the functions between here and its own must be handed it. */
  use(binding: LocalBinding): string {
    let frame: Frame | null = this.frame;
    while (frame !== null && frame !== binding.frame) {
      frame.captures.set(binding.name, binding);
      frame = frame.outer;
    }
    assert(frame !== null, `${binding.name} is used outside the function that declares it`);
    return binding.name;
  }

  child(change: { frame?: Frame; registers?: Registers; setting?: Setting } = {}): Scope {
    return new Scope(
      this.module,
      change.frame ?? this.frame,
      change.registers ?? this.registers,
      change.setting ?? this.setting,
      this,
    );
  }
}
