/** Pieces of generated text, and how one kind of value becomes another. */

/**
 * `value`: the id of a TLA+ value; `boolean`: a JavaScript boolean; `integer`: a JavaScript number.
 * `atomic` text needs no parentheses wherever it stands.
 */
export interface Code {
  readonly text: string;
  readonly kind: 'value' | 'boolean' | 'integer';
  readonly atomic: boolean;
}

export const valueCode = (text: string, atomic = true): Code => ({ text, kind: 'value', atomic });
export const booleanCode = (text: string, atomic = true): Code => ({ text, kind: 'boolean', atomic });
export const integerCode = (text: string, atomic = true): Code => ({ text, kind: 'integer', atomic });

/** The text in parentheses unless it needs none. */
export const closed = (code: Code): string => (code.atomic ? code.text : `(${code.text})`);

/** Statements, indented as they nest. */
export class Writer {
  private readonly lines: string[] = [];
  private depth: number;

  constructor(depth = 0) {
    this.depth = depth;
  }

  line(text: string): void {
    this.lines.push(text === '' ? '' : `${'  '.repeat(this.depth)}${text}`);
  }

  /** `head {`, the body, `}`. */
  block(head: string, body: () => void): void {
    this.line(head === '' ? '{' : `${head} {`);
    this.indented(body);
    this.line('}');
  }

  indented(body: () => void): void {
    this.depth += 1;
    body();
    this.depth -= 1;
  }

  /** Takes over what another writer has gathered at the same depth. */
  append(other: Writer): void {
    this.lines.push(...other.lines);
  }

  /** A writer for text that will be appended here, now or after something else. */
  sibling(): Writer {
    return new Writer(this.depth);
  }

  /** The number of lines so far, at which `insert` may add one later. */
  get position(): number {
    return this.lines.length;
  }

  /** Adds a line inside what is written already, one level deeper than the writer stands now. */
  insert(position: number, text: string): void {
    this.lines.splice(position, 0, `${'  '.repeat(this.depth + 1)}${text}`);
  }

  /** Whether the last statement is a block with a label. */
  endsWithLabel(): boolean {
    const here = '  '.repeat(this.depth);
    if (this.lines.at(-1) !== `${here}}`) return false;
    const start = this.lines.findLast((line) => line.startsWith(here) && /^\w.*\{$/.test(line.slice(here.length)));
    return start !== undefined && /^\s*\w+: \{$/.test(start);
  }

  toString(): string {
    return this.lines.join('\n');
  }
}
