/** Between values and the JSON of our traces (core/trace.ts), which keeps every value apart from every other. */
import type { Value as Json } from '../core/trace.js';
import { bigInteger, bigintOf, integer, modelName, modelValue, string, stringText } from './atoms.js';
import { elementsOf, functionOf, itemsOf, recordOf, setOf, tupleOf } from './collections.js';
import { apply, domain, isFunction } from './functions.js';
import { isLazySet, normalize } from './lazy.js';
import { toText } from './text.js';
import { ATOM, BIG, bool, fail, MODEL, SET, STRING, TRUE_, TUPLE, type Value } from './value.js';

/**
 * Numbers, booleans and strings as they are; sequences as arrays, records as objects, `{"#set": [...]}`,
 * `{"#map": [[argument, value], ...]}`, `{"#model": name}`, `{"#bigint": digits}` beyond 2^53.
 */
export function toJson(value: Value): Json {
  if ((value & 1) === 0) return value >> 1;
  switch (value & 15) {
    case BIG: {
      const n = bigintOf(value);
      return Number.isSafeInteger(Number(n)) ? Number(n) : { '#bigint': String(n) };
    }
    case ATOM:
      return value === TRUE_;
    case STRING:
      return stringText(value);
    case MODEL:
      return { '#model': modelName(value) };
    case SET:
      return { '#set': elementsOf(value).map(toJson) };
    case TUPLE:
      return itemsOf(value).map(toJson);
    default:
  }
  const explicit = normalize(value);
  if (explicit !== value) return toJson(explicit);
  if (isLazySet(value) || !isFunction(value)) return { '#unserializable': toText(value) };
  const from = elementsOf(domain(value));
  if (from.every((key) => (key & 15) === STRING && !stringText(key).startsWith('#'))) {
    return Object.fromEntries(from.map((key) => [stringText(key), toJson(apply(value, key))]));
  }
  return { '#map': from.map((key) => [toJson(key), toJson(apply(value, key))]) };
}

/** The value. A string stays a string: model values need `{"#model": name}`. */
export function fromJson(json: unknown): Value {
  switch (typeof json) {
    case 'number':
      return Number.isSafeInteger(json) ? integer(json) : fail(noInteger(json));
    case 'boolean':
      return bool(json);
    case 'string':
      return string(json);
    case 'object':
      if (Array.isArray(json)) return tupleOf(json.map(fromJson));
      if (json !== null) return fromObject(json as Readonly<Record<string, unknown>>);
      return fail('null is no TLA+ value');
    default:
      return fail(`${String(json)} is no TLA+ value`);
  }
}

/** Beyond 2^53 JavaScript has read another number than the text has. */
const noInteger = (json: number): string =>
  Number.isInteger(json)
    ? `a number beyond 2^53 (some ${json}) is not exact in JSON: write {"#bigint": "digits"}`
    : `${json} is no integer`;

function fromObject(json: Readonly<Record<string, unknown>>): Value {
  const keys = Object.keys(json);
  const only = keys.length === 1 ? keys[0]! : '';
  const content = json[only];
  switch (only) {
    case '#bigint':
      return bigInteger(BigInt(content as string));
    case '#set':
      return setOf((content as unknown[]).map(fromJson));
    case '#tup':
      return tupleOf((content as unknown[]).map(fromJson));
    case '#map':
      return functionOf((content as [unknown, unknown][]).map(([key, value]) => [fromJson(key), fromJson(value)]));
    case '#model':
      return modelValue(content as string);
    default: {
      if (keys.length === 0) return tupleOf([]);
      return recordOf(Object.fromEntries(keys.map((key) => [key, fromJson(json[key])])));
    }
  }
}
