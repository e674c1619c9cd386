/**
 * Surface syntax of TLA+ as the parser hands it on: what was written, where, with precedence and junction columns
 * already settled. Nothing is resolved here: a name is still only a name.
 *
 * Source: Lamport, "Specifying Systems" (2002), chapter 15, and the TLA+2 additions (RECURSIVE, LAMBDA, labels).
 */

/** A stretch of one source file; lines and columns count from 1, the end is inclusive. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Node {
  readonly span: Span;
}

/** An identifier or operator symbol in its canonical ASCII spelling (`\cup`, `/\`, `'`, `-.`), with its place. */
export interface Name extends Node {
  readonly text: string;
}

/** One step of a path before the last name: `M!`, `M(a, b)!`. */
export interface PathStep extends Node {
  readonly name: Name;
  readonly args: readonly Argument[];
}

/**
 * A step after the named operator that selects part of its definition (Specifying Systems TLA+2, subexpression names):
 * `!3` an operand, `!<<` the left and `!>>` the right operand, `!:` the whole body, `!@` the bound body, `!lab` a label,
 * `!(a, b)` values for the bound names.
 */
export type SubexpressionStep =
  | { readonly kind: 'operand'; readonly index: number; readonly span: Span }
  | { readonly kind: 'left' | 'right' | 'body' | 'at'; readonly span: Span }
  | { readonly kind: 'label'; readonly name: Name; readonly args: readonly Argument[]; readonly span: Span }
  | { readonly kind: 'arguments'; readonly args: readonly Argument[]; readonly span: Span };

/** What may stand where an operator argument is expected: an expression, or an operator by itself (`F`, `+`, LAMBDA). */
export type Argument = Expression;

/** The names bound by one `x, y \in S` or `<<a, b>> \in S`; `set` is null for an unbounded quantifier. */
export interface Bound extends Node {
  readonly pattern: 'names' | 'tuple';
  readonly names: readonly Name[];
  readonly set: Expression | null;
}

export interface OperatorParameter extends Node {
  readonly name: Name;
  /** 0 for an ordinary parameter; n for `F(_, ..., _)`. Infix, prefix and postfix forms (`_ + _`) give 2, 1, 1. */
  readonly arity: number;
}

export interface CaseArm extends Node {
  readonly guard: Expression;
  readonly value: Expression;
}

/** `![e].f[g, h] = value`: each selector is an index list or a field. */
export interface ExceptUpdate extends Node {
  readonly path: readonly ExceptSelector[];
  readonly value: Expression;
}
export type ExceptSelector =
  | { readonly kind: 'index'; readonly args: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'field'; readonly name: Name; readonly span: Span };

export type Expression =
  /** `base` 2, 8 or 16 for `\b \o \h`; `fraction` for `3.14` (Reals only). */
  | (Node & { readonly kind: 'number'; readonly value: bigint; readonly fraction: string | null })
  | (Node & { readonly kind: 'string'; readonly value: string })
  /** `@` inside EXCEPT. */
  | (Node & { readonly kind: 'at' })
  /**
   * Every use of an operator, whatever its fixity: `A \cup B`, `-x` (name `-.`), `x'`, `F(a)`, `M!F(a)`, `Nat`.
   * `TRUE FALSE BOOLEAN STRING` and prefix keywords (`ENABLED UNCHANGED SUBSET UNION DOMAIN [] <> ~`) are names too.
   * `\X` is not: see `times`.
   */
  | (Node & {
      readonly kind: 'apply';
      readonly path: readonly PathStep[];
      readonly name: Name;
      readonly args: readonly Argument[];
      readonly fixity: 'nonfix' | 'prefix' | 'infix' | 'postfix';
      readonly selectors: readonly SubexpressionStep[];
    })
  /** A junction list laid out by column; a single infix `A /\ B` is an `apply`. */
  | (Node & { readonly kind: 'junction'; readonly operator: '/\\' | '\\/'; readonly items: readonly Expression[] })
  /** Parentheses matter to `\X` and to precedence checks only, but are kept so that a printer can be faithful. */
  | (Node & { readonly kind: 'parenthesised'; readonly body: Expression })
  | (Node & {
      readonly kind: 'quantifier';
      readonly quantifier: '\\A' | '\\E' | '\\AA' | '\\EE';
      readonly bounds: readonly Bound[];
      readonly body: Expression;
    })
  | (Node & { readonly kind: 'choose'; readonly bound: Bound; readonly body: Expression })
  | (Node & { readonly kind: 'tuple'; readonly items: readonly Expression[] })
  | (Node & { readonly kind: 'set'; readonly items: readonly Expression[] })
  /** `{x \in S : p}` */
  | (Node & { readonly kind: 'setFilter'; readonly bound: Bound; readonly body: Expression })
  /** `{e : x \in S, y \in T}` */
  | (Node & { readonly kind: 'setMap'; readonly bounds: readonly Bound[]; readonly body: Expression })
  /** `[x \in S, y \in T |-> e]` */
  | (Node & { readonly kind: 'function'; readonly bounds: readonly Bound[]; readonly body: Expression })
  /** `[S -> T]` */
  | (Node & { readonly kind: 'functionSet'; readonly domain: Expression; readonly range: Expression })
  /** `f[a, b]` */
  | (Node & { readonly kind: 'functionApply'; readonly function: Expression; readonly args: readonly Expression[] })
  /** `[a |-> 1, b |-> 2]` */
  | (Node & {
      readonly kind: 'record';
      readonly fields: readonly { readonly name: Name; readonly value: Expression }[];
    })
  /** `[a : S, b : T]` */
  | (Node & {
      readonly kind: 'recordSet';
      readonly fields: readonly { readonly name: Name; readonly value: Expression }[];
    })
  | (Node & { readonly kind: 'field'; readonly record: Expression; readonly name: Name })
  | (Node & { readonly kind: 'except'; readonly base: Expression; readonly updates: readonly ExceptUpdate[] })
  | (Node & { readonly kind: 'times'; readonly items: readonly Expression[] })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    })
  | (Node & { readonly kind: 'case'; readonly arms: readonly CaseArm[]; readonly other: Expression | null })
  | (Node & { readonly kind: 'let'; readonly units: readonly Unit[]; readonly body: Expression })
  /** `[A]_v` (box) or `<<A>>_v` (angle). */
  | (Node & {
      readonly kind: 'actionOf';
      readonly form: 'box' | 'angle';
      readonly action: Expression;
      readonly subscript: Expression;
    })
  | (Node & {
      readonly kind: 'fairness';
      readonly strength: 'WF' | 'SF';
      readonly subscript: Expression;
      readonly action: Expression;
    })
  | (Node & { readonly kind: 'lambda'; readonly parameters: readonly OperatorParameter[]; readonly body: Expression })
  /** `lab(x, y) :: e` */
  | (Node & {
      readonly kind: 'label';
      readonly name: Name;
      readonly parameters: readonly Name[];
      readonly body: Expression;
    });

export interface Substitution extends Node {
  readonly name: Name;
  readonly value: Argument;
}

/** Something a module (or LET) declares or defines, in source order. */
export type Unit =
  | (Node & { readonly kind: 'constants'; readonly declarations: readonly OperatorParameter[] })
  | (Node & { readonly kind: 'variables'; readonly names: readonly Name[] })
  | (Node & { readonly kind: 'recursive'; readonly declarations: readonly OperatorParameter[] })
  | (Node & {
      readonly kind: 'operator';
      readonly local: boolean;
      readonly name: Name;
      readonly fixity: 'nonfix' | 'prefix' | 'infix' | 'postfix';
      readonly parameters: readonly OperatorParameter[];
      readonly body: Expression;
    })
  /** `f[x \in S] == e`; `f` may occur in `e`. */
  | (Node & {
      readonly kind: 'functionDefinition';
      readonly local: boolean;
      readonly name: Name;
      readonly bounds: readonly Bound[];
      readonly body: Expression;
    })
  /** `INSTANCE M WITH ...` (name null) or `N(p) == INSTANCE M WITH ...`. */
  | (Node & {
      readonly kind: 'instance';
      readonly local: boolean;
      readonly name: Name | null;
      readonly parameters: readonly OperatorParameter[];
      readonly module: Name;
      readonly substitutions: readonly Substitution[];
    })
  | (Node & { readonly kind: 'assumption'; readonly name: Name | null; readonly body: Expression })
  /** The proof, if any, was skipped by structure; a statement that is no plain expression (ASSUME/PROVE) is null. */
  | (Node & { readonly kind: 'theorem'; readonly name: Name | null; readonly body: Expression | null })
  | (Node & { readonly kind: 'module'; readonly module: Module });

/** What the text around the units said about PlusCal. */
export interface PlusCal {
  /** Where `--algorithm` or `--fair algorithm` starts. */
  readonly algorithm: Span;
  /** null where no `\* BEGIN TRANSLATION` block follows. */
  readonly translation: Span | null;
  /** The two checksums of `\* BEGIN TRANSLATION (chksum(pcal) = "..." /\ chksum(tla) = "...")`, where present. */
  readonly checksums: { readonly pcal: string; readonly tla: string } | null;
}

export interface Module extends Node {
  readonly name: Name;
  readonly extends: readonly Name[];
  readonly units: readonly Unit[];
  readonly unread: Unread;
  readonly plusCal: PlusCal | null;
}

/** What the text that could not be read seems to bring: that these are missing then is no mistake of its own. */
export interface Unread {
  readonly names: ReadonlySet<string>;
  /** It has an EXTENDS or INSTANCE, which may bring any name. */
  readonly imports: boolean;
}
