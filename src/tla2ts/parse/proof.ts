/**
 * Proofs are read by their grammar and thrown away: model checking has no use for them, but where one ends must be
 * known, and what is wrong with one should be said. Source: Lamport, "TLA+2: A Preliminary Guide" (2018), section 7.
 */
import type { Expression } from '../ast.js';
import { describe, type Token } from '../lex/token.js';
import { isBoundAt, isDefinitionAt, isUnboundedAt } from './ahead.js';
import { parseBounds, parseNames } from './bounds.js';
import type { Cursor } from './cursor.js';
import { parseInstance, parseLocalDefinition, parseParameter } from './definition.js';
import { parseExpression } from './expression.js';

/** `<*>` stands for the level of the proof it is in, `<+>` for a deeper one. */
const sameLevel = -1;
const deeperLevel = -2;

function levelOf(step: Token): number {
  const inner = step.text.slice(1, step.text.indexOf('>'));
  return inner === '*' ? sameLevel : inner === '+' ? deeperLevel : Number(inner);
}

/** Does a proof begin with the next token? A step does where its level is deeper than that of the proof around it. */
export function beginsProof(cursor: Cursor): boolean {
  const { kind } = cursor.token;
  if (kind === 'BY' || kind === 'PROOF' || kind === 'OBVIOUS' || kind === 'OMITTED') return true;
  if (kind !== 'step') return false;
  const level = levelOf(cursor.token);
  const around = cursor.proofLevels.at(-1);
  if (level === sameLevel) return around === undefined;
  if (level === deeperLevel || around === undefined) return true;
  return around >= 0 && level > around;
}

export function skipProof(cursor: Cursor): void {
  cursor.proofLevels.push(-1);
  if (cursor.at('PROOF')) cursor.next();
  if (cursor.skip('BY')) {
    cursor.skip('ONLY');
    skipFacts(cursor, true);
  } else if (!cursor.skip('OBVIOUS') && !cursor.skip('OMITTED')) {
    while (!skipStep(cursor));
  }
  cursor.proofLevels.pop();
}

/** True once the step was QED, which ends its proof. */
function skipStep(cursor: Cursor): boolean {
  const first = cursor.token;
  if (first.kind !== 'step') cursor.unexpected('a proof step, or QED as the last one');
  cursor.next();
  checkLevel(cursor, first);
  if (cursor.skip('QED')) {
    if (beginsProof(cursor)) skipProof(cursor);
    return true;
  }
  const takesProof = skipStatement(cursor);
  if (beginsProof(cursor)) {
    if (!takesProof) {
      cursor.fail('TLA118', `the step ${describe(first)} takes no proof`, cursor.spanOf(cursor.token));
    }
    skipProof(cursor);
  }
  return false;
}

/** All steps of a proof have one level, which is deeper than that of the proof around it. */
function checkLevel(cursor: Cursor, step: Token): void {
  const { proofLevels } = cursor;
  const own = proofLevels.at(-1) as number;
  const around = proofLevels.at(-2) ?? -1;
  const level = levelOf(step);
  const actual = level < 0 ? around + 1 : level;
  const right = own < 0 ? actual > around : level === sameLevel || level === own;
  if (!right) {
    const expected = own < 0 ? `a level deeper than ${around}` : `level ${own}`;
    cursor.fail('TLA117', `the step ${describe(step)} has the wrong level`, cursor.spanOf(step), { expected });
  }
  if (own < 0) proofLevels[proofLevels.length - 1] = actual;
}

/** What a step says, after its number; true if it may have a proof. */
function skipStatement(cursor: Cursor): boolean {
  switch (cursor.token.kind) {
    case 'USE':
    case 'HIDE':
      skipUseOrHide(cursor);
      return false;
    case 'INSTANCE':
      parseInstance(cursor, cursor.token, false, null, []);
      return false;
    case 'DEFINE':
      cursor.next();
      do parseLocalDefinition(cursor);
      while (isDefinitionAt(cursor, 0));
      return false;
    case 'HAVE':
      cursor.next();
      parseExpression(cursor);
      return false;
    case 'TAKE':
      cursor.next();
      if (isBoundAt(cursor, 0) || cursor.at('<<')) parseBounds(cursor);
      else parseNames(cursor, 'a name that TAKE introduces');
      return false;
    case 'WITNESS':
      cursor.next();
      do parseExpression(cursor);
      while (cursor.skip(','));
      return false;
    case 'PICK':
      cursor.next();
      if (isUnboundedAt(cursor, 0)) parseNames(cursor, 'a name that PICK introduces');
      else parseBounds(cursor);
      cursor.expect(':', "':'");
      parseExpression(cursor);
      return true;
    case 'CASE':
      cursor.next();
      parseExpression(cursor);
      return true;
    default:
      if (isDefinitionAt(cursor, 0)) {
        do parseLocalDefinition(cursor);
        while (isDefinitionAt(cursor, 0));
        return false;
      }
      cursor.skip('SUFFICES');
      parseStatement(cursor);
      return true;
  }
}

export function skipUseOrHide(cursor: Cursor): void {
  if (cursor.next().kind === 'USE') cursor.skip('ONLY');
  skipFacts(cursor, false);
}

/** `fact, MODULE M DEF Op, MODULE N`; all of it may be left out. */
function skipFacts(cursor: Cursor, mayBeEmpty: boolean): void {
  const { token } = cursor;
  const empty = mayBeEmpty && !beginsFact(cursor);
  if (token.kind !== 'DEF' && !empty) skipFactList(cursor);
  if (cursor.skip('DEF')) skipFactList(cursor);
}

function skipFactList(cursor: Cursor): void {
  do {
    if (cursor.skip('MODULE')) cursor.identifier("a module's name");
    else if (isOperatorName(cursor)) cursor.next();
    else parseExpression(cursor);
  } while (cursor.skip(','));
}

/** `BY DEF \\prec, -.`: an operator by itself, as the name of its definition. */
function isOperatorName(cursor: Cursor): boolean {
  const { operator } = cursor.token;
  if (operator === null || cursor.at('junction')) return false;
  const after = cursor.ahead(1).kind;
  return after !== '(' && after !== '!' && (operator.fixity !== 'prefix' || cursor.token.text === '-.');
}

/** A BY with no facts is followed by the next step or unit. */
function beginsFact(cursor: Cursor): boolean {
  switch (cursor.token.kind) {
    case 'endModule':
    case 'separator':
    case 'module':
    case 'THEOREM':
    case 'PROPOSITION':
    case 'ASSUME':
    case 'ASSUMPTION':
    case 'CONSTANT':
    case 'VARIABLE':
    case 'LOCAL':
    case 'RECURSIVE':
    case 'INSTANCE':
    case 'USE':
    case 'HIDE':
    case 'end':
      return false;
    case 'step':
      return levelOf(cursor.token) !== deeperLevel && /[A-Za-z0-9_]$/.test(cursor.token.text) && !followsStep(cursor);
    default:
      return !isDefinitionAt(cursor, 0);
  }
}

/** A step's name that is a fact stands on the line of its BY; a step stands on a line of its own. */
const followsStep = (cursor: Cursor): boolean => cursor.token.line > cursor.previous.line;

/** The statement of a theorem or step: an expression, or ASSUME ... PROVE ..., of which nothing is kept (null). */
export function parseStatement(cursor: Cursor): Expression | null {
  if (!beginsAssume(cursor)) return parseExpression(cursor);
  skipAssumeProve(cursor);
  return null;
}

/** `ASSUME`, `[]ASSUME`, either after a label. */
function beginsAssume(cursor: Cursor): boolean {
  const { kind } = cursor.ahead(cursor.ahead(1).kind === '::' ? 2 : 0);
  return kind === 'ASSUME' || kind === '[]ASSUME';
}

function skipAssumeProve(cursor: Cursor): void {
  if (cursor.ahead(1).kind === '::') {
    cursor.next();
    cursor.next();
  }
  cursor.next();
  do {
    if (beginsAssume(cursor)) skipAssumeProve(cursor);
    else if (!skipNewSymbol(cursor)) parseExpression(cursor);
  } while (cursor.skip(','));
  if (!cursor.skip('[]PROVE')) cursor.expect('PROVE', "',' or PROVE");
  parseExpression(cursor);
}

/** `NEW x \in S`, `NEW VARIABLE v`, `CONSTANT F(_)`, `NEW STATE P`; false where none begins. */
function skipNewSymbol(cursor: Cursor): boolean {
  const isNew = cursor.skip('NEW');
  switch (cursor.token.kind) {
    case 'VARIABLE':
    case 'STATE':
    case 'ACTION':
    case 'TEMPORAL':
      cursor.next();
      parseParameter(cursor);
      return true;
    case 'CONSTANT':
      cursor.next();
      break;
    default:
      if (!isNew) return false;
  }
  const { arity } = parseParameter(cursor);
  if (cursor.atOperator('\\in')) {
    if (arity > 0) cursor.unexpected("',' or PROVE, as an operator is in no set");
    cursor.next();
    parseExpression(cursor);
  }
  return true;
}
