/** Reads a mapping file: its shape, and what of it fits together; the compiler checks its formulas. */
import { jsonFault } from '../../core/json-fault.js';
import { repeatedKey } from '../../core/json-repeats.js';
import { nearHint } from '../../core/near.js';
import { problem, type Reading } from './event.js';
import { lineOf } from './json-place.js';
import { LogfmtPattern } from './logfmt.js';
import {
  type Field,
  type Formula,
  fieldKinds,
  type HiddenAction,
  type MappedEvent,
  type Mapping,
  type OrderPaths,
} from './mapping.js';
import { Invalid, MappingValues, shown } from './mapping-values.js';

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

export function readMapping(text: string): Reading<Mapping> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { line, column } = jsonFault(text);
    const because = (error as Error).message.replace(/ in JSON at position.*| \(line \d+ column \d+\)$/s, '');
    return problem(line, `column ${column}: the mapping is no JSON document: ${because}`);
  }
  const repeated = repeatedKey(text, json);
  if (repeated !== null) {
    const key = repeated.at(-1) as string;
    const line = text.slice(0, text.lastIndexOf(JSON.stringify(key))).split('\n').length;
    const several = repeated[0] === 'events' && repeated.length === 2;
    const instead = several ? '; an event that means several things has a list of cases' : '';
    return problem(line, `${repeated.join('.')} stands twice${instead}`);
  }
  try {
    return { ok: true, value: new Reader(text).mapping(json) };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return problem(lineOf(text, error.place), `${error.place}: ${error.because}`);
  }
}

class Reader extends MappingValues {
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
