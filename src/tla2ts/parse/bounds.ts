import type { Bound, Name } from '../ast.js';
import type { Cursor } from './cursor.js';
import { parseExpression } from './expression.js';

/** `x, y \in S` or `<<a, b>> \in S`. */
export function parseBound(cursor: Cursor): Bound {
  const first = cursor.token;
  const pattern = cursor.at('<<') ? 'tuple' : 'names';
  const names = pattern === 'tuple' ? parseTuplePattern(cursor) : parseNames(cursor, 'a bound name');
  if (!cursor.atOperator('\\in')) cursor.unexpected("'\\in' and the set of the bound name");
  cursor.next();
  const set = parseExpression(cursor);
  return { pattern, names, set, span: cursor.spanFrom(first) };
}

/** One `x, y \in S` after the other, apart by commas. */
export function parseBounds(cursor: Cursor): readonly Bound[] {
  const bounds = [parseBound(cursor)];
  while (cursor.skip(',')) bounds.push(parseBound(cursor));
  return bounds;
}

export function parseNames(cursor: Cursor, expected: string): readonly Name[] {
  const names = [cursor.boundName(expected)];
  while (cursor.skip(',')) names.push(cursor.boundName(expected));
  return names;
}

/** `<<a, b>>` where names are bound. */
export function parseTuplePattern(cursor: Cursor): readonly Name[] {
  cursor.expect('<<', "'<<'");
  const names = parseNames(cursor, 'a bound name');
  cursor.expect('>>', "',' or '>>'");
  return names;
}
