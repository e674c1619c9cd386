/**
 * LET. TLC evaluates a definition without parameters when it is first needed and keeps the value; here one that is
 * certain to be needed becomes a constant, one that is used once stands where it is used, any other becomes a thunk.
 */
import type { Core, Definition } from '../core.js';
import { onlyApplies } from '../lower/applied.js';
import { evaluates, isPredicate, isStrict, usesOf } from '../lower/facts.js';
import { isPrimedInLet } from '../lower/priming.js';
import { levelIn, shapeOfAction } from './action-shape.js';
import type { Code, Writer } from './code.js';
import { declareApplied } from './comprehension.js';
import { predicate, value } from './expression.js';
import { operatorType, riskyOperands, THUNK } from './passing.js';
import { lifted, returning } from './returning.js';
import type { Scope } from './scope.js';
import { unsupported } from './unsupported.js';

export function letExpression(core: Core & { kind: 'let' }, scope: Scope): Code {
  return lifted(core, scope);
}

/** Declares the definitions in `scope`, which must be new, and writes what they need. */
export function declareLet(
  definitions: readonly Definition[],
  body: Core,
  scope: Scope,
  writer: Writer,
  /** All definitions of the LET, of which `definitions` are those that are due. */
  all: readonly Definition[] = definitions,
): void {
  definitions.forEach((definition) => {
    const later = all.slice(all.indexOf(definition) + 1);
    const uses = usesOf(body, definition) + later.reduce((sum, other) => sum + 2 * usesOf(other.body, definition), 0);
    if (uses === 0 && !definition.recursive) return;
    const conjunct = scope.setting !== 'expression' && !definition.recursive && isFollowed(definition, body, all);
    const level = levelIn(definition.body, scope);
    const shifts = level > 0 && isPrimedInLet(all, body, definition, level);
    if (definition.parameters.length > 0) declareOperator(definition, conjunct, shifts, level, scope, writer);
    else if (isOnlyApplied(definition, [body, ...later.map((other) => other.body)], shifts, scope)) {
      declareApplied(definition, definition.body as Core & { kind: 'recursiveFunction' }, scope, writer);
    } else if (conjunct && shapeOfAction(definition.body, scope) === 'several') {
      scope.bind(definition, { kind: 'macro', argument: definition.body, scope: scope.child() });
    } else declareValue(definition, uses, body, shifts, level, scope, writer);
  });
}

/** Where an action is followed the function's text may have to be, too; there it stays a value. */
function isOnlyApplied(definition: Definition, users: readonly Core[], shifts: boolean, scope: Scope): boolean {
  const { body } = definition;
  if (body.kind !== 'recursiveFunction' || shifts || scope.setting !== 'expression') return false;
  return onlyApplies(body.body, body.self) && users.every((user) => onlyApplies(user, definition));
}

/** `shifts`: it reads variables, and a prime stands around one of its uses. */
function declareValue(
  definition: Definition,
  uses: number,
  body: Core,
  shifts: boolean,
  level: number,
  scope: Scope,
  writer: Writer,
): void {
  const { module } = scope;
  const shifting = (scope.setting === 'next' && level >= 2) || (scope.setting === 'init' && level >= 1);
  if (uses === 1 || shifting || shifts) {
    scope.bind(definition, { kind: 'macro', argument: definition.body, scope: scope.child() });
    return;
  }
  const still = scope.child({ setting: 'expression' });
  const asFormula = isPredicate(definition.body);
  if (evaluates(body, definition)) {
    const text = asFormula ? predicate(definition.body, still) : value(definition.body, still);
    const name = scope.declare(definition, asFormula ? 'boolean' : 'value');
    writer.line(`const ${name} = ${text};`);
    return;
  }
  const text = value(definition.body, still);
  const name = scope.declare(definition, 'thunk');
  writer.line(`const ${name} = ${module.runtime('thunk')}(() => ${text});`);
}

/**
 * Whether a use of the definition is a conjunct (or disjunct, and so on) of the action itself. TLC follows it there, so that
 * an alternative inside is an alternative of the action, also if nothing is assigned in it (Tool.java: getNextStates).
 */
function standsAsConjunct(core: Core, definition: Definition): boolean {
  const stands = (part: Core): boolean => standsAsConjunct(part, definition);
  switch (core.kind) {
    case 'call':
      return core.definition === definition;
    case 'builtin':
      if (core.operator === '=>') return stands(core.args[1] as Core);
      return (core.operator === '/\\' || core.operator === '\\/') && core.args.some(stands);
    case 'quantifier':
    case 'let':
      return stands(core.body);
    case 'if':
      return stands(core.whenTrue) || stands(core.whenFalse);
    case 'case':
      return core.arms.some(({ value: arm }) => stands(arm)) || (core.other !== null && stands(core.other));
    default:
      return false;
  }
}

/** Whether it stands so in the LET's body, or in a definition after it that does. */
function isFollowed(definition: Definition, body: Core, all: readonly Definition[]): boolean {
  if (standsAsConjunct(body, definition)) return true;
  const later = all.slice(all.indexOf(definition) + 1);
  return later.some((other) => standsAsConjunct(other.body, definition) && isFollowed(other, body, all));
}

/** A LET operator: a function in place, so that it sees the names around it; written out where it is primed. */
function declareOperator(
  definition: Definition,
  conjunct: boolean,
  shifts: boolean,
  level: number,
  scope: Scope,
  writer: Writer,
): void {
  const { module } = scope;
  const shifting = (scope.setting === 'next' && level >= 2) || (scope.setting === 'init' && level >= 1);
  if (shifts && definition.recursive) unsupported(definition.body, `${definition.name}, a recursive operator, primed`);
  if ((shifting || shifts) && !definition.recursive) {
    scope.bind(definition, {
      kind: 'macro',
      argument: { kind: 'definitionOperator', definition, span: definition.span },
      scope: scope.child(),
    });
    return;
  }
  const asFormula = isPredicate(definition.body) && !definition.recursive;
  const arity = definition.parameters.length;
  const followed = conjunct ? scope : undefined;
  const types = definition.parameters.map((symbol) =>
    symbol.arity > 0
      ? operatorType(riskyOperands(definition, symbol))
      : isStrict(definition, symbol)
        ? 'number'
        : THUNK,
  );
  const name = scope.declare(definition, 'operator', { arity, predicate: asFormula, parameters: types, followed });
  const inner = scope.child({ setting: 'expression' });
  const parameters = definition.parameters.map((symbol, index) => {
    const kind = symbol.arity > 0 ? 'operator' : isStrict(definition, symbol) ? 'value' : 'thunk';
    const operands = symbol.arity > 0 ? riskyOperands(definition, symbol) : undefined;
    return (
      inner.declare(symbol, kind, { arity: symbol.arity, parameters: operands }) + module.type(types[index] as string)
    );
  });
  writer.block(`const ${name} = (${parameters.join(', ')})${module.type(asFormula ? 'boolean' : 'number')} =>`, () =>
    returning(definition.body, asFormula, inner, writer),
  );
}
