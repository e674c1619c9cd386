/**
 * What is shared while one specification's text is made: identifiers, hoisted constants, the functions written so far and
 * those still to be written, and which functions of the runtime are used.
 */
import type { Core, Definition, Specification, VariableSymbol } from '../core.js';
import type { Program } from '../lower/program.js';
import type { CompiledAction } from './action-call.js';
import { type Code, Writer } from './code.js';
import { identifier, Names } from './names.js';
import { Places } from './place.js';
import { recalling } from './recall.js';
import { Frame, type LocalBinding, Scope } from './scope.js';

/** From where a TypeScript file imports the runtime's functions, and the types of what it returns. */
export interface Imports {
  readonly runtime: string;
  readonly specification: string;
}

export interface EmitOptions {
  /** Also write, for each action, how its conjuncts come out in a state. */
  readonly explanations?: boolean;
  /** Note at which expressions an evaluation that fails had arrived. Slow. */
  readonly places?: boolean;
  /** Values that an action assigns are compared with observed ones at once (`CompiledSpecification.observe`). */
  readonly observed?: boolean;
  /** Count how often conjuncts of actions were reached, and were true. */
  readonly coverage?: boolean;
  readonly imports: Imports;
  /** Print types: TypeScript for a file; without, JavaScript to be loaded at once. */
  readonly types: boolean;
  /** Path and SHA-256 of the specification's text, for the head of the file. */
  readonly source: string;
  readonly hash: string;
  /** Whether the runtime implements an operator of a standard or community module. */
  readonly isNative: (module: string, name: string) => boolean;
}

/** A compiled definition: how to call it. */
export interface CompiledDefinition {
  readonly name: string;
  readonly predicate: boolean;
}

/** A variable and the identifiers of its registers. */
export interface Registered {
  readonly name: string;
  readonly current: string;
  readonly next: string;
}

export class ModuleEmitter {
  readonly specification: Specification;
  readonly places: Places;
  /** Conjuncts that a loop around them makes true, unless the text given is true (see subsets.ts). */
  readonly untestedIf = new Map<Core, string>();
  /** Conjunct number i has its counts at 2i (reached) and 2i + 1 (true). */
  readonly counted: Places;
  /** Whether conjuncts are counted in what is written now, if coverage was asked for. */
  counting = true;
  /** Names at the factory's level. */
  readonly names = new Names();
  readonly rootFrame: Frame;
  readonly rootScope: Scope;
  readonly variables: readonly Registered[];
  /** They are in no state; only their next registers are used, inside ENABLED. */
  readonly hiddenVariables: readonly Registered[];
  readonly usedHidden = new Set<Registered>();
  private readonly constantNames = new Map<string, string>();
  private readonly runtimeNames = new Set<string>();
  private readonly hoisted = new Writer(1);
  private readonly hoistedByText = new Map<string, string>();
  /** Constant expressions already given a place. */
  readonly hoistedCore = new Map<Core, string>();
  /** Expressions without free names that have functions of their own: how they are called, by the registers they read. */
  readonly liftedCore = { current: new Map<Core, Code>(), next: new Map<Core, Code>() };
  private readonly counters = new Map<string, number>();
  private readonly functions: string[] = [];
  private readonly compiled = new Map<Definition, Map<string, CompiledDefinition>>();
  /** Definitions compiled as actions, by what is assigned when they start. */
  readonly actions = new Map<Definition, Map<string, CompiledAction>>();
  private readonly pending: (() => void)[] = [];

  constructor(
    readonly program: Program,
    readonly options: EmitOptions,
    runtime: readonly string[],
  ) {
    this.specification = program.specification;
    this.places = new Places(this.specification);
    this.counted = new Places(this.specification);
    for (const name of runtime) this.names.reserve(name);
    const registered = ({ name }: VariableSymbol): Registered => {
      const current = this.names.fresh(identifier(name));
      return { name, current, next: this.names.fresh(`${current}$`) };
    };
    this.variables = this.specification.variables.map(registered);
    this.hiddenVariables = this.specification.hiddenVariables.map(registered);
    for (const symbol of this.specification.constants) {
      this.constantNames.set(symbol.name, this.names.fresh(identifier(symbol.name)));
    }
    this.rootFrame = new Frame(null, this.names, 'constant');
    this.rootScope = new Scope(this, this.rootFrame, 'current', 'expression', null);
  }

  /** `: number` in TypeScript, nothing in JavaScript. */
  type(text: string): string {
    return this.options.types ? `: ${text}` : '';
  }

  runtime(name: string): string {
    this.runtimeNames.add(name);
    return name;
  }

  usedRuntime(): readonly string[] {
    return [...this.runtimeNames].sort();
  }

  /** Of expressions that are all of a definition without parameters: its name. */
  readonly namedBy = new Map<Core, string>();

  constant(name: string): string {
    let known = this.constantNames.get(name);
    if (known === undefined) {
      known = this.names.fresh(identifier(name));
      this.constantNames.set(name, known);
    }
    return known;
  }

  usedConstants(): ReadonlyMap<string, string> {
    return this.constantNames;
  }

  variable(symbol: VariableSymbol): Registered {
    return this.registers(symbol.index);
  }

  /** The registers of a variable of the state, or of a hidden one, by its index. */
  registers(index: number): Registered {
    const state = this.variables[index];
    if (state !== undefined) return state;
    const hidden = this.hiddenVariables[index - this.variables.length] as Registered;
    this.usedHidden.add(hidden);
    return hidden;
  }

  isNative(definition: Definition): boolean {
    return this.options.isNative(definition.module, definition.name.slice(definition.name.lastIndexOf('!') + 1));
  }

  localName(name: string): string {
    return identifier(name);
  }

  /** `(file:line)` for comments. */
  place(core: { readonly span: Core['span'] }): string {
    const { file, line } = core.span;
    return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
  }

  /** A constant at the factory's level whose initial value cannot fail. */
  hoist(wanted: string, text: string): string {
    const known = this.hoistedByText.get(text);
    if (known !== undefined) return known;
    const name = this.names.fresh(wanted);
    this.hoistedByText.set(text, name);
    this.hoisted.line(`const ${name} = ${text};`);
    return name;
  }

  /** A constant computed at first use: its evaluation may fail, or be long and never needed. Returns the expression. */
  hoistLazily(wanted: string, text: string): string {
    const known = this.hoistedByText.get(text);
    if (known !== undefined) return known;
    const name = this.names.fresh(wanted);
    this.hoisted.line(`let ${name}${this.type('number')} = ${this.runtime('NONE')};`);
    const use = `(${name} !== ${this.runtime('NONE')} ? ${name} : (${name} = ${text}))`;
    this.hoistedByText.set(text, use);
    return use;
  }

  /** As `hoist`, but a constant of its own each time: a cache. */
  hoistEach(wanted: string, text: string): string {
    const name = this.names.fresh(wanted);
    this.hoisted.line(`const ${name} = ${text};`);
    return name;
  }

  /** A register or table at the factory's level. */
  declare(line: string): void {
    this.hoisted.line(line);
  }

  addFunction(text: string): void {
    this.functions.push(text);
  }

  /** A function that is written at once by `body`; what it uses of the functions around it becomes its parameters. */
  lift(
    scope: Scope,
    result: string,
    body: (inner: Scope, writer: Writer) => void,
    registers: readonly string[] | null = null,
  ): string {
    const frame = new Frame(scope.frame, scope.frame.names, scope.frame.label);
    const inner = scope.child({ frame });
    const name = this.numbered(scope.frame.label);
    const writer = new Writer(2);
    body(inner, writer);
    const captures = [...frame.captures.values()];
    const parameters = captures.map((binding) => ({
      name: binding.name,
      type: localType(binding),
    }));
    const kept = registers === null ? null : recalling(this, name, parameters, registers, result === 'boolean');
    const signature = parameters.map((parameter) => parameter.name + this.type(parameter.type)).join(', ');
    const body_ = `(${signature})${this.type(result)} {\n${writer.toString()}\n  }`;
    this.addFunction(kept === null ? `  function ${name}${body_}` : `${kept.text}\n  function ${kept.compute}${body_}`);
    return `${name}(${captures.map((binding) => binding.name).join(', ')})`;
  }

  /** `Inv$1`, `Inv$2`, ...: parts of what is named `label`. */
  private numbered(label: string): string {
    const number = (this.counters.get(label) ?? 0) + 1;
    this.counters.set(label, number);
    return this.names.fresh(`${label}$${number}`);
  }

  /** The compiled form of a definition under a key (registers, how arguments come); written later if it is new. */
  define(
    definition: Definition,
    key: string,
    describe: () => { readonly name: string; readonly predicate: boolean },
    write: (compiled: CompiledDefinition) => void,
  ): CompiledDefinition {
    let variants = this.compiled.get(definition);
    if (variants === undefined) {
      variants = new Map();
      this.compiled.set(definition, variants);
    }
    const known = variants.get(key);
    if (known !== undefined) return known;
    const { name, predicate } = describe();
    const made: CompiledDefinition = { name: this.names.fresh(name), predicate };
    variants.set(key, made);
    this.pending.push(() => write(made));
    return made;
  }

  /** Writes the definitions that were asked for, and those that they ask for. */
  writePending(): void {
    for (let job = this.pending.shift(); job !== undefined; job = this.pending.shift()) job();
  }

  declarations(): string {
    return this.hoisted.toString();
  }

  functionTexts(): readonly string[] {
    return this.functions;
  }
}

/** The TypeScript type of a local. */
function localType({ kind, arity, predicate, parameters }: LocalBinding): string {
  if (kind === 'boolean') return 'boolean';
  if (kind === 'thunk') return '() => number';
  if (kind === 'operator') {
    const given = Array.from({ length: arity }, (_, index) => `a${index}: ${parameters?.[index] ?? 'number'}`);
    return `(${given.join(', ')}) => ${predicate ? 'boolean' : 'number'}`;
  }
  return 'number';
}
