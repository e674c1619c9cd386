/** What an expression is resolved in, and the state that one run of `resolve` shares. */

import type { Module, Name, Span } from '../ast.js';
import type { BoundSymbol, Core, SourceFile, VariableSymbol } from '../core.js';
import type { Diagnostic, Outcome } from '../diagnostic.js';
import type { LevelReport } from '../level/level.js';
import { builtins } from './builtins.js';
import type { Instance } from './instance.js';
import type { ResolvedModule } from './module-table.js';
import type { Entry, Scope } from './scope.js';
import { arityOf } from './scope.js';
import { hintFor } from './whence.js';

/** A module's text, parsed. */
export interface Loaded {
  readonly outcome: Outcome<Module>;
  /** null for a module of the library that ships with tla2ts. */
  readonly source: SourceFile | null;
}

/** Finds modules by name; the only thing `resolve` needs from outside. */
export interface ModuleFinder {
  find(name: string): Loaded | null;
  /** Where it looks, for the message that there is none. */
  readonly searched: readonly string[];
  /** What is there to be found, for the message that something else is not. */
  known(): readonly string[];
}

/** Labels seen since the definition or the label around, and the names bound since, which a label must list. */
export interface LabelScope {
  readonly names: Set<string>;
  readonly bound: readonly string[];
}

export interface Environment {
  readonly module: ResolvedModule;
  readonly scope: Scope;
  /** What `@` stands for; null outside EXCEPT. */
  readonly at: BoundSymbol | null;
  /** null where labels are not allowed. */
  readonly labels: LabelScope | null;
}

export class Run {
  readonly diagnostics: Diagnostic[] = [];
  readonly finder: ModuleFinder;
  readonly modules = new Map<string, ResolvedModule | null>();
  /** Files read, in the order of reading; library modules are not listed. */
  readonly sources: SourceFile[] = [];
  /** Modules that are being resolved, outermost first: one that is asked for again is circular. */
  readonly open: string[] = [];
  readonly instances = new Map<string, Instance>();
  /** Variables that keep a meaning of their own inside ENABLED, because an expression is substituted for them. */
  readonly hidden = new Set<VariableSymbol>();
  /** Above 0 while text is resolved once more, at a place where names may be visible that its own place does not know. */
  rereading = 0;
  /** Names that stand in text which could not be read: to call them undefined would be noise. */
  readonly unread = new Set<string>();
  readonly #identities = new Map<object, number>();
  readonly #reported = new Set<string>();

  constructor(finder: ModuleFinder) {
    this.finder = finder;
  }

  readonly level: LevelReport = (code, message, span, expected) => {
    this.error(code, message, span, expected === undefined ? {} : { expected });
  };

  readonly identity = (object: object): number => {
    let identity = this.#identities.get(object);
    if (identity === undefined) {
      identity = this.#identities.size;
      this.#identities.set(object, identity);
    }
    return identity;
  };

  error(code: string, message: string, span: Span, more: { expected?: string; hint?: string } = {}): void {
    this.report({ code, severity: 'error', message, span, ...more });
  }

  warn(code: string, message: string, span: Span, more: { expected?: string; hint?: string } = {}): void {
    this.report({ code, severity: 'warning', message, span, ...more });
  }

  /** What is looked at twice (a subexpression, a recursive group) is reported once. */
  report(diagnostic: Diagnostic): void {
    const { code, span, message } = diagnostic;
    const key = `${code} ${span.file}:${span.line}:${span.column} ${message}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.diagnostics.push(diagnostic);
  }

  undefinedName(name: string, span: Span, scope: Scope): void {
    if (this.mayDefine(scope, name)) return;
    const hint = hintFor(name, [...scope.names(), ...builtins.keys()]);
    this.error('TLA201', `${name} is not defined`, span, hint === null ? {} : { hint });
  }

  /** Whether a name that is not found may be there, in what could not be read. */
  mayDefine(scope: Scope, name: string): boolean {
    return scope.isIncomplete || this.unread.has(name.slice(name.lastIndexOf('!') + 1));
  }

  /** Puts `entry` into `scope` unless the name is taken; TLA+ does not let an inner name hide an outer one. */
  define(scope: Scope, name: Name, entry: Entry): boolean {
    if (this.rereading > 0) {
      scope.entries.set(name.text, entry);
      return true;
    }
    if (builtins.has(name.text)) {
      this.error('TLA203', `${name.text} is built into TLA+ and cannot be defined again`, name.span);
      return false;
    }
    const old = scope.lookup(name.text);
    if (old !== null) {
      if (isDeclared(entry) && sameKind(old, entry)) {
        this.warn('TLA217', `${name.text} is ${describe(old)} already, at ${place(old.span)}`, name.span);
        return false;
      }
      this.error('TLA202', `${name.text} is already ${describe(old)}, at ${place(old.span)}`, name.span, {
        hint: 'TLA+ lets no name hide another one; choose a new name',
      });
      return false;
    }
    scope.entries.set(name.text, entry);
    return true;
  }

  /**
   * Imports a name. The same thing by two ways is fine; different things of the same kind keep the first with a warning;
   * things of different kinds are an error. Definitions with different numbers of parameters are of one kind where modules are
   * extended, and are not where one is instantiated (SANY: `Context.mergeExtendContext` against `SymbolTable.addSymbol`).
   */
  import(scope: Scope, name: string, entry: Entry, span: Span, by: 'EXTENDS' | 'INSTANCE'): void {
    const old = scope.lookup(name);
    if (old === null) {
      scope.entries.set(name, entry);
      return;
    }
    if (sameThing(old, entry)) return;
    const text = `${name}, ${describe(entry)} at ${place(entry.span)}, is already ${describe(old)} at ${place(old.span)}`;
    if (!(by === 'EXTENDS' && old.kind === 'definition' && entry.kind === 'definition') && !sameKind(old, entry)) {
      this.error(by === 'EXTENDS' ? 'TLA214' : 'TLA202', text, span);
    } else if (!sameModule(old, entry)) {
      this.warn(by === 'EXTENDS' ? 'TLA215' : 'TLA216', `${text}; the latter is used`, span);
    }
  }
}

/** SANY takes what is declared twice in the same way for one, with a warning; a definition it does not. */
const isDeclared = ({ kind }: Entry): boolean => kind === 'constant' || kind === 'variable' || kind === 'instance';

function sameThing(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  if (a.kind === 'definition') return b.kind === 'definition' && a.definition === b.definition;
  return 'symbol' in a && 'symbol' in b && a.symbol === b.symbol;
}

function sameKind(a: Entry, b: Entry): boolean {
  return a.kind === b.kind && arityOf(a) === arityOf(b);
}

function sameModule(a: Entry, b: Entry): boolean {
  return a.kind === 'definition' && b.kind === 'definition' && a.definition.module === b.definition.module;
}

export function describe(entry: Entry): string {
  switch (entry.kind) {
    case 'constant':
      return 'a constant';
    case 'variable':
      return 'a variable';
    case 'parameter':
      return 'a parameter';
    case 'bound':
      return 'a bound name';
    case 'definition':
      return 'a definition';
    case 'instance':
      return 'an instance of a module';
    case 'fact':
      return 'a theorem or assumption';
  }
}

export function place(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}

/** Stands where an expression could not be resolved, so that the rest can be looked at. */
export function unresolved(span: Span): Core {
  return { kind: 'string', value: '', span, level: 0 };
}
