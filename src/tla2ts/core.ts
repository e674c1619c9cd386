/**
 * Core TLA+: the surface syntax after names, modules and levels are settled. Every name is bound to a symbol object,
 * EXTENDS is merged, INSTANCE is elaborated (each instantiated definition is a definition of its own, named `M!Op`,
 * with the substitution carried out), fixity, parentheses, labels and subexpression names are gone.
 * This is all that `lower` and everything after it sees.
 *
 * Symbols are compared by identity. Nothing here is mutated once `resolve` has returned.
 */
import type { Span } from './ast.js';

/** 0 constant, 1 state function, 2 action (has primes), 3 temporal. Specifying Systems, section 17.2. */
export type Level = 0 | 1 | 2 | 3;

export interface ConstantSymbol {
  readonly kind: 'constant';
  readonly name: string;
  readonly arity: number;
  readonly module: string;
  readonly span: Span;
}

export interface VariableSymbol {
  readonly kind: 'variable';
  readonly name: string;
  /**
   * Position in the state: 0, 1, ... in order of declaration over the whole specification; from then on, hidden ones; -1
   * for a variable of another module that no formula of this specification mentions.
   */
  readonly index: number;
  readonly module: string;
  readonly span: Span;
}

/** An operator's parameter; `arity` > 0 for operator parameters. */
export interface ParameterSymbol {
  readonly kind: 'parameter';
  readonly name: string;
  readonly arity: number;
  readonly span: Span;
}

/** A name bound by a quantifier, CHOOSE, comprehension or function literal. */
export interface BoundSymbol {
  readonly kind: 'bound';
  readonly name: string;
  readonly span: Span;
}

/** A definition at module level or in a LET, a function definition, or an elaborated instance of one. */
export interface Definition {
  readonly kind: 'definition';
  /** As a person would write it at the root module: `Next`, `TC!TCNext`, `_+_` forms by their symbol (`\oplus`). */
  readonly name: string;
  /** Module in whose text the body stands. */
  readonly module: string;
  readonly parameters: readonly ParameterSymbol[];
  /** Set last while resolving, because of recursion. */
  body: Core;
  /** Level of the body with constant-level arguments. */
  level: Level;
  /** Declared RECURSIVE (or a function definition that mentions itself: its body is then a `recursiveFunction`). */
  readonly recursive: boolean;
  /** For a definition inside LET: true. Its body may mention bound names and parameters of what encloses it. */
  readonly local: boolean;
  /**
   * True if the definition comes from a standard or community module that the runtime implements natively (then `lower`
   * may call `native[module][name]` in place of the body) whether or not it also has a body.
   */
  readonly library: boolean;
  readonly span: Span;
}

/** An operator handed over as an argument. */
export type OperatorValue =
  | { readonly kind: 'definitionOperator'; readonly definition: Definition; readonly span: Span }
  | {
      readonly kind: 'lambda';
      readonly parameters: readonly ParameterSymbol[];
      readonly body: Core;
      readonly span: Span;
    }
  | { readonly kind: 'builtinOperator'; readonly operator: string; readonly arity: number; readonly span: Span }
  | { readonly kind: 'parameterOperator'; readonly symbol: ParameterSymbol | ConstantSymbol; readonly span: Span };

export type CoreArgument = Core | OperatorValue;

/** `x, y \in S` becomes two bounds over S; a tuple pattern keeps its names together. `set` null: unbounded. */
export interface CoreBound {
  readonly symbols: readonly BoundSymbol[];
  readonly pattern: 'name' | 'tuple';
  readonly set: Core | null;
}

interface CoreNode {
  readonly span: Span;
  readonly level: Level;
}

export type CoreSelector =
  /** Several indices (`![a, b]`) are one index: the tuple <<a, b>>. */
  { readonly kind: 'index'; readonly value: Core } | { readonly kind: 'field'; readonly name: string };

export type Core =
  | (CoreNode & { readonly kind: 'number'; readonly value: bigint })
  | (CoreNode & { readonly kind: 'real'; readonly text: string })
  | (CoreNode & { readonly kind: 'string'; readonly value: string })
  | (CoreNode & {
      readonly kind: 'constantRef';
      readonly symbol: ConstantSymbol;
      readonly args: readonly CoreArgument[];
    })
  | (CoreNode & { readonly kind: 'variableRef'; readonly symbol: VariableSymbol })
  | (CoreNode & { readonly kind: 'boundRef'; readonly symbol: BoundSymbol })
  /** A parameter; with arguments if it is an operator parameter that is applied. */
  | (CoreNode & {
      readonly kind: 'parameterRef';
      readonly symbol: ParameterSymbol;
      readonly args: readonly CoreArgument[];
    })
  /** A use of a definition, arity already checked. */
  | (CoreNode & { readonly kind: 'call'; readonly definition: Definition; readonly args: readonly CoreArgument[] })
  /**
   * Built into the language; `operator` in canonical ASCII:
   * logic `/\ \/ ~ => <=> TRUE FALSE BOOLEAN`; equality `= #`; sets `\in \notin \cup \cap \ \subseteq SUBSET UNION STRING`;
   * functions `DOMAIN`; actions `' UNCHANGED ENABLED \cdot`; temporal `[] <> ~> -+>`.
   * Junction lists and infix chains of /\ and \/ become one n-ary node (`/\` with all items, in order).
   * `UNCHANGED e` stays. `'` has one argument.
   */
  | (CoreNode & { readonly kind: 'builtin'; readonly operator: string; readonly args: readonly Core[] })
  | (CoreNode & {
      readonly kind: 'quantifier';
      readonly quantifier: '\\A' | '\\E' | '\\AA' | '\\EE';
      readonly bounds: readonly CoreBound[];
      readonly body: Core;
    })
  | (CoreNode & { readonly kind: 'choose'; readonly bound: CoreBound; readonly body: Core })
  | (CoreNode & { readonly kind: 'tuple' | 'set'; readonly items: readonly Core[] })
  | (CoreNode & { readonly kind: 'times'; readonly items: readonly Core[] })
  | (CoreNode & { readonly kind: 'setFilter'; readonly bound: CoreBound; readonly body: Core })
  | (CoreNode & { readonly kind: 'setMap'; readonly bounds: readonly CoreBound[]; readonly body: Core })
  /** `[x \in S, y \in T |-> e]`: more than one bound makes a function of tuples. */
  | (CoreNode & { readonly kind: 'function'; readonly bounds: readonly CoreBound[]; readonly body: Core })
  /** Body of `f[x \in S] == ... f[y] ...`: inside, `self` stands for the function. */
  | (CoreNode & {
      readonly kind: 'recursiveFunction';
      readonly self: BoundSymbol;
      readonly bounds: readonly CoreBound[];
      readonly body: Core;
    })
  | (CoreNode & { readonly kind: 'functionSet'; readonly domain: Core; readonly range: Core })
  /** `f[a, b]` has the one argument <<a, b>>. */
  | (CoreNode & { readonly kind: 'functionApply'; readonly function: Core; readonly argument: Core })
  | (CoreNode & {
      readonly kind: 'record' | 'recordSet';
      readonly fields: readonly { readonly name: string; readonly value: Core }[];
    })
  | (CoreNode & { readonly kind: 'field'; readonly record: Core; readonly name: string })
  /** Each update in order; inside `value`, `at` (a bound name) stands for `@`. */
  | (CoreNode & {
      readonly kind: 'except';
      readonly base: Core;
      readonly updates: readonly {
        readonly path: readonly CoreSelector[];
        readonly at: BoundSymbol;
        readonly value: Core;
      }[];
    })
  | (CoreNode & { readonly kind: 'if'; readonly condition: Core; readonly whenTrue: Core; readonly whenFalse: Core })
  | (CoreNode & {
      readonly kind: 'case';
      readonly arms: readonly { readonly guard: Core; readonly value: Core }[];
      readonly other: Core | null;
    })
  /** `definitions` in order; they may refer to earlier ones. */
  | (CoreNode & { readonly kind: 'let'; readonly definitions: readonly Definition[]; readonly body: Core })
  | (CoreNode & {
      readonly kind: 'actionOf';
      readonly form: 'box' | 'angle';
      readonly action: Core;
      readonly subscript: Core;
    })
  | (CoreNode & {
      readonly kind: 'fairness';
      readonly strength: 'WF' | 'SF';
      readonly subscript: Core;
      readonly action: Core;
      /** `ENABLED <<action>>_subscript`, where an INSTANCE makes it differ from what these two would give. */
      readonly enabled?: Core;
    });

export interface Assumption {
  readonly name: string | null;
  readonly body: Core;
  readonly span: Span;
}

export interface SourceFile {
  readonly module: string;
  readonly file: string;
  readonly text: string;
}

/** A whole specification: the root module with everything that it extends and instantiates. */
export interface Specification {
  readonly name: string;
  /** Every file read, root first; standard modules are not listed. */
  readonly sources: readonly SourceFile[];
  /** Of the root module and what it extends, in order of declaration. */
  readonly constants: readonly ConstantSymbol[];
  readonly variables: readonly VariableSymbol[];
  /**
   * Variables of instantiated modules that occur in ENABLED only, and there primed only: what stands for them outside is
   * an expression, which cannot be chosen freely. Their indices follow those of `variables`.
   */
  readonly hiddenVariables: readonly VariableSymbol[];
  /**
   * All module-level definitions visible at the root by the name they have there (`Next`, `TC!TCSpec`), LOCAL ones of
   * other modules excluded. Named instances with parameters (`M(p)!Op`) have the extra parameters first.
   */
  readonly visible: ReadonlyMap<string, Definition>;
  readonly assumptions: readonly Assumption[];
}
