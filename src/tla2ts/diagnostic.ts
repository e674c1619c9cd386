import { nearest } from '../core/near.js';
import type { Span } from './ast.js';

/**
 * One thing wrong with a specification or its configuration, as a value. Codes are stable and documented in
 * `docs/diagnostics.md`: TLA1xx lexing and parsing, TLA2xx names and modules, TLA3xx levels and arity,
 * TLA4xx configuration, TLA5xx not supported, TLA6xx evaluation.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
  /** What would have been right there, in a few words: "a module body", "an operator with 2 arguments". */
  readonly expected?: string;
  /** The next thing to do. */
  readonly hint?: string;
}

/** Phases return this: `value` is null only when no usable result could be made; several errors come in one run. */
export interface Outcome<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A name or string of which the beginning tells enough. */
const endlessWord = /(\w{60})\w{140,}/g;

/** `file:line:column: error TLA101: message (expected ...). hint` */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { span, severity, code, message, expected, hint } = diagnostic;
  const wanted = expected === undefined ? '' : ` (expected ${expected})`;
  const next = hint === undefined ? '' : `\n  ${hint}`;
  const text = `${severity} ${code}: ${message}${wanted}${next}`;
  return `${span.file}:${span.line}:${span.column}: ${text.replace(endlessWord, '$1...')}`;
}

/** Every phase walks trees by recursion: what nests too deeply ends in this error of the machine. */
export const isStackExhausted = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/i.test(error.message);

export function tooDeeplyNested(span: Span): Diagnostic {
  return {
    code: 'TLA502',
    severity: 'error',
    message: 'this nests too deeply',
    span,
    expected: 'some hundred levels at most',
    hint: 'give parts of it names in definitions of their own',
  };
}

/** The hint that offers the nearest of `candidates`, if one is near. */
export function meantBy(name: string, candidates: Iterable<string>): { hint?: string } {
  const near = nearest(name, candidates);
  return near === null ? {} : { hint: `did you mean ${near}?` };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
