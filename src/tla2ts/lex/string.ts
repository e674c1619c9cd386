const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

/** The characters that a string literal, quotes included, stands for. */
export function readEscapes(literal: string): string {
  const inner = literal.slice(1, literal.length > 1 && literal.endsWith('"') ? -1 : undefined);
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
}
