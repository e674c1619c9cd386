/** Calls of definitions that are actions, and their compiled functions. */
import type { Core, CoreArgument, Definition, VariableSymbol } from '../core.js';
import { action, type Continuation } from './action.js';
import { goOn, Outcomes } from './action-join.js';
import { shapeOfAction } from './action-shape.js';
import { Writer } from './code.js';
import { locatedText, value } from './expression.js';
import { identifier } from './names.js';
import { passing, THUNK, thunkText } from './passing.js';
import { type Assigned, Frame, type Scope } from './scope.js';

/** A definition compiled as an action for what is assigned at its start. */
export interface CompiledAction {
  readonly name: string;
  /** At most one outcome: the function says whether there is one. Otherwise it calls `k` for each. */
  readonly single: boolean;
  /** What is assigned in every outcome. */
  exit: Assigned;
}

/** `variables`: by argument, what it hands over to be assigned, if anything. */
export function callAction(
  core: Core & { kind: 'call' },
  variables: readonly (VariableSymbol | null)[],
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
): void {
  const definition = core.definition;
  const signature = definition.parameters.map((parameter, index): Passing => {
    return variables[index] ?? passing(core, parameter, core.args[index] as CoreArgument as Core, scope);
  });
  const compiled = compileAction(definition, signature, assigned, scope);
  const still = scope.child({ setting: 'expression' });
  const texts = core.args.flatMap((argument, index) => {
    if (variables[index]) return [];
    return [signature[index] === 't' ? thunkText(argument as Core, still) : value(argument as Core, still)];
  });
  if (compiled.single) {
    writer.line(`if (!${locatedText(`${compiled.name}(${texts.join(', ')})`, core, scope)}) ${fail}`);
    goOn(compiled.exit, scope, fail, writer, k);
    return;
  }
  const rest = writer.sibling();
  rest.indented(() => goOn(compiled.exit, scope, 'return;', rest, k));
  // What is not assigned may have to be emptied before what follows.
  if (k.text !== undefined && !compiled.exit.includes('no')) {
    writer.line(`${compiled.name}(${[...texts, k.text].join(', ')});`);
    return;
  }
  writer.line(`${compiled.name}(${[...texts, '() => {'].join(', ')}`);
  writer.append(rest);
  writer.line('});');
}

/** By parameter: a value, a thunk, or the variable that it stands for, which the action assigns. */
type Passing = 'v' | 't' | VariableSymbol;

function compileAction(
  definition: Definition,
  signature: readonly Passing[],
  assigned: Assigned,
  scope: Scope,
): CompiledAction {
  const { module } = scope;
  const key = `${scope.setting}:${assigned.map((status) => status[0]).join('')}:${signature.map((how) => (typeof how === 'string' ? how : `=${how.name}`)).join('')}`;
  let variants = module.actions.get(definition);
  if (variants === undefined) {
    variants = new Map();
    module.actions.set(definition, variants);
  }
  const known = variants.get(key);
  if (known !== undefined) return known;

  const name = module.names.fresh(identifier(definition.name));
  const frame = new Frame(null, module.names, name);
  const inner = module.rootScope.child({ frame, setting: scope.setting });
  const parameters = definition.parameters.flatMap((parameter, index) => {
    const how = signature[index];
    if (typeof how === 'object') {
      inner.bind(parameter, { kind: 'macro', argument: toBeAssigned(how, scope), scope: module.rootScope });
      return [];
    }
    const lazy = how === 't';
    const name = inner.declare(parameter, lazy ? 'thunk' : 'value', { body: definition.body });
    return [name + module.type(lazy ? THUNK : 'number')];
  });
  const single = shapeOfAction(definition.body, inner) !== 'several';
  // While it is being written, a recursive use may count on nothing.
  const compiled: CompiledAction = {
    name,
    single,
    exit: assigned.map((status) => (status === 'yes' ? 'yes' : 'maybe')),
  };
  variants.set(key, compiled);

  const outcomes = new Outcomes(assigned, inner);
  const writer = new Writer(1);
  writer.line(`/** ${definition.name} (${module.place(definition)}) */`);
  if (single) {
    writer.block(`function ${name}(${parameters.join(', ')})${module.type('boolean')}`, () => {
      action(definition.body, inner, assigned, 'return false;', writer, {
        cheap: true,
        write: (after, _fail, out) => {
          outcomes.add(after, out);
          out.line('return true;');
        },
      });
      // A block that is left by its name goes on here.
      if (writer.endsWithLabel()) writer.line('return false;');
    });
  } else {
    const k = frame.names.fresh('k');
    parameters.push(k + module.type('() => void'));
    writer.block(`function ${name}(${parameters.join(', ')})${module.type('void')}`, () => {
      action(definition.body, inner, assigned, 'return;', writer, {
        cheap: true,
        text: k,
        write: (after, _fail, out) => {
          outcomes.add(after, out);
          out.line(`${k}();`);
        },
      });
    });
  }
  compiled.exit = outcomes.merge();
  module.addFunction(writer.toString());
  return compiled;
}

/** The variable as an equation that assigns it has it on its left. */
function toBeAssigned(symbol: VariableSymbol, { setting }: Scope): Core {
  const variable: Core = { kind: 'variableRef', symbol, span: symbol.span, level: 1 };
  return setting === 'init'
    ? variable
    : { kind: 'builtin', operator: "'", args: [variable], span: symbol.span, level: 2 };
}
