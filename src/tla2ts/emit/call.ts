/** Uses of names: definitions, parameters, constants, LET definitions, and operators handed over as arguments. */
import { assert } from '../../core/assert.js';
import type { BoundSymbol, Core, CoreArgument, Definition, OperatorValue, ParameterSymbol } from '../core.js';
import { isPredicate } from '../lower/facts.js';
import { evaluatesOperand, lazyPlaces } from '../lower/handed-over.js';
import { primesOperand, primesParameter } from '../lower/priming.js';
import { isKeptOnceComputed } from '../lower/purity.js';
import { readsOf } from '../lower/reads.js';
import { isOperatorValue } from '../lower/traverse.js';
import { levelIn } from './action-shape.js';
import { booleanCode, type Code, valueCode, Writer } from './code.js';
import { asValue, expression, value } from './expression.js';
import { libraryCall } from './library.js';
import { identifier } from './names.js';
import { operandTypes, operatorType, passing, riskyOperands, THUNK, thunkText } from './passing.js';
import { recalling, registersOf } from './recall.js';
import { returning } from './returning.js';
import { type Binding, Frame, type LocalBinding, type Scope } from './scope.js';
import { unsupported } from './unsupported.js';

type Call = Core & { readonly kind: 'call' };

/** Expansions within expansions: more is an endless recursion through arguments that must be expanded. */
const EXPANSION_LIMIT = 200;
let expansions = 0;

export function callDefinition(core: Call, scope: Scope): Code {
  const { module } = scope;
  const local = scope.lookup(core.definition);
  if (local !== undefined) return applyBinding(local, core.args, core, scope);
  const { definition } = core;
  if (definition.library && module.isNative(definition)) return libraryCall(core, definition, scope);
  assert(!definition.local, `${definition.name} is used outside its LET`);
  const unassigned = !definition.library && scope.readsUnassigned(readsOf(definition.body));
  if (mustExpand(definition, core.args, scope) || (unassigned && !definition.recursive))
    return expand(definition, core.args, scope);

  const signature = definition.parameters.map((parameter, index) => {
    const argument = core.args[index] as CoreArgument;
    return parameter.arity > 0
      ? `o${[...lazyPlaces(definition, parameter, argument, evaluatedBy(scope))].join(',')}`
      : passing(core, parameter, argument as Core, scope);
  });
  const registers = scope.registers === 'next' && definition.level >= 1 ? 'next' : 'current';
  const compiled = module.define(
    definition,
    `${registers}:${signature.join('')}`,
    () => describe(definition, registers, signature),
    ({ name, predicate }) => writeDefinition(definition, name, predicate, registers, signature, scope),
  );
  const texts = definition.parameters.map((parameter, index) => {
    const argument = core.args[index] as CoreArgument;
    const how = signature[index] as string;
    if (parameter.arity > 0) return operatorText(argument, operandsOf(how, parameter.arity), scope);
    return how === 't' ? thunkText(argument as Core, scope) : value(argument as Core, scope);
  });
  const text = `${compiled.name}(${texts.join(', ')})`;
  return compiled.predicate ? booleanCode(text) : valueCode(text);
}

/** What a parameter of the function around says of the operator that it is given. */
function evaluatedBy(scope: Scope) {
  return function evaluated(operator: OperatorValue & { kind: 'parameterOperator' }, index: number): boolean {
    if (operator.symbol.kind === 'constant') return true;
    const binding = scope.lookup(operator.symbol);
    if (binding?.kind !== 'macro') return binding?.kind !== 'operator' || binding.parameters?.[index] !== THUNK;
    const { argument } = binding;
    return !isOperatorValue(argument) || evaluatesOperand(argument, index, evaluatedBy(binding.scope));
  };
}

/** The types of an operator's operands where `o`, or `o` and the places that are lazy, says how it is handed over. */
const operandsOf = (how: string, arity: number): string[] =>
  operandTypes(arity, new Set(how.slice(1).split(',').filter(Boolean).map(Number)));

/** A parameter that the definition primes stands for an expression over the state, not for a value. */
function mustExpand(definition: Definition, args: readonly CoreArgument[], scope: Scope): boolean {
  return args.some((argument, index) => {
    const parameter = definition.parameters[index];
    if (parameter === undefined) return false;
    if (isOperatorValue(argument)) return primesParameter(definition, parameter) || primesGiven(argument, scope);
    const level = levelIn(argument, scope);
    return level >= 1 && primesParameter(definition, parameter, level);
  });
}

/** Whether an operator that is handed over primes what it is applied to, which then cannot be a value. */
function primesGiven(operator: OperatorValue, scope: Scope): boolean {
  if (operator.kind !== 'parameterOperator' || operator.symbol.kind === 'constant') return primesOperand(operator);
  const binding = scope.lookup(operator.symbol);
  return binding?.kind === 'macro' && isOperatorValue(binding.argument)
    ? primesGiven(binding.argument, binding.scope)
    : false;
}

/** The definition's body with its parameters standing for the arguments themselves. */
function expand(definition: Definition, args: readonly CoreArgument[], scope: Scope): Code {
  if (expansions > EXPANSION_LIMIT) return unsupported(definition.body, 'recursion through a primed parameter');
  const inner = scope.child();
  bindMacros(definition.parameters, args, inner, scope);
  expansions += 1;
  const code = expression(definition.body, inner);
  expansions -= 1;
  return code;
}

export function bindMacros(
  parameters: readonly ParameterSymbol[],
  args: readonly CoreArgument[],
  inner: Scope,
  scope: Scope,
): void {
  parameters.forEach((parameter, index) => {
    inner.bind(parameter, { kind: 'macro', argument: args[index] as CoreArgument, scope });
  });
}

function describe(definition: Definition, registers: string, signature: readonly string[]) {
  const lazy = signature.some((how) => how !== 'v' && how !== 'o') ? '$lazy' : '';
  return {
    name: `${identifier(definition.name)}${registers === 'next' ? '$next' : ''}${lazy}`,
    predicate: isPredicate(definition.body),
  };
}

function writeDefinition(
  definition: Definition,
  name: string,
  predicate: boolean,
  registers: 'current' | 'next',
  signature: readonly string[],
  scope: Scope,
): void {
  const { module } = scope;
  const frame = new Frame(null, module.names, name);
  const inner = module.rootScope.child({ frame, registers });
  const parameters = definition.parameters.map((parameter, index) => {
    if (parameter.arity > 0) {
      const types = operandsOf(signature[index] as string, parameter.arity);
      const name = inner.declare(parameter, 'operator', { arity: parameter.arity, parameters: types });
      return name + module.type(operatorType(types));
    }
    const lazy = signature[index] === 't';
    const name = inner.declare(parameter, lazy ? 'thunk' : 'value', { body: definition.body });
    return name + module.type(lazy ? THUNK : 'number');
  });
  if (definition.parameters.length === 0) module.namedBy.set(definition.body, definition.name);
  const writer = new Writer(1);
  const result = predicate ? 'boolean' : 'number';
  writer.line(`/** ${definition.name} (${module.place(definition)}) */`);
  const isConstant =
    definition.level === 0 && definition.parameters.length === 0 && isKeptOnceComputed(definition.body);
  if (isConstant) {
    const unknown = predicate ? 'null' : module.runtime('NONE');
    module.declare(`let ${name}$known${module.type(predicate ? 'boolean | null' : 'number')} = ${unknown};`);
    const compute = module.names.fresh(`${name}$compute`);
    writer.block(`function ${name}()${module.type(result)}`, () => {
      writer.line(`if (${name}$known === ${unknown}) ${name}$known = ${compute}();`);
      writer.line(`return ${name}$known;`);
    });
    writer.block(`function ${compute}()${module.type(result)}`, () => {
      returning(definition.body, predicate, inner, writer);
    });
  } else {
    const typed = definition.parameters.map((parameter, index) => {
      const binding = inner.lookup(parameter) as LocalBinding;
      return { name: binding.name, type: parameter.arity === 0 && signature[index] === 'v' ? 'number' : 'other' };
    });
    const registers_ = registersOf(definition.body, inner);
    const kept = registers_ === null ? null : recalling(module, name, typed, registers_, predicate);
    if (kept !== null) module.addFunction(kept.text);
    writer.block(`function ${kept?.compute ?? name}(${parameters.join(', ')})${module.type(result)}`, () =>
      returning(definition.body, predicate, inner, writer),
    );
  }
  module.addFunction(writer.toString());
}

/** A bound name or parameter, applied to arguments if it is an operator. */
export function parameterApplication(
  symbol: BoundSymbol | ParameterSymbol,
  args: readonly CoreArgument[],
  core: Core,
  scope: Scope,
): Code {
  return applyBinding(bindingOf(symbol, core, scope), args, core, scope);
}

function bindingOf(symbol: BoundSymbol | ParameterSymbol, core: Core, scope: Scope): Binding {
  const binding = scope.lookup(symbol);
  assert(binding !== undefined, `${symbol.name} (${scope.module.place(core)}) has no binding`);
  return binding;
}

function applyBinding(binding: Binding, args: readonly CoreArgument[], core: Core, scope: Scope): Code {
  switch (binding.kind) {
    case 'value':
      return valueCode(scope.use(binding));
    case 'integer':
      return { text: scope.use(binding), kind: 'integer', atomic: true };
    case 'boolean':
      return booleanCode(scope.use(binding));
    case 'thunk':
      return valueCode(`${scope.use(binding)}()`);
    case 'operator': {
      const texts = args.map((argument, index) => {
        if (isOperatorValue(argument)) {
          assert(core.kind === 'call', 'only a definition is given operators');
          const parameter = core.definition.parameters[index] as ParameterSymbol;
          return operatorText(argument, riskyOperands(core.definition, parameter), scope);
        }
        return binding.parameters?.[index] === THUNK ? thunkText(argument, scope) : value(argument, scope);
      });
      const text = `${scope.use(binding)}(${texts.join(', ')})`;
      return binding.predicate ? booleanCode(text) : valueCode(text);
    }
    case 'macro': {
      const where = macroScope(binding, scope);
      if (!isOperatorValue(binding.argument)) return expression(binding.argument, where);
      return applyOperator(binding.argument, args, where, scope);
    }
  }
}

/** A macro is written in the scope of its argument, but below a prime if its use is, and in the function of its use. */
export function macroScope(binding: Binding & { kind: 'macro' }, use: Scope): Scope {
  const given = { frame: use.frame, setting: use.setting };
  return binding.scope.usedAt(use, use.registers === 'next' ? { ...given, registers: 'next' } : given);
}

/** An operator argument applied: its parameters stand for the arguments as they were written. */
function applyOperator(operator: OperatorValue, args: readonly CoreArgument[], where: Scope, scope: Scope): Code {
  switch (operator.kind) {
    case 'lambda': {
      const inner = where.child();
      bindMacros(operator.parameters, args, inner, scope);
      return expression(operator.body, inner);
    }
    case 'definitionOperator': {
      const { definition } = operator;
      const inner = scope.child();
      const parameters = pseudoParameters(definition.parameters.length, operator);
      bindMacros(parameters, args, inner, scope);
      const local = where.lookup(definition);
      if (local !== undefined && local.kind === 'macro') {
        const expanded = local.scope.usedAt(scope, { frame: scope.frame, registers: where.registers });
        bindMacros(definition.parameters, args, expanded, scope);
        return expression(definition.body, expanded);
      }
      if (local !== undefined) inner.bind(definition, local);
      return expression(callOf(definition, parameters, operator), inner);
    }
    case 'builtinOperator': {
      const inner = scope.child();
      const parameters = pseudoParameters(operator.arity, operator);
      bindMacros(parameters, args, inner, scope);
      return expression(builtinOf(operator, parameters), inner);
    }
    case 'parameterOperator':
      return operator.symbol.kind === 'constant'
        ? constantApplication(
            { kind: 'constantRef', symbol: operator.symbol, args, span: operator.span, level: 0 },
            scope,
          )
        : applyBinding(bindingOf(operator.symbol, operator as never, where), args, operator as never, scope);
  }
}

function pseudoParameters(count: number, at: OperatorValue): ParameterSymbol[] {
  return Array.from({ length: count }, (_, i) => ({ kind: 'parameter', name: `a${i + 1}`, arity: 0, span: at.span }));
}

const referenceTo = (symbol: ParameterSymbol): Core => ({
  kind: 'parameterRef',
  symbol,
  args: [],
  span: symbol.span,
  level: 1,
});

const callOf = (definition: Definition, parameters: readonly ParameterSymbol[], at: OperatorValue): Core => ({
  kind: 'call',
  definition,
  args: parameters.map(referenceTo),
  span: at.span,
  level: definition.level,
});

const builtinOf = (at: OperatorValue & { kind: 'builtinOperator' }, parameters: readonly ParameterSymbol[]): Core => ({
  kind: 'builtin',
  operator: at.operator,
  args: parameters.map(referenceTo),
  span: at.span,
  level: 1,
});

const operatorArity = (operator: OperatorValue): number => {
  switch (operator.kind) {
    case 'lambda':
      return operator.parameters.length;
    case 'definitionOperator':
      return operator.definition.parameters.length;
    case 'builtinOperator':
      return operator.arity;
    case 'parameterOperator':
      return operator.symbol.arity;
  }
};

/** A JavaScript function for an operator argument, by the types of its operands: values, or functions that yield them. */
export function operatorText(argument: CoreArgument, types: readonly string[], scope: Scope): string {
  assert(isOperatorValue(argument), 'an operator argument is an operator');
  const binding =
    argument.kind === 'parameterOperator' && argument.symbol.kind === 'parameter'
      ? scope.lookup(argument.symbol)
      : undefined;
  const asGiven = (type: string, index: number): boolean => (binding as LocalBinding).parameters?.[index] === type;
  if (binding?.kind === 'operator' && !binding.predicate) {
    if (binding.parameters === undefined || types.every(asGiven)) return scope.use(binding);
  }
  const inner = scope.child();
  const parameters = pseudoParameters(types.length, argument);
  const names = parameters.map((symbol, index) => inner.declare(symbol, types[index] === THUNK ? 'thunk' : 'value'));
  const code = applyOperator(argument, parameters.map(referenceTo), inner, inner);
  const typed = names.map((name, index) => name + scope.module.type(types[index] as string)).join(', ');
  return `(${typed}) => ${asValue(code, inner)}`;
}

/** A declared constant: what the configuration gives for it. */
export function constantApplication(core: Core & { kind: 'constantRef' }, scope: Scope): Code {
  const { module } = scope;
  const name = module.constant(core.symbol.name);
  if (core.symbol.arity === 0) return valueCode(name);
  const texts = core.args.map((argument) =>
    isOperatorValue(argument)
      ? operatorText(argument, operandTypes(operatorArity(argument)), scope)
      : value(argument, scope),
  );
  return valueCode(`${name}(${texts.join(', ')})`);
}
