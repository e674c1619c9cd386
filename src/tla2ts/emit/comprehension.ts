/** CHOOSE, set comprehensions and function literals: whatever is built element by element. */
import type { Core, Definition } from '../core.js';
import { visitChildren } from '../lower/traverse.js';
import { bindElement, loopOver } from './bounds.js';
import { type Code, valueCode, type Writer } from './code.js';
import { mayFail, operand, value } from './expression.js';
import { lifted } from './returning.js';
import type { Scope } from './scope.js';
import { narrowedFilter } from './subsets.js';
import { unsupported } from './unsupported.js';

type Of<K extends Core['kind']> = Extract<Core, { readonly kind: K }>;

export const chooseExpression = (core: Of<'choose'>, scope: Scope): Code =>
  core.bound.set === null ? unboundedChoose(core, scope) : lifted(core, scope);
export const setFilterExpression = (core: Of<'setFilter'>, scope: Scope): Code => lifted(core, scope);
export const setMapExpression = (core: Of<'setMap'>, scope: Scope): Code => lifted(core, scope);
export const functionExpression = (core: Of<'function'>, scope: Scope): Code => lifted(core, scope);

/**
 * TLC knows no unbounded CHOOSE; the usual one, `CHOOSE v : v \notin S`, is a value that is in no set of the
 * specification, for which the configuration gives a model value. Without that, the value is one of its own.
 */
function unboundedChoose(core: Of<'choose'>, scope: Scope): Code {
  const { module } = scope;
  const name = module.namedBy.get(core);
  const place = `${module.place(core)}:${core.span.column}`;
  const args = [place, ...(name === undefined ? [] : [name])].map((text) => JSON.stringify(text));
  return valueCode(`${module.runtime('unboundedChoose')}(${args.join(', ')})`);
}

/** The first element, in TLC's order, of which the body holds. */
export function returnChoose(core: Of<'choose'>, scope: Scope, writer: Writer): void {
  if (core.bound.set === null) {
    writer.line(`return ${unboundedChoose(core, scope).text};`);
    return;
  }
  loopOver([core.bound], scope, writer, core, (inner, elements) => {
    writer.line(`if (${operand(core.body, inner)}) return ${elements[0]};`);
  });
  writer.line(`return ${scope.module.runtime('chooseFailed')}();`);
}

/** `{x \in S : P}`: the elements keep their order, so the result needs no sorting. */
export function returnSetFilter(core: Of<'setFilter'>, scope: Scope, writer: Writer): void {
  const { module } = scope;
  const narrowed = narrowedFilter(core);
  if (narrowed !== null) {
    writer.line(`return ${value(narrowed, scope)};`);
    return;
  }
  if (core.bound.set === null) unsupported(core, 'a set of all values');
  const set = scope.temporary('set');
  writer.line(`const ${set} = ${value(core.bound.set, scope)};`);
  const element = scope.temporary('element');
  const inner = scope.child();
  writer.block(`if (${module.runtime('isInfinite')}(${set}))`, () => {
    writer.line(`return ${module.runtime('filterSet')}(${set}, (${element}${module.type('number')}) => {`);
    writer.indented(() => {
      bindElement(core.bound, core.bound.symbols, inner, writer, element);
      writer.line(`return ${operand(core.body, inner)};`);
    });
    writer.line('});');
  });
  const start = scope.temporary('start');
  writer.line(`const ${start} = ${module.runtime('mark')}();`);
  const i = scope.temporary('i');
  const n = scope.temporary('n');
  const loop = scope.child();
  writer.block(`for (let ${i} = 0, ${n} = ${module.runtime('enumerableSize')}(${set}); ${i} < ${n}; ${i} += 1)`, () => {
    const text = bindElement(
      core.bound,
      core.bound.symbols,
      loop,
      writer,
      `${module.runtime('elementOf')}(${set}, ${i})`,
    );
    writer.line(`if (${operand(core.body, loop)}) ${module.runtime('push')}(${text});`);
  });
  writer.line(`return ${module.runtime('endSortedSet')}(${start});`);
}

/** `{e : x \in S}`. */
export function returnSetMap(core: Of<'setMap'>, scope: Scope, writer: Writer): void {
  const { module } = scope;
  const start = scope.temporary('start');
  writer.line(`const ${start} = ${module.runtime('mark')}();`);
  loopOver(core.bounds, scope, writer, core, (inner) => {
    writer.line(`${module.runtime('push')}(${value(core.body, inner)});`);
  });
  writer.line(`return ${module.runtime('endSet')}(${start});`);
}

/**
 * `[x \in S |-> e]`, value by value. On an infinite domain, or a vast one, it is computed where it is applied, and so it is in TLC always:
 * where a value cannot be computed, the others still can, and only who asks for that one, or for all, meets the error.
 */
export function returnFunction(core: Of<'function'>, scope: Scope, writer: Writer): void {
  const { module } = scope;
  const domain = scope.temporary('domain');
  writer.line(`const ${domain} = ${domainText(core, scope)};`);
  if (!askingThemselves.has(core)) {
    writer.block(`if (!${module.runtime('isVast')}(${domain}))`, () => {
      const keys = scope.temporary('keys');
      const start = scope.temporary('start');
      writer.line(`const ${keys} = ${module.runtime('explicit')}(${domain});`);
      writer.line(`const ${start} = ${module.runtime('mark')}();`);
      const tabulate = (): void => {
        returnTable(core, scope, writer, keys, start);
      };
      if (!mayFail(core.body, scope)) return tabulate();
      writer.block('try', tabulate);
      writer.line(`catch (error) { ${module.runtime('unlessApplied')}(error, ${start}); }`);
    });
  }
  const argument = scope.temporary('argument');
  const inner = scope.child();
  writer.line(`return ${module.runtime('lazyFunction')}(${domain}, (${argument}${module.type('number')}) => {`);
  writer.indented(() => {
    bindArguments(core, inner, writer, argument);
    writer.line(`return ${value(core.body, inner)};`);
  });
  writer.line('});');
}

function returnTable(core: Of<'function'>, scope: Scope, writer: Writer, keys: string, start: string): void {
  const { module } = scope;
  const i = scope.temporary('i');
  const n = scope.temporary('n');
  const inner = scope.child();
  writer.block(
    `for (let ${i} = 0, ${n} = ${module.runtime('enumerableSize')}(${keys}); ${i} < ${n}; ${i} += 1)`,
    () => {
      bindArguments(core, inner, writer, `${module.runtime('elementOf')}(${keys}, ${i})`);
      writer.line(`${module.runtime('push')}(${value(core.body, inner)});`);
    },
  );
  writer.line(`return ${module.runtime('endFunction')}(${keys}, ${start});`);
}

type Bounded = Of<'function'> | Of<'recursiveFunction'>;

/** One bound's set, or the product of several. */
export function domainText(core: Bounded, scope: Scope): string {
  const sets = core.bounds.flatMap(({ set, symbols, pattern }) => {
    if (set === null) return unsupported(core, 'a function on all values');
    const text = value(set, scope);
    return pattern === 'tuple' ? [text] : symbols.map(() => text);
  });
  return sets.length === 1 ? (sets[0] as string) : `${scope.module.runtime('product')}(${sets.join(', ')})`;
}

/** Declares the bound names for one argument: the argument itself, or the components of a tuple. */
export function bindArguments(core: Bounded, scope: Scope, writer: Writer, argument: string): void {
  const parts = core.bounds.flatMap((bound) =>
    bound.pattern === 'tuple'
      ? [{ bound, symbols: bound.symbols }]
      : bound.symbols.map((s) => ({ bound, symbols: [s] })),
  );
  const single = parts[0];
  if (parts.length === 1 && single !== undefined) {
    bindElement(single.bound, single.symbols, scope, writer, argument);
    return;
  }
  const whole = scope.temporary('tuple');
  writer.line(`const ${whole} = ${scope.module.runtime('pattern')}(${argument}, ${parts.length});`);
  parts.forEach(({ bound, symbols }, index) => {
    bindElement(bound, symbols, scope, writer, `${scope.module.runtime('item')}(${whole}, ${index})`);
  });
}

/**
 * In `f[x \in S] == [y \in T |-> ... f[x][y - 1] ...]` the value at x is needed while it is made: its arguments have to be
 * computed one by one, as TLC computes them.
 */
const askingThemselves = new WeakSet<Core>();

function noteAskingThemselves(body: Core, core: Of<'recursiveFunction'>): void {
  if (body.kind === 'if') {
    noteAskingThemselves(body.whenTrue, core);
    noteAskingThemselves(body.whenFalse, core);
  } else if (body.kind === 'let') noteAskingThemselves(body.body, core);
  else if (body.kind === 'function' && asksForItself(body.body, core)) {
    askingThemselves.add(body);
    noteAskingThemselves(body.body, core);
  }
}

/** Whether the function is applied in `part` to the very argument it is defined at. */
function asksForItself(part: Core, core: Of<'recursiveFunction'>): boolean {
  const symbols = core.bounds.flatMap((bound) => bound.symbols);
  const isSymbol = (item: Core | undefined, index: number): boolean =>
    item?.kind === 'boundRef' && item.symbol === symbols[index];
  if (part.kind === 'functionApply' && part.function.kind === 'boundRef' && part.function.symbol === core.self) {
    const { argument } = part;
    if (symbols.length === 1 && isSymbol(argument, 0)) return true;
    if (argument.kind === 'tuple' && argument.items.length === symbols.length && argument.items.every(isSymbol))
      return true;
  }
  let asks = false;
  visitChildren(part, {
    expression: (child) => {
      asks ||= asksForItself(child, core);
    },
  });
  return asks;
}

/** `f[x \in S] == ... f[y] ...`: computed at each argument when it is first asked for. */
export function recursiveFunctionExpression(core: Of<'recursiveFunction'>, scope: Scope): Code {
  const { module } = scope;
  noteAskingThemselves(core.body, core);
  const call = module.lift(scope, 'number', (inner, writer) => {
    const self = inner.declare(core.self, 'value');
    const argument = inner.temporary('argument');
    const body = inner.child();
    writer.line(
      `const ${self}${module.type('number')} = ${module.runtime('lazyFunction')}(${domainText(core, inner)}, (${argument}${module.type('number')})${module.type('number')} => {`,
    );
    writer.indented(() => {
      bindArguments(core, body, writer, argument);
      writer.line(`return ${value(core.body, body)};`);
    });
    writer.line('});');
    writer.line(`return ${self};`);
  });
  return valueCode(call);
}

/**
 * A recursive function that a LET defines and that is only ever applied, as a JavaScript function: as a value it would stay in
 * the arena for good, one for each evaluation of the LET.
 */
export function declareApplied(
  definition: Definition,
  core: Of<'recursiveFunction'>,
  scope: Scope,
  writer: Writer,
): void {
  const { module } = scope;
  const name = scope.declare(definition, 'operator', { arity: 1 });
  const inner = scope.child({ setting: 'expression' });
  const binding = scope.lookup(definition);
  if (binding !== undefined) inner.bind(core.self, binding);
  const argument = inner.temporary('argument');
  const domain = domainText(core, inner);
  writer.line(
    `const ${name}${module.type('(x: number) => number')} = ${module.runtime('appliedFunction')}(() => ${domain}, (${argument}${module.type('number')})${module.type('number')} => {`,
  );
  writer.indented(() => {
    bindArguments(core, inner, writer, argument);
    writer.line(`return ${value(core.body, inner)};`);
  });
  writer.line('});');
}
