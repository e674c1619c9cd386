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

/** A place between two lines, for lines that are known later only. */
export class Slot {
  readonly lines: string[] = [];

  constructor(private readonly depth: number) {}

  line(text: string): void {
    this.lines.push(`${'  '.repeat(this.depth)}${text}`);
  }
}

/** Statements, indented as they nest. */
export class Writer {
  private readonly lines: (string | Slot)[] = [];
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

  /** Lines that are indented already. */
  text(lines: string): void {
    this.lines.push(lines);
  }

  /** Takes over what another writer has gathered at the same depth. */
  append(other: Writer): void {
    this.lines.push(...other.lines);
  }

  /** A writer for text that will be appended here, now or after something else. */
  sibling(): Writer {
    return new Writer(this.depth);
  }

  /** A place here, for lines to come. It goes where this text goes. */
  slot(): Slot {
    const slot = new Slot(this.depth);
    this.lines.push(slot);
    return slot;
  }

  /** Whether the last statement is a block with a label. */
  endsWithLabel(): boolean {
    const here = '  '.repeat(this.depth);
    const lines = this.lines.filter((line) => typeof line === 'string');
    if (lines.at(-1) !== `${here}}`) return false;
    const start = lines.findLast((line) => line.startsWith(here) && /^\w.*\{$/.test(line.slice(here.length)));
    return start !== undefined && /^\s*\w+: \{$/.test(start);
  }

  toString(): string {
    return this.lines.flatMap((line) => (typeof line === 'string' ? line : line.lines)).join('\n');
  }
}
