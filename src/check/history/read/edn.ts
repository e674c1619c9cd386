/** EDN, as Jepsen writes its histories: maps, vectors, lists, sets, keywords, texts, numbers, and tagged values. */

/** A keyword or symbol `:ok` is the text `:ok`; a map of anything is an object by the texts of its keys. */
export interface EdnForm {
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

export class EdnError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** Every form of a text, one after the other. */
export function parseEdn(text: string): EdnForm[] {
  const reader = new Reader(text);
  const forms: EdnForm[] = [];
  while (reader.more()) forms.push({ line: reader.line, value: reader.form() });
  return forms;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const named: Readonly<Record<string, string>> = { newline: '\n', space: ' ', tab: '\t', return: '\r' };

class Reader {
  readonly #text: string;
  #at = 0;
  line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Passes over white space, commas, comments and what `#_` hides. */
  more(): boolean {
    for (; this.#at < this.#text.length; ) {
      const char = this.#text[this.#at]!;
      if (char === '\n') this.line += 1;
      if (char === ' ' || char === ',' || char === '\t' || char === '\r' || char === '\n') this.#at += 1;
      else if (char === ';') this.#at = this.#indexOf('\n', this.#at);
      else if (char === '#' && this.#text[this.#at + 1] === '_') {
        this.#at += 2;
        this.form();
      } else return true;
    }
    return false;
  }

  form(): unknown {
    if (!this.more()) throw new EdnError(this.line, 'the text ends where a value is expected');
    const char = this.#text[this.#at]!;
    if (char === '{') return this.#map();
    if (char === '[' || char === '(') return this.#list(char);
    if (char === '"') return this.#string();
    if (char === '\\') return this.#character();
    if (char === '#') return this.#dispatch();
    if (char === ']' || char === ')' || char === '}') throw new EdnError(this.line, `'${char}' closes nothing`);
    return this.#atom();
  }

  #list(open: string): unknown[] {
    const line = this.line;
    this.#at += 1;
    const items: unknown[] = [];
    for (;;) {
      if (!this.more()) throw new EdnError(line, `'${open}' is never closed`);
      if (this.#text[this.#at] === closing[open]) break;
      items.push(this.form());
    }
    this.#at += 1;
    return items;
  }

  #map(): Record<string, unknown> {
    const line = this.line;
    const items = this.#list('{');
    if (items.length % 2 !== 0) throw new EdnError(line, 'a map with a key that has no value');
    const map: Record<string, unknown> = {};
    for (let index = 0; index < items.length; index += 2) {
      const key = items[index];
      map[typeof key === 'string' ? key : JSON.stringify(key)] = items[index + 1];
    }
    return map;
  }

  #string(): string {
    const line = this.line;
    let result = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const char = this.#text[this.#at]!;
      if (char === '"') {
        this.#at += 1;
        return result;
      }
      if (char === '\n') this.line += 1;
      if (char === '\\') {
        this.#at += 1;
        const escaped = this.#text[this.#at] ?? '';
        result += escapes[escaped] ?? escaped;
      } else result += char;
    }
    throw new EdnError(line, 'a text that is never closed');
  }

  #character(): string {
    const found = /^\\([a-z]+|.)/s.exec(this.#text.slice(this.#at, this.#at + 16))!;
    this.#at += found[0].length;
    const name = found[1]!;
    return named[name] ?? name;
  }

  /** `#{...}` is a set, read as a list; `#tag value` is its value. */
  #dispatch(): unknown {
    this.#at += 1;
    if (this.#text[this.#at] === '{') return this.#list('{');
    this.#atom();
    return this.form();
  }

  #atom(): unknown {
    const from = this.#at;
    while (this.#at < this.#text.length && !/[\s,;()[\]{}"]/.test(this.#text[this.#at]!)) this.#at += 1;
    const token = this.#text.slice(from, this.#at);
    if (token === '') throw new EdnError(this.line, `'${this.#text[from]}' begins no value`);
    if (token === 'nil') return null;
    if (token === 'true' || token === 'false') return token === 'true';
    if (/^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?[NM]?$/.test(token)) return Number(token.replace(/[NM]$/, ''));
    return token;
  }

  #indexOf(char: string, from: number): number {
    const found = this.#text.indexOf(char, from);
    return found < 0 ? this.#text.length : found;
  }
}
