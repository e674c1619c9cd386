import { jsonFault } from '../../core/json-fault.js';
import { JsonLinesError, parseJsonLines } from '../../core/json-lines.js';
import { EvaluationError, type Value } from '../../tla/value.js';
import { problem, type Reading } from './event.js';
import type { JsonValues } from './json-value.js';

export interface GivenConstants {
  readonly values: ReadonlyMap<string, Value>;
  /** Names that the specification does not have: noted, and passed over. */
  readonly unknown: readonly string[];
}

/**
 * Reads constants from JSON, one object, or one a line: `{"RM": ["r1", "r2"]}`. An array is a set here. The last value
 * that is given for a name counts.
 */
export function readConstants(text: string, declared: readonly string[], values: JsonValues): Reading<GivenConstants> {
  const given = new Map<string, Value>();
  const unknown = new Set<string>();
  const whole = wholeObject(text);
  if (!whole.ok) return whole;
  for (const { line, value } of whole.value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return problem(line, 'expected an object of constants: {"Name": value, ...}');
    }
    for (const [name, json] of Object.entries(value)) {
      if (!declared.includes(name)) {
        unknown.add(name);
        continue;
      }
      try {
        given.set(name, values.constant(json));
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        return problem(line, `${name}: ${error.message}`);
      }
    }
  }
  return { ok: true, value: { values: given, unknown: [...unknown] } };
}

/** One JSON document over several lines, or one a line. */
function wholeObject(text: string): Reading<readonly { line: number; value: unknown }[]> {
  try {
    return { ok: true, value: [{ line: 1, value: JSON.parse(text) }] };
  } catch {
    try {
      return { ok: true, value: parseJsonLines(text) };
    } catch (error) {
      if (!(error instanceof JsonLinesError)) throw error;
      // Which of the two was meant: the one that the text goes on with for longer.
      const whole = jsonFault(text);
      if (whole.line > error.line) return problem(whole.line, `column ${whole.column}: expected one JSON document`);
      return problem(error.line, `column ${error.column}: ${error.because}`);
    }
  }
}
