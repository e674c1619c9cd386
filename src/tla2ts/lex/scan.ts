import type { Diagnostic } from '../diagnostic.js';
import { type Operator, operatorSpellings } from './operators.js';
import { keywordSpellings, punctuationSpellings, type Token, type TokenKind } from './token.js';

export interface Scan {
  /** Of the first module of the text and the modules inside it; the last is `end`. */
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Symbol {
  readonly spelling: string;
  readonly kind: TokenKind;
  readonly text: string;
  readonly operator: Operator | null;
}

const bullets = new Set(['/\\', '\\/', '∧', '∨']);
const numberSets: Readonly<Record<string, string>> = { ℕ: 'Nat', ℤ: 'Int', ℝ: 'Real' };

/** Symbols by their first character, the longest first: the first that fits is the right one. */
const symbolsByFirst = new Map<number, Symbol[]>();
/** Words after a backslash: `\in`, `\cup`, `\A`. */
const backslashWords = new Map<string, Symbol>();
let longestBackslashWord = 0;

function addSymbol(symbol: Symbol): void {
  const { spelling } = symbol;
  if (/^\\[A-Za-z]/.test(spelling)) {
    backslashWords.set(spelling, symbol);
    longestBackslashWord = Math.max(longestBackslashWord, spelling.length);
    return;
  }
  const first = spelling.charCodeAt(0);
  const all = symbolsByFirst.get(first) ?? [];
  all.push(symbol);
  all.sort((a, b) => b.spelling.length - a.spelling.length);
  symbolsByFirst.set(first, all);
}

for (const [spelling, operator] of operatorSpellings) {
  if (/^[A-Z]/.test(spelling)) continue;
  addSymbol({ spelling, kind: bullets.has(spelling) ? 'junction' : 'operator', text: operator.text, operator });
}
for (const [spelling, kind] of punctuationSpellings) {
  if (spelling !== '_') addSymbol({ spelling, kind, text: kind, operator: null });
}
for (const [spelling, text] of Object.entries(numberSets)) {
  addSymbol({ spelling, kind: 'identifier', text, operator: null });
}
addSymbol({ spelling: '@', kind: 'identifier', text: '@', operator: null });

const LETTER = 1;
const DIGIT = 2;
const UNDERSCORE = 4;
const wordClass = new Uint8Array(128);
for (let code = 0; code < 26; code += 1) {
  wordClass[65 + code] = LETTER;
  wordClass[97 + code] = LETTER;
}
for (let code = 48; code < 58; code += 1) wordClass[code] = DIGIT;
wordClass[95] = UNDERSCORE;

/** The TLA+ tools count a tab as stepping to the next multiple of eight columns. */
const tabWidth = 8;
const moduleHeader = /-{4,} *MODULE/g;
const stepToken = /<(?:[0-9]+|[+*])>(?:[A-Za-z0-9_]+\.*|\*\.*|-\.*|\.+)?/y;
const baseNumber = /\\(?:[oO][0-7]+|[bB][01]+|[hH][0-9a-fA-F]+)/y;

/**
 * Turns the text of a file into tokens, in one pass and O(length). What stands before `---- MODULE` and after the
 * module's `====` is left alone, as are comments. A character that begins no token is a diagnostic and passed over.
 */
export function scan(file: string, text: string): Scan {
  moduleHeader.lastIndex = 0;
  const start = moduleHeader.exec(text)?.index ?? text.length;
  return new Scanner(file, text).run(start, true);
}

/** The same for a text that is no module: a configuration file. */
export function scanAll(file: string, text: string): Scan {
  return new Scanner(file, text).run(0, false);
}

class Scanner {
  readonly #tokens: Token[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #position = 0;
  #line = 1;
  /** Offset that column 1 of this line would have, had every tab been as wide as it looks. */
  #lineOrigin = 0;
  #depth = 0;

  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  run(start: number, untilModuleEnds: boolean): Scan {
    while (this.#position < start) this.#skipCharacter();
    while (this.#position < this.text.length) {
      this.#skipBlank();
      if (this.#position >= this.text.length) break;
      this.#scanToken();
      if (untilModuleEnds && this.#depth === 0) break;
    }
    this.#push('end', '', 0, null);
    return { tokens: this.#tokens, diagnostics: this.#diagnostics };
  }

  #push(kind: TokenKind, text: string, length: number, operator: Operator | null): void {
    const column = this.#position - this.#lineOrigin + 1;
    const endColumn = column + Math.max(length, 1) - 1;
    this.#tokens.push({ kind, text, operator, line: this.#line, column, endColumn, start: this.#position });
    this.#position += length;
  }

  #fail(code: string, message: string, length: number, hint?: string): void {
    const column = this.#position - this.#lineOrigin + 1;
    const span = { file: this.file, line: this.#line, column, endLine: this.#line, endColumn: column + length - 1 };
    this.#diagnostics.push({ code, severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
  }

  /** Steps over one character, keeping count of lines and tabs. */
  #skipCharacter(): void {
    const code = this.text.charCodeAt(this.#position);
    this.#position += 1;
    if (code === 10 || (code === 13 && this.text.charCodeAt(this.#position) !== 10)) {
      this.#line += 1;
      this.#lineOrigin = this.#position;
    } else if (code === 9) {
      const before = this.#position - 1 - this.#lineOrigin;
      this.#lineOrigin -= tabWidth - (before % tabWidth) - 1;
    }
  }

  /** Blanks and comments. */
  #skipBlank(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.#position);
      if (code === 32) this.#position += 1;
      else if (code === 9 || code === 10 || code === 13) this.#skipCharacter();
      else if (code === 92 && text.charCodeAt(this.#position + 1) === 42) this.#skipLineComment();
      else if (code === 40 && text.charCodeAt(this.#position + 1) === 42) this.#skipBlockComment();
      else return;
    }
  }

  #skipLineComment(): void {
    const { text } = this;
    let at = this.#position;
    while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
    this.#position = at;
  }

  #skipBlockComment(): void {
    const { text } = this;
    const opening = { position: this.#position, line: this.#line, lineOrigin: this.#lineOrigin };
    let depth = 0;
    while (this.#position < text.length) {
      const code = text.charCodeAt(this.#position);
      const next = text.charCodeAt(this.#position + 1);
      if (code === 40 && next === 42) {
        depth += 1;
        this.#position += 2;
      } else if (code === 42 && next === 41) {
        depth -= 1;
        this.#position += 2;
        if (depth === 0) return;
      } else if (code === 9 || code === 10 || code === 13) this.#skipCharacter();
      else this.#position += 1;
    }
    const column = opening.position - opening.lineOrigin + 1;
    this.#diagnostics.push({
      code: 'TLA103',
      severity: 'error',
      message: 'this comment is never closed',
      span: { file: this.file, line: opening.line, column, endLine: opening.line, endColumn: column + 1 },
      expected: "'*)'",
      hint: 'comments nest: every (* needs its own *)',
    });
  }

  #scanToken(): void {
    const { text } = this;
    const start = this.#position;
    const code = text.charCodeAt(start);
    if (code < 128 && wordClass[code] !== 0) {
      if (this.#scanWord()) return;
    } else if (code === 34) {
      this.#scanString();
      return;
    } else if (code === 45 || code === 61) {
      let end = start;
      while (text.charCodeAt(end) === code) end += 1;
      if (end - start >= 4) {
        this.#scanRule(code, end);
        return;
      }
    } else if (code === 60) {
      stepToken.lastIndex = start;
      const step = stepToken.exec(text);
      if (step !== null) {
        this.#push('step', step[0], step[0].length, null);
        return;
      }
    } else if (code === 92 && this.#scanBackslashWord()) return;
    this.#scanSymbol(code);
  }

  /** Four dashes or more are a separator or begin a module; four equal signs or more end one. */
  #scanRule(code: number, end: number): void {
    const start = this.#position;
    if (code === 61) {
      this.#depth -= 1;
      this.#push('endModule', '====', end - start, null);
      return;
    }
    let after = end;
    while (this.text.charCodeAt(after) === 32) after += 1;
    if (this.text.startsWith('MODULE', after)) {
      this.#depth += 1;
      this.#push('module', '---- MODULE', after + 6 - start, null);
    } else this.#push('separator', '----', end - start, null);
  }

  /**
   * A word of letters, digits and underscores is an identifier if it has a letter, except that digits alone are a
   * number, and that `WF_` and `SF_` in front belong to a fairness formula.
   */
  #scanWord(): boolean {
    const { text } = this;
    const start = this.#position;
    let end = start;
    let classes = 0;
    for (;;) {
      const code = text.charCodeAt(end);
      const wordType = code < 128 ? (wordClass[code] as number) : 0;
      if (wordType === 0) break;
      classes |= wordType;
      end += 1;
    }
    if ((classes & LETTER) === 0) {
      if (text.charCodeAt(start) === 95) {
        this.#push('_', '_', 1, null);
        return true;
      }
      end = start;
      while (wordClass[text.charCodeAt(end)] === DIGIT) end += 1;
      this.#push('number', text.slice(start, end), end - start, null);
      return true;
    }
    const first = text.charCodeAt(start);
    if ((first === 87 || first === 83) && text.charCodeAt(start + 1) === 70 && text.charCodeAt(start + 2) === 95) {
      const kind = first === 87 ? 'WF_' : 'SF_';
      this.#push(kind, kind, 3, null);
      return true;
    }
    const word = text.slice(start, end);
    if (first >= 65 && first <= 90) {
      const keyword = keywordSpellings.get(word);
      if (keyword !== undefined) {
        this.#push(keyword, word, end - start, null);
        return true;
      }
      const operator = operatorSpellings.get(word);
      if (operator !== undefined) {
        this.#push('operator', word, end - start, operator);
        return true;
      }
    }
    this.#push('identifier', word, end - start, null);
    return true;
  }

  #scanString(): void {
    const { text } = this;
    const start = this.#position;
    let at = start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 34) break;
      if (at >= text.length || code === 10 || code === 13) {
        this.#fail(
          'TLA104',
          'this string does not end on its line',
          1,
          'a string ends with " on the line it begins on',
        );
        break;
      }
      if (code === 92) {
        if (!'ntrf\\"'.includes(text.charAt(at + 1)) || at + 1 >= text.length) {
          const pair = text.slice(at, at + 2);
          this.#fail('TLA105', `'${pair}' is no escape in a string`, 1, 'TLA+ has \\n \\t \\r \\f \\\\ and \\"');
        } else at += 1;
      }
      at += 1;
    }
    const closed = text.charCodeAt(at) === 34 ? at + 1 : at;
    this.#push('string', text.slice(start, closed), closed - start, null);
  }

  /** `\in`, `\cup`, `\A`, and numbers in another base; false where the backslash is the operator by itself. */
  #scanBackslashWord(): boolean {
    const { text } = this;
    const start = this.#position;
    let end = start + 1;
    while (wordClass[text.charCodeAt(end)] === LETTER) end += 1;
    if (end === start + 1) return false;
    let symbol: Symbol | undefined;
    let length = Math.min(end - start, longestBackslashWord);
    for (; length > 1; length -= 1) {
      symbol = backslashWords.get(text.slice(start, start + length));
      if (symbol !== undefined) break;
    }
    baseNumber.lastIndex = start;
    const number = baseNumber.exec(text)?.[0];
    if (number !== undefined && number.length > length) {
      this.#push('number', number, number.length, null);
      return true;
    }
    if (symbol === undefined) return false;
    this.#push(symbol.kind, symbol.text, length, symbol.operator);
    return true;
  }

  #scanSymbol(code: number): void {
    const { text } = this;
    if (code === 33 && text.startsWith('!!!', this.#position)) {
      // `M!!!(a, b)` is the operator `!!` of M.
      this.#push('!', '!', 1, null);
      return;
    }
    const candidates = symbolsByFirst.get(code);
    if (candidates !== undefined) {
      for (const { spelling, kind, text: canonical, operator } of candidates) {
        if (spelling.length === 1 || text.startsWith(spelling, this.#position)) {
          this.#push(kind, canonical, spelling.length, operator);
          return;
        }
      }
    }
    const character = String.fromCodePoint(text.codePointAt(this.#position) as number);
    const hint = character === '?' ? "TLA+ has '??' only" : character === ';' ? 'TLA+ has no semicolons' : undefined;
    this.#fail('TLA102', `the character '${character}' begins nothing in TLA+`, 1, hint);
    this.#position += character.length;
  }
}
