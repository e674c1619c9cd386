import type { Name, Span } from '../ast.js';
import type { Diagnostic, Outcome } from '../diagnostic.js';
import { meantBy } from '../diagnostic.js';
import { scanAll } from '../lex/scan.js';
import { readEscapes } from '../lex/string.js';
import { describe, type Token, type TokenKind } from '../lex/token.js';
import type { Configuration, ConfigurationValue, ConstantValue, Replacement } from './configuration.js';

type ListField = 'invariants' | 'properties' | 'constraints' | 'actionConstraints' | 'postconditions';
type SingleField = 'specification' | 'init' | 'next' | 'symmetry' | 'view' | 'alias';

/** Sections with any number of names. */
const lists: ReadonlyMap<string, ListField> = new Map<string, ListField>(
  Object.entries({
    INVARIANT: 'invariants',
    INVARIANTS: 'invariants',
    PROPERTY: 'properties',
    PROPERTIES: 'properties',
    CONSTRAINT: 'constraints',
    CONSTRAINTS: 'constraints',
    ACTION_CONSTRAINT: 'actionConstraints',
    ACTION_CONSTRAINTS: 'actionConstraints',
    POSTCONDITION: 'postconditions',
    POSTCONDITIONS: 'postconditions',
  } as const),
);

/** Sections with one name. */
const singles: ReadonlyMap<string, SingleField> = new Map<string, SingleField>(
  Object.entries({
    SPECIFICATION: 'specification',
    INIT: 'init',
    NEXT: 'next',
    SYMMETRY: 'symmetry',
    VIEW: 'view',
    ALIAS: 'alias',
  } as const),
);

/** What TLC has for its own simulator, with one name or several; read and left out, with a warning. */
const ignored: readonly string[] = ['_PERIODIC', '_RL_REWARD', '_POSSIBLE'];

/** All words that begin a section. */
export const sectionKeywords: readonly string[] = [
  ...['CONSTANT', 'CONSTANTS', 'CHECK_DEADLOCK'],
  ...lists.keys(),
  ...singles.keys(),
];

const isSection = ({ kind, text }: Token): boolean =>
  kind === 'CONSTANT' ||
  (kind === 'identifier' &&
    (lists.has(text) || singles.has(text) || text === 'CHECK_DEADLOCK' || ignored.includes(text)));

class SectionFailure {
  constructor(readonly diagnostic: Diagnostic) {}
}

/**
 * Reads a configuration file as TLC does (tlaplus/tlaplus, `tlc2/tool/impl/ModelConfig.java`), comments and all; but
 * where TLC goes on after what it did not understand, this says so. A section in error is left out, the rest is read.
 */
export function parseConfiguration(file: string, text: string): Outcome<Configuration> {
  const { tokens, diagnostics } = scanAll(file, text);
  const reader = new Reader(file, tokens, [...diagnostics]);
  const value = reader.read();
  return { value, diagnostics: reader.diagnostics };
}

class Reader {
  #index = 0;
  readonly #lists: Record<ListField, Name[]> = {
    invariants: [],
    properties: [],
    constraints: [],
    actionConstraints: [],
    postconditions: [],
  };
  readonly #singles: Partial<Record<SingleField, Name>> = {};
  readonly #constants: ConstantValue[] = [];
  readonly #replacements: Replacement[] = [];
  #checkDeadlock: boolean | null = null;

  constructor(
    readonly file: string,
    readonly tokens: readonly Token[],
    readonly diagnostics: Diagnostic[],
  ) {}

  read(): Configuration {
    while (!this.#atEnd()) {
      try {
        this.#section();
      } catch (failure) {
        if (!(failure instanceof SectionFailure)) throw failure;
        this.diagnostics.push(failure.diagnostic);
        while (!this.#atEnd() && !isSection(this.#token)) this.#index += 1;
      }
    }
    const { specification = null, init = null, next = null } = this.#singles;
    const { symmetry = null, view = null, alias = null } = this.#singles;
    const other = init ?? next;
    if (specification !== null && other !== null) {
      this.diagnostics.push({
        code: 'TLA406',
        severity: 'error',
        message: 'SPECIFICATION and INIT or NEXT are both given',
        span: other.span,
        expected: 'either SPECIFICATION, or INIT and NEXT',
      });
    }
    return {
      file: this.file,
      specification,
      init,
      next,
      symmetry,
      view,
      alias,
      constants: this.#constants,
      replacements: this.#replacements,
      checkDeadlock: this.#checkDeadlock,
      ...this.#lists,
    };
  }

  #atEnd(): boolean {
    return this.#token.kind === 'end';
  }

  get #token(): Token {
    return this.tokens[this.#index] as Token;
  }

  #next(): Token {
    const token = this.#token;
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  #span(first: Token, last: Token = first): Span {
    const { line, column } = first;
    return { file: this.file, line, column, endLine: last.line, endColumn: last.endColumn };
  }

  #fail(code: string, message: string, expected: string, hint?: string, token = this.#token): never {
    const span = this.#span(token);
    throw new SectionFailure({
      code,
      severity: 'error',
      message,
      span,
      expected,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #section(): void {
    const keyword = this.#token;
    const list = lists.get(keyword.text);
    const single = singles.get(keyword.text);
    if (!isSection(keyword)) {
      const hint = keyword.kind === ',' ? 'names and values stand one after the other, without commas' : undefined;
      this.#fail(
        'TLA401',
        `found ${describe(keyword)}`,
        'a section, such as SPECIFICATION, CONSTANTS, INVARIANTS',
        hint ?? meantBy(keyword.text, sectionKeywords).hint,
      );
    }
    this.#next();
    if (keyword.kind === 'CONSTANT') {
      while (!this.#atEnd() && !isSection(this.#token)) this.#constant();
    } else if (list !== undefined) {
      while (!this.#atEnd() && !isSection(this.#token)) this.#lists[list].push(this.#name(keyword));
    } else if (single !== undefined) {
      if (this.#singles[single] !== undefined) this.#twice(keyword);
      this.#singles[single] = this.#name(keyword);
    } else if (keyword.text === 'CHECK_DEADLOCK') {
      if (this.#checkDeadlock !== null) this.#twice(keyword);
      const { text } = this.#token;
      if (text !== 'TRUE' && text !== 'FALSE') {
        this.#fail('TLA407', `found ${describe(this.#token)} after CHECK_DEADLOCK`, 'TRUE or FALSE');
      }
      this.#next();
      this.#checkDeadlock = text === 'TRUE';
    } else {
      this.diagnostics.push({
        code: 'TLA408',
        severity: 'warning',
        message: `the section ${keyword.text} has no meaning here and is left out`,
        span: this.#span(keyword),
      });
      while (!this.#atEnd() && !isSection(this.#token)) this.#next();
    }
  }

  #twice(keyword: Token): never {
    return this.#fail('TLA403', `${keyword.text} is given twice`, 'one such section', undefined, keyword);
  }

  #name(section: Token): Name {
    const token = this.#token;
    if (token.kind !== 'identifier' || isSection(token)) {
      const hint = token.kind === ',' ? 'names stand one after the other, without commas' : undefined;
      this.#fail('TLA402', `found ${describe(token)} after ${section.text}`, "a definition's name", hint);
    }
    this.#next();
    return this.#path(token);
  }

  /** `a!b!c` as one name, of which the first word is behind. */
  #path(first: Token): Name {
    let { text } = first;
    let last = first;
    while (this.#token.kind === '!') {
      this.#next();
      last = this.#next();
      text += `!${last.text}`;
    }
    return { text, span: this.#span(first, last) };
  }

  /** `N = value`, `Op(a) = value`, `N <- Def`, and either with `[Module]`. */
  #constant(): void {
    const first = this.#next();
    if (first.operator !== null && first.text === '=') this.#noValueBefore(first);
    if (first.kind !== 'identifier' && first.operator === null) {
      const hint = first.kind === ',' ? 'constants stand one after the other, without commas' : undefined;
      this.#fail('TLA402', `found ${describe(first)} in CONSTANTS`, "a constant's name", hint, first);
    }
    const name = this.#path(first);
    if (this.#skip('<-')) {
      const module = this.#module();
      const by = this.#next();
      if ((by.kind !== 'identifier' && by.operator === null) || isSection(by)) {
        this.#fail('TLA402', `found ${describe(by)} after '<-'`, "a definition's name", undefined, by);
      }
      this.#replacements.push({ name, module, by: this.#path(by), span: this.#span(first, this.#previous) });
      return;
    }
    const args: ConfigurationValue[] = [];
    if (this.#skip('(')) {
      do args.push(this.#value());
      while (this.#skip(','));
      if (!this.#skip(')')) this.#fail('TLA405', `found ${describe(this.#token)}`, "',' or ')'");
    }
    if (this.#token.text !== '=' || this.#token.operator === null) {
      const equals = this.#token.kind === '==' ? "a configuration has '=', not '=='" : undefined;
      const section =
        this.#constants.length + this.#replacements.length > 0 ? meantBy(name.text, sectionKeywords).hint : undefined;
      this.#fail(
        'TLA404',
        `found ${describe(this.#token)} after ${name.text}`,
        "'=' and a value, or '<-' and a name",
        equals ?? section,
      );
    }
    this.#next();
    const module = this.#module();
    const value = this.#value();
    this.#constants.push({ name, args, module, value, span: this.#span(first, this.#previous) });
  }

  /** `N =` and then `M = 1`: M was taken for the value of N. */
  #noValueBefore(equals: Token): never {
    const { value, name } = this.#constants.at(-1) ?? {};
    const isTaken = value?.kind === 'modelValue' && this.tokens[this.#index - 2]?.text === value.name;
    if (!isTaken || name === undefined) {
      this.#fail('TLA402', "found '=' in CONSTANTS", "a constant's name", undefined, equals);
    }
    const hint = `${value.name} was read as the value of ${name.text}: is that missing in line ${name.span.line}?`;
    this.#fail('TLA404', "found '='", "a constant's name", hint, equals);
  }

  get #previous(): Token {
    return this.tokens[this.#index - 1] as Token;
  }

  #skip(kind: TokenKind): boolean {
    if (this.#token.kind !== kind) return false;
    this.#next();
    return true;
  }

  /** `[Module]`, or null where there is none. */
  #module(): Name | null {
    if (!this.#skip('[')) return null;
    const token = this.#next();
    if (token.kind !== 'identifier' || !this.#skip(']')) {
      this.#fail('TLA402', `found ${describe(token)} after '['`, "a module's name and ']'", undefined, token);
    }
    return { text: token.text, span: this.#span(token) };
  }

  #value(): ConfigurationValue {
    const token = this.#next();
    if (token.kind === 'number') return { kind: 'number', value: this.#number(token) };
    if (token.text === '-' && this.#token.kind === 'number') {
      return { kind: 'number', value: -this.#number(this.#next()) };
    }
    if (token.kind === 'string') return { kind: 'string', value: readEscapes(token.text) };
    if (token.text === 'TRUE' || token.text === 'FALSE') return { kind: 'boolean', value: token.text === 'TRUE' };
    if (token.kind === '{') {
      const items: ConfigurationValue[] = [];
      if (this.#skip('}')) return { kind: 'set', items };
      do items.push(this.#value());
      while (this.#skip(','));
      if (!this.#skip('}')) this.#fail('TLA405', `found ${describe(this.#token)} in a set`, "',' or '}'");
      return { kind: 'set', items };
    }
    if (token.kind === 'identifier' && !isSection(token)) return { kind: 'modelValue', name: token.text };
    return this.#fail(
      'TLA405',
      `found ${describe(token)}`,
      'a number, a string, TRUE, FALSE, a model value, or a set of such',
      "define any other value in a module and write 'Constant <- Definition'",
      token,
    );
  }

  #number(token: Token): bigint {
    if (token.text.startsWith('\\'))
      this.#fail('TLA405', `found ${describe(token)}`, 'a decimal number', undefined, token);
    return BigInt(token.text);
  }
}
