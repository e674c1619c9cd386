import { deepest, isTooDeep } from './json-depth.js';
import { jsonFault } from './json-fault.js';

/** One JSON value a line (NDJSON). Blank lines are passed over; anything else that is no JSON is an error with its line. */
export interface JsonLine {
  /** From 1. */
  readonly line: number;
  readonly value: unknown;
}

export class JsonLinesError extends Error {
  override readonly name = 'JsonLinesError';
  constructor(
    readonly line: number,
    readonly column: number,
    readonly because: string,
  ) {
    super(`line ${line}, column ${column}: ${because}`);
  }
}

/** A text without the byte order mark that some editors and PowerShell put in front. */
export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

export function parseJsonLines(text: string): JsonLine[] {
  const result: JsonLine[] = [];
  const lines = withoutMark(text).split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '') continue;
    if (isTooDeep(line)) throw new JsonLinesError(index + 1, 1, `values are nested more than ${deepest} deep`);
    try {
      result.push({ line: index + 1, value: JSON.parse(line) });
    } catch {
      const { column, word } = jsonFault(line);
      const cut = index === lines.length - 1 ? ' (the last line, cut short?)' : '';
      const hint = word === null ? cut : `: ${word} is no number in JSON`;
      throw new JsonLinesError(index + 1, column, `expected one JSON value${hint}`);
    }
  }
  return result;
}

export const toJsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;
