/** A module after resolution: what it declares, what it shows to those that extend or instantiate it. */
import type { Module } from '../ast.js';
import type { Assumption, ConstantSymbol, VariableSymbol } from '../core.js';
import { LevelSummary } from '../level/summary.js';
import type { ResolvedDefinition } from './definition.js';
import type { Scope } from './scope.js';

export type DeclaredSymbol = ConstantSymbol | VariableSymbol;

export class ResolvedModule {
  readonly name: string;
  readonly syntax: Module;
  readonly scope: Scope;
  /** Comes from the library that ships with tla2ts. */
  readonly library: boolean;
  /** The module around a nested one. */
  readonly enclosing: ResolvedModule | null;
  /** Own and inherited through EXTENDS, in order of declaration. */
  readonly constants: ConstantSymbol[] = [];
  readonly variables: VariableSymbol[] = [];
  readonly assumptions: Assumption[] = [];
  /** Names of the modules extended, also through others. */
  readonly extended = new Set<string>();
  /** A theorem above constant level makes a module nonconstant, as an operator does. */
  hasNonconstantTheorem = false;
  #constraints: LevelSummary | null = null;
  #isConstant: boolean | null = null;

  constructor(syntax: Module, scope: Scope, library: boolean, enclosing: ResolvedModule | null) {
    this.name = syntax.name.text;
    this.syntax = syntax;
    this.scope = scope;
    this.library = library;
    this.enclosing = enclosing;
  }

  /** What an INSTANCE has to substitute for. */
  get declared(): readonly DeclaredSymbol[] {
    return [...this.constants, ...this.variables];
  }

  get declaresAnything(): boolean {
    return this.constants.length + this.variables.length > 0 || (this.enclosing?.declaresAnything ?? false);
  }

  /** Whether some definition of this module could mention one of `symbols`. */
  mayMention(symbols: ReadonlyMap<DeclaredSymbol, unknown>): boolean {
    if (symbols.size === 0) return false;
    if (this.constants.some((symbol) => symbols.has(symbol))) return true;
    if (this.variables.some((symbol) => symbols.has(symbol))) return true;
    return this.enclosing?.mayMention(symbols) ?? false;
  }

  /** Level constraints that the definitions put on the declared symbols. Asked once the module is complete. */
  get constraints(): LevelSummary {
    if (this.#constraints === null) {
      this.#constraints = new LevelSummary([]);
      for (const definition of this.definitions()) this.#constraints.mergeConstraints(definition.summary);
    }
    return this.#constraints;
  }

  /** No variables, and every formula constant: then anything may be substituted for its constants. */
  get isConstant(): boolean {
    this.#isConstant ??=
      this.variables.length === 0 &&
      !this.hasNonconstantTheorem &&
      [...this.definitions()].every((definition) => definition.level === 0);
    return this.#isConstant;
  }

  *definitions(): Iterable<ResolvedDefinition> {
    for (const entry of this.scope.entries.values()) if (entry.kind === 'definition') yield entry.definition;
  }
}
