/** Deeper than any log: what reads values goes into itself, and JavaScript's stack has an end. */
export const deepest = 500;

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);

/** Whether arrays and objects of a JSON text stand more than `deepest` deep in each other. Short texts cannot. */
export function isTooDeep(text: string): boolean {
  if (text.length < 4_096) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === quote) inString = !inString;
    else if (inString) {
      if (code === backslash) i += 1;
    }
    // '[' and '{', ']' and '}' differ by one bit.
    else if ((code | 0x20) === 0x7b) {
      depth += 1;
      if (depth > deepest) return true;
    } else if ((code | 0x20) === 0x7d) depth -= 1;
  }
  return false;
}
