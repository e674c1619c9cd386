/**
 * HdrHistogram's compressed V2 encoding (Gil Tene's HdrHistogram, "HistogramLogFormat" and `encodeIntoCompressedByteBuffer`):
 * base64 of {cookie, length, zlib of {cookie, payload length, 0, digits, lowest, highest, ratio, counts}}, the counts as
 * zigzag LEB128 where a negative number is a run of empty places. Read and written so that figures travel to and from other tools.
 */
import { deflateSync, inflateSync } from 'node:zlib';

export interface HdrCounts {
  /** Value and how many, in order of values. */
  readonly counts: readonly (readonly [value: number, count: number])[];
}

const compressedCookie = 0x1c849304;
const encodingCookie = 0x1c849303;
/** V2 says in its cookies that counts are of variable length. */
const wordSize = 0x10;
const headBytes = 40;

interface Layout {
  readonly halfMagnitude: number;
  readonly unitMagnitude: number;
}

function layoutOf(digits: number, lowest: number): Layout {
  const largest = 2 * 10 ** digits;
  const magnitude = Math.ceil(Math.log2(largest));
  return { halfMagnitude: Math.max(1, magnitude) - 1, unitMagnitude: Math.floor(Math.log2(lowest)) };
}

/** The greatest value that shares a place: as HdrHistogram reports it. */
function valueAt(index: number, { halfMagnitude, unitMagnitude }: Layout): number {
  const half = 2 ** halfMagnitude;
  let bucket = Math.floor(index / half) - 1;
  let place = (index % half) + half;
  if (bucket < 0) {
    place -= half;
    bucket = 0;
  }
  const size = 2 ** (bucket + unitMagnitude);
  return place * size + size - 1;
}

function indexOf(value: number, { halfMagnitude, unitMagnitude }: Layout): number {
  const half = 2 ** halfMagnitude;
  const units = Math.floor(value / 2 ** unitMagnitude);
  const bucket = Math.max(0, Math.floor(Math.log2(Math.max(1, units))) - halfMagnitude);
  const place = Math.floor(units / 2 ** bucket);
  return (bucket + 1) * half + (place - half);
}

/** Base64 text. `digits`: 1 to 5 significant ones. Values are whole numbers from 0 to 2^53. */
export function encodeHdr({ counts }: HdrCounts, digits = 3): string {
  const layout = layoutOf(digits, 1);
  const places: number[] = [];
  let highest = 2;
  for (const [value, count] of counts) {
    const index = indexOf(value, layout);
    places[index] = (places[index] ?? 0) + count;
    highest = Math.max(highest, value);
  }
  const payload: number[] = [];
  for (let index = 0; index < places.length; ) {
    let empty = 0;
    while (index + empty < places.length && !places[index + empty]) empty += 1;
    if (empty > 0) writeZigZag(payload, BigInt(-empty));
    else writeZigZag(payload, BigInt(places[index] as number));
    index += Math.max(1, empty);
  }
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(encodingCookie | wordSize, 0);
  head.writeUInt32BE(payload.length, 4);
  head.writeUInt32BE(0, 8);
  head.writeUInt32BE(digits, 12);
  head.writeBigUInt64BE(1n, 16);
  head.writeBigUInt64BE(BigInt(Math.max(highest, 2)), 24);
  head.writeDoubleBE(1, 32);
  const packed = deflateSync(Buffer.concat([head, Buffer.from(payload)]));
  const cover = Buffer.alloc(8);
  cover.writeUInt32BE(compressedCookie | wordSize, 0);
  cover.writeUInt32BE(packed.length, 4);
  return Buffer.concat([cover, packed]).toString('base64');
}

/** Text that is no compressed V2 histogram. */
export class HdrError extends Error {
  override readonly name = 'HdrError';
}

export function decodeHdr(base64: string): HdrCounts {
  const packed = Buffer.from(base64, 'base64');
  if (packed.length < 9 || packed.readUInt32BE(0) !== (compressedCookie | wordSize)) {
    throw new HdrError('expected a compressed V2 histogram, base64 text that begins with HISTFAAA');
  }
  let bytes: Buffer;
  try {
    bytes = inflateSync(packed.subarray(8));
  } catch {
    throw new HdrError('cut short: its compressed part does not end');
  }
  if (bytes.length < headBytes || bytes.readUInt32BE(0) !== (encodingCookie | wordSize)) {
    throw new HdrError('expected the V2 encoding within');
  }
  const length = bytes.readUInt32BE(4);
  if (length !== bytes.length - headBytes) throw new HdrError('its length is not what it says');
  const layout = layoutOf(bytes.readUInt32BE(12), Number(bytes.readBigUInt64BE(16)));
  const counts: (readonly [number, number])[] = [];
  let index = 0;
  for (let at = headBytes; at < bytes.length; ) {
    const { value, next } = readZigZag(bytes, at);
    at = next;
    if (value < 0) index += -value;
    else {
      if (value > 0) counts.push([valueAt(index, layout), value]);
      index += 1;
    }
  }
  return { counts };
}

function writeZigZag(bytes: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  // Nine bytes at most: the ninth carries eight bits.
  for (let count = 0; count < 8 && rest >> 7n !== 0n; count += 1) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest & 0xffn));
}

function readZigZag(bytes: Buffer, from: number): { value: number; next: number } {
  let rest = 0n;
  let at = from;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) throw new HdrError('cut short in the middle of a count');
    at += 1;
    if (shift === 56n) {
      rest |= BigInt(byte) << shift;
      break;
    }
    rest |= BigInt(byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) break;
  }
  return { value: Number((rest >> 1n) ^ -(rest & 1n)), next: at };
}
