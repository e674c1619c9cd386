/** Where a text stops being JSON. `JSON.parse` of Node 20 tells it for some mistakes only, and of others shows a piece of the text. */

const space = /[ \t\n\r]*/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Line and column, from 1, of the first character with which `text` is no beginning of a JSON value; its end, if that is only cut short. */
export function jsonFault(text: string): JsonFault {
  const index = faultIndex(text);
  const before = text.slice(0, index).split('\n');
  const [word] = /^-?(NaN|Infinity)/.exec(text.slice(index, index + '-Infinity'.length)) ?? [];
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    word: word ?? null,
    atEnd: index >= text.trimEnd().length,
  };
}

/** What a message adds to `expected JSON`, where there is something to add. */
export const faultHint = ({ word, atEnd }: JsonFault): string =>
  word !== null ? `: ${word} is no number in JSON` : atEnd ? ': the text ends here (cut short?)' : '';

export interface JsonFault {
  readonly line: number;
  readonly column: number;
  /** The number that JSON has no word for, where one stands there. */
  readonly word: string | null;
  /** Whether more text would have been expected: it may be cut short. */
  readonly atEnd: boolean;
}

function faultIndex(text: string): number {
  const open: ('[' | '{')[] = [];
  let at = 0;
  const passed = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  /** What may stand at `at`, after white space. */
  let wanted: 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'separator' = 'value';
  for (;;) {
    passed(space);
    const character = text[at];
    if (character === undefined) return at;
    const around = open.at(-1);
    const closes = around !== undefined && character === (around === '{' ? '}' : ']');
    if (closes && (wanted === 'separator' || wanted === 'value or ]' || wanted === 'name or }')) {
      open.pop();
      at += 1;
      wanted = 'separator';
    } else if (wanted === 'separator') {
      if (around === undefined || character !== ',') return at;
      at += 1;
      wanted = around === '{' ? 'name' : 'value';
    } else if (wanted === 'colon') {
      if (character !== ':') return at;
      at += 1;
      wanted = 'value';
    } else if (character === '"') {
      const { end, whole } = stringAt(text, at);
      if (!whole) return end;
      at = end;
      wanted = isName(wanted) ? 'colon' : 'separator';
    } else if (isName(wanted)) {
      return at;
    } else if (character === '[' || character === '{') {
      open.push(character);
      at += 1;
      wanted = character === '[' ? 'value or ]' : 'name or }';
    } else if (passed(scalar)) {
      wanted = 'separator';
    } else return at;
  }
}

const isName = (wanted: string): boolean => wanted.startsWith('name');

/** The string that begins at `start`: `end` is behind its closing quote, or, where it is not `whole`, at its first wrong character. */
function stringAt(text: string, start: number): { readonly end: number; readonly whole: boolean } {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '"') return { end: at + 1, whole: true };
    if (character < ' ') return { end: at, whole: false };
    if (character !== '\\') continue;
    escaped.lastIndex = at;
    if (!escaped.test(text)) return { end: at, whole: false };
    at = escaped.lastIndex - 1;
  }
  return { end: text.length, whole: false };
}
