/** Places in the specification's text that generated code refers to, by number. */
import type { Core, Specification } from '../core.js';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As the specification writes it, on one line. */
  readonly text: string;
  /** The definition that is used here, if it is the use of one. */
  readonly calls: string | null;
}

const longestText = 160;

export function placeOf(core: Core, specification: Specification): Place {
  const { file, line, column } = core.span;
  const calls = core.kind === 'call' && !core.definition.library ? core.definition.name : null;
  return { file, line, column, text: sourceText(core, specification), calls };
}

export function sourceText({ span }: Core, specification: Specification): string {
  const source = specification.sources.find(({ file }) => file === span.file);
  if (source === undefined) return '(an expression of a standard module)';
  const lines = source.text.split('\n').slice(span.line - 1, span.endLine);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, span.endColumn);
  lines[0] = (lines[0] ?? '').slice(span.column - 1);
  const text = lines.map((line) => line.replace(/\\\*.*$/, '').trim()).join(' ');
  return text.length > longestText ? `${text.slice(0, longestText)} ...` : text;
}

/** The places that were given a number, in that order. */
export class Places {
  private readonly numbers = new Map<string, number>();
  readonly all: Place[] = [];

  constructor(private readonly specification: Specification) {}

  /** One number for each stretch of text, however often it is compiled. */
  number(core: Core): number {
    const { file, line, column, endLine, endColumn } = core.span;
    const key = `${file}:${line}:${column}:${endLine}:${endColumn}:${core.kind}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const made = this.all.length;
    this.numbers.set(key, made);
    this.all.push(placeOf(core, this.specification));
    return made;
  }
}
