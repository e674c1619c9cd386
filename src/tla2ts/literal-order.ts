/**
 * The order in which SANY meets the string literals of a module: that of the text, but of `{e : x \in S}` those of S come
 * before those of e (semantic/Generator.java: the bounds are made first).
 */
import type { Span } from './ast.js';
import type { Token } from './lex/token.js';
import { parseModule } from './parse.js';

interface SetMap {
  readonly span: Span;
  readonly body: Span;
}

/** `tokens` are those of `text`; the result has those that are literals. */
export function literalTokens(file: string, text: string, tokens: readonly Token[]): readonly Token[] {
  const literals = tokens.filter((token) => token.kind === 'string');
  if (literals.length < 2 || !tokens.some((token) => token.kind === '{')) return literals;
  const found: SetMap[] = [];
  collect(parseModule(file, text).value, found);
  const maps = found.filter(({ body }) => literals.some((literal) => within(literal, body)));
  if (maps.length === 0) return literals;
  const keyed = literals.map((literal) => ({ literal, key: keyOf(literal, maps) }));
  return keyed.toSorted((a, b) => compare(a.key, b.key)).map(({ literal }) => literal);
}

/** Outer ones come before those within. */
function collect(node: unknown, found: SetMap[]): void {
  if (node === null || typeof node !== 'object') return;
  const { kind, span, body } = node as { kind?: unknown; span?: Span; body?: { span: Span } };
  if (kind === 'setMap' && span !== undefined && body !== undefined) found.push({ span, body: body.span });
  for (const [name, child] of Object.entries(node)) if (name !== 'span') collect(child, found);
}

type Place = Pick<Token, 'line' | 'column'>;

const position = ({ line, column }: Place): number => line * 2 ** 20 + column;

const within = (place: Place, span: Span): boolean =>
  position(place) >= position(span) && position(place) <= position({ line: span.endLine, column: span.endColumn });

/** Where each set around it stands and whether it is in its element, then its own place. */
function keyOf(literal: Token, maps: readonly SetMap[]): readonly number[] {
  const around = maps.filter(({ span }) => within(literal, span));
  return [...around.flatMap(({ span, body }) => [position(span), within(literal, body) ? 1 : 0]), position(literal)];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] ?? 0);
}
