import type { Argument, Expression, Name, PathStep, SubexpressionStep } from '../ast.js';
import { readEscapes } from '../lex/string.js';
import type { Token } from '../lex/token.js';
import { parseArgumentList, parseBrace, parseBracket, parseParenthesised, parseTupleOrAction } from './brackets.js';
import type { Cursor } from './cursor.js';
import { parseArgument, parseExpression } from './expression.js';

type Apply = Extract<Expression, { kind: 'apply' }>;

/** A name with neither path nor selectors: what may be a label. */
export const isSimpleName = (expression: Apply): boolean =>
  expression.fixity === 'nonfix' && expression.path.length === 0 && expression.selectors.length === 0;

/** One operand without the operators around it; `before` is the operator that waits for it, for the message. */
export function parseOperand(cursor: Cursor, before: Name | undefined): Expression {
  const { token } = cursor;
  switch (token.kind) {
    case 'identifier':
      if (token.text === '@' && cursor.ahead(1).kind !== '!') {
        cursor.next();
        return { kind: 'at', span: cursor.spanOf(token) };
      }
      // A name with `==` after it begins the next definition.
      if (cursor.ahead(1).kind === '==') break;
      return parseNameOrPath(cursor);
    case 'number':
      return parseNumber(cursor);
    case 'string':
      cursor.next();
      return { kind: 'string', value: readEscapes(token.text), span: cursor.spanOf(token) };
    case '(':
      return parseParenthesised(cursor);
    case '{':
      return parseBrace(cursor);
    case '[':
      return parseBracket(cursor);
    case '<<':
      return parseTupleOrAction(cursor);
    case 'WF_':
    case 'SF_':
      return parseFairness(cursor);
    case 'step':
      return parseStepName(cursor);
    case 'operator':
      if (cursor.ahead(1).kind === '(' || cursor.ahead(1).kind === '!') return parseNameOrPath(cursor);
      break;
    case 'LAMBDA':
      cursor.unexpected('an expression', 'LAMBDA stands only as an argument, or after <- in INSTANCE ... WITH');
  }
  return cursor.unexpected(
    before === undefined ? 'an expression' : `an operand of '${before.text === '-.' ? '-' : before.text}'`,
  );
}

/**
 * `Name`, `F(a, b)`, `M!N(p)!F(a)`, `+(a, b)`, and what selects a part of a definition: `F!lab!1!<<`. Up to the first
 * selector that is no name, names are the path; which of them are labels is for the phase that knows the names.
 */
function parseNameOrPath(cursor: Cursor): Expression {
  const first = cursor.token;
  const path: PathStep[] = [];
  let name = cursor.name(cursor.next());
  let args = parseOptionalArguments(cursor);
  const selectors: SubexpressionStep[] = [];
  while (cursor.at('!')) {
    cursor.next();
    const { token } = cursor;
    const named = (token.kind === 'identifier' && token.text !== '@') || token.operator !== null;
    if (!named) selectors.push(parseSelector(cursor));
    else if (selectors.length > 0) {
      cursor.next();
      const label = cursor.name(token);
      const values = parseOptionalArguments(cursor);
      selectors.push({ kind: 'label', name: label, args: values, span: cursor.spanFrom(token) });
    } else {
      path.push({ name, args, span: cursor.spanFrom(first) });
      name = cursor.name(cursor.next());
      args = parseOptionalArguments(cursor);
    }
  }
  return { kind: 'apply', path, name, args, fixity: 'nonfix', selectors, span: cursor.spanFrom(first) };
}

function parseOptionalArguments(cursor: Cursor): readonly Argument[] {
  if (!cursor.at('(')) return [];
  cursor.next();
  return parseArgumentList(cursor, ')', 'an argument', parseArgument);
}

function parseSelector(cursor: Cursor): SubexpressionStep {
  const token = cursor.next();
  const span = cursor.spanOf(token);
  switch (token.kind) {
    case 'number':
      return { kind: 'operand', index: Number(token.text), span };
    case '<<':
      return { kind: 'left', span };
    case '>>':
      return { kind: 'right', span };
    case ':':
      return { kind: 'body', span };
    case '(': {
      const args = parseArgumentList(cursor, ')', 'a value for a bound name', parseArgument);
      return { kind: 'arguments', args, span: cursor.spanFrom(token) };
    }
    case 'identifier':
      return { kind: 'at', span };
    default:
      cursor.moveTo(cursor.index - 1);
      return cursor.unexpected("a name, a number, '<<', '>>', ':', '@' or arguments after '!'");
  }
}

/** `<1>2` as a fact, which only a proof can mean. */
function parseStepName(cursor: Cursor): Expression {
  if (cursor.proofLevels.length === 0) cursor.unexpected('an expression', 'the name of a step belongs in a proof');
  return parseNameOrPath(cursor);
}

/** `42`, `3.14`, `\\hFF`; a number begins with a digit. */
function parseNumber(cursor: Cursor): Expression {
  const { token } = cursor;
  const value = numberOf(cursor.next());
  let fraction: string | null = null;
  if (cursor.at('.') && cursor.ahead(1).kind === 'number') {
    cursor.next();
    fraction = cursor.next().text;
  }
  return { kind: 'number', value, fraction, span: cursor.spanFrom(token) };
}

function numberOf({ text }: Token): bigint {
  if (text.charCodeAt(0) !== 92) return BigInt(text);
  const base = { b: '0b', o: '0o', h: '0x' }[text.charAt(1).toLowerCase()] as string;
  return BigInt(base + text.slice(2));
}

/**
 * What may follow `[A]_` and `<<A>>_` and `WF_`: a name with its path and arguments, or something in brackets. The
 * last argument list of `WF_v(A)` is read as an argument of `v` here, and taken back by `parseFairness`.
 */
export function parseSubscript(cursor: Cursor): Expression {
  switch (cursor.token.kind) {
    case 'identifier':
      return parseNameOrPath(cursor);
    case '(':
      return parseParenthesised(cursor);
    case '{':
      return parseBrace(cursor);
    case '[':
      return parseBracket(cursor);
    case '<<':
      return parseTupleOrAction(cursor);
    default:
      return cursor.unexpected('a subscript: a name, or an expression in parentheses or << >>');
  }
}

function parseFairness(cursor: Cursor): Expression {
  const first = cursor.next();
  const strength = first.kind === 'WF_' ? 'WF' : 'SF';
  const subscript = parseSubscript(cursor);
  if (cursor.skip('(')) {
    const action = parseExpression(cursor);
    cursor.expect(')', `')' after the action of ${strength}_`);
    return { kind: 'fairness', strength, subscript, action, span: cursor.spanFrom(first) };
  }
  const span = cursor.spanFrom(first);
  const action = subscript.kind === 'apply' ? subscript.args[0] : undefined;
  if (subscript.kind !== 'apply' || subscript.args.length !== 1 || action === undefined) {
    cursor.fail('TLA115', `${strength}_ has no action`, span, { expected: `${strength}_variables(Action)` });
  }
  return { kind: 'fairness', strength, subscript: { ...subscript, args: [], span: subscript.name.span }, action, span };
}
