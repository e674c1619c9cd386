/** Keys are bytes, laid end to end so that a whole batch crosses into the addon in one call. */

/** Key i is bytes[offsets[i], offsets[i + 1]): offsets u32[n + 1]. */
export interface PackedKeys {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

const encoder = new TextEncoder();

/** UTF-8 of each string (a lone surrogate becomes U+FFFD). ASCII is written in one go: a call a string costs more than hashing. */
export function packKeys(keys: readonly string[]): PackedKeys {
  const text = keys.join('');
  const bytes = new Uint8Array(text.length);
  const { read, written } = encoder.encodeInto(text, bytes);
  // As many bytes as characters: every character is ASCII, and lengths are offsets.
  if (read !== text.length || written !== text.length) {
    return packBytes(keys.map((key) => encoder.encode(key)));
  }
  const offsets = new Uint32Array(keys.length + 1);
  for (let i = 0, at = 0; i < keys.length; i += 1) {
    at += (keys[i] as string).length;
    offsets[i + 1] = at;
  }
  return { bytes, offsets };
}

export function packBytes(keys: readonly Uint8Array[]): PackedKeys {
  const offsets = new Uint32Array(keys.length + 1);
  keys.forEach((key, i) => {
    offsets[i + 1] = (offsets[i] as number) + key.length;
  });
  return { bytes: Buffer.concat(keys), offsets };
}
