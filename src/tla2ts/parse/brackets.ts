import type { ExceptSelector, ExceptUpdate, Expression, Name } from '../ast.js';
import { isWord, type TokenKind } from '../lex/token.js';
import { isBoundAt } from './ahead.js';
import { parseBound, parseBounds } from './bounds.js';
import type { Cursor } from './cursor.js';
import { parseExpression, parseFieldName } from './expression.js';
import { parseSubscript } from './operand.js';

/** `a, b, c` up to `close`, at least one; the opening bracket is already behind. */
export function parseArgumentList(
  cursor: Cursor,
  close: TokenKind,
  expected: string,
  parseItem: (cursor: Cursor) => Expression = parseExpression,
): readonly Expression[] {
  if (cursor.at(close)) cursor.unexpected(expected);
  const items = [parseItem(cursor)];
  while (cursor.skip(',')) items.push(parseItem(cursor));
  cursor.expect(close, `',' or '${close}'`);
  return items;
}

export function parseParenthesised(cursor: Cursor): Expression {
  const first = cursor.next();
  const body = parseExpression(cursor);
  cursor.expect(')', "')'");
  return { kind: 'parenthesised', body, span: cursor.spanFrom(first) };
}

/** `{}`, `{a, b}`, `{x \in S : p}`, `{e : x \in S, y \in T}`. */
export function parseBrace(cursor: Cursor): Expression {
  const first = cursor.next();
  if (cursor.skip('}')) return { kind: 'set', items: [], span: cursor.spanFrom(first) };
  if (isBoundAt(cursor, 0)) {
    const start = cursor.index;
    const bound = parseBound(cursor);
    if (cursor.skip(':')) {
      if (bound.pattern === 'names' && bound.names.length > 1) {
        cursor.fail('TLA116', 'a set is filtered by one bound name', bound.span, {
          expected: '{x \\in S : p} or {<<x, y>> \\in S : p}',
        });
      }
      const body = parseExpression(cursor);
      cursor.expect('}', "'}'");
      return { kind: 'setFilter', bound, body, span: cursor.spanFrom(first) };
    }
    cursor.moveTo(start);
  }
  const item = parseExpression(cursor);
  if (cursor.skip(':')) {
    const bounds = parseBounds(cursor);
    cursor.expect('}', "',' or '}'");
    return { kind: 'setMap', body: item, bounds, span: cursor.spanFrom(first) };
  }
  const items = [item];
  while (cursor.skip(',')) items.push(parseExpression(cursor));
  cursor.expect('}', items.length === 1 ? "':', ',' or '}'" : "',' or '}'");
  return { kind: 'set', items, span: cursor.spanFrom(first) };
}

/** Everything that begins with `[` where an operand does. */
export function parseBracket(cursor: Cursor): Expression {
  const first = cursor.next();
  if (isBoundAt(cursor, 0)) {
    const start = cursor.index;
    const bounds = parseBounds(cursor);
    if (cursor.skip('|->')) {
      const body = parseExpression(cursor);
      cursor.expect(']', "']'");
      return { kind: 'function', bounds, body, span: cursor.spanFrom(first) };
    }
    if (cursor.at('->')) cursor.unexpected("'|->': a function is [x \\in S |-> e], a set of functions [S -> T]");
    cursor.moveTo(start);
  }
  const second = cursor.ahead(1).kind;
  if (isWord(cursor.token) && (second === '|->' || second === ':')) {
    const fields = parseFields(cursor, second);
    return { kind: second === ':' ? 'recordSet' : 'record', fields, span: cursor.spanFrom(first) };
  }
  const body = parseExpression(cursor);
  switch (cursor.token.kind) {
    case '->': {
      cursor.next();
      const range = parseExpression(cursor);
      cursor.expect(']', "']'");
      return { kind: 'functionSet', domain: body, range, span: cursor.spanFrom(first) };
    }
    case 'EXCEPT': {
      cursor.next();
      const updates = [parseUpdate(cursor)];
      while (cursor.skip(',')) updates.push(parseUpdate(cursor));
      cursor.expect(']', "',' or ']'");
      return { kind: 'except', base: body, updates, span: cursor.spanFrom(first) };
    }
    case ']_': {
      cursor.next();
      const subscript = parseSubscript(cursor);
      return { kind: 'actionOf', form: 'box', action: body, subscript, span: cursor.spanFrom(first) };
    }
    default:
      return cursor.unexpected("'->', 'EXCEPT', '|->' or ']_' with its subscript");
  }
}

function parseFields(cursor: Cursor, mark: '|->' | ':'): readonly { name: Name; value: Expression }[] {
  const fields: { name: Name; value: Expression }[] = [];
  do {
    const name = parseFieldName(cursor);
    cursor.expect(mark, `'${mark}' after the field's name`);
    fields.push({ name, value: parseExpression(cursor) });
  } while (cursor.skip(','));
  cursor.expect(']', "',' or ']'");
  return fields;
}

/** `![i, j].name[k] = value` */
function parseUpdate(cursor: Cursor): ExceptUpdate {
  const first = cursor.expect('!', "'!' and what to change, after EXCEPT");
  const path = [parseUpdateSelector(cursor)];
  while (!cursor.atOperator('=')) path.push(parseUpdateSelector(cursor));
  cursor.next();
  const value = parseExpression(cursor);
  return { path, value, span: cursor.spanFrom(first) };
}

function parseUpdateSelector(cursor: Cursor): ExceptSelector {
  const { token } = cursor;
  if (cursor.skip('[')) {
    const args = parseArgumentList(cursor, ']', 'an index');
    return { kind: 'index', args, span: cursor.spanFrom(token) };
  }
  if (cursor.skip('.')) {
    if (cursor.token.text === '@') cursor.unexpected("a field's name after '!.'");
    const name = parseFieldName(cursor);
    return { kind: 'field', name, span: cursor.spanFrom(token) };
  }
  return cursor.unexpected("'[index]' or '.field', or '=' and the new value");
}

/** `<<a, b>>`, or the action `<<A>>_v`. */
export function parseTupleOrAction(cursor: Cursor): Expression {
  const first = cursor.next();
  const items: Expression[] = [];
  if (!cursor.at('>>')) {
    do items.push(parseExpression(cursor));
    while (cursor.skip(','));
  }
  const [action] = items;
  if (cursor.at('>>_') && items.length === 1 && action !== undefined) {
    cursor.next();
    const subscript = parseSubscript(cursor);
    return { kind: 'actionOf', form: 'angle', action, subscript, span: cursor.spanFrom(first) };
  }
  cursor.expect('>>', items.length === 1 ? "',', '>>' or '>>_' with its subscript" : "',' or '>>'");
  return { kind: 'tuple', items, span: cursor.spanFrom(first) };
}
