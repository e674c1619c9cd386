import type { Bound, CaseArm, Expression, Unit } from '../ast.js';
import type { Token } from '../lex/token.js';
import { isDefinitionAt, isUnboundedAt } from './ahead.js';
import { parseBounds, parseNames, parseTuplePattern } from './bounds.js';
import type { Cursor } from './cursor.js';
import { parseLocalDefinition, parseRecursive } from './definition.js';
import { parseExpression } from './expression.js';

/** Forms with no closing bracket, which reach as far to the right as they can. */
export function isOpenForm({ kind }: Token): boolean {
  switch (kind) {
    case '\\A':
    case '\\E':
    case '\\AA':
    case '\\EE':
    case 'CHOOSE':
    case 'IF':
    case 'CASE':
    case 'LET':
      return true;
    default:
      return false;
  }
}

export function parseOpenForm(cursor: Cursor): Expression {
  switch (cursor.token.kind) {
    case 'CHOOSE':
      return parseChoose(cursor);
    case 'IF':
      return parseIf(cursor);
    case 'CASE':
      return parseCase(cursor);
    case 'LET':
      return parseLet(cursor);
    default:
      return parseQuantifier(cursor);
  }
}

function parseQuantifier(cursor: Cursor): Expression {
  const first = cursor.next();
  const quantifier = first.kind as '\\A' | '\\E' | '\\AA' | '\\EE';
  const temporal = quantifier === '\\AA' || quantifier === '\\EE';
  const bounds = temporal || isUnboundedAt(cursor, 0) ? [parseUnbounded(cursor)] : parseBounds(cursor);
  cursor.expect(':', `':' after what ${quantifier} binds`);
  const body = parseExpression(cursor);
  return { kind: 'quantifier', quantifier, bounds, body, span: cursor.spanFrom(first) };
}

function parseUnbounded(cursor: Cursor): Bound {
  const first = cursor.token;
  const names = parseNames(cursor, 'a bound name');
  return { pattern: 'names', names, set: null, span: cursor.spanFrom(first) };
}

function parseChoose(cursor: Cursor): Expression {
  const first = cursor.next();
  const start = cursor.token;
  const pattern = cursor.at('<<') ? 'tuple' : 'names';
  const names = pattern === 'tuple' ? parseTuplePattern(cursor) : [cursor.identifier('the name that CHOOSE binds')];
  let set: Expression | null = null;
  if (cursor.atOperator('\\in')) {
    cursor.next();
    set = parseExpression(cursor);
  }
  const bound: Bound = { pattern, names, set, span: cursor.spanFrom(start) };
  cursor.expect(':', set === null ? "'\\in' or ':'" : "':'");
  const body = parseExpression(cursor);
  return { kind: 'choose', bound, body, span: cursor.spanFrom(first) };
}

function parseIf(cursor: Cursor): Expression {
  const first = cursor.next();
  const condition = parseExpression(cursor);
  cursor.expect('THEN', 'THEN');
  const whenTrue = parseExpression(cursor);
  cursor.expect('ELSE', 'ELSE');
  const whenFalse = parseExpression(cursor);
  return { kind: 'if', condition, whenTrue, whenFalse, span: cursor.spanFrom(first) };
}

/** `[]` between arms belongs to the innermost CASE. */
function parseCase(cursor: Cursor): Expression {
  const first = cursor.next();
  const arms: CaseArm[] = [parseArm(cursor)];
  let other: Expression | null = null;
  while (other === null && cursor.atOperator('[]')) {
    cursor.next();
    if (cursor.skip('OTHER')) {
      cursor.expect('->', "'->' after OTHER");
      other = parseExpression(cursor);
    } else arms.push(parseArm(cursor));
  }
  return { kind: 'case', arms, other, span: cursor.spanFrom(first) };
}

function parseArm(cursor: Cursor): CaseArm {
  const first = cursor.token;
  const guard = parseExpression(cursor);
  cursor.expect('->', "'->' after the condition of a CASE");
  const value = parseExpression(cursor);
  return { guard, value, span: cursor.spanFrom(first) };
}

function parseLet(cursor: Cursor): Expression {
  const first = cursor.next();
  const units: Unit[] = [];
  while (!cursor.at('IN')) {
    if (cursor.at('outdent')) cursor.unexpected(units.length === 0 ? 'a definition after LET' : 'a definition, or IN');
    if (cursor.at('RECURSIVE')) units.push(parseRecursive(cursor));
    else if (units.length > 0 && !isDefinitionAt(cursor, 0)) {
      cursor.unexpected(
        'a definition, or IN',
        first.line === cursor.token.line ? undefined : `the LET in line ${first.line} has no IN yet`,
      );
    } else units.push(parseLocalDefinition(cursor));
  }
  if (units.length === 0) cursor.unexpected('a definition after LET');
  cursor.next();
  const body = parseExpression(cursor);
  return { kind: 'let', units, body, span: cursor.spanFrom(first) };
}
