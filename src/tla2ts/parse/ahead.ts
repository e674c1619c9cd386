import type { Token, TokenKind } from '../lex/token.js';
import type { Cursor } from './cursor.js';

const closing: Partial<Record<TokenKind, TokenKind>> = { '(': ')', '[': ']' };

/**
 * Does a definition (`F(x) ==`, `f[x \in S] ==`, `a (+) b ==`, `-. a ==`) begin `distance` tokens ahead? Definitions
 * have no keyword, so this is how the end of what stands before one is told. Looks at the left-hand side only.
 */
export function isDefinitionAt(cursor: Cursor, distance: number): boolean {
  let at = distance;
  if (cursor.ahead(at).kind === 'LOCAL') at += 1;
  const first = cursor.ahead(at);
  const second = cursor.ahead(at + 1);
  if (first.kind === 'identifier') {
    if (second.kind === '==') return true;
    if (second.operator?.fixity === 'postfix') return cursor.ahead(at + 2).kind === '==';
    if (second.operator?.fixity === 'infix') {
      return cursor.ahead(at + 2).kind === 'identifier' && cursor.ahead(at + 3).kind === '==';
    }
    const close = closing[second.kind];
    return close !== undefined && cursor.ahead(afterBracket(cursor, at + 1, second.kind, close)).kind === '==';
  }
  return first.operator?.fixity === 'prefix' && second.kind === 'identifier' && cursor.ahead(at + 2).kind === '==';
}

/** The distance just after the bracket that closes the one at `distance`. */
function afterBracket(cursor: Cursor, distance: number, open: TokenKind, close: TokenKind): number {
  let depth = 0;
  let at = distance;
  for (;;) {
    const { kind } = cursor.ahead(at);
    at += 1;
    if (kind === open) depth += 1;
    else if (kind === close) depth -= 1;
    if (depth === 0 || kind === 'end' || kind === '==') return at;
  }
}

/** `a, b \in` or `<<a, b>> \in`: names are being bound to a set here. */
export function isBoundAt(cursor: Cursor, distance: number): boolean {
  const isIn = (token: Token): boolean => token.operator !== null && token.text === '\\in';
  let at = distance;
  if (cursor.ahead(at).kind === '<<') {
    do {
      at += 1;
      if (cursor.ahead(at).kind !== 'identifier') return false;
      at += 1;
    } while (cursor.ahead(at).kind === ',');
    return cursor.ahead(at).kind === '>>' && isIn(cursor.ahead(at + 1));
  }
  for (;;) {
    if (cursor.ahead(at).kind !== 'identifier') return false;
    const after = cursor.ahead(at + 1);
    if (after.kind !== ',') return isIn(after);
    at += 2;
  }
}

/** `a, b :` or `a, b, c` before anything but `\in`: names bound to no set. */
export function isUnboundedAt(cursor: Cursor, distance: number): boolean {
  let at = distance;
  while (cursor.ahead(at).kind === 'identifier') {
    if (cursor.ahead(at + 1).kind !== ',') return cursor.ahead(at + 1).kind === ':';
    at += 2;
  }
  return false;
}
