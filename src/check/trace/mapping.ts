/**
 * How the log of a foreign system is read: which field names the event, which step of the specification an event is, and
 * what its fields say of the state. Expressions and formulas are TLA+ over the specification's names and the mapping's
 * fields; the compiler checks them with the specification. `docs/checking-your-traces.md` explains it by an example.
 */

import { jsonFault } from '../../core/json-fault.js';
import { nearHint } from '../../core/near.js';
import { problem, type Reading } from './event.js';
import { lineOf } from './json-place.js';
import { LogfmtPattern } from './logfmt.js';

export interface Mapping {
  /** Reads lines of text: its named groups are the fields of a line, and lines that it does not match are passed over. */
  readonly line: RegExp | null;
  /** Lines of the log for which one of these fields has another value are passed over. */
  readonly where: readonly { readonly path: Path; readonly value: unknown }[];
  /** The field that names the event; null for a log in one of our own forms, to which the mapping adds hidden actions. */
  readonly event: Field | null;
  readonly fields: ReadonlyMap<string, Field>;
  /** Events that are passed over, wherever they are. */
  readonly skip: ReadonlySet<string>;
  /** Events that are passed over as long as their node has had no others: a node's way to its initial state. */
  readonly prelude: { readonly node: Path; readonly events: ReadonlySet<string> } | null;
  readonly events: ReadonlyMap<string, readonly MappedEvent[]>;
  /** Whether an event that the mapping does not have is passed over; else it is an error. */
  readonly skipOthers: boolean;
  readonly hidden: readonly HiddenAction[];
  /** Modules beside the specification that formulas need: a specification without numbers does not extend Integers. */
  readonly extends: readonly string[];
  /** Definitions of the user's own, TLA+ text. */
  readonly define: readonly Formula[];
  readonly complete: boolean;
  /** Where a line says whose step it is: its lane in a diagram. */
  readonly node: Path | null;
  /** Where a line of a log without one order says whose step it is, and when; null where nothing is said of it. */
  readonly order: OrderPaths | null;
}

/** Whether a mapping reads what stands at this path of a line, something inside of it, or something around it. */
export function reads({ event, fields, where }: Mapping, path: readonly string[]): boolean {
  if (event === null) return true;
  const place = `${path.join('.')}.`;
  const known = [event, ...fields.values(), ...where].map((field) => `${field.path.join('.')}.`);
  return known.some((one) => one.startsWith(place) || place.startsWith(one));
}

export interface OrderPaths {
  readonly node: Path;
  /** A vector clock: an object, by node how many of its events were heard of. */
  readonly clock: Path | null;
  /** Both are the one path of an event that has a time only. */
  readonly interval: readonly [start: Path, end: Path] | null;
  /** How far the clocks of two nodes may be apart, in the unit of the times (milliseconds where they are text). */
  readonly skew: number;
}

export type Path = readonly string[];

export interface Field {
  readonly path: Path;
  /** What of a text counts: its first group, or all that it matches. A text that it does not match is not there. */
  readonly pattern: RegExp | null;
  /** What a specification has where the log has text, a number, or a list. */
  readonly as: FieldKind | null;
  /** Values that mean others: `{"StateLeader": "Leader"}`, `{"2": "Leader"}`. */
  readonly table: ReadonlyMap<string, unknown> | null;
}

const fieldKinds = ['number', 'text', 'set'] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** TLA+ text with its place in the mapping file. */
export interface Formula {
  readonly text: string;
  readonly line: number;
  /** `events.BecomeLeader.after` */
  readonly place: string;
}

/** One way to understand an event; of several the first whose `if` holds is taken. */
export interface MappedEvent {
  readonly if: Formula | null;
  readonly skip: boolean;
  /** The event is a step by any of these. */
  readonly actions: readonly Formula[];
  /** Names that the log does not give, and the sets that they are in: `{"m": "DOMAIN messages"}`. */
  readonly any: readonly { readonly name: string; readonly set: Formula }[];
  /** Of the state before the first step. */
  readonly before: readonly Formula[];
  /** Of the state before each step: which message it is, for instance. */
  readonly match: readonly Formula[];
  /** Of the state after the last step. */
  readonly after: readonly Formula[];
  /** Set where the event may be several steps, the last of which makes this true. */
  readonly until: Formula | null;
  readonly atMost: number;
}

export interface HiddenAction {
  readonly action: Formula;
  readonly any: MappedEvent['any'];
  /** It is taken only where these hold; they may speak of the fields of the event to come. */
  readonly when: readonly Formula[];
  /** It is taken only before these events; null for any. */
  readonly before: ReadonlySet<string> | null;
  /** How often between two events. */
  readonly max: number;
}

type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mappingKeys = [
  'line',
  'where',
  'event',
  'fields',
  'skip',
  'prelude',
  'events',
  'otherwise',
  'after',
  'before',
  'hidden',
  'extends',
  'define',
  'complete',
  'order',
  'node',
];
const eventKeys = ['if', 'skip', 'action', 'any', 'before', 'match', 'after', 'until', 'atMost'];
const hiddenKeys = ['action', 'any', 'when', 'before', 'max'];

class Invalid extends Error {
  constructor(
    readonly place: string,
    readonly because: string,
  ) {
    super(because);
  }
}

export function readMapping(text: string): Reading<Mapping> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { line, column } = jsonFault(text);
    const because = (error as Error).message.replace(/ in JSON at position.*| \(line \d+ column \d+\)$/s, '');
    return problem(line, `column ${column}: the mapping is no JSON document: ${because}`);
  }
  try {
    return { ok: true, value: new Reader(text).mapping(json) };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return problem(lineOf(text, error.place), `${error.place}: ${error.because}`);
  }
}

class Reader {
  constructor(private readonly text: string) {}

  mapping(json: unknown): Mapping {
    const object = this.object('the mapping', json, mappingKeys);
    const { event = null, otherwise = 'error', prelude = null, order = null } = object;
    if (otherwise !== 'error' && otherwise !== 'skip') throw new Invalid('otherwise', 'expected "error" or "skip"');
    const common = { before: this.formulas('before', object.before), after: this.formulas('after', object.after) };
    const events = new Map(
      Object.entries(this.object('events', object.events ?? {})).map(([name, cases]) => {
        const place = `events.${name}`;
        const list = Array.isArray(cases) ? cases : [cases];
        return [name, list.map((one, index) => this.event(list.length > 1 ? `${place}.${index}` : place, one, common))];
      }),
    );
    const skip = new Set(this.texts('skip', object.skip ?? []));
    const both = [...skip].find((name) => events.has(name));
    if (both !== undefined) throw new Invalid('skip', `'${both}' stands under "events", too: it is one or the other`);
    if (event !== null && events.size === 0) throw new Invalid('events', 'expected at least one event');
    if (event === null && events.size > 0) {
      throw new Invalid('event', 'expected the path of the field that names the event: "event": "path.to.name"');
    }
    if (event === null && order !== null) {
      throw new Invalid(
        'order',
        "lines in our own format have 'node', 'clock' and 'interval'; \"order\" is for other logs",
      );
    }
    if (event === null && object.line !== undefined) {
      throw new Invalid('line', 'a log of text needs "event", the group that names the event');
    }
    return {
      line: object.line === undefined ? null : this.linePattern(object.line),
      where: Object.entries(this.object('where', object.where ?? {})).map(([path, value]) => ({
        path: path.split('.'),
        value,
      })),
      event: event === null ? null : this.field('event', event),
      fields: new Map(
        Object.entries(this.object('fields', object.fields ?? {})).map(([name, field]) => [
          this.name(`fields.${name}`, name),
          this.field(`fields.${name}`, field),
        ]),
      ),
      skip,
      prelude: prelude === null ? null : this.prelude(prelude),
      events,
      skipOthers: otherwise === 'skip',
      hidden: this.list('hidden', object.hidden ?? []).map((one, index) =>
        this.hidden(`hidden.${index}`, one, event === null ? null : new Set([...events.keys(), ...skip])),
      ),
      extends: this.texts('extends', object.extends ?? []).map((name) => this.name('extends', name)),
      define: this.texts('define', object.define ?? []).map((definition, index) =>
        this.formula(`define.${index}`, definition),
      ),
      complete: this.truth('complete', object.complete ?? false),
      node: object.node === undefined ? null : this.path('node', object.node),
      order: order === null ? null : this.order(order),
    };
  }

  event(place: string, json: unknown, common: Pick<MappedEvent, 'before' | 'after'>): MappedEvent {
    if (json === 'skip') return { ...nothing, skip: true };
    const object = this.object(place, typeof json === 'string' ? { action: json } : json, eventKeys);
    const skip = this.truth(`${place}.skip`, object.skip ?? false);
    const actions = this.texts(`${place}.action`, object.action ?? []);
    if (!skip && actions.length === 0)
      throw new Invalid(place, 'expected "action": a step of the specification in TLA+');
    return {
      if: object.if === undefined ? null : this.formula(`${place}.if`, object.if),
      skip,
      actions: actions.map((action) => this.formula(`${place}.action`, action)),
      any: this.any(`${place}.any`, object.any),
      before: [...common.before, ...this.formulas(`${place}.before`, object.before)],
      match: this.formulas(`${place}.match`, object.match),
      after: [...common.after, ...this.formulas(`${place}.after`, object.after, true)],
      until: object.until === undefined ? null : this.formula(`${place}.until`, object.until),
      atMost: this.count(`${place}.atMost`, object.atMost ?? 16),
    };
  }

  /** `events`: what the mapping lists; null where the specification names the events. */
  hidden(place: string, json: unknown, events: ReadonlySet<string> | null): HiddenAction {
    const object = this.object(place, typeof json === 'string' ? { action: json } : json, hiddenKeys);
    if (object.action === undefined) throw new Invalid(place, 'expected "action": a step of the specification in TLA+');
    const before = object.before === undefined ? null : new Set(this.texts(`${place}.before`, object.before));
    const unlisted = [...(before ?? [])].find((name) => events?.has(name) === false);
    if (unlisted !== undefined && events !== null) {
      const hint = nearHint(unlisted, events);
      throw new Invalid(`${place}.before`, `no event '${unlisted}' stands under "events"${hint}`);
    }
    return {
      action: this.formula(`${place}.action`, object.action),
      any: this.any(`${place}.any`, object.any),
      when: this.formulas(`${place}.when`, object.when),
      before,
      max: this.count(`${place}.max`, object.max ?? 1),
    };
  }

  prelude(json: unknown): Mapping['prelude'] {
    const { node, events } = this.object('prelude', json, ['node', 'events']);
    return { node: this.path('prelude.node', node), events: new Set(this.texts('prelude.events', events)) };
  }

  order(json: unknown): OrderPaths {
    const known = ['node', 'clock', 'interval', 'at', 'skew'];
    const { node, clock = null, interval = null, at = null, skew = 0 } = this.object('order', json, known);
    if (clock === null && interval === null && at === null) {
      throw new Invalid(
        'order',
        'expected "clock": path of a vector clock, "interval": [path of start, path of end], or "at": path of a time and ' +
          '"skew": how far two clocks may be apart',
      );
    }
    if (interval !== null && at !== null) throw new Invalid('order', 'expected "interval" or "at", found both');
    if (interval !== null && (!Array.isArray(interval) || interval.length !== 2)) {
      throw new Invalid('order.interval', `expected [path of start, path of end], found ${shown(interval)}`);
    }
    if (typeof skew !== 'number' || !(skew >= 0)) {
      throw new Invalid('order.skew', `expected a number from 0, in the unit of the times, found ${shown(skew)}`);
    }
    const times = (at === null ? interval : [at, at]) as readonly unknown[] | null;
    const key = at === null ? 'interval' : 'at';
    return {
      node: this.path('order.node', node),
      clock: clock === null ? null : this.path('order.clock', clock),
      interval: times === null ? null : [this.path(`order.${key}`, times[0]), this.path(`order.${key}`, times[1])],
      skew,
    };
  }

  any(place: string, json: unknown): MappedEvent['any'] {
    return Object.entries(this.object(place, json ?? {})).map(([name, set]) => ({
      name: this.name(`${place}.${name}`, name),
      set: this.formula(`${place}.${name}`, set),
    }));
  }

  /** A list of formulas, or `{"expression": "field"}` for `expression = field`; primed as a whole in `after`. */
  formulas(place: string, json: unknown, primed = place.endsWith('after')): Formula[] {
    if (json === undefined) return [];
    if (typeof json === 'string' || Array.isArray(json)) {
      return this.texts(place, json).map((text) => this.formula(place, text));
    }
    return Object.entries(this.object(place, json)).map(([expression, value]) => {
      const inside = `${place}.${expression}`;
      if (typeof value !== 'string')
        throw new Invalid(inside, 'expected a TLA+ expression, over the fields for instance');
      const left = primed ? (/^[A-Za-z_]\w*$/.test(expression) ? `${expression}'` : `(${expression})'`) : expression;
      return { text: `${left} = ${value}`, line: lineOf(this.text, inside), place: inside };
    });
  }

  field(place: string, json: unknown): Field {
    if (typeof json === 'string') return { path: this.path(place, json), pattern: null, as: null, table: null };
    const { path, pattern, as = null, values } = this.object(place, json, ['path', 'pattern', 'as', 'values']);
    const kind = fieldKinds.find((one) => one === as) ?? null;
    if (as !== null && kind === null) {
      throw new Invalid(`${place}.as`, `expected one of ${fieldKinds.join(', ')}, found ${shown(as)}`);
    }
    return {
      path: this.path(`${place}.path`, path),
      pattern: pattern === undefined ? null : this.pattern(`${place}.pattern`, pattern),
      as: kind,
      table: values === undefined ? null : new Map(Object.entries(this.object(`${place}.values`, values))),
    };
  }

  linePattern(json: unknown): RegExp {
    if (json === 'logfmt') return new LogfmtPattern();
    const pattern = this.pattern('line', json);
    if (/\(\?<[A-Za-z]/.test(pattern.source)) return pattern;
    throw new Invalid(
      'line',
      'expected named groups, which are the fields of a line: "^(?<time>\\S+) (?<event>\\w+)", or "logfmt"',
    );
  }

  pattern(place: string, json: unknown): RegExp {
    if (typeof json !== 'string' || json === '') {
      throw new Invalid(place, `expected a regular expression, found ${shown(json)}`);
    }
    try {
      return new RegExp(json);
    } catch (error) {
      throw new Invalid(place, (error as Error).message);
    }
  }

  formula(place: string, text: unknown): Formula {
    if (typeof text !== 'string' || text.trim() === '') throw new Invalid(place, 'expected TLA+ text');
    const open = unclosed(text);
    if (open !== null) throw new Invalid(place, `${open} in ${text.trim()}`);
    return { text: text.trim(), line: lineOf(this.text, place), place };
  }

  object(place: string, json: unknown, keys?: readonly string[]): JsonObject {
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

  list(place: string, json: unknown): readonly unknown[] {
    return Array.isArray(json) ? json : [json].filter((one) => one !== undefined && place !== '');
  }

  texts(place: string, json: unknown): readonly string[] {
    return this.list(place, json).map((one) => {
      if (typeof one !== 'string') throw new Invalid(place, `expected text or a list of texts, found ${shown(one)}`);
      return one;
    });
  }

  path(place: string, json: unknown): Path {
    if (typeof json !== 'string' || json === '') {
      throw new Invalid(place, `expected the path of a field, such as "event.name", found ${shown(json)}`);
    }
    return json.split('.');
  }

  name(place: string, name: string): string {
    if (!/^[A-Za-z]\w*$/.test(name)) throw new Invalid(place, `"${name}" is no name in TLA+: letters and digits`);
    return name;
  }

  truth(place: string, json: unknown): boolean {
    if (typeof json !== 'boolean') throw new Invalid(place, `expected true or false, found ${shown(json)}`);
    return json;
  }

  count(place: string, json: unknown): number {
    if (typeof json !== 'number' || !Number.isInteger(json) || json < 1) {
      throw new Invalid(place, `expected a whole number from 1, found ${shown(json)}`);
    }
    return json;
  }
}

const shown = (json: unknown): string => (json === undefined ? 'nothing' : JSON.stringify(json).slice(0, 40));

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

const nothing: MappedEvent = {
  if: null,
  skip: false,
  actions: [],
  any: [],
  before: [],
  match: [],
  after: [],
  until: null,
  atMost: 1,
};
