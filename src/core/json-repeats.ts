/** Keys that an object of a JSON text has twice. `JSON.parse` keeps the last one without a word. */

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** The way to the first one, `['vars', 'x']`, places in lists as numbers; null for none. `value`: what the text was parsed to. */
export function repeatedKey(text: string, value: unknown): readonly string[] | null {
  // To look closely costs more than to parse: only where more names are followed by a colon than there are keys.
  return namesIn(text) === keysIn(value) ? null : firstRepeated(text);
}

const colon = ':'.charCodeAt(0);
const quote = '"'.charCodeAt(0);

/** Colons behind a quotation mark: one for each key, and perhaps some inside of texts. */
function namesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (before > 0 && text.charCodeAt(before) <= 0x20) before -= 1;
    if (text.charCodeAt(before) === quote && text.charCodeAt(at) === colon) count += 1;
  }
  return count;
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += keysIn(item);
    return count;
  }
  for (const key in value) count += 1 + keysIn((value as Record<string, unknown>)[key]);
  return count;
}

interface Open {
  /** Of an object, the keys so far; null for a list. */
  readonly keys: Set<string> | null;
  /** Where we are inside: the last key, or the number of the item. */
  key: string;
  item: number;
}

function firstRepeated(text: string): readonly string[] | null {
  const open: Open[] = [];
  let last = '';
  for (const { 0: found } of text.matchAll(token)) {
    const around = open.at(-1);
    if (found === '{' || found === '[') {
      open.push({ keys: found === '{' ? new Set() : null, key: '', item: 0 });
    } else if (found === '}' || found === ']') {
      open.pop();
    } else if (found === ',') {
      if (around !== undefined) around.item += 1;
    } else if (found !== ':') {
      last = found;
    } else if (around?.keys != null) {
      around.key = JSON.parse(last) as string;
      if (around.keys.has(around.key)) return open.map(({ keys, key, item }) => (keys === null ? String(item) : key));
      around.keys.add(around.key);
    }
  }
  return null;
}
