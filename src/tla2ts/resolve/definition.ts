/**
 * Definitions while they are being resolved. A definition of an instantiated module is a copy of the definition it
 * comes from; its body is made when somebody first reads it, because a module commonly instantiates far more than it
 * uses.
 */
import { assert } from '../../core/assert.js';
import type { Expression, Span, Unit } from '../ast.js';
import type { Core, Definition, Level, ParameterSymbol } from '../core.js';
import type { LevelSummary } from '../level/summary.js';
import type { Instance } from './instance.js';
import type { ResolvedModule } from './module-table.js';
import type { Scope } from './scope.js';

/** The text a definition was made from; subexpression names (`F!2!(x)`) are looked up in it. */
export interface DefinitionSyntax {
  readonly scope: Scope;
  readonly body: Expression;
}

interface DefinitionParts {
  readonly name: string;
  readonly module: string;
  readonly home: ResolvedModule;
  readonly span: Span;
  readonly parameters: readonly ParameterSymbol[];
  readonly recursive?: boolean;
  readonly local?: boolean;
  readonly library?: boolean;
  readonly origin?: ResolvedDefinition;
  readonly instance?: Instance;
}

export class ResolvedDefinition implements Definition {
  readonly kind = 'definition';
  readonly name: string;
  readonly module: string;
  /** The module whose declared constants and variables the body may depend on. */
  readonly home: ResolvedModule;
  span: Span;
  parameters: readonly ParameterSymbol[];
  readonly recursive: boolean;
  readonly local: boolean;
  readonly library: boolean;
  /** What this is a copy of, and the INSTANCE that made it. */
  readonly origin?: ResolvedDefinition;
  readonly instance: Instance | null;
  syntax: DefinitionSyntax | null = null;
  /** Written `f[x \in S] == e`. */
  definesFunction = false;
  /** Definitions made for subexpression names of this one, by the name without its arguments. */
  readonly selections = new Map<string, ResolvedDefinition>();
  #body: Core | null = null;
  #makeBody: (() => Core) | null = null;
  #summary: LevelSummary | null = null;
  #makeSummary: (() => LevelSummary) | null = null;

  constructor(parts: DefinitionParts) {
    this.name = parts.name;
    this.module = parts.module;
    this.home = parts.home;
    this.span = parts.span;
    this.parameters = parts.parameters;
    this.recursive = parts.recursive ?? false;
    this.local = parts.local ?? false;
    this.library = parts.library ?? false;
    this.instance = parts.instance ?? null;
    if (parts.origin !== undefined) this.origin = parts.origin;
  }

  get body(): Core {
    if (this.#body === null) {
      assert(this.#makeBody !== null, `the body of ${this.name} is read before it is set`);
      const make = this.#makeBody;
      this.#makeBody = null;
      this.#body = make();
    }
    return this.#body;
  }

  set body(body: Core) {
    this.#body = body;
  }

  get hasBody(): boolean {
    return this.#body !== null || this.#makeBody !== null;
  }

  /** What levels the arguments may have and how they make the level of a use. */
  get summary(): LevelSummary {
    if (this.#summary === null) {
      assert(this.#makeSummary !== null, `the level of ${this.name} is read before it is known`);
      this.#summary = this.#makeSummary();
      this.#makeSummary = null;
    }
    return this.#summary;
  }

  set summary(summary: LevelSummary) {
    this.#summary = summary;
  }

  get hasSummary(): boolean {
    return this.#summary !== null || this.#makeSummary !== null;
  }

  get level(): Level {
    return this.summary.level;
  }

  /** For a copy: both are computed when first asked for. */
  defer(makeBody: () => Core, makeSummary: () => LevelSummary): void {
    this.#makeBody = makeBody;
    this.#makeSummary = makeSummary;
  }
}

/** The elaboration's view of any `Definition`: all of them are made here. */
export function resolved(definition: Definition): ResolvedDefinition {
  assert(definition instanceof ResolvedDefinition, `${definition.name} was not made by resolve`);
  return definition;
}

export type InstanceUnit = Extract<Unit, { kind: 'instance' }>;
