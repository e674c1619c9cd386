/** Expressions in return position: loops and declarations stand as statements, where a person can step through them. */
import type { Core } from '../core.js';
import { unchangedBy } from '../lower/effects.js';
import { freeNamesOf, isPredicate } from '../lower/facts.js';
import { readsOf } from '../lower/reads.js';
import { loopOver } from './bounds.js';
import { booleanCode, type Code, valueCode, type Writer } from './code.js';
import { returnChoose, returnFunction, returnSetFilter, returnSetMap } from './comprehension.js';
import { returnExcept } from './except.js';
import { asBoolean, asValue, operand, plainExpression, predicate } from './expression.js';
import { declareLet } from './let.js';
import { registersOf } from './recall.js';
import type { Scope } from './scope.js';

/** Writes statements that end in `return` of a boolean (formulas) or of a value. */
export function returning(core: Core, asFormula: boolean, scope: Scope, writer: Writer): void {
  const { module } = scope;
  if (module.options.places !== true) {
    returningPlainly(core, asFormula, scope, writer);
    return;
  }
  writer.block('try', () => returningPlainly(core, asFormula, scope.child(), writer));
  writer.line(`catch (error) { throw ${module.runtime('passing')}(error, ${module.places.number(core)}); }`);
}

function returningPlainly(core: Core, asFormula: boolean, scope: Scope, writer: Writer): void {
  switch (core.kind) {
    case 'if':
      writer.block(`if (${predicate(core.condition, scope)})`, () =>
        returning(core.whenTrue, asFormula, scope.child(), writer),
      );
      returning(core.whenFalse, asFormula, scope, writer);
      return;
    case 'case':
      for (const arm of core.arms) {
        writer.block(`if (${predicate(arm.guard, scope)})`, () =>
          returning(arm.value, asFormula, scope.child(), writer),
        );
      }
      if (core.other === null) writer.line(`return ${scope.module.runtime('noCase')}();`);
      else returning(core.other, asFormula, scope, writer);
      return;
    case 'let': {
      const inner = scope.child();
      declareLet(core.definitions, core.body, inner, writer);
      returning(core.body, asFormula, inner, writer);
      return;
    }
    default:
      if (asFormula && isPredicate(core)) returnFormula(core, scope, writer);
      else if (!asFormula) returnValue(core, scope, writer);
      else writer.line(`return ${asBoolean(plainExpression(core, scope), scope, core)};`);
  }
}

function returnValue(core: Core, scope: Scope, writer: Writer): void {
  switch (core.kind) {
    case 'choose':
      returnChoose(core, scope, writer);
      return;
    case 'setFilter':
      returnSetFilter(core, scope, writer);
      return;
    case 'setMap':
      returnSetMap(core, scope, writer);
      return;
    case 'function':
      returnFunction(core, scope, writer);
      return;
    case 'except':
      returnExcept(core, scope, writer);
      return;
    default:
      writer.line(`return ${asValue(plainExpression(core, scope), scope)};`);
  }
}

function returnFormula(core: Core, scope: Scope, writer: Writer): void {
  if (core.kind === 'quantifier') {
    if (core.quantifier === '\\A') refuteAll(core, scope, writer);
    else findAny(core, scope, writer);
    writer.line(`return ${core.quantifier === '\\A'};`);
  } else if (core.kind === 'builtin' && core.operator === '/\\') {
    returnConjunction(core, scope, writer);
  } else if (core.kind === 'builtin' && core.operator === '\\/' && core.args.some(needsStatements)) {
    findAny(core, scope, writer);
    writer.line('return false;');
  } else if (core.kind === 'builtin' && core.operator === '=>' && needsStatements(core.args[1] as Core)) {
    refuteAll(core, scope, writer);
    writer.line('return true;');
  } else {
    writer.line(`return ${asBoolean(plainExpression(core, scope), scope)};`);
  }
}

/** A conjunct that depends on less than the whole and takes long is a function of its own, which keeps its results. */
function returnConjunction(core: Core & { kind: 'builtin' }, scope: Scope, writer: Writer): void {
  const { current, next } = readsOf(core);
  const all = current.size + next.size;
  const apart = core.args.map((item) => {
    const registers = item.kind === 'call' ? null : registersOf(item, scope);
    return registers !== null && registers.length < all;
  });
  if (!core.args.some((item, index) => apart[index] || needsStatements(item))) {
    writer.line(`return ${asBoolean(plainExpression(core, scope), scope)};`);
    return;
  }
  core.args.forEach((item, index) => {
    if (apart[index]) writer.line(`if (!${lifted(item, scope).text}) return false;`);
    else refuteAll(item, scope, writer);
  });
  writer.line('return true;');
}

/** Writes statements that return false where `core` is false and fall through where it is true. */
function refuteAll(core: Core, scope: Scope, writer: Writer): void {
  if (core.kind === 'builtin' && core.operator === '/\\') {
    for (const item of core.args) refuteAll(item, scope, writer);
  } else if (core.kind === 'builtin' && core.operator === '=>' && needsStatements(core.args[1] as Core)) {
    writer.block(`if (${predicate(core.args[0] as Core, scope)})`, () =>
      refuteAll(core.args[1] as Core, scope.child(), writer),
    );
  } else if (core.kind === 'quantifier' && core.quantifier === '\\A') {
    loopOver(core.bounds, scope, writer, core, (inner) => refuteAll(core.body, inner, writer));
  } else if (core.kind === 'let') {
    const inner = scope.child();
    writer.block('', () => {
      declareLet(core.definitions, core.body, inner, writer);
      refuteAll(core.body, inner, writer);
    });
  } else {
    writer.line(`if (!${operand(core, scope)}) return false;`);
  }
}

/**
 * Of a step that is given, the variables that an action leaves alone tell at once that it is not that one: before any argument is
 * tried, and a message built for each. null where nothing is known, or no step is given. `tested`: those that were looked at.
 */
function stillPart(core: Core, scope: Scope, tested: Tested): { text: string; tested: Tested } | null {
  const { module } = scope;
  if (core.level !== 2 || scope.setting !== 'expression' || scope.registers !== 'current') return null;
  // Where conjuncts are counted, each has its turn.
  if (module.options.coverage === true) return null;
  const still = unchangedBy(core).filter((index) => {
    return index < module.variables.length && !tested.has(index) && scope.statusOf(index, 'next') === 'yes';
  });
  if (still.length === 0) return null;
  const text = still.map((index) => {
    const { current, next } = module.registers(index);
    return `${next} === ${current}`;
  });
  return { text: text.join(' && '), tested: new Set([...tested, ...still]) };
}

type Tested = ReadonlySet<number>;
const nothing: Tested = new Set();

/** Writes statements that return true where `core` is true and fall through where it is false. */
function findAny(core: Core, scope: Scope, writer: Writer, tested = nothing): void {
  if (core.kind === 'builtin' && core.operator === '\\/') {
    for (const item of core.args) findAny(item, scope, writer, tested);
  } else if (core.kind === 'builtin' && core.operator === '/\\' && needsStatements(core.args.at(-1) as Core)) {
    const guards = core.args.slice(0, -1).map((item) => operand(item, scope));
    const last = core.args.at(-1) as Core;
    // A list of one conjunct has no guards.
    if (guards.length === 0) findAny(last, scope, writer);
    else writer.block(`if (${guards.join(' && ')})`, () => findAny(last, scope.child(), writer));
  } else if (core.kind === 'quantifier' && core.quantifier === '\\E') {
    const still = stillPart(core, scope, tested);
    const loops = (where: Scope): void => {
      const known = still?.tested ?? tested;
      loopOver(
        core.bounds,
        where,
        writer,
        core,
        (inner) => findAny(core.body, inner, writer, known),
        undefined,
        core.body,
      );
    };
    if (still === null) loops(scope);
    else writer.block(`if (${still.text})`, () => loops(scope.child()));
  } else if (core.kind === 'let') {
    const inner = scope.child();
    writer.block('', () => {
      declareLet(core.definitions, core.body, inner, writer);
      findAny(core.body, inner, writer);
    });
  } else {
    writer.line(`if (${predicate(core, scope)}) return true;`);
  }
}

function needsStatements(core: Core): boolean {
  if (core.kind === 'quantifier' || core.kind === 'let') return true;
  if (core.kind === 'builtin' && (core.operator === '/\\' || core.operator === '\\/')) {
    return core.args.some(needsStatements);
  }
  return core.kind === 'builtin' && core.operator === '=>' && needsStatements(core.args[1] as Core);
}

/** An expression whose statements go into a function of their own; the text is the call. */
export function lifted(core: Core, scope: Scope): Code {
  const { liftedCore } = scope.module;
  // What uses no names of its place is one function, however often it is asked for.
  const closed =
    scope.setting === 'expression' && freeNamesOf(core).size === 0 && !scope.readsUnassigned(readsOf(core));
  const key = scope.registers === 'next' ? 'next' : 'current';
  const known = closed ? liftedCore[key].get(core) : undefined;
  if (known !== undefined) return known;
  const code = liftedAnew(core, scope);
  if (closed) liftedCore[key].set(core, code);
  return code;
}

function liftedAnew(core: Core, scope: Scope): Code {
  const asFormula = isPredicate(core);
  const call = scope.module.lift(
    scope,
    asFormula ? 'boolean' : 'number',
    (inner, writer) => returning(core, asFormula, inner, writer),
    registersOf(core, scope),
  );
  return asFormula ? booleanCode(call) : valueCode(call);
}
