/**
 * Canonical bytes: how values travel between workers, whose ids differ. A value is written depth first; a composite that
 * was written before in the same message is a reference to it, so that shared structure stays shared. Integers are
 * variable-length (7 bits a byte); strings are UTF-8.
 */
import { heap } from './arena.js';
import { bigInteger, bigintOf, modelName, modelValue, rank, string, stringText } from './atoms.js';
import { endFunction, endSet, endTuple, mark, push } from './build.js';
import { normalize } from './lazy.js';
import { kindName } from './order.js';
import { toText } from './text.js';
import {
  ATOM,
  addressOf,
  BIG,
  bool,
  FUNCTION,
  FUNCTION_HEADER,
  fail,
  HEADER,
  MODEL,
  SET,
  STRING,
  TRUE_,
  TUPLE,
  type Value,
} from './value.js';

const CODE_FALSE = 0;
const CODE_TRUE = 1;
const CODE_INTEGER = 2;
const CODE_BIG = 3;
const CODE_STRING = 4;
const CODE_MODEL = 5;
const CODE_SET = 6;
const CODE_TUPLE = 7;
const CODE_FUNCTION = 8;
const CODE_REFERENCE = 9;

/** Appends values to a growing message. */
export class Encoder {
  private bytes = new Uint8Array(1024);
  private length = 0;
  private readonly written = new Map<Value, number>();

  write(value: Value): void {
    const v = normalize(value);
    if ((v & 1) === 0) {
      this.byte(CODE_INTEGER);
      // v is even, so that the lowest bit is free to tell the complement of a negative one.
      this.unsigned(v ^ (v >> 31));
      return;
    }
    if ((v & 15) === ATOM) {
      this.byte(v === TRUE_ ? CODE_TRUE : CODE_FALSE);
      return;
    }
    const before = this.written.get(v);
    if (before !== undefined) {
      this.byte(CODE_REFERENCE);
      this.unsigned(before);
      return;
    }
    this.composite(v);
    this.written.set(v, this.written.size);
  }

  /** The names in the message so far, of strings and of model values, in the order that sets of them have. */
  namesInOrder(): readonly string[] {
    const named = [...this.written.keys()].filter((v) => (v & 15) === STRING || (v & 15) === MODEL);
    const texts = named
      .sort((a, b) => rank(a) - rank(b))
      .map((v) => ((v & 15) === STRING ? stringText(v) : modelName(v)));
    return [...new Set(texts)];
  }

  /** The message so far; the encoder starts a new one. */
  finish(): Uint8Array {
    const message = this.bytes.slice(0, this.length);
    this.length = 0;
    this.written.clear();
    return message;
  }

  private composite(v: Value): void {
    switch (v & 15) {
      case STRING:
        this.text(CODE_STRING, stringText(v));
        break;
      case MODEL:
        this.text(CODE_MODEL, modelName(v));
        break;
      case BIG:
        this.text(CODE_BIG, String(bigintOf(v)));
        break;
      case SET:
        this.elements(CODE_SET, v, HEADER);
        break;
      case TUPLE:
        this.elements(CODE_TUPLE, v, HEADER);
        break;
      case FUNCTION:
        this.byte(CODE_FUNCTION);
        this.write(heap[addressOf(v) + HEADER]!);
        this.values(v, FUNCTION_HEADER);
        break;
      default:
        fail(`A state contains the ${kindName(v)} value\n${toText(v)}\nwhich cannot be listed.`);
    }
  }

  private elements(code: number, v: Value, header: number): void {
    this.byte(code);
    this.unsigned(heap[addressOf(v)]!);
    this.values(v, header);
  }

  private values(v: Value, header: number): void {
    const n = heap[addressOf(v)]!;
    for (let i = 0; i < n; i++) this.write(heap[addressOf(v) + header + i]!);
  }

  private text(code: number, text: string): void {
    const encoded = Buffer.from(text, 'utf8');
    this.byte(code);
    this.unsigned(encoded.length);
    this.reserve(encoded.length);
    this.bytes.set(encoded, this.length);
    this.length += encoded.length;
  }

  private unsigned(n: number): void {
    let rest = n >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  private byte(b: number): void {
    this.reserve(1);
    this.bytes[this.length++] = b;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads the values of one message in the order in which they were written. */
export class Decoder {
  private at = 0;
  private readonly known: Value[] = [];

  constructor(private readonly bytes: Uint8Array) {}

  /** True after the last value. */
  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  read(): Value {
    const code = this.byte();
    switch (code) {
      case CODE_FALSE:
      case CODE_TRUE:
        return bool(code === CODE_TRUE);
      case CODE_INTEGER: {
        const n = this.unsigned();
        return ((n & 1) === 0 ? n : ~n) | 0;
      }
      case CODE_REFERENCE:
        return this.known[this.unsigned()]!;
      default: {
        const value = this.composite(code);
        this.known.push(value);
        return value;
      }
    }
  }

  private composite(code: number): Value {
    switch (code) {
      case CODE_STRING:
        return string(this.text());
      case CODE_MODEL:
        return modelValue(this.text());
      case CODE_BIG:
        return bigInteger(BigInt(this.text()));
      case CODE_SET: {
        const start = this.values(this.unsigned());
        return endSet(start);
      }
      case CODE_TUPLE: {
        const start = this.values(this.unsigned());
        return endTuple(start);
      }
      case CODE_FUNCTION: {
        const from = this.read();
        const start = this.values(heap[addressOf(from)]!);
        return endFunction(from, start);
      }
      default:
        return fail(`unknown code ${code} at byte ${this.at - 1} of a message of ${this.bytes.length} bytes`);
    }
  }

  private values(count: number): number {
    const start = mark();
    for (let i = 0; i < count; i++) push(this.read());
    return start;
  }

  private text(): string {
    const length = this.unsigned();
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at, length).toString('utf8');
    this.at += length;
    return text;
  }

  private unsigned(): number {
    let n = 0;
    for (let shift = 0; ; shift += 7) {
      const b = this.byte();
      n |= (b & 127) << shift;
      if (b < 128) return n >>> 0;
    }
  }

  private byte(): number {
    if (this.at >= this.bytes.length) return fail('a message of values ends too early');
    return this.bytes[this.at++]!;
  }
}

/** One value as bytes, and back. */
export function encode(value: Value): Uint8Array {
  const encoder = new Encoder();
  encoder.write(value);
  return encoder.finish();
}

export function decode(bytes: Uint8Array): Value {
  return new Decoder(bytes).read();
}
