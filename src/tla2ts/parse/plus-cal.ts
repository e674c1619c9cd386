import { crc32 } from 'node:zlib';
import type { Module, PlusCal, Span } from '../ast.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Token } from '../lex/token.js';
import { missingWord } from './plus-cal-words.js';

const algorithmMark = /--(?:fair[ \t]+)?algorithm\b/g;
const beginMark = /\bBEGIN[ \t]+TRANSLATION\b/g;
const endMark = /\bEND[ \t]+TRANSLATION\b/g;
const checksumMark = /\bche?c?ksum\(p(?:lus)?cal\)\s*=\s*"([0-9a-f]*)".*?\bche?c?ksum\(tla\+?\)\s*=\s*"([0-9a-f]*)"/i;

/**
 * The PlusCal algorithm in the comments of a module, and the translation block that the translator wrote for it; null
 * where there is no algorithm. `tokens` are those of `text`: what lies between them is comment.
 */
export function findPlusCal(file: string, text: string, tokens: readonly Token[]): PlusCal | null {
  const from = tokens[0]?.start ?? 0;
  const to = tokens.at(-1)?.start ?? text.length;
  const algorithm = findInComment(text, algorithmMark, from, to, tokens);
  if (algorithm === null) return null;
  const begin = findInComment(text, beginMark, from, to, tokens);
  const end = begin === null ? null : findInComment(text, endMark, begin.index, to, tokens);
  const beginLine = begin === null ? '' : text.slice(begin.index, lineEnd(text, begin.index));
  const [, pcal, tla] = checksumMark.exec(beginLine) ?? [];
  return {
    algorithm: spanOf(file, text, algorithm.index, algorithm.index + algorithm.length),
    translation: begin === null || end === null ? null : spanOf(file, text, begin.index, end.index + end.length),
    checksums: pcal === undefined || tla === undefined ? null : { pcal, tla },
  };
}

interface Place {
  readonly index: number;
  readonly length: number;
}

function findInComment(text: string, mark: RegExp, from: number, to: number, tokens: readonly Token[]): Place | null {
  mark.lastIndex = from;
  for (let found = mark.exec(text); found !== null && found.index < to; found = mark.exec(text)) {
    if (!insideToken(tokens, found.index)) return { index: found.index, length: found[0].length };
  }
  return null;
}

/** Binary search: does the last token that begins at or before this offset reach over it? */
function insideToken(tokens: readonly Token[], offset: number): boolean {
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tokens[middle] as Token).start <= offset) low = middle;
    else high = middle - 1;
  }
  const token = tokens[low] as Token;
  return offset >= token.start && offset <= token.start + token.endColumn - token.column;
}

function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at;
}

/** Columns count characters here, tabs as one. */
function spanOf(file: string, text: string, start: number, end: number): Span {
  const place = (offset: number): { line: number; column: number } => {
    let line = 1;
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
    return { line, column: offset - text.lastIndexOf('\n', offset - 1) };
  };
  const first = place(start);
  const last = place(end - 1);
  return { file, line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
}

/**
 * Warnings about a module's PlusCal: no translation (nothing of the algorithm is checked), a translation edited since
 * it was made, or an algorithm edited since then, as far as its words tell. The translator records CRC-32 sums of the translation's lines, joined without line ends, and of the
 * parsed algorithm (tlaplus/tlaplus, `pcal/Validator.java`). The second cannot be recomputed without a PlusCal parser
 * except for a fair algorithm, where the translator takes the sum of the one word "fair".
 */
export function checkTranslation(text: string, module: Module): readonly Diagnostic[] {
  const { plusCal } = module;
  if (plusCal === null) return [];
  const { algorithm, translation, checksums } = plusCal;
  if (translation === null) {
    return [
      {
        code: 'TLA130',
        severity: 'warning',
        message: 'this PlusCal algorithm has no translation, so nothing of it is seen',
        span: algorithm,
        expected: "a block '\\* BEGIN TRANSLATION' to '\\* END TRANSLATION' in the module",
        hint: 'translate it with the TLA+ tools (pcal.trans) and save the module',
      },
    ];
  }
  const lines = text.split(/\r\n|\n|\r/).slice(translation.line, translation.endLine - 1);
  const word = onlyAlgorithm(text) ? missingWord(textFrom(text, algorithm, translation), lines.join('\n')) : null;
  if (word !== null) {
    return [
      {
        code: 'TLA132',
        severity: 'warning',
        message: `the algorithm was edited after it was translated: the translation has no ${word}`,
        span: algorithm,
        expected: `${word} somewhere in the translation`,
        hint: 'translate the algorithm again (pcal.trans): what is checked is the translation',
      },
    ];
  }
  if (checksums === null) return [];
  const found = crc32(lines.join('')).toString(16);
  if (checksums.tla === '' || found === checksums.tla.toLowerCase()) return [];
  return [
    {
      code: 'TLA131',
      severity: 'warning',
      message: `the translation is not the one that was made from the algorithm (its checksum is ${found})`,
      span: translation,
      expected: `checksum ${checksums.tla}`,
      hint: 'translate the algorithm again, unless the translation was changed on purpose',
    },
  ];
}

/** Of several, only the translator knows which one it took. */
const onlyAlgorithm = (text: string): boolean => (text.match(algorithmMark)?.length ?? 0) === 1;

/** What stands between the word `--algorithm` and the translation. */
function textFrom(text: string, algorithm: Span, translation: Span): string {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines[algorithm.line - 1] ?? '';
  const mark = first.search(/--(?:fair[ \t]+)?algorithm\b/);
  const rest = lines.slice(algorithm.line, Math.max(algorithm.line, translation.line - 1));
  return [first.slice(mark).replace(/^--(?:fair[ \t]+)?algorithm/, ''), ...rest].join('\n');
}
