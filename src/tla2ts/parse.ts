import type { Module } from './ast.js';
import type { Diagnostic, Outcome } from './diagnostic.js';
import { scan } from './lex/scan.js';
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
    });
    return { value: null, diagnostics };
  }
  try {
    const module: Module = { ...parseModuleBody(cursor), plusCal: findPlusCal(file, text, tokens) };
    diagnostics.push(...checkTranslation(text, module));
    return { value: module, diagnostics: inOrder(diagnostics) };
  } catch (failure) {
    if (!(failure instanceof ParseFailure)) throw failure;
    diagnostics.push(failure.diagnostic);
    return { value: null, diagnostics: inOrder(diagnostics) };
  }
}

const inOrder = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
