import { nearest, nearHint } from '../../core/near.js';
import type { Module, Name, Unit } from '../ast.js';
import { isStackExhausted, tooDeeplyNested } from '../diagnostic.js';
import { operatorSpellings } from '../lex/operators.js';
import { describe, isWord, type Token, type TokenKind } from '../lex/token.js';
import { isDefinitionAt } from './ahead.js';
import { parseNames } from './bounds.js';
import { type Cursor, ParseFailure } from './cursor.js';
import { parseDefinition, parseInstance, parseParameter, parseRecursive } from './definition.js';
import { parseExpression } from './expression.js';
import { beginsProof, parseStatement, skipProof, skipUseOrHide } from './proof.js';

/** A module from its header to its `====`. Only a broken header fails; what is wrong below is recorded in the cursor. */
export function parseModuleBody(cursor: Cursor): Module {
  const first = cursor.next();
  const name = moduleName(cursor);
  cursor.expect('separator', "'----' after the module's name");
  const names: Name[] = [];
  const unread = { names: new Set<string>(), imports: false };
  recovering(cursor, unread, () => {
    if (!cursor.skip('EXTENDS')) return;
    do names.push(moduleName(cursor));
    while (cursor.skip(','));
  });
  const units: Unit[] = [];
  while (!cursor.at('endModule') && !cursor.at('end')) {
    recovering(cursor, unread, () => {
      const unit = parseUnit(cursor);
      if (unit !== null) units.push(unit);
    });
  }
  if (cursor.at('end')) {
    cursor.diagnostics.push({
      code: 'TLA107',
      severity: 'error',
      message: `module ${name.text} is not closed`,
      span: cursor.spanOf(cursor.token),
      expected: "'===='",
    });
  } else cursor.next();
  return { name, extends: names, units, unread, plusCal: null, span: cursor.spanFrom(first) };
}

function moduleName(cursor: Cursor): Name {
  if (!isWord(cursor.token)) cursor.unexpected("a module's name");
  return cursor.name(cursor.next());
}

/** What a unit may begin with, besides a definition. */
const unitKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'separator',
  'module',
  'endModule',
  'end',
  'CONSTANT',
  'VARIABLE',
  'RECURSIVE',
  'LOCAL',
  'INSTANCE',
  'THEOREM',
  'PROPOSITION',
  'ASSUMPTION',
]);

/**
 * Where `parse` fails, records why and goes on at the next token that surely begins a unit: one with such a keyword, or
 * a definition that begins a line no further to the right than the unit that failed. `unread` gets what was left out.
 */
function recovering(cursor: Cursor, unread: { names: Set<string>; imports: boolean }, parse: () => void): void {
  const startIndex = cursor.index;
  const start = cursor.token;
  cursor.unitColumn = start.column;
  try {
    parse();
  } catch (failure) {
    if (failure instanceof ParseFailure) cursor.diagnostics.push(failure.diagnostic);
    else if (isStackExhausted(failure)) cursor.diagnostics.push(tooDeeplyNested(cursor.spanOf(cursor.ahead(0))));
    else throw failure;
    cursor.leaveAllJunctions();
    if (cursor.index === startIndex) cursor.moveTo(startIndex + 1);
    while (!unitKinds.has(cursor.token.kind) && !beginsLowerUnit(cursor, start)) cursor.moveTo(cursor.index + 1);
    noteUnread(cursor, startIndex, unread);
  }
}

function noteUnread(cursor: Cursor, startIndex: number, unread: { names: Set<string>; imports: boolean }): void {
  const { index } = cursor;
  cursor.moveTo(startIndex);
  const meant = misspeltKeyword(cursor);
  // A name by itself follows others that are declared, and a comma is missing.
  const isName = cursor.at('identifier') && !mayBeDefined(cursor);
  const declares = declarations.has(cursor.token.kind) || meant !== null || isName;
  if (meant === 'EXTENDS' || meant === 'INSTANCE') unread.imports = true;
  for (let at = startIndex; at < index; at += 1) {
    cursor.moveTo(at);
    if (cursor.at('EXTENDS') || cursor.at('INSTANCE')) unread.imports = true;
    else if (cursor.at('identifier') && (declares || isDefinitionAt(cursor, 0))) unread.names.add(cursor.token.text);
  }
  cursor.moveTo(index);
}

const declarations: ReadonlySet<TokenKind> = new Set<TokenKind>(['VARIABLE', 'CONSTANT', 'RECURSIVE']);

/** Two words one after the other begin no unit, unless the first is nearly a keyword: the keyword. */
function misspeltKeyword(cursor: Cursor): string | null {
  if (!cursor.at('identifier') || cursor.ahead(1).kind !== 'identifier' || isDefinitionAt(cursor, 0)) return null;
  return nearest(cursor.token.text, unitKeywords);
}

const unitKeywords = [
  ...['EXTENDS', 'CONSTANT', 'CONSTANTS', 'VARIABLE', 'VARIABLES', 'RECURSIVE', 'LOCAL', 'INSTANCE', 'ASSUME'],
  ...['ASSUMPTION', 'AXIOM', 'THEOREM', 'LEMMA', 'PROPOSITION', 'COROLLARY'],
];

function beginsLowerUnit(cursor: Cursor, failed: Token): boolean {
  const { token } = cursor;
  if (token.line === cursor.previous.line || token.column > failed.column) return false;
  return token.kind === 'ASSUME' || isDefinitionAt(cursor, 0) || misspeltKeyword(cursor) !== null;
}

/** null for what leaves no trace in the tree: separators, USE and HIDE. */
function parseUnit(cursor: Cursor): Unit | null {
  const first = cursor.token;
  switch (first.kind) {
    case 'separator':
      cursor.next();
      return null;
    case 'VARIABLE': {
      cursor.next();
      const names = parseNames(cursor, "a variable's name");
      return { kind: 'variables', names, span: cursor.spanFrom(first) };
    }
    case 'CONSTANT': {
      cursor.next();
      const declarations = [parseParameter(cursor)];
      while (cursor.skip(',')) declarations.push(parseParameter(cursor));
      return { kind: 'constants', declarations, span: cursor.spanFrom(first) };
    }
    case 'RECURSIVE':
      return parseRecursive(cursor);
    case 'INSTANCE':
      return parseInstance(cursor, first, false, null, []);
    case 'ASSUME':
    case 'ASSUMPTION': {
      cursor.next();
      const name = parseOptionalName(cursor);
      const body = parseExpression(cursor);
      return { kind: 'assumption', name, body, span: cursor.spanFrom(first) };
    }
    case 'THEOREM':
    case 'PROPOSITION': {
      cursor.next();
      const name = parseOptionalName(cursor);
      const body = parseStatement(cursor);
      const span = cursor.spanFrom(first);
      if (beginsProof(cursor)) skipProof(cursor);
      return { kind: 'theorem', name, body, span };
    }
    case 'module': {
      const module = parseModuleBody(cursor);
      return { kind: 'module', module, span: cursor.spanFrom(first) };
    }
    case 'USE':
    case 'HIDE':
      skipUseOrHide(cursor);
      return null;
    case 'LOCAL':
      if (cursor.ahead(1).kind === 'INSTANCE') {
        cursor.next();
        return parseInstance(cursor, first, true, null, []);
      }
      return parseDefinition(cursor);
    default:
      return parseDefinitionOrExplain(cursor);
  }
}

function parseOptionalName(cursor: Cursor): Name | null {
  if (cursor.token.kind !== 'identifier' || cursor.ahead(1).kind !== '==') return null;
  const name = cursor.identifier('a name');
  cursor.next();
  return name;
}

const unitExpected = 'a definition, a declaration, or ====';

/** What cannot begin a definition more often belongs to the expression before it, which has ended too early. */
function parseDefinitionOrExplain(cursor: Cursor): Unit {
  const { token } = cursor;
  if (isDefinitionAt(cursor, 0)) return parseDefinition(cursor);
  const meant = misspeltKeyword(cursor);
  if (meant !== null) return cursor.unexpected(unitExpected, `did you mean '${meant}'?`);
  const isFirst = token.line > cursor.previous.line;
  if (token.operator === null && token.kind === 'identifier' && isFirst && mayBeDefined(cursor)) {
    return parseDefinition(cursor);
  }
  return cursor.unexpected(unitExpected, habitHint(cursor) ?? unfinishedHint(cursor));
}

/** A name that stands by itself is no beginning of a definition: more often a comma is missing before it. */
function mayBeDefined(cursor: Cursor): boolean {
  const { kind, operator } = cursor.ahead(1);
  return kind === '(' || kind === '[' || kind === ':' || operator !== null;
}

function unfinishedHint({ previous }: Cursor): string | undefined {
  if (previous.kind === 'separator' || previous.kind === 'module') return 'a definition is Name == expression';
  return `what stands before it ends with ${describe(previous)}; is an operator or a comma missing between them?`;
}

/** What other languages write so, or who misspells an operator. */
function habitHint(cursor: Cursor): string | undefined {
  const { token, previous } = cursor;
  const before = cursor.ahead(-2);
  if (before.text === '\\' && before.start + 1 === previous.start) {
    const near = nearHint(`\\${previous.text}`, operatorSpellings.keys());
    return `\\${previous.text} is no operator${near}; the difference of sets has blanks: S \\ T`;
  }
  if (token.kind === '==' && token.line > previous.line) return 'the name that is defined stands before the ==';
  if (token.kind === '==') return 'equality is written =';
  if (token.kind === '!' && cursor.ahead(1).operator?.text === '=') return 'inequality is written # or /=';
  if (token.kind === 'EXTENDS') return 'EXTENDS stands once, right after the line with MODULE';
  if (token.kind === '(' && (previous.kind === ']' || previous.kind === ')')) return 'a function is applied by f[x]';
  return undefined;
}
