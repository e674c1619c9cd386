import { integer, modelValue, string } from '../../tla/atoms.js';
import { mark, push } from '../../tla/build.js';
import { functionOf, setOf, tupleOf } from '../../tla/collections.js';
import { endRecord, type RecordShape, recordShape } from '../../tla/functions.js';
import { fromJson } from '../../tla/json.js';
import { fail, type Value } from '../../tla/value.js';

const hash = '#'.charCodeAt(0);

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/**
 * Reads the values of traces and of constants (`core/trace.ts` has the form). A string that is the name of one of the
 * specification's model values stands for that: a trace need not know which of its constants are model values.
 */
export class JsonValues {
  readonly #keys = new Map<string, readonly Value[]>();
  readonly #shapes = new Map<string, RecordShape>();

  constructor(readonly modelValues: ReadonlySet<string>) {}

  /** Throws an `EvaluationError` for what is no value. */
  value(json: unknown): Value {
    if (typeof json === 'string') return this.modelValues.has(json) ? modelValue(json) : string(json);
    if (Array.isArray(json)) return tupleOf(json.map((item) => this.value(item)));
    if (typeof json === 'number' && Number.isInteger(json) && Math.abs(json) < 2 ** 30) return json << 1;
    if (!isObject(json)) return fromJson(json);
    const keys = Object.keys(json);
    if (keys.length === 1 && keys[0]?.charCodeAt(0) === hash) return this.#tagged(json);
    if (this.modelValues.size > 0 && keys.some((key) => this.modelValues.has(key))) {
      return functionOf(keys.map((key) => [this.value(key), this.value(json[key])]));
    }
    return keys.length === 0 ? tupleOf([]) : this.#record(keys, json);
  }

  /** Records of one shape come again and again: their fields are put in order once. */
  #record(keys: readonly string[], json: JsonObject): Value {
    const name = keys.join('\u0000');
    let shape = this.#shapes.get(name);
    if (shape === undefined) {
      shape = recordShape(...keys);
      this.#shapes.set(name, shape);
    }
    // Before the first is pushed: what is inside is built on the same stack.
    const values = keys.map((key) => this.value(json[key]));
    const start = mark();
    for (const value of values) push(value);
    return endRecord(shape, start);
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
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    const keys = this.#keysOf(text);
    if (this.#keys.size > 65_536) this.#keys.clear();
    this.#keys.set(text, keys);
    return keys;
  }

  #keysOf(text: string): readonly Value[] {
    const number = /^-?\d{1,9}$/.test(text) ? [integer(Number(text))] : [];
    return [this.value(text), ...(this.modelValues.has(text) ? [string(text)] : []), ...number];
  }

  pattern(json: unknown): Pattern {
    if (!isObject(json)) return { kind: 'value', value: this.value(json) };
    const names = Object.keys(json);
    if (names.length === 1 && names[0]?.charCodeAt(0) === hash) return { kind: 'value', value: this.value(json) };
    const entries = names.map((key) => ({ text: key, keys: this.keys(key), pattern: this.pattern(json[key]) }));
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
