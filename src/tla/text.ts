/** Values as TLC prints them (toString of tlc2/value/impl/*.java). */
import { heap } from './arena.js';
import { bigintOf, shownName, stringText } from './atoms.js';
import {
  argument,
  argumentCount,
  elementOf,
  OP_ANY,
  OP_CUP,
  OP_DIFF,
  OP_FILTER,
  OP_FUNCTION,
  OP_FUNCTIONS,
  OP_INT,
  OP_INTERVAL,
  OP_KSUBSET,
  OP_NAT,
  OP_PRODUCT,
  OP_REAL,
  OP_RECORDS,
  OP_SEQ,
  OP_STRING,
  OP_SUBSET,
  operation,
  sizeOf,
} from './lazy.js';
import {
  ATOM,
  addressOf,
  BIG,
  FUNCTION,
  FUNCTION_HEADER,
  HEADER,
  MODEL,
  NONE,
  SET,
  STRING,
  TRUE_,
  TUPLE,
  type Value,
} from './value.js';

/** TLA+ text that evaluates to the value (model values by their names). */
export function toText(value: Value): string {
  if ((value & 1) === 0) return String(value >> 1);
  if (value === NONE) return '(no value)';
  switch (value & 15) {
    case ATOM:
      return value === TRUE_ ? 'TRUE' : 'FALSE';
    case STRING:
      return quote(stringText(value));
    case MODEL:
      return shownName(value);
    case BIG:
      return String(bigintOf(value));
    case SET:
      return `{${elements(value)}}`;
    case TUPLE:
      return `<<${elements(value)}>>`;
    case FUNCTION:
      return functionText(value);
    default:
      return lazyText(value);
  }
}

/** A field name that `[a |-> 1]` can hold: an identifier (letters, digits, underscores, at least one letter). */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*$/.test(text);
}

function quote(text: string): string {
  return `"${text.replace(/[\\"\n\t\f\r]/g, (c) => ESCAPES[c]!)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
};

function elements(value: Value): string {
  const n = heap[addressOf(value)]!;
  const parts: string[] = [];
  for (let i = 0; i < n; i++) parts.push(toText(heap[addressOf(value) + HEADER + i]!));
  return parts.join(', ');
}

function functionText(f: Value): string {
  const from = heap[addressOf(f) + HEADER]!;
  const n = heap[addressOf(f)]!;
  const keys = Array.from({ length: n }, (_, i) => elementOf(from, i));
  const values = keys.map((_, i) => toText(heap[addressOf(f) + FUNCTION_HEADER + i]!));
  const isRecord = keys.every((key) => (key & 15) === STRING && isIdentifier(stringText(key)));
  if (isRecord) return `[${keys.map((key, i) => `${stringText(key)} |-> ${values[i]}`).join(', ')}]`;
  return `(${keys.map((key, i) => `${toText(key)} :> ${values[i]}`).join(' @@ ')})`;
}

function lazyText(value: Value): string {
  const part = (index: number): string => toText(argument(value, index));
  const parts = (from: number): string[] =>
    Array.from({ length: argumentCount(value) - from }, (_, i) => part(i + from));
  switch (operation(value)) {
    case OP_NAT:
      return 'Nat';
    case OP_INT:
      return 'Int';
    case OP_REAL:
      return 'Real';
    case OP_STRING:
      return 'STRING';
    case OP_ANY:
      return 'ANY';
    case OP_INTERVAL:
      return `${part(0)}..${part(1)}`;
    case OP_SUBSET:
      return `SUBSET ${part(0)}`;
    case OP_KSUBSET:
      return `{${Array.from({ length: sizeOf(value) }, (_, i) => toText(elementOf(value, i))).join(', ')}}`;
    case OP_FUNCTIONS:
      return `[${part(0)} -> ${part(1)}]`;
    case OP_RECORDS:
      return `[${parts(1)
        .map((set, i) => `${stringText(elementOf(argument(value, 0), i))}: ${set}`)
        .join(', ')}]`;
    case OP_PRODUCT:
      return parts(0).join(' \\X ');
    case OP_SEQ:
      return `Seq(${part(0)})`;
    case OP_CUP:
      return `${part(0)} \\cup ${part(1)}`;
    case OP_DIFF:
      return `${part(0)} \\ ${part(1)}`;
    case OP_FILTER:
      return `{x \\in ${part(0)} : ...}`;
    case OP_FUNCTION:
      return `[x \\in ${part(0)} |-> ...]`;
    default:
      return '(a lazy value)';
  }
}
