import type { Name, Span } from '../ast.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Operator } from '../lex/operators.js';
import { describe, type Token, type TokenKind } from '../lex/token.js';
import { isDefinitionAt } from './ahead.js';

/** Unwinds the parser to the next unit; caught in `module.ts`, never seen outside this folder. */
export class ParseFailure {
  constructor(readonly diagnostic: Diagnostic) {}
}

interface Junction {
  readonly text: string;
  readonly column: number;
}

/** Stands for whatever is next where that is not to the right of the bullets of the list around it. */
const outdent: Token = {
  kind: 'outdent',
  text: '',
  operator: null,
  line: 0,
  column: 0,
  endColumn: 0,
  start: 0,
};

/** What begins a unit, or ends the module, and stands nowhere else. */
const unitWords: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'separator',
  'endModule',
  'CONSTANT',
  'VARIABLE',
  'THEOREM',
  'ASSUMPTION',
]);

const noJunction: Junction = { text: '', column: 0 };

/**
 * A place in the tokens, which knows the junction lists that are open. Inside a list every token must stand to the
 * right of the list's bullets ("Specifying Systems", section 15.2.2): one that does not is seen as `outdent`, on which
 * every construct ends or fails. So the column rule is held in this one place.
 */
export class Cursor {
  /** What the grammar sees next. */
  token: Token;
  #index = 0;
  readonly #junctions: Junction[] = [];
  /** One entry for each proof around this place: its level, or -1 before the first step has told it. */
  readonly proofLevels: number[] = [];
  /** Where the unit began that is being read: what begins there in a later line is the next one. */
  unitColumn = 1;

  constructor(
    readonly file: string,
    readonly tokens: readonly Token[],
    readonly diagnostics: Diagnostic[],
  ) {
    this.token = tokens[0] as Token;
  }

  get index(): number {
    return this.#index;
  }

  /** The next token whatever its column, or one further on, or back. */
  ahead(distance: number): Token {
    return this.tokens[Math.max(0, Math.min(this.#index + distance, this.tokens.length - 1))] as Token;
  }

  get previous(): Token {
    return this.tokens[Math.max(this.#index - 1, 0)] as Token;
  }

  at(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  /** Is the operator with this canonical spelling next? */
  atOperator(text: string): boolean {
    return this.token.operator !== null && this.token.text === text;
  }

  next(): Token {
    const token = this.token;
    if (this.#index < this.tokens.length - 1) this.#index += 1;
    this.#look();
    return token;
  }

  skip(kind: TokenKind): boolean {
    if (this.token.kind !== kind) return false;
    this.next();
    return true;
  }

  expect(kind: TokenKind, expected: string): Token {
    if (this.token.kind !== kind) this.unexpected(expected);
    return this.next();
  }

  /** Goes back to an earlier index, or on past tokens that are not understood. */
  moveTo(index: number): void {
    this.#index = Math.min(index, this.tokens.length - 1);
    this.#look();
  }

  #look(): void {
    const token = this.tokens[this.#index] as Token;
    const { length } = this.#junctions;
    this.token = length > 0 && token.column <= (this.#junctions[length - 1] as Junction).column ? outdent : token;
  }

  enterJunction(bullet: Token): void {
    this.#junctions.push({ text: bullet.text, column: bullet.column });
  }

  leaveJunction(): void {
    this.#junctions.pop();
    this.#look();
  }

  /** Is the next token one more bullet of the innermost list? */
  atBullet(): boolean {
    const token = this.tokens[this.#index] as Token;
    const list = this.#junctions.at(-1) ?? noJunction;
    return token.kind === 'junction' && token.column === list.column && token.text === list.text;
  }

  skipBullet(): void {
    this.#index += 1;
    this.#look();
  }

  /** Runs `parse` outside every junction list, as a unit of its own: what failed inside must leave none open. */
  leaveAllJunctions(): void {
    this.#junctions.length = 0;
    this.proofLevels.length = 0;
    this.#look();
  }

  spanOf(token: Token): Span {
    const { line, column, endColumn } = token;
    return { file: this.file, line, column, endLine: line, endColumn };
  }

  /** From the first token to the last one consumed. */
  spanFrom(first: Token): Span {
    const last = this.previous;
    return {
      file: this.file,
      line: first.line,
      column: first.column,
      endLine: last.line,
      endColumn: last.endColumn,
    };
  }

  name(token: Token): Name {
    return { text: token.text, span: this.spanOf(token) };
  }

  identifier(expected: string): Name {
    if (this.token.kind !== 'identifier' || this.token.text === '@') this.unexpected(expected);
    return this.name(this.next());
  }

  /** A name that is declared or bound here; one with `==` after it is defined instead, and what was here is missing. */
  boundName(expected: string): Name {
    if (this.ahead(1).kind === '==') this.unexpected(expected);
    return this.identifier(expected);
  }

  fail(code: string, message: string, span: Span, more: { expected?: string; hint?: string } = {}): never {
    throw new ParseFailure({ code, severity: 'error', message, span, ...more });
  }

  /** Columns are no fault of what begins the next unit where the one before has not come to its end. */
  #beginsNextUnit(token: Token): boolean {
    const { previous } = this;
    if (token.line === previous.line || token.column > this.unitColumn) return false;
    if (previous.kind === 'separator' || previous.kind === 'module') return false;
    return unitWords.has(token.kind) || isDefinitionAt(this, 0);
  }

  unexpected(expected: string, hint?: string): never {
    const token = this.tokens[this.#index] as Token;
    const span = this.spanOf(token);
    if (this.#beginsNextUnit(token)) {
      const { previous } = this;
      const found = token.kind === 'identifier' ? `the definition of ${describe(token)}` : describe(token);
      const unfinished = `what stands before it, up to ${describe(previous)} in line ${previous.line}, is not finished`;
      this.fail('TLA101', `found ${found}`, span, { expected, hint: hint ?? unfinished });
    }
    const list = this.#junctions.at(-1);
    if (this.token.kind === 'outdent' && list !== undefined && token.kind !== 'end') {
      this.fail(
        'TLA106',
        `${describe(token)} ends the ${list.text} list in column ${list.column}, as it is not to the right of it`,
        span,
        { expected, hint: hint ?? 'move it to the right of the list, or the list to the left' },
      );
    }
    this.fail('TLA101', `found ${describe(token)}`, span, hint === undefined ? { expected } : { expected, hint });
  }
}

export const joinSpans = (first: Span, last: Span): Span => ({
  file: first.file,
  line: first.line,
  column: first.column,
  endLine: last.endLine,
  endColumn: last.endColumn,
});

/** An operator and where it stands, on its way to its operands. */
export interface PlacedOperator {
  readonly operator: Operator;
  readonly name: Name;
}
