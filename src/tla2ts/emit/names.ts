/** JavaScript identifiers for TLA+ names, readable and unique where they are declared. */

const symbols: Record<string, string> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'slash',
  '\\': 'backslash',
  '<': 'less',
  '>': 'greater',
  '=': 'equals',
  '#': 'sharp',
  '^': 'caret',
  '&': 'and',
  '|': 'bar',
  '%': 'percent',
  '@': 'at',
  ':': 'colon',
  '.': 'dot',
  '~': 'tilde',
  '?': 'question',
  $: 'dollar',
  '(': 'open',
  ')': 'close',
  '[': 'box',
  ']': 'unbox',
};

const reserved = new Set(
  (
    'abstract arguments await boolean break byte case catch char class const continue debugger default delete do double ' +
    'else enum eval export extends false final finally float for function goto if implements import in instanceof int ' +
    'interface let long native new null package private protected public return short static super switch synchronized ' +
    'this throw throws transient true try typeof undefined var void volatile while with yield async of ' +
    'constants host args k globalThis Infinity NaN isNaN Object Array Map Set Math Number String Boolean Symbol Int32Array'
  ).split(' '),
);

/** `TC!TCNext` becomes `TC$TCNext`, `a \oplus b`'s definition `op_oplus`. */
export function identifier(name: string): string {
  const text = name.replace(/!/g, '$');
  if (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text)) return reserved.has(text) ? `${text}_` : text;
  const parts = text.split('$').map((part) => {
    if (/^[A-Za-z0-9_]*$/.test(part)) return part;
    const words = [...part].map((unit) =>
      /[A-Za-z0-9_]/.test(unit) ? unit : `_${symbols[unit] ?? `u${unit.charCodeAt(0)}`}`,
    );
    return `op${words.join('')}`;
  });
  const joined = parts.join('$');
  return /^[0-9]/.test(joined) ? `_${joined}` : joined;
}

/**
 * The identifiers taken in a function and what encloses it. A name of the outermost level avoids every name that any
 * function has, too, since functions are written before all outer names are known.
 */
export class Names {
  private readonly taken = new Set<string>();
  /** On the outermost level: names of all functions within. */
  private readonly inner = new Set<string>();

  constructor(private readonly outer: Names | null = null) {}

  has(name: string): boolean {
    return this.taken.has(name) || (this.outer?.has(name) ?? false);
  }

  reserve(name: string): void {
    this.taken.add(name);
  }

  /** `wanted`, or `wanted_2`, `wanted_3`, ... if it is taken. */
  fresh(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.has(name) || this.inner.has(name) || reserved.has(name); number += 1) {
      name = `${wanted}_${number}`;
    }
    this.taken.add(name);
    this.noteIn(name);
    return name;
  }

  private noteIn(name: string): void {
    let root: Names = this;
    while (root.outer !== null) root = root.outer;
    if (root !== this) root.inner.add(name);
  }
}
