/**
 * Text of anyone's file: UTF-8, or UTF-16 where its mark says so, which is what `>` writes in PowerShell 5. The mark itself is left
 * out; what is no text has U+FFFD or U+0000 in it.
 */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
