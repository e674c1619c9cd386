import type { Module } from './ast.js';
import type { Diagnostic, Outcome } from './diagnostic.js';
import { scan } from './lex/scan.js';
import type { Token } from './lex/token.js';
import { Cursor, ParseFailure } from './parse/cursor.js';
import { parseModuleBody } from './parse/module.js';
import { checkTranslation, findPlusCal } from './parse/plus-cal.js';

/**
 * Reads the first module of a file. Pure: `file` only names the place in diagnostics. One run reports several errors; the
 * module then has the units that could be read, and is null only where not even a module's header was found.
 * O(length), some megabytes a second.
 */
export function parseModule(file: string, text: string): Outcome<Module> {
  const { tokens, diagnostics: lexical } = scan(file, text);
  const diagnostics: Diagnostic[] = [...lexical];
  const cursor = new Cursor(file, tokens, diagnostics);
  if (!cursor.at('module')) {
    const span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
    diagnostics.push({
      code: 'TLA100',
      severity: 'error',
      message: 'this file has no module',
      span,
      expected: "'---- MODULE Name ----' at its beginning and '====' at its end",
      ...insteadOfModule(text),
    });
    return { value: null, diagnostics };
  }
  try {
    const module: Module = { ...parseModuleBody(cursor), plusCal: findPlusCal(file, text, tokens) };
    diagnostics.push(...checkTranslation(text, module));
    return { value: module, diagnostics: inOrder(withoutConsequences(diagnostics, tokens)) };
  } catch (failure) {
    if (!(failure instanceof ParseFailure)) throw failure;
    diagnostics.push(failure.diagnostic);
    return { value: null, diagnostics: inOrder(withoutConsequences(diagnostics, tokens)) };
  }
}

/** What the text may be, if it is not what was expected. */
function insteadOfModule(text: string): { hint?: string } {
  if (/^\s*(?:SPECIFICATION|INIT|NEXT|CONSTANTS?|INVARIANTS?)\b/.test(text) && !/==/.test(text)) {
    return { hint: 'it looks like a configuration: its name ends in .cfg, and the module has a file of its own' };
  }
  if (/^\W*MODULE\s+\w/m.test(text)) return { hint: 'at least four dashes stand before MODULE, and after the name' };
  return {};
}

/** A comment that is never closed swallows the rest of the file: that the rest is missing is no second fault. */
function withoutConsequences(diagnostics: readonly Diagnostic[], tokens: readonly Token[]): readonly Diagnostic[] {
  const end = tokens.at(-1);
  if (end === undefined || !diagnostics.some(({ code }) => code === 'TLA103')) return diagnostics;
  return diagnostics.filter(
    ({ code, span }) => code === 'TLA103' || span.line !== end.line || span.column !== end.column,
  );
}

const inOrder = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
