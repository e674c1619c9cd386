/** Calls of what the runtime implements: the hot operators directly, the others from the registry of native modules. */
import type { Core, CoreArgument, Definition } from '../core.js';
import { isOperatorValue } from '../lower/traverse.js';
import { operatorText } from './call.js';
import { booleanCode, type Code, valueCode } from './code.js';
import { value } from './expression.js';
import { identifier } from './names.js';
import { operandTypes } from './passing.js';
import type { Scope } from './scope.js';

const direct: Readonly<Record<string, readonly [name: string, result: 'value' | 'boolean' | 'constant']>> = {
  '+': ['add', 'value'],
  '-': ['subtract', 'value'],
  '-.': ['negate', 'value'],
  '*': ['multiply', 'value'],
  '\\div': ['divide', 'value'],
  '%': ['modulo', 'value'],
  '^': ['power', 'value'],
  '..': ['interval', 'value'],
  '<': ['lessThan', 'boolean'],
  '>': ['greaterThan', 'boolean'],
  '<=': ['atMost', 'boolean'],
  '>=': ['atLeast', 'boolean'],
  Nat: ['NAT', 'constant'],
  Int: ['INT', 'constant'],
  Real: ['REAL', 'constant'],
  Len: ['len', 'value'],
  Append: ['append', 'value'],
  Head: ['head', 'value'],
  Tail: ['tail', 'value'],
  '\\o': ['concatenate', 'value'],
  SubSeq: ['subSequence', 'value'],
  SelectSeq: ['selectSequence', 'value'],
  Seq: ['sequenceSet', 'value'],
  ':>': ['singletonFunction', 'value'],
  '@@': ['override', 'value'],
};

/** Modules whose operators of these names are the ones meant above. */
const directModules = new Set(['Naturals', 'Integers', 'Reals', 'Sequences', 'TLC']);

export function libraryCall(core: Core & { kind: 'call' }, definition: Definition, scope: Scope): Code {
  const { module } = scope;
  const name = definition.name.slice(definition.name.lastIndexOf('!') + 1);
  const known = directModules.has(definition.module) && Object.hasOwn(direct, name) ? direct[name] : undefined;
  const texts = core.args.map((argument, index) => argumentText(definition, argument, index, scope));
  if (known !== undefined) {
    const [runtime, result] = known;
    const text = result === 'constant' ? module.runtime(runtime) : `${module.runtime(runtime)}(${texts.join(', ')})`;
    return result === 'boolean' ? booleanCode(text) : valueCode(text);
  }
  const wanted = `${definition.module}$${identifier(name)}`;
  const native = module.hoist(
    wanted,
    `${module.runtime('nativeFunction')}(${JSON.stringify(definition.module)}, ${JSON.stringify(name)})`,
  );
  return valueCode(`${native}(${texts.join(', ')})`);
}

function argumentText(definition: Definition, argument: CoreArgument, index: number, scope: Scope): string {
  const arity = definition.parameters[index]?.arity ?? 0;
  return isOperatorValue(argument) ? operatorText(argument, operandTypes(arity), scope) : value(argument, scope);
}
