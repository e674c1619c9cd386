/** For the tests of `resolve` and `level`: modules given as text, and core expressions written so that a person can read them. */
import assert from 'node:assert/strict';
import type { Core, CoreArgument, CoreBound, Specification } from '../../../src/tla2ts/core.js';
import { type Diagnostic, formatDiagnostic, type Outcome } from '../../../src/tla2ts/diagnostic.js';
import { parseModule } from '../../../src/tla2ts/parse.js';
import { type Loaded, resolve } from '../../../src/tla2ts/resolve/resolve.js';
import { finderFor } from '../../../src/tla2ts/source.js';

/** Resolves the first of `texts`; the others and the library can be extended and instantiated. */
export function resolveText(...texts: readonly string[]): Outcome<Specification> {
  const modules = new Map(texts.map((text) => [/MODULE (\w+)/.exec(text)?.[1] ?? '', text]));
  const load = (name: string, text: string): Loaded => {
    const file = `${name}.tla`;
    return { outcome: parseModule(file, text), source: { module: name, file, text } };
  };
  const [[root, text]] = [...modules] as [[string, string]];
  const library = finderFor('nowhere/Root.tla', []);
  const find = (name: string): Loaded | null => {
    const own = modules.get(name);
    return own === undefined ? library.find(name) : load(name, own);
  };
  return resolve(load(root, text), { find, searched: ['here'], known: () => [...modules.keys(), ...library.known()] });
}

export function specification(...texts: readonly string[]): Specification {
  const { value, diagnostics } = resolveText(...texts);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  assert.deepEqual(errors.map(formatDiagnostic), []);
  assert.ok(value !== null);
  return value;
}

/** `CODE line:column` of what is wrong with the first of `texts`. */
export function complaints(...texts: readonly string[]): readonly string[] {
  return resolveText(...texts).diagnostics.map(({ code, span }: Diagnostic) => `${code} ${span.line}:${span.column}`);
}

/** `Name(parameters) == body [level]`, with the definitions inside. */
export function show(specification: Specification, name: string): string {
  const definition = specification.visible.get(name);
  assert.ok(definition !== undefined, `no definition ${name}`);
  const parameters = definition.parameters.map((parameter) => parameter.name).join(', ');
  const head = parameters === '' ? definition.name : `${definition.name}(${parameters})`;
  return `${head} == ${text(definition.body)} [${definition.level}]`;
}

function list(items: readonly CoreArgument[]): string {
  return items.map(argument).join(', ');
}

function applied(name: string, args: readonly CoreArgument[]): string {
  return args.length === 0 ? name : `${name}(${list(args)})`;
}

function argument(arg: CoreArgument): string {
  switch (arg.kind) {
    case 'definitionOperator':
      return arg.definition.name;
    case 'builtinOperator':
      return arg.operator;
    case 'parameterOperator':
      return arg.symbol.name;
    case 'lambda':
      return `LAMBDA ${arg.parameters.map((parameter) => parameter.name).join(', ')} : ${text(arg.body)}`;
    default:
      return text(arg);
  }
}

function bounds(items: readonly CoreBound[]): string {
  return items
    .map(({ symbols, pattern, set }) => {
      const names = symbols.map((symbol) => symbol.name).join(', ');
      const bound = pattern === 'tuple' ? `<<${names}>>` : names;
      return set === null ? bound : `${bound} \\in ${text(set)}`;
    })
    .join(', ');
}

export function text(node: Core): string {
  switch (node.kind) {
    case 'number':
      return `${node.value}`;
    case 'real':
      return node.text;
    case 'string':
      return JSON.stringify(node.value);
    case 'constantRef':
    case 'parameterRef':
      return applied(node.symbol.name, node.args);
    case 'variableRef':
    case 'boundRef':
      return node.symbol.name;
    case 'call':
      return applied(node.definition.name, node.args);
    case 'builtin':
      return applied(node.operator, node.args);
    case 'quantifier':
      return `${node.quantifier} ${bounds(node.bounds)} : ${text(node.body)}`;
    case 'choose':
      return `CHOOSE ${bounds([node.bound])} : ${text(node.body)}`;
    case 'tuple':
      return `<<${list(node.items)}>>`;
    case 'set':
      return `{${list(node.items)}}`;
    case 'times':
      return `\\X(${list(node.items)})`;
    case 'setFilter':
      return `{${bounds([node.bound])} : ${text(node.body)}}`;
    case 'setMap':
      return `{${text(node.body)} : ${bounds(node.bounds)}}`;
    case 'function':
      return `[${bounds(node.bounds)} |-> ${text(node.body)}]`;
    case 'recursiveFunction':
      return `[${node.self.name} : ${bounds(node.bounds)} |-> ${text(node.body)}]`;
    case 'functionSet':
      return `[${text(node.domain)} -> ${text(node.range)}]`;
    case 'functionApply':
      return `${text(node.function)}[${text(node.argument)}]`;
    case 'record':
    case 'recordSet':
      return `[${node.fields.map((field) => `${field.name} ${node.kind === 'record' ? '|->' : ':'} ${text(field.value)}`).join(', ')}]`;
    case 'field':
      return `${text(node.record)}.${node.name}`;
    case 'except': {
      const updates = node.updates.map(({ path, value }) => {
        const steps = path.map((step) => (step.kind === 'index' ? `[${text(step.value)}]` : `.${step.name}`));
        return `!${steps.join('')} = ${text(value)}`;
      });
      return `[${text(node.base)} EXCEPT ${updates.join(', ')}]`;
    }
    case 'if':
      return `IF ${text(node.condition)} THEN ${text(node.whenTrue)} ELSE ${text(node.whenFalse)}`;
    case 'case': {
      const arms = node.arms.map(({ guard, value }) => `${text(guard)} -> ${text(value)}`);
      return `CASE ${[...arms, ...(node.other === null ? [] : [`OTHER -> ${text(node.other)}`])].join(' [] ')}`;
    }
    case 'let': {
      const definitions = node.definitions.map(({ name, parameters, body }) => {
        return `${applied(name, [])}${parameters.length === 0 ? '' : `(${parameters.map((p) => p.name).join(', ')})`} == ${text(body)}`;
      });
      return `LET ${definitions.join('; ')} IN ${text(node.body)}`;
    }
    case 'actionOf':
      return node.form === 'box'
        ? `[${text(node.action)}]_${text(node.subscript)}`
        : `<<${text(node.action)}>>_${text(node.subscript)}`;
    case 'fairness':
      return `${node.strength}_${text(node.subscript)}(${text(node.action)})`;
  }
}
