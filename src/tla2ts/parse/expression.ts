import type { Argument, Expression, Name } from '../ast.js';
import { bindsTighter, cartesianProduct, negation, type Operator, operatorOf } from '../lex/operators.js';
import { isWord } from '../lex/token.js';
import { isDefinitionAt } from './ahead.js';
import { parseArgumentList } from './brackets.js';
import { type Cursor, joinSpans, type PlacedOperator } from './cursor.js';
import { isOpenForm, parseOpenForm } from './open-forms.js';
import { isSimpleName, parseOperand } from './operand.js';

/** Operators that wait for their right operand, and the left operands (null for a prefix operator) that they have. */
interface Pending extends PlacedOperator {
  readonly left: Expression | null;
}

/**
 * An expression, by precedence climbing over ranges ("Specifying Systems", section 15.2.1): where the ranges of two
 * neighbours overlap the expression is ambiguous, and refused. Ends before the first token that cannot go on with it.
 */
export function parseExpression(cursor: Cursor): Expression {
  const pending: Pending[] = [];
  for (;;) {
    parsePrefixOperators(cursor, pending);
    if (isOpenForm(cursor.token)) return closeAll(pending, parseOpenForm(cursor));
    const first = cursor.token;
    let operand = first.kind === 'junction' ? parseJunctionList(cursor) : parseOperand(cursor, pending.at(-1)?.name);
    if (cursor.at('::')) return closeAll(pending, parseLabelled(cursor, pending, operand));
    operand = parsePostfix(cursor, pending, operand);
    const { operator } = cursor.token;
    if (operator === null || operator.fixity !== 'infix') return closeAll(pending, operand);
    const name = cursor.name(cursor.next());
    const left = closeTighter(cursor, pending, operand, { operator, name });
    pending.push({ operator, name, left });
  }
}

/** An expression, an operator by itself (`+`), or LAMBDA: what may be handed to an operator or stand after `<-`. */
export function parseArgument(cursor: Cursor): Argument {
  const { token } = cursor;
  if (token.kind === 'LAMBDA') return parseLambda(cursor);
  if (token.operator !== null && standsAlone(cursor)) {
    cursor.next();
    const name = cursor.name(token);
    return { kind: 'apply', path: [], name, args: [], fixity: 'nonfix', selectors: [], span: name.span };
  }
  return parseExpression(cursor);
}

/** Is the operator that is next followed by something that ends an argument or a substitution? */
function standsAlone(cursor: Cursor): boolean {
  switch (cursor.ahead(1).kind) {
    case ',':
    case ')':
    case 'LOCAL':
    case 'INSTANCE':
    case 'THEOREM':
    case 'ASSUME':
    case 'ASSUMPTION':
    case 'CONSTANT':
    case 'VARIABLE':
    case 'RECURSIVE':
    case 'separator':
    case 'module':
    case 'endModule':
      return true;
    default:
      return isDefinitionAt(cursor, 1);
  }
}

function parseLambda(cursor: Cursor): Expression {
  const first = cursor.next();
  const names = [cursor.identifier('a parameter of LAMBDA')];
  while (cursor.skip(',')) names.push(cursor.identifier('a parameter of LAMBDA'));
  cursor.expect(':', "':' after the parameters of LAMBDA");
  const body = parseExpression(cursor);
  const parameters = names.map((name) => ({ name, arity: 0, span: name.span }));
  return { kind: 'lambda', parameters, body, span: cursor.spanFrom(first) };
}

/**
 * `a * -b` could be read in one way only. SANY refuses it all the same, as it does whenever what stands before a negation
 * binds tighter, though not `a = ~b`: other prefix operators are never mistaken for infix ones.
 */
function parsePrefixOperators(cursor: Cursor, pending: Pending[]): void {
  for (;;) {
    const { token } = cursor;
    const { operator } = token;
    if (operator === null) return;
    if (token.text === '-') {
      if (isNonfixMinus(cursor)) return;
      const name: Name = { text: negation.text, span: cursor.spanOf(token) };
      const before = pending.at(-1);
      if (before !== undefined && bindsTighter(before.operator, negation)) {
        conflict(cursor, before, { operator: negation, name });
      }
      pending.push({ operator: negation, name, left: null });
    } else if (operator.fixity === 'prefix' && operator !== negation) {
      pending.push({ operator, name: cursor.name(token), left: null });
    } else return;
    cursor.next();
  }
}

/** `-(a, b)` is the infix operator in front of its two operands. */
function isNonfixMinus(cursor: Cursor): boolean {
  if (cursor.ahead(1).kind !== '(') return false;
  let depth = 0;
  for (let distance = 1; ; distance += 1) {
    const { kind } = cursor.ahead(distance);
    if (kind === '(' || kind === '[' || kind === '{' || kind === '<<') depth += 1;
    else if (kind === ')' || kind === ']' || kind === '}' || kind === '>>') depth -= 1;
    else if (kind === ',' && depth === 1) return true;
    const bindsNames = kind === '\\A' || kind === '\\E' || kind === 'LET';
    if (depth === 0 || bindsNames || kind === 'end') return false;
  }
}

/** `/\ a /\ b`, bullets one below the other: column decides, not precedence. */
function parseJunctionList(cursor: Cursor): Expression {
  const first = cursor.token;
  const items: Expression[] = [];
  cursor.enterJunction(first);
  while (cursor.atBullet()) {
    cursor.skipBullet();
    items.push(parseExpression(cursor));
  }
  cursor.leaveJunction();
  const operator = first.text === '/\\' ? '/\\' : '\\/';
  return { kind: 'junction', operator, items, span: cursor.spanFrom(first) };
}

/**
 * `x'`, `f[i]`, `r.name` and chains of them. An index (precedence 16) and a field (17) bind tighter than any operator, so
 * only a postfix operator can be in conflict with what stands before.
 */
function parsePostfix(cursor: Cursor, pending: readonly Pending[], operand: Expression): Expression {
  let result = operand;
  for (;;) {
    const { token } = cursor;
    if (token.kind === '[') {
      cursor.next();
      const args = parseArgumentList(cursor, ']', 'the argument of a function');
      const span = joinSpans(operand.span, cursor.spanOf(cursor.previous));
      result = { kind: 'functionApply', function: result, args, span };
    } else if (token.kind === '.') {
      cursor.next();
      const name = parseFieldName(cursor);
      result = { kind: 'field', record: result, name, span: joinSpans(operand.span, name.span) };
    } else if (token.operator?.fixity === 'postfix') {
      const name = cursor.name(cursor.next());
      const before = pending.at(-1);
      if (before !== undefined && !bindsTighter(token.operator, before.operator)) {
        conflict(cursor, before, { operator: token.operator, name });
      }
      const span = joinSpans(operand.span, name.span);
      result = { kind: 'apply', path: [], name, args: [result], fixity: 'postfix', selectors: [], span };
    } else return result;
  }
}

/** A field may have the name of a keyword: `r.THEN`. */
export function parseFieldName(cursor: Cursor): Name {
  if (!isWord(cursor.token)) cursor.unexpected("a field's name");
  return cursor.name(cursor.next());
}

/** `label :: body`, or `label(x, y) :: body` inside the scope of bound x and y. */
function parseLabelled(cursor: Cursor, pending: readonly Pending[], label: Expression): Expression {
  const mark = cursor.token;
  if (label.kind !== 'apply' || !isSimpleName(label) || !label.args.every(isBareIdentifier)) {
    cursor.fail('TLA113', "'::' does not follow a label", cursor.spanOf(mark), {
      expected: 'a name, or a name with the bound names it depends on, before it',
    });
  }
  cursor.next();
  const body = parseExpression(cursor);
  const before = pending.at(-1);
  const operator = outermostOperator(body);
  if (before !== undefined && operator !== null && !bindsTighter(operator, before.operator)) {
    cursor.fail('TLA114', `without the label '${label.name.text}' this would be read otherwise`, label.span, {
      hint: `put parentheses around what follows '${label.name.text} ::'`,
    });
  }
  const parameters = label.args.map((argument) => (argument.kind === 'apply' ? argument.name : label.name));
  const span = joinSpans(label.span, body.span);
  return { kind: 'label', name: label.name, parameters, body, span };
}

const isBareIdentifier = (expression: Expression): boolean =>
  expression.kind === 'apply' && isSimpleName(expression) && expression.args.length === 0;

function outermostOperator(expression: Expression): Operator | null {
  if (expression.kind === 'times') return cartesianProduct;
  if (expression.kind !== 'apply') return null;
  if (expression.fixity !== 'infix' && expression.fixity !== 'postfix') return null;
  return operatorOf(expression.name.text) ?? null;
}

/** Gives `operand` to the pending operators that bind tighter than the one that comes; the rest stay pending. */
function closeTighter(cursor: Cursor, pending: Pending[], operand: Expression, coming: PlacedOperator): Expression {
  let result = operand;
  for (;;) {
    const before = pending.at(-1);
    if (before === undefined) return result;
    const chained = before.operator === coming.operator && coming.operator.associative;
    if (bindsTighter(before.operator, coming.operator) || chained) {
      pending.pop();
      result = apply(before, result);
    } else if (!bindsTighter(coming.operator, before.operator)) conflict(cursor, before, coming);
    else return result;
  }
}

function closeAll(pending: Pending[], operand: Expression): Expression {
  let result = operand;
  for (let before = pending.pop(); before !== undefined; before = pending.pop()) result = apply(before, result);
  return result;
}

function apply({ operator, name, left }: Pending, right: Expression): Expression {
  if (left === null) {
    const span = joinSpans(name.span, right.span);
    return { kind: 'apply', path: [], name, args: [right], fixity: 'prefix', selectors: [], span };
  }
  const span = joinSpans(left.span, right.span);
  if (operator === cartesianProduct) {
    const items = left.kind === 'times' ? [...left.items, right] : [left, right];
    return { kind: 'times', items, span };
  }
  return { kind: 'apply', path: [], name, args: [left, right], fixity: 'infix', selectors: [], span };
}

function conflict(cursor: Cursor, before: PlacedOperator, coming: PlacedOperator): never {
  const shown = (operator: Operator): string => (operator === negation ? '- (negation)' : operator.text);
  const { span } = coming.name;
  if (before.operator === coming.operator) {
    cursor.fail('TLA111', `'${shown(coming.operator)}' does not associate with itself`, span, {
      hint:
        coming.operator.text === '='
          ? "put parentheses around one of the two; or is a definition's == meant?"
          : 'put parentheses around one of the two',
    });
  }
  const range = ({ operator: { low, high } }: PlacedOperator): string => (low === high ? `${low}` : `${low}-${high}`);
  cursor.fail(
    'TLA110',
    `neither '${shown(before.operator)}' nor '${shown(coming.operator)}' binds tighter ` +
      `(precedence ${range(before)} and ${range(coming)})`,
    span,
    { hint: 'put parentheses around one of the two' },
  );
}
