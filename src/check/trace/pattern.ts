/** What a log knows of a value, held against values. */
import { isFunction, select } from '../../tla/functions.js';
import { EvaluationError, NONE, TUPLE, type Value } from '../../tla/value.js';
import type { Pattern } from './json-value.js';

/** Whether the value is what the pattern knows of it. */
export function agrees(pattern: Pattern, value: Value): boolean {
  if (pattern.kind === 'value') return pattern.value === value;
  for (const { keys, pattern: inner } of pattern.entries) {
    const found = isFunction(value) ? entryAt(value, keys) : null;
    if (found === null || !agrees(inner, found.value)) return false;
  }
  return true;
}

/** The entry of a function under the first of these arguments that it has; null where it has none. */
export function entryAt(f: Value, keys: readonly Value[]): { key: Value; value: Value } | null {
  for (const key of keys) {
    if ((f & 15) === TUPLE && (key & 1) !== 0) continue;
    const value = selected(f, key);
    if (value !== NONE) return { key, value };
  }
  return null;
}

export function selected(f: Value, key: Value): Value {
  try {
    return select(f, key);
  } catch (error) {
    if (error instanceof EvaluationError) return NONE;
    throw error;
  }
}
