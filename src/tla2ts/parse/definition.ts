import type { Name, OperatorParameter, Substitution, Unit } from '../ast.js';
import type { Token } from '../lex/token.js';
import { parseBounds } from './bounds.js';
import type { Cursor } from './cursor.js';
import { parseArgument, parseExpression } from './expression.js';

type OperatorUnit = Extract<Unit, { kind: 'operator' }>;

const plain = (name: Name): OperatorParameter => ({ name, arity: 0, span: name.span });

/**
 * `[LOCAL]` and then `F == e`, `F(x, G(_)) == e`, `a (+) b == e`, `a^+ == e`, `-. a == e`, `f[x \in S] == e`, or
 * `M(p) == INSTANCE N WITH ...`.
 */
export function parseDefinition(cursor: Cursor): Unit {
  const first = cursor.token;
  const local = cursor.skip('LOCAL');
  const { token } = cursor;
  if (token.operator?.fixity === 'prefix') {
    cursor.next();
    const parameter = cursor.identifier('the parameter of the prefix operator');
    return finishOperator(cursor, first, local, cursor.name(token), 'prefix', [plain(parameter)]);
  }
  const name = cursor.identifier('a definition, a declaration, or ====');
  const { operator } = cursor.token;
  if (operator?.fixity === 'postfix') {
    const symbol = cursor.name(cursor.next());
    return finishOperator(cursor, first, local, symbol, 'postfix', [plain(name)]);
  }
  if (operator?.fixity === 'infix') {
    const symbol = cursor.name(cursor.next());
    if (symbol.text === '=' && cursor.token.kind !== 'identifier')
      cursor.unexpected('the right parameter of the infix operator', 'a definition is written with ==');
    const right = cursor.identifier('the right parameter of the infix operator');
    return finishOperator(cursor, first, local, symbol, 'infix', [plain(name), plain(right)]);
  }
  if (cursor.skip('[')) {
    const bounds = parseBounds(cursor);
    cursor.expect(']', "',' or ']'");
    cursor.expect('==', "'==' and the definition's body");
    const body = parseExpression(cursor);
    return { kind: 'functionDefinition', local, name, bounds, body, span: cursor.spanFrom(first) };
  }
  const parameters: OperatorParameter[] = [];
  if (cursor.skip('(')) {
    do parameters.push(parseParameter(cursor));
    while (cursor.skip(','));
    cursor.expect(')', "',' or ')'");
  }
  if (cursor.at('==') && cursor.ahead(1).kind === 'INSTANCE') {
    cursor.next();
    return parseInstance(cursor, first, local, name, parameters);
  }
  return finishOperator(cursor, first, local, name, 'nonfix', parameters);
}

/** A definition of LET or of a proof, which nobody outside sees anyway. */
export function parseLocalDefinition(cursor: Cursor): Unit {
  if (cursor.at('LOCAL')) {
    cursor.fail('TLA119', 'LOCAL stands only before definitions of a module', cursor.spanOf(cursor.token), {
      hint: 'leave it out: what LET and DEFINE define is local already',
    });
  }
  return parseDefinition(cursor);
}

function finishOperator(
  cursor: Cursor,
  first: Token,
  local: boolean,
  name: Name,
  fixity: OperatorUnit['fixity'],
  parameters: readonly OperatorParameter[],
): Unit {
  cursor.expect('==', parameters.length === 0 ? "'==', '(' or '['" : "'==' and the definition's body");
  const body = parseExpression(cursor);
  return { kind: 'operator', local, name, fixity, parameters, body, span: cursor.spanFrom(first) };
}

/** `x`, `F(_, _)`, `_ + _`, `-. _`, `_ ^+`: a parameter, a constant, or what RECURSIVE announces. */
export function parseParameter(cursor: Cursor): OperatorParameter {
  const first = cursor.token;
  const { operator } = first;
  if (operator?.fixity === 'prefix') {
    cursor.next();
    cursor.expect('_', "'_' after a prefix operator");
    return { name: cursor.name(first), arity: 1, span: cursor.spanFrom(first) };
  }
  if (cursor.skip('_')) {
    const symbol = cursor.token;
    const fixity = symbol.operator?.fixity;
    if (fixity !== 'infix' && fixity !== 'postfix') cursor.unexpected("an infix or postfix operator after '_'");
    cursor.next();
    if (fixity === 'infix') cursor.expect('_', "'_' after an infix operator");
    return { name: cursor.name(symbol), arity: fixity === 'infix' ? 2 : 1, span: cursor.spanFrom(first) };
  }
  const name = cursor.boundName("a name, or an operator with '_' for its operands");
  let arity = 0;
  if (cursor.at('(') && cursor.ahead(1).kind === '_') {
    cursor.next();
    do {
      cursor.expect('_', "'_'");
      arity += 1;
    } while (cursor.skip(','));
    cursor.expect(')', "',' or ')'");
  }
  return { name, arity, span: cursor.spanFrom(first) };
}

export function parseRecursive(cursor: Cursor): Unit {
  const first = cursor.next();
  const declarations = [parseParameter(cursor)];
  while (cursor.skip(',')) declarations.push(parseParameter(cursor));
  return { kind: 'recursive', declarations, span: cursor.spanFrom(first) };
}

/** `INSTANCE M WITH a <- e, ...`; what stands before it is given. */
export function parseInstance(
  cursor: Cursor,
  first: Token,
  local: boolean,
  name: Name | null,
  parameters: readonly OperatorParameter[],
): Unit {
  cursor.expect('INSTANCE', 'INSTANCE');
  const module = cursor.boundName("a module's name");
  const substitutions: Substitution[] = [];
  if (cursor.skip('WITH')) {
    do substitutions.push(parseSubstitution(cursor));
    while (cursor.skip(','));
  }
  return { kind: 'instance', local, name, parameters, module, substitutions, span: cursor.spanFrom(first) };
}

function parseSubstitution(cursor: Cursor): Substitution {
  const { token } = cursor;
  if ((token.kind !== 'identifier' && token.operator === null) || cursor.ahead(1).kind === '==') {
    cursor.unexpected('a constant or variable of the instantiated module');
  }
  cursor.next();
  cursor.expect('<-', "'<-' and what stands for it");
  const value = parseArgument(cursor);
  return { name: cursor.name(token), value, span: cursor.spanFrom(token) };
}
