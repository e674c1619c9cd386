/** What names mean at a place in the generated text. */
import { assert } from '../../core/assert.js';
import type { BoundSymbol, Core, CoreArgument, Definition, ParameterSymbol } from '../core.js';
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
  /** Of a parameter that is a thunk: the definition's body. */
  readonly body?: Core | undefined;
  /** Of operators: the types of what they are given, if not all are values. */
  readonly parameters?: readonly string[] | undefined;
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

/** Whether a variable has its value: by form of the text, or only at run time (then NONE says that it has none). */
export type Status = 'no' | 'yes' | 'maybe';
export type Assigned = readonly Status[];

/** Registers that are being assigned, and which of them have a value: to read one without is an error, as in TLC. */
interface Open {
  readonly registers: Registers;
  readonly assigned: Assigned;
}

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
    private readonly open: Open | null = null,
    /** Below a prime whose state has been put into the current registers (see ENABLED): what is bound outside reads those. */
    private readonly shifted = false,
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
    options: Partial<Pick<LocalBinding, 'arity' | 'predicate' | 'body' | 'parameters' | 'followed'>> = {},
  ): string {
    const text = this.frame.names.fresh(this.module.localName(name.name));
    this.bind(name, {
      kind,
      name: text,
      frame: this.frame,
      arity: options.arity ?? 0,
      predicate: options.predicate ?? false,
      body: options.body,
      parameters: options.parameters,
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

  /** This scope where an action has assigned as much. */
  given(assigned: Assigned): Scope {
    if (this.setting === 'expression') return this;
    const open: Open = { registers: this.setting === 'init' ? 'current' : 'next', assigned };
    return new Scope(this.module, this.frame, this.registers, this.setting, this, open, this.shifted);
  }

  /** As a scope for what is evaluated where `use` stands. */
  usedAt(use: Scope, change: { frame?: Frame; registers?: Registers; setting?: Setting } = {}): Scope {
    const { frame, registers, setting } = { ...this, ...(use.shifted ? { registers: use.registers } : {}), ...change };
    return new Scope(this.module, frame, registers, setting, this, use.open, use.shifted);
  }

  /** For what is evaluated later, when everything it reads has its value. */
  later(): Scope {
    return this.open === null
      ? this
      : new Scope(this.module, this.frame, this.registers, this.setting, this, null, this.shifted);
  }

  /** Whether a variable has its value where it is read here. */
  statusOf(index: number, registers: Registers = this.registers): Status {
    return this.open === null || this.open.registers !== registers ? 'yes' : (this.open.assigned[index] ?? 'yes');
  }

  /** Whether something reads, here, what may have no value yet. */
  readsUnassigned({ current, next }: { readonly current: Iterable<number>; readonly next: Iterable<number> }): boolean {
    if (this.open === null) return false;
    const missing = (indices: Iterable<number>, registers: Registers): boolean =>
      [...indices].some((index) => this.statusOf(index, registers) !== 'yes');
    return missing(current, this.registers) || missing(next, 'next');
  }

  child(change: { frame?: Frame; registers?: Registers; setting?: Setting } = {}): Scope {
    return new Scope(
      this.module,
      change.frame ?? this.frame,
      change.registers ?? this.registers,
      change.setting ?? this.setting,
      this,
      this.open,
      this.shifted,
    );
  }

  /** For a state of its own: that of the next registers has been put into the current ones. */
  shift(): Scope {
    return new Scope(this.module, this.frame, 'current', this.setting, this, null, true);
  }
}
