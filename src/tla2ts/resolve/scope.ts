/** Names in scope. TLA+ allows no hiding: a name that is visible cannot be defined again. */
import type { Span } from '../ast.js';
import type { BoundSymbol, ConstantSymbol, ParameterSymbol, VariableSymbol } from '../core.js';
import type { ResolvedDefinition } from './definition.js';
import type { ResolvedModule } from './module-table.js';

export type Entry =
  | { readonly kind: 'constant'; readonly symbol: ConstantSymbol; readonly local: false; readonly span: Span }
  | { readonly kind: 'variable'; readonly symbol: VariableSymbol; readonly local: false; readonly span: Span }
  | { readonly kind: 'parameter'; readonly symbol: ParameterSymbol; readonly local: true; readonly span: Span }
  | { readonly kind: 'bound'; readonly symbol: BoundSymbol; readonly local: true; readonly span: Span }
  | {
      readonly kind: 'definition';
      readonly definition: ResolvedDefinition;
      readonly local: boolean;
      readonly span: Span;
      /** `M(p)!Op` where Op does not depend on what M instantiates: the arguments of M are checked and dropped. */
      readonly dropped: number;
    }
  /** `M` of `M(p) == INSTANCE ...`; its operators are entries of their own, named `M!Op`. */
  | { readonly kind: 'instance'; readonly arity: number; readonly local: boolean; readonly span: Span }
  /** A named theorem or assumption that is no expression (ASSUME/PROVE). */
  | { readonly kind: 'fact'; readonly local: boolean; readonly span: Span };

export class Scope {
  readonly parent: Scope | null;
  readonly entries = new Map<string, Entry>();
  /** Nested modules have a name space of their own. */
  readonly modules = new Map<string, ResolvedModule>();
  /** A module that should have brought names in could not be had, so a name that is not here may well be right. */
  incomplete = false;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  lookup(name: string): Entry | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const entry = scope.entries.get(name);
      if (entry !== undefined) return entry;
    }
    return null;
  }

  lookupModule(name: string): ResolvedModule | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const module = scope.modules.get(name);
      if (module !== undefined) return module;
    }
    return null;
  }

  get isIncomplete(): boolean {
    return this.incomplete || (this.parent?.isIncomplete ?? false);
  }

  *names(): Iterable<string> {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) yield* scope.entries.keys();
  }
}

/** How many arguments a use must have (0: an expression). */
export function arityOf(entry: Entry): number {
  switch (entry.kind) {
    case 'constant':
    case 'parameter':
      return entry.symbol.arity;
    case 'definition':
      return entry.definition.parameters.length + entry.dropped;
    case 'instance':
      return entry.arity;
    case 'variable':
    case 'bound':
    case 'fact':
      return 0;
  }
}
