/** The parts that a mapping file is made of: objects, lists, texts, names, paths, patterns, formulas; each told with its place if it is wrong. */
import { nearHint } from '../../core/near.js';
import { lineOf } from './json-place.js';
import type { Formula, Path } from './mapping.js';

export type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with a mapping, and where: `events.Send.after`. */
export class Invalid extends Error {
  constructor(
    readonly place: string,
    readonly because: string,
  ) {
    super(because);
  }
}

export class MappingValues {
  constructor(protected readonly text: string) {}

  protected pattern(place: string, json: unknown): RegExp {
    if (typeof json !== 'string' || json === '') {
      throw new Invalid(place, `expected a regular expression, found ${shown(json)}`);
    }
    try {
      return new RegExp(json);
    } catch (error) {
      throw new Invalid(place, (error as Error).message);
    }
  }

  protected formula(place: string, text: unknown): Formula {
    if (typeof text !== 'string' || text.trim() === '') throw new Invalid(place, 'expected TLA+ text');
    const open = unclosed(text);
    if (open !== null) throw new Invalid(place, `${open} in ${text.trim()}`);
    return { text: text.trim(), line: lineOf(this.text, place), place };
  }

  protected object(place: string, json: unknown, keys?: readonly string[]): JsonObject {
    if (!isObject(json)) throw new Invalid(place, `expected an object, found ${shown(json)}`);
    const unknown = keys === undefined ? undefined : Object.keys(json).find((key) => !keys.includes(key));
    if (unknown !== undefined && keys !== undefined) {
      throw new Invalid(
        place,
        `no key "${unknown}" is known here; known are ${keys.join(', ')}${nearHint(unknown, keys)}`,
      );
    }
    return json;
  }

  protected list(place: string, json: unknown): readonly unknown[] {
    return Array.isArray(json) ? json : [json].filter((one) => one !== undefined && place !== '');
  }

  protected texts(place: string, json: unknown): readonly string[] {
    return this.list(place, json).map((one) => {
      if (typeof one !== 'string') throw new Invalid(place, `expected text or a list of texts, found ${shown(one)}`);
      return one;
    });
  }

  protected path(place: string, json: unknown): Path {
    if (typeof json !== 'string' || json === '') {
      throw new Invalid(place, `expected the path of a field, such as "event.name", found ${shown(json)}`);
    }
    return json.split('.');
  }

  protected name(place: string, name: string): string {
    if (!/^[A-Za-z]\w*$/.test(name)) throw new Invalid(place, `"${name}" is no name in TLA+: letters and digits`);
    return name;
  }

  protected truth(place: string, json: unknown): boolean {
    if (typeof json !== 'boolean') throw new Invalid(place, `expected true or false, found ${shown(json)}`);
    return json;
  }

  protected count(place: string, json: unknown): number {
    if (typeof json !== 'number' || !Number.isInteger(json) || json < 1) {
      throw new Invalid(place, `expected a whole number from 1, found ${shown(json)}`);
    }
    return json;
  }
}

export const shown = (json: unknown): string => (json === undefined ? 'nothing' : JSON.stringify(json).slice(0, 40));

/** What is wrong with the brackets of a formula; null if nothing is: a parser would complain of what stands after it. */
function unclosed(text: string): string | null {
  const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<<': '>>' };
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|<<|>>|[()[\]{}]/g)) {
    if (token.startsWith('"')) continue;
    const closes = closing[token];
    if (closes !== undefined) open.push(closes);
    // `>>` is an operator of some modules as well, and `[A]_v` and `<<A>>_v` close like any other.
    else if (open.pop() !== token) return token === '>>' ? null : `'${token}' closes nothing`;
  }
  const missing = open.at(-1);
  return missing === undefined ? null : `expected '${missing}'`;
}
