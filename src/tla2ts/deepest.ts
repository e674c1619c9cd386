/** Where a specification nests most deeply: the place to name when a phase that looks at the whole has exhausted its stack. */
import type { Span } from './ast.js';
import type { Core, Definition, Specification } from './core.js';

/** The definition or assumption with the deepest expression. O(nodes), without recursion. */
export function deepestOf({ visible, assumptions }: Specification): Span | null {
  let deepest: Span | null = null;
  let greatest = 0;
  const consider = (body: Core, span: Span): void => {
    const height = heightOf(body);
    if (height <= greatest) return;
    greatest = height;
    deepest = span;
  };
  for (const { body, span } of visible.values()) consider(body, span);
  for (const { body, span } of assumptions) consider(body, span);
  return deepest;
}

/** What a node refers to, rather than consists of. */
const referring: ReadonlySet<string> = new Set(['span', 'symbol', 'symbols', 'definition', 'self']);

function heightOf(body: Core): number {
  const waiting: (readonly [part: object, height: number])[] = [[body, 1]];
  let greatest = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [part, height] = next;
    greatest = Math.max(greatest, height);
    // What a LET defines knows its module, too.
    const parts = 'kind' in part && part.kind === 'definition' ? { body: (part as Definition).body } : part;
    for (const [key, value] of Object.entries(parts)) {
      if (typeof value === 'object' && value !== null && !referring.has(key)) waiting.push([value, height + 1]);
    }
  }
  return greatest;
}
