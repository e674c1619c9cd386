/** Times in foreign logs: a number in any unit, or text as ISO 8601 and RFC 3339 have it. */

const isoTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * A number as it is; of text the milliseconds since 1970, with what it has beyond them. Without a zone it is read as UTC:
 * only differences count. null for what is no time.
 */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  const [, day, clock, fraction = '0', zone = 'Z'] = isoTime.exec(value.trim()) ?? [];
  if (day === undefined) return null;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.replace(/^utc$/i, 'Z');
  const seconds = Date.parse(`${day}T${clock}${offset.toUpperCase()}`);
  return Number.isNaN(seconds) ? null : seconds + Number(`0.${fraction}`) * 1_000;
}
