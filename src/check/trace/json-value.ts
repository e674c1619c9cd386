import { integer, modelValue, string } from '../../tla/atoms.js';
import { functionOf, recordOf, setOf, tupleOf } from '../../tla/collections.js';
import { fromJson } from '../../tla/json.js';
import { fail, type Value } from '../../tla/value.js';

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Of an object with a single key that begins with `#`: `{"#set": [...]}` stands for a value, not for a record. */
const isTagged = (json: JsonObject): boolean => {
  const keys = Object.keys(json);
  return keys.length === 1 && keys[0]?.startsWith('#') === true;
};

/**
 * Reads the values of traces and of constants (`core/trace.ts` has the form). A string that is the name of one of the
 * specification's model values stands for that: a trace need not know which of its constants are model values.
 */
export class JsonValues {
  constructor(readonly modelValues: ReadonlySet<string>) {}

  /** Throws an `EvaluationError` for what is no value. */
  value(json: unknown): Value {
    if (typeof json === 'string') return this.modelValues.has(json) ? modelValue(json) : string(json);
    if (Array.isArray(json)) return tupleOf(json.map((item) => this.value(item)));
    if (!isObject(json)) return fromJson(json);
    if (isTagged(json)) return this.#tagged(json);
    const keys = Object.keys(json);
    if (keys.some((key) => this.modelValues.has(key))) {
      return functionOf(keys.map((key) => [this.value(key), this.value(json[key])]));
    }
    return keys.length === 0
      ? tupleOf([])
      : recordOf(Object.fromEntries(keys.map((key) => [key, this.value(json[key])])));
  }

  #tagged(json: JsonObject): Value {
    const { '#set': set, '#tup': tuple, '#map': map } = json;
    if (Array.isArray(set)) return setOf(set.map((item) => this.value(item)));
    if (Array.isArray(tuple)) return tupleOf(tuple.map((item) => this.value(item)));
    if (Array.isArray(map)) {
      return functionOf(
        map.map((pair): [Value, Value] => {
          if (!Array.isArray(pair) || pair.length !== 2) fail('{"#map": ...} takes pairs [argument, value]');
          return [this.value(pair[0]), this.value(pair[1])];
        }),
      );
    }
    return fromJson(json);
  }

  /** As in a file of constants: there an array is a set. */
  constant(json: unknown): Value {
    if (Array.isArray(json)) return setOf(json.map((item) => this.constant(item)));
    return this.value(json);
  }

  /** What an object's key may stand for as the argument of a function, the likeliest first. */
  keys(text: unknown): readonly Value[] {
    if (typeof text !== 'string') return [this.value(text)];
    const number = /^-?\d{1,9}$/.test(text) ? [integer(Number(text))] : [];
    return [this.value(text), ...(this.modelValues.has(text) ? [string(text)] : []), ...number];
  }

  pattern(json: unknown): Pattern {
    if (!isObject(json) || isTagged(json)) return { kind: 'value', value: this.value(json) };
    const entries = Object.entries(json).map(([key, value]) => ({
      text: key,
      keys: this.keys(key),
      pattern: this.pattern(value),
    }));
    return { kind: 'entries', entries };
  }
}

/** A value, or what is known of a function or record: the entries that are given, and nothing of the others. */
export type Pattern =
  | { readonly kind: 'value'; readonly value: Value }
  | {
      readonly kind: 'entries';
      readonly entries: readonly {
        readonly text: string;
        readonly keys: readonly Value[];
        readonly pattern: Pattern;
      }[];
    };
