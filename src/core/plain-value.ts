/** JavaScript's values as traces have them: see `core/trace.ts`. */

/** The value as JSON can say it: sets, maps and big integers tagged. The same object where there is nothing to be changed. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return { '#bigint': String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.some(special) ? value.map(plain) : value;
  if (value instanceof Set) return { '#set': Array.from(value, plain) };
  if (value instanceof Map) return { '#map': Array.from(value, ([key, item]) => [plain(key), plain(item)]) };
  for (const key in value) {
    if (special((value as Readonly<Record<string, unknown>>)[key]))
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  }
  return value;
}

const special = (value: unknown): boolean =>
  typeof value === 'bigint' || (typeof value === 'object' && value !== null && plain(value) !== value);
