/** Fields of the lines of a foreign log: where they are, and what they mean to a specification. */
import type { Field, Path } from './mapping.js';

/** A field as messages name it. */
export const shownField = ({ path, pattern }: Field): string =>
  `'${path.join('.')}'${pattern === null ? '' : ` (by the pattern ${pattern.source})`}`;

/** undefined where the line has no such field, or null in it. */
export function fieldValue(line: unknown, { path, pattern, as, table }: Field): unknown {
  let value = at(line, path);
  if (pattern !== null && value !== undefined) {
    const found = pattern.exec(typeof value === 'string' ? value : JSON.stringify(value));
    value = found === null ? undefined : (found[1] ?? found[0]);
  }
  if (table !== null && value !== undefined && typeof value !== 'object') {
    const key = String(value);
    if (table.has(key)) return table.get(key);
  }
  return as === null || value === undefined ? value : converted(value, as);
}

/** What cannot be converted stays as it is: the specification will say what it expected. */
function converted(value: unknown, as: NonNullable<Field['as']>): unknown {
  switch (as) {
    case 'number':
      if (typeof value === 'boolean') return value ? 1 : 0;
      return typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value) ? wholeNumber(value.trim()) : value;
    case 'text':
      return typeof value === 'object' ? value : String(value);
    case 'set':
      return Array.isArray(value) ? { '#set': value } : value;
  }
}

function wholeNumber(text: string): unknown {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : { '#bigint': BigInt(text.replace(/^\+/, '')).toString() };
}

/** A key may hold dots (`log.level`), and a text JSON again (`"payload": "{...}"`). undefined for null, too. */
export function at(json: unknown, path: Path): unknown {
  let value = json;
  for (let index = 0; index < path.length; index += 1) {
    if (typeof value === 'string') value = inside(value);
    if (typeof value !== 'object' || value === null) return undefined;
    const object = value as Record<string, unknown>;
    const key = path[index] as string;
    if (key in object) {
      value = object[key];
      continue;
    }
    const longer = longerKey(object, path, index);
    if (longer === null) return undefined;
    value = object[path.slice(index, longer).join('.')];
    index = longer - 1;
  }
  return value === null ? undefined : value;
}

/** Where a key ends that goes on over dots; null for none. */
function longerKey(object: object, path: Path, from: number): number | null {
  for (let to = from + 2; to <= path.length; to += 1) {
    if (path.slice(from, to).join('.') in object) return to;
  }
  return null;
}

function inside(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
