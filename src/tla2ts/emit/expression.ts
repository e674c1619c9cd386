/** Expressions: every TLA+ expression becomes one JavaScript expression; what needs statements is lifted to a function. */
import { unreachable } from '../../core/assert.js';
import type { Core } from '../core.js';
import { freeNamesOf, isPredicate } from '../lower/facts.js';
import { isPure } from '../lower/purity.js';
import { actionPredicate, enabledPredicate, unchangedPredicate } from './action-predicate.js';
import { callDefinition, constantApplication, parameterApplication } from './call.js';
import { booleanCode, type Code, closed, valueCode, type Writer } from './code.js';
import {
  chooseExpression,
  functionExpression,
  recursiveFunctionExpression,
  setFilterExpression,
  setMapExpression,
} from './comprehension.js';
import { equality } from './equality.js';
import { exceptExpression } from './except.js';
import { letExpression } from './let.js';
import { quantifierExpression } from './quantifier.js';
import type { Scope } from './scope.js';
import { unsupported } from './unsupported.js';

/** The text of a boolean. */
export function predicate(core: Core, scope: Scope): string {
  return asBoolean(expression(core, scope), scope, core);
}

/** The text of a TLA+ value's id. */
export function value(core: Core, scope: Scope): string {
  return asValue(expression(core, scope), scope);
}

/** `core`: whose text it is, to be told where that is no boolean. */
export function asBoolean(code: Code, scope: Scope, core?: Core): string {
  if (code.kind === 'boolean') return code.text;
  const text = `${scope.module.runtime('isTrue')}(${asValue(code, scope)})`;
  return core === undefined ? text : locatedText(text, core, scope);
}

/** The text, noting where it is if it fails and that was asked for. */
export function locatedText(text: string, core: Core, { module }: Scope): string {
  if (module.options.places !== true) return text;
  return `${module.runtime('located')}(${module.places.number(core)}, () => ${text})`;
}

export function asValue(code: Code, scope: Scope): string {
  if (code.kind === 'value') return code.text;
  if (code.kind === 'integer') return integerValue(code.text, scope);
  if (code.text === 'true') return scope.module.runtime('TRUE_');
  if (code.text === 'false') return scope.module.runtime('FALSE_');
  return `${scope.module.runtime('bool')}(${code.text})`;
}

/** `n << 1` of a literal that fits; otherwise the runtime decides. */
function integerValue(text: string, scope: Scope): string {
  const n = Number(text);
  if (Number.isInteger(n) && Math.abs(n) < 2 ** 30) return String(n * 2);
  return `${scope.module.runtime('integer')}(${text})`;
}

/** The text of a boolean, closed for use as an operand. */
export function operand(core: Core, scope: Scope): string {
  const code = expression(core, scope);
  return code.kind === 'boolean' ? closed(code) : asBoolean(code, scope, core);
}

export function expression(core: Core, scope: Scope): Code {
  if (isHoistable(core)) return hoisted(core, scope);
  return keptByNames(core, scope) ?? plainExpression(core, scope);
}

/** More names than this and their values hardly come again together. */
const MOST_NAMES = 2;

/** Values built of names of this place only, `[type |-> "ack", to |-> p]` or `S \\ {p}`, are kept by what the names are. */
function keptByNames(core: Core, scope: Scope): Code | null {
  if (core.level !== 0 || !isBuilt(core)) return null;
  const names = freeNamesOf(core);
  if (names.size === 0 || names.size > MOST_NAMES || !isPure(core)) return null;
  for (const name of names) if (scope.lookup(name)?.kind !== 'value') return null;
  const { module } = scope;
  const write = (inner: Scope, writer: Writer): void => {
    writer.line(`return ${asValue(plainExpression(core, inner), inner)};`);
  };
  return valueCode(module.lift(scope, 'number', write, []));
}

/** Takes an allocation or more to evaluate; loops are lifted and kept elsewhere. */
function isBuilt(core: Core): boolean {
  switch (core.kind) {
    case 'set':
    case 'record':
      return true;
    case 'tuple':
      return core.items.length > 0;
    case 'builtin':
      return core.operator === '\\cup' || core.operator === '\\' || core.operator === '\\cap';
    case 'call':
      return core.definition.library && core.definition.name === '..';
    default:
      return false;
  }
}

/** Constant, closed, not a mere name or literal, and without effects: computed once. */
function isHoistable(core: Core): boolean {
  if (core.level !== 0) return false;
  switch (core.kind) {
    case 'set':
    case 'tuple':
    case 'record':
    case 'times':
    case 'setMap':
    case 'setFilter':
    case 'functionSet':
    case 'recordSet':
    case 'function':
    case 'choose':
      return freeNamesOf(core).size === 0 && isPure(core);
    case 'call':
      return core.args.length > 0 && freeNamesOf(core).size === 0 && !isPredicate(core) && isPure(core);
    case 'builtin':
      return !isPredicate(core) && freeNamesOf(core).size === 0 && core.args.length > 0 && isPure(core);
    default:
      return false;
  }
}

function hoisted(core: Core, scope: Scope): Code {
  const { module } = scope;
  const known = module.hoistedCore.get(core);
  if (known !== undefined) return valueCode(known);
  const inner = module.rootScope.child();
  const text = asValue(plainExpression(core, inner), inner);
  const use = isData(core) ? module.hoist('c', text) : module.hoistLazily('c', text);
  module.hoistedCore.set(core, use);
  return valueCode(use);
}

/** Built of literals only: its evaluation cannot fail, and takes no time. */
function isData(core: Core): boolean {
  switch (core.kind) {
    case 'number':
    case 'string':
      return true;
    case 'set':
      return core.items.every((item) => isData(item) && isComparable(item, core.items[0]!));
    case 'tuple':
      return core.items.every(isData);
    case 'record':
      return core.fields.every((field) => isData(field.value));
    default:
      return false;
  }
}

/** Can these data stand in one set? `{1, "a"}` is an error, but only of who evaluates it. */
function isComparable(a: Core, b: Core): boolean {
  if (a === b) return true;
  if (a.kind === 'set' && b.kind === 'set') {
    return [...a.items, ...b.items].every((item, _, all) => isComparable(item, all[0]!));
  }
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return a.items.length !== b.items.length || a.items.every((item, i) => isComparable(item, b.items[i]!));
  }
  return a.kind === b.kind && (a.kind === 'number' || a.kind === 'string');
}

/** Without a constant's place or a memory of its own; noting where it is, if that was asked for. */
export function plainExpression(core: Core, scope: Scope): Code {
  const code = writtenExpression(core, scope);
  if (scope.module.options.places !== true || !mayFail(core, scope)) return code;
  return { ...code, text: locatedText(closed(code), core, scope), atomic: true };
}

/** False where evaluation is known to give a value. */
export function mayFail(core: Core, scope: Scope): boolean {
  switch (core.kind) {
    case 'variableRef':
      return scope.registers === 'current' && scope.statusOf(core.symbol.index) !== 'yes';
    case 'number':
    case 'string':
    case 'boundRef':
    case 'parameterRef':
      return false;
    case 'constantRef':
    case 'builtin':
      return core.args.length > 0;
    case 'tuple':
      return core.items.some((item) => mayFail(item, scope));
    case 'record':
      return core.fields.some((field) => mayFail(field.value, scope));
    default:
      return true;
  }
}

/** The JavaScript function that stands for a function which is only ever applied (comprehension.ts: declareApplied). */
function appliedName(core: Core, scope: Scope): string | null {
  const name =
    core.kind === 'boundRef' ? core.symbol : core.kind === 'call' && core.args.length === 0 ? core.definition : null;
  const binding = name === null ? undefined : scope.lookup(name);
  return binding?.kind === 'operator' ? scope.use(binding) : null;
}

function writtenExpression(core: Core, scope: Scope): Code {
  const { module } = scope;
  switch (core.kind) {
    case 'number':
      return core.value >= -(2n ** 30n) && core.value < 2n ** 30n
        ? valueCode(String(core.value * 2n))
        : valueCode(module.hoist('c', `${module.runtime('bigInteger')}(${core.value}n)`));
    case 'string':
      return valueCode(stringConstant(core.value, scope));
    case 'real':
      return unsupported(core, 'numbers with a fraction');
    case 'variableRef': {
      const variable = module.variable(core.symbol);
      const register = scope.registers === 'next' ? variable.next : variable.current;
      const status = scope.statusOf(core.symbol.index);
      if (status === 'yes') return valueCode(register);
      const name = JSON.stringify(scope.registers === 'next' ? `${variable.name}'` : variable.name);
      return valueCode(
        `${module.runtime('assignedValue')}(${status === 'no' ? module.runtime('NONE') : register}, ${name})`,
      );
    }
    case 'constantRef':
      return constantApplication(core, scope);
    case 'boundRef':
      return parameterApplication(core.symbol, [], core, scope);
    case 'parameterRef':
      return parameterApplication(core.symbol, core.args, core, scope);
    case 'call':
      return callDefinition(core, scope);
    case 'builtin':
      return builtin(core, scope);
    case 'quantifier':
      return quantifierExpression(core, scope);
    case 'choose':
      return chooseExpression(core, scope);
    case 'tuple':
      return sequenceOf('tuple', core.items, scope);
    case 'set':
      return sequenceOf('set', core.items, scope);
    case 'times':
      return valueCode(`${module.runtime('product')}(${core.items.map((item) => value(item, scope)).join(', ')})`);
    case 'setFilter':
      return setFilterExpression(core, scope);
    case 'setMap':
      return setMapExpression(core, scope);
    case 'function':
      return functionExpression(core, scope);
    case 'recursiveFunction':
      return recursiveFunctionExpression(core, scope);
    case 'functionSet':
      return valueCode(`${module.runtime('functionSet')}(${value(core.domain, scope)}, ${value(core.range, scope)})`);
    case 'functionApply': {
      const applied = appliedName(core.function, scope);
      if (applied !== null) return valueCode(`${applied}(${value(core.argument, scope)})`);
      return valueCode(`${module.runtime('apply')}(${value(core.function, scope)}, ${value(core.argument, scope)})`);
    }
    case 'record':
      return recordExpression(core, scope);
    case 'recordSet': {
      const names = core.fields.map(({ name }) => JSON.stringify(name)).join(', ');
      const sets = core.fields.map(({ value: set }) => value(set, scope)).join(', ');
      return valueCode(`${module.runtime('recordSet')}(${shapeOf(names, scope)}, ${sets})`);
    }
    case 'field': {
      const cache = module.hoistEach(
        `at_${core.name}`,
        `${module.runtime('fieldCache')}(${JSON.stringify(core.name)})`,
      );
      return valueCode(`${module.runtime('field')}(${value(core.record, scope)}, ${cache})`);
    }
    case 'except':
      return exceptExpression(core, scope);
    case 'if': {
      if (isPredicate(core)) {
        const [condition, yes, no] = [core.condition, core.whenTrue, core.whenFalse].map((part) =>
          operand(part, scope),
        );
        return booleanCode(`${condition} ? ${yes} : ${no}`, false);
      }
      const condition = operand(core.condition, scope);
      return valueCode(`(${condition} ? ${value(core.whenTrue, scope)} : ${value(core.whenFalse, scope)})`);
    }
    case 'case':
      return caseExpression(core, scope);
    case 'let':
      return letExpression(core, scope);
    case 'actionOf':
      return actionPredicate(core, scope);
    case 'fairness':
      return unsupported(core, 'a fairness condition inside an expression');
    default:
      return unreachable(core);
  }
}

export function stringConstant(text: string, scope: Scope): string {
  const readable = text.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 24);
  return scope.module.hoist(`$${readable}`, `${scope.module.runtime('string')}(${JSON.stringify(text)})`);
}

function sequenceOf(kind: 'tuple' | 'set', items: readonly Core[], scope: Scope): Code {
  const { module } = scope;
  if (items.length === 0) return valueCode(module.runtime(kind === 'tuple' ? 'EMPTY_TUPLE' : 'EMPTY_SET'));
  const texts = items.map((item) => value(item, scope));
  const short = kind === 'tuple' ? ['tuple1', 'tuple2', 'tuple3'] : ['set1', 'set2'];
  const name = short[items.length - 1];
  if (name !== undefined) return valueCode(`${module.runtime(name)}(${texts.join(', ')})`);
  return valueCode(`${module.runtime(kind === 'tuple' ? 'tupleOf' : 'setOf')}([${texts.join(', ')}])`);
}

export function shapeOf(names: string, scope: Scope): string {
  return scope.module.hoist('shape', `${scope.module.runtime('recordShape')}(${names})`);
}

function recordExpression(core: Extract<Core, { kind: 'record' | 'recordSet' }>, scope: Scope): Code {
  const names = core.fields.map(({ name }) => JSON.stringify(name)).join(', ');
  const values = core.fields.map((field) => value(field.value, scope)).join(', ');
  const name = core.fields.length <= 5 ? `record${core.fields.length}` : 'record';
  return valueCode(`${scope.module.runtime(name)}(${shapeOf(names, scope)}, ${values})`);
}

function caseExpression(core: Core & { kind: 'case' }, scope: Scope): Code {
  const asFormula = isPredicate(core);
  const part = (arm: Core): string => (asFormula ? operand(arm, scope) : value(arm, scope));
  const { module } = scope;
  const otherwise = core.other === null ? `${module.runtime('noCase')}()` : part(core.other);
  const text = core.arms.reduceRight(
    (rest, arm) => `(${operand(arm.guard, scope)} ? ${part(arm.value)} : ${rest})`,
    otherwise,
  );
  return asFormula ? booleanCode(text) : valueCode(text);
}

function builtin(core: Core & { kind: 'builtin' }, scope: Scope): Code {
  const { operator, args } = core;
  const { module } = scope;
  const first = args[0] as Core;
  const second = args[1] as Core;
  const call = (name: string): string => `${module.runtime(name)}(${args.map((arg) => value(arg, scope)).join(', ')})`;
  switch (operator) {
    case 'TRUE':
      return booleanCode('true');
    case 'FALSE':
      return booleanCode('false');
    case '/\\':
      return booleanCode(args.map((arg) => operand(arg, scope)).join(' && '), args.length === 1);
    case '\\/':
      return booleanCode(args.map((arg) => operand(arg, scope)).join(' || '), args.length === 1);
    case '~':
      return booleanCode(`!${operand(first, scope)}`);
    case '=>':
      return booleanCode(`!${operand(first, scope)} || ${operand(second, scope)}`, false);
    case '<=>':
      return booleanCode(`${operand(first, scope)} === ${operand(second, scope)}`, false);
    case '=':
      return equality(first, second, false, scope);
    case '#':
      return equality(first, second, true, scope);
    case '\\in':
      return membership(first, second, scope);
    case '\\notin':
      return booleanCode(`!${closed(membership(first, second, scope))}`);
    case '\\subseteq':
      return booleanCode(call('subsetOf'));
    case '\\cup':
      return valueCode(call('union'));
    case '\\cap':
      return valueCode(call('intersection'));
    case '\\':
      return valueCode(call('difference'));
    case 'SUBSET':
      return valueCode(call('powerSet'));
    case 'UNION':
      return valueCode(call('bigUnion'));
    case 'DOMAIN':
      return valueCode(call('domain'));
    case 'BOOLEAN':
      return valueCode(module.runtime('BOOLEAN'));
    case 'STRING':
      return valueCode(module.runtime('STRING_SET'));
    case "'":
      return expression(first, scope.child({ registers: 'next' }));
    case 'UNCHANGED':
      return unchangedPredicate(first, scope);
    case 'ENABLED':
      return enabledPredicate(first, scope);
    default:
      return unsupported(core, `the operator ${operator} in an expression`);
  }
}

/** `x \in {a, b}` of a few values needs no set; `x \in lo..hi` none either. */
function membership(element: Core, set: Core, scope: Scope): Code {
  const { module } = scope;
  return booleanCode(`${module.runtime('member')}(${value(element, scope)}, ${value(set, scope)})`);
}
