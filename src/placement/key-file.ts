/** Keys of a user's own: one a line, plain or gzip. Keys are bytes, so that any encoding will do, and an invalid one too. */
import { gunzipSync } from 'node:zlib';
import type { PackedKeys } from './keys.js';

export type KeyFile =
  | { readonly kind: 'keys'; readonly keys: PackedKeys; readonly distinct: number }
  | { readonly kind: 'unusable'; readonly because: string };

const newline = 0x0a;
const carriageReturn = 0x0d;

/** A last line without its end counts; an empty line is no key. Lines may end in CR LF. */
export function readKeys(file: Uint8Array): KeyFile {
  let bytes: Buffer;
  try {
    bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : Buffer.from(file);
  } catch (error) {
    return { kind: 'unusable', because: `is damaged gzip (${(error as Error).message})` };
  }
  const packed = Buffer.alloc(bytes.length);
  const offsets = [0];
  const seen = new Set<string>();
  let end = 0;
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(newline, at);
    const next = found < 0 ? bytes.length : found;
    const last = next > at && bytes[next - 1] === carriageReturn ? next - 1 : next;
    if (last > at) {
      end += bytes.copy(packed, end, at, last);
      offsets.push(end);
      seen.add(bytes.toString('latin1', at, last));
    }
    at = next + 1;
  }
  if (offsets.length === 1) return { kind: 'unusable', because: 'has no keys; it needs one a line' };
  return {
    kind: 'keys',
    keys: { bytes: packed.subarray(0, end), offsets: Uint32Array.from(offsets) },
    distinct: seen.size,
  };
}
