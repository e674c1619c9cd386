/**
 * The Informal Trace Format, in which Apalache and Quint write and read behaviours (Apalache ADR-015):
 *
 *     {"#meta": {"format": "ITF", ...}, "vars": ["x"], "loop": 0, "states": [{"#meta": {"index": 0}, "x": {"#bigint": "1"}}]}
 *
 * Integers are `{"#bigint": digits}`; sequences are arrays; `{"#tup": [...]}`, `{"#set": [...]}` and
 * `{"#map": [[argument, value], ...]}` are tuples, sets and functions; records are objects. TLA+ without types does not
 * tell a sequence from a tuple: one whose elements are all of one kind is written as a sequence. Model values are strings
 * there; the file's `#meta` lists them, so that what was written here is read as it was.
 */
import { bigInteger, bigintOf, integer, modelName, modelValue, string, stringText } from './atoms.js';
import { elementsOf, functionOf, itemsOf, recordOf, setOf, tupleOf } from './collections.js';
import { apply, domain, isFunction } from './functions.js';
import { isLazySet, normalize } from './lazy.js';
import { kindName } from './order.js';
import { toText } from './text.js';
import { ATOM, BIG, bool, EvaluationError, fail, MODEL, SET, STRING, TRUE_, TUPLE, type Value } from './value.js';

/** What a value looks like in the file. */
export type ItfValue = boolean | string | readonly ItfValue[] | { readonly [key: string]: ItfValue };

/** One behaviour. */
export interface ItfTrace {
  readonly variables: readonly string[];
  readonly states: readonly ItfState[];
  /** For a lasso the index in `states` to which the last one leads back; null for a finite behaviour. */
  readonly loop: number | null;
  /** Further entries of the file's `#meta`: `source`, `description`, `varTypes`, ... */
  readonly meta: Readonly<Record<string, unknown>>;
}

export interface ItfState {
  /** How the state was reached, if the file says (`#meta.action` of the state, or Quint's `mbt::actionTaken`). */
  readonly action: string | null;
  /** By variable; a state that is read need not have all. */
  readonly values: ReadonlyMap<string, Value>;
}

const FORMAT = { format: 'ITF', 'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html' };
const QUINT_ACTION = 'mbt::actionTaken';

/** The JSON document of a behaviour. An `EvaluationError` if a string of it reads like one of its model values. */
export function encodeItf(trace: ItfTrace): object {
  const names = new Names();
  const states = trace.states.map(({ action, values }, index) => {
    const entries = [...values].map(([variable, value]) => [variable, encodeValue(value, names)] as const);
    return { '#meta': { index, ...(action === null ? {} : { action }) }, ...Object.fromEntries(entries) };
  });
  const modelValues = names.modelValues();
  return {
    '#meta': { ...FORMAT, ...trace.meta, ...(modelValues.length === 0 ? {} : { modelValues }) },
    vars: trace.variables,
    states,
    ...(trace.loop === null ? {} : { loop: trace.loop }),
  };
}

/**
 * Reads a document that Apalache, Quint or `encodeItf` wrote. Strings that are in `modelValues`, or in the list of the
 * file's `#meta`, become model values. An `EvaluationError` names the place in the file and what was expected there.
 */
export function decodeItf(json: unknown, modelValues: ReadonlySet<string> = new Set()): ItfTrace {
  const file = objectAt(json, 'the file');
  const meta = file['#meta'] === undefined ? {} : objectAt(file['#meta'], '#meta');
  const listed = meta.modelValues === undefined ? [] : strings(meta.modelValues, '#meta.modelValues');
  const reader = new Reader(new Set([...modelValues, ...listed]));
  const variables = [...new Set(strings(file.vars, 'vars'))].filter((name) => !name.startsWith('mbt::'));
  const states = arrayAt(file.states, 'states').map((state, index) =>
    reader.state(state, `states[${index}]`, variables),
  );
  if (states.length === 0) fail('states: expected at least one state');
  const { format: _, 'format-description': __, modelValues: ___, ...rest } = meta;
  return { variables, states, loop: loopOf(file.loop, states.length), meta: rest };
}

/** One value as ITF. */
export function toItf(value: Value): ItfValue {
  return encodeValue(value, new Names());
}

/** One value that was written as ITF; `place` is where it stands, for messages. */
export function fromItf(json: unknown, modelValues: ReadonlySet<string> = new Set(), place = 'the value'): Value {
  return new Reader(modelValues).value(json, place);
}

/** The texts that a document uses: a reader could not tell a string from a model value of the same text. */
class Names {
  private readonly asStrings = new Set<string>();
  private readonly asModelValues = new Set<string>();

  note(text: string, model: boolean): string {
    (model ? this.asModelValues : this.asStrings).add(text);
    if (this.asModelValues.has(text) && this.asStrings.has(text)) {
      fail(`ITF cannot tell the model value ${text} from the string "${text}"; rename one of the two`);
    }
    return text;
  }

  modelValues(): string[] {
    return [...this.asModelValues];
  }
}

function encodeValue(value: Value, names: Names): ItfValue {
  if ((value & 1) === 0 || (value & 15) === BIG) return { '#bigint': String(bigintOf(value)) };
  switch (value & 15) {
    case ATOM:
      return value === TRUE_;
    case STRING:
      return names.note(stringText(value), false);
    case MODEL:
      return names.note(modelName(value), true);
    case SET:
      return { '#set': elementsOf(value).map((element) => encodeValue(element, names)) };
    case TUPLE:
      return encodeTuple(itemsOf(value), names);
    default:
  }
  const explicit = normalize(value);
  if (explicit !== value) return encodeValue(explicit, names);
  if (isLazySet(value) || !isFunction(value)) return { '#unserializable': toText(value) };
  const from = elementsOf(domain(value));
  if (from.every((key) => (key & 15) === STRING && !stringText(key).startsWith('#'))) {
    return Object.fromEntries(from.map((key) => [stringText(key), encodeValue(apply(value, key), names)]));
  }
  return { '#map': from.map((key) => [encodeValue(key, names), encodeValue(apply(value, key), names)]) };
}

function encodeTuple(items: readonly Value[], names: Names): ItfValue {
  const encoded = items.map((item) => encodeValue(item, names));
  return new Set(items.map(kindName)).size > 1 ? { '#tup': encoded } : encoded;
}

class Reader {
  constructor(private readonly modelValues: ReadonlySet<string>) {}

  state(json: unknown, place: string, variables: readonly string[]): ItfState {
    const state = objectAt(json, place);
    const meta = state['#meta'] === undefined ? {} : objectAt(state['#meta'], `${place}.#meta`);
    const action = meta.action ?? state[QUINT_ACTION];
    const values = new Map<string, Value>();
    for (const variable of variables) {
      if (state[variable] !== undefined) values.set(variable, this.value(state[variable], `${place}.${variable}`));
    }
    const unknown = Object.keys(state).find((key) => key !== '#meta' && !key.startsWith('mbt::') && !values.has(key));
    if (unknown !== undefined) fail(`${place}.${unknown}: not one of the file's vars (${variables.join(', ')})`);
    return { action: typeof action === 'string' ? action : null, values };
  }

  value(json: unknown, place: string): Value {
    switch (typeof json) {
      case 'boolean':
        return bool(json);
      case 'string':
        return this.modelValues.has(json) ? modelValue(json) : string(json);
      // What older versions of Apalache wrote for small integers.
      case 'number':
        return Number.isSafeInteger(json) ? integer(json) : wrong(place, 'an integer', json);
      default:
    }
    if (Array.isArray(json)) return tupleOf(this.values(json, place));
    if (typeof json !== 'object' || json === null) return wrong(place, 'a value', json);
    const object = json as Readonly<Record<string, unknown>>;
    const tag = Object.keys(object).find((key) => key.startsWith('#'));
    if (tag !== undefined) return this.tagged(object, tag, place);
    return recordOf(
      Object.fromEntries(Object.entries(object).map(([key, field]) => [key, this.value(field, `${place}.${key}`)])),
    );
  }

  private tagged(object: Readonly<Record<string, unknown>>, tag: string, place: string): Value {
    if (Object.keys(object).length > 1) return wrong(place, `${tag} alone in its object`, object);
    const content = object[tag];
    const inside = `${place}.${tag}`;
    switch (tag) {
      case '#bigint':
        if (typeof content !== 'string' || !/^-?\d+$/.test(content)) return wrong(inside, 'decimal digits', content);
        return bigInteger(BigInt(content));
      case '#set':
        return setOf(this.values(content, inside));
      case '#tup':
        return tupleOf(this.values(content, inside));
      case '#map':
        return functionOf(arrayAt(content, inside).map((pair, index) => this.pair(pair, `${inside}[${index}]`)));
      case '#unserializable':
        return fail(`${place}: the writer of the file could not write this value: ${String(content)}`);
      default:
        return wrong(place, 'one of #bigint, #set, #tup, #map', object);
    }
  }

  private pair(json: unknown, place: string): [Value, Value] {
    if (!Array.isArray(json) || json.length !== 2) return wrong(place, 'a pair [argument, value]', json);
    return [this.value(json[0], `${place}[0]`), this.value(json[1], `${place}[1]`)];
  }

  private values(json: unknown, place: string): Value[] {
    // One after the other: building a value nests on the scratch stack.
    return arrayAt(json, place).map((item, index) => this.value(item, `${place}[${index}]`));
  }
}

function loopOf(json: unknown, states: number): number | null {
  if (json === undefined) return null;
  if (typeof json === 'number' && Number.isInteger(json) && json >= 0 && json < states) return json;
  return wrong('loop', `the index of a state, 0 to ${states - 1}`, json);
}

function objectAt(json: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return wrong(place, 'an object', json);
  return json as Readonly<Record<string, unknown>>;
}

const arrayAt = (json: unknown, place: string): readonly unknown[] =>
  Array.isArray(json) ? json : wrong(place, 'an array', json);

const strings = (json: unknown, place: string): string[] =>
  arrayAt(json, place).map((item, index) =>
    typeof item === 'string' ? item : wrong(`${place}[${index}]`, 'a name', item),
  );

function wrong(place: string, expected: string, json: unknown): never {
  const text = json === undefined ? 'nothing' : JSON.stringify(json);
  throw new EvaluationError(
    `${place}: expected ${expected}, found ${text.length > 60 ? `${text.slice(0, 60)}...` : text}`,
  );
}
