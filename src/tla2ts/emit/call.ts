/** Uses of names: definitions, parameters, constants, LET definitions, and operators handed over as arguments. */
import { assert } from '../../core/assert.js';
import type { BoundSymbol, Core, CoreArgument, Definition, OperatorValue, ParameterSymbol } from '../core.js';
import { isPredicate, isStrict, isTrivial } from '../lower/facts.js';
import { primesOperand, primesParameter } from '../lower/priming.js';
import { isKeptOnceComputed } from '../lower/purity.js';
import { readsOf } from '../lower/reads.js';
import { isOperatorValue } from '../lower/traverse.js';
import { levelIn } from './action-shape.js';
import { booleanCode, type Code, valueCode, Writer } from './code.js';
import { asValue, expression, value } from './expression.js';
import { libraryCall } from './library.js';
import { identifier } from './names.js';
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

  const signature = definition.parameters.map((parameter, index) =>
    parameter.arity > 0 ? 'o' : passing(definition, parameter, core.args[index] as CoreArgument),
  );
  const registers = scope.registers === 'next' && definition.level >= 1 ? 'next' : 'current';
  const compiled = module.define(
    definition,
    `${registers}:${signature.join('')}`,
    () => describe(definition, registers, signature),
    ({ name, predicate }) => writeDefinition(definition, name, predicate, registers, signature, scope),
  );
  const texts = definition.parameters.map((parameter, index) => {
    const argument = core.args[index] as CoreArgument;
    if (parameter.arity > 0) return operatorText(argument, parameter.arity, scope);
    const text = value(argument as Core, scope);
    return signature[index] === 't' ? `${module.runtime('thunk')}(() => ${text})` : text;
  });
  const text = `${compiled.name}(${texts.join(', ')})`;
  return compiled.predicate ? booleanCode(text) : valueCode(text);
}

/** By value where the parameter is certain to be evaluated or the argument cannot fail; else as a thunk. */
function passing(definition: Definition, parameter: ParameterSymbol, argument: CoreArgument): string {
  return isStrict(definition, parameter) || isTrivial(argument as Core) || isKnown(argument as Core) ? 'v' : 't';
}

/** Constants without arguments are computed once anyway. */
const isKnown = (core: Core): boolean => core.kind === 'call' && core.args.length === 0 && core.level === 0;

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
  const lazy = signature.includes('t') ? '$lazy' : '';
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
      const shape = Array.from({ length: parameter.arity }, (_, i) => `a${i}: number`).join(', ');
      return inner.declare(parameter, 'operator', { arity: parameter.arity }) + module.type(`(${shape}) => number`);
    }
    const lazy = signature[index] === 't';
    return inner.declare(parameter, lazy ? 'thunk' : 'value') + module.type(lazy ? '() => number' : 'number');
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
      const parameters = core.kind === 'call' ? core.definition.parameters : [];
      const texts = args.map((argument, index) => {
        const parameter = parameters[index];
        if (isOperatorValue(argument))
          return operatorText(argument, parameter?.arity ?? operatorArity(argument), scope);
        const text = value(argument, scope);
        const lazy = parameter !== undefined && core.kind === 'call' && !isStrict(core.definition, parameter);
        return lazy ? `${scope.module.runtime('thunk')}(() => ${text})` : text;
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

/** A JavaScript function on values for an operator argument. */
export function operatorText(argument: CoreArgument, arity: number, scope: Scope): string {
  assert(isOperatorValue(argument), 'an operator argument is an operator');
  const binding =
    argument.kind === 'parameterOperator' && argument.symbol.kind === 'parameter'
      ? scope.lookup(argument.symbol)
      : undefined;
  if (binding?.kind === 'operator' && !binding.predicate) return scope.use(binding);
  const inner = scope.child();
  const parameters = pseudoParameters(arity, argument);
  const names = parameters.map((symbol) => inner.declare(symbol, 'value'));
  const code = applyOperator(argument, parameters.map(referenceTo), inner, inner);
  const typed = names.map((name) => name + scope.module.type('number')).join(', ');
  return `(${typed}) => ${asValue(code, inner)}`;
}

/** A declared constant: what the configuration gives for it. */
export function constantApplication(core: Core & { kind: 'constantRef' }, scope: Scope): Code {
  const { module } = scope;
  const name = module.constant(core.symbol.name);
  if (core.symbol.arity === 0) return valueCode(name);
  const texts = core.args.map((argument) =>
    isOperatorValue(argument) ? operatorText(argument, operatorArity(argument), scope) : value(argument, scope),
  );
  return valueCode(`${name}(${texts.join(', ')})`);
}
