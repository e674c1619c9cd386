/** Loops over the sets of quantifiers and comprehensions. */
import type { BoundSymbol, Core, CoreBound } from '../core.js';
import { usesOf } from '../lower/facts.js';
import { guardsOf } from '../lower/guards.js';
import { isPure } from '../lower/purity.js';
import { readsOf } from '../lower/reads.js';
import type { Writer } from './code.js';
import { predicate, value } from './expression.js';
import type { Scope } from './scope.js';
import { limitsOf, narrowSubsets, withKnown } from './subsets.js';
import { unsupported } from './unsupported.js';

/** Names that stand for one element: the bound name itself, or a pattern's names. */
interface Range {
  readonly bound: CoreBound;
  readonly symbols: CoreBound['symbols'];
  readonly set: string;
  /** The element that a member of the set stands for. */
  readonly element: (text: string) => string;
}

const itself = (text: string): string => text;

/**
 * `for` loops over all bounds, the last one innermost; `body` writes what stands inside, given the elements' texts (of a
 * pattern the whole tuple). The sets are evaluated once, before the first loop, as in TLC.
 */
export function loopOver(
  bounds: readonly CoreBound[],
  scope: Scope,
  writer: Writer,
  core: Core,
  body: (inner: Scope, elements: readonly string[]) => void,
  /** The text of what a name must be where that is not NONE: there is one turn at most. */
  given: (symbol: BoundSymbol) => string | null = () => null,
  /** What has to be true of a turn that matters. */
  wanted: Core | null = null,
): void {
  const ranges: Range[] = [];
  for (const bound of bounds) {
    if (bound.set === null) unsupported(core, 'an unbounded quantifier (give the name a set to range over)');
    const text = value(bound.set, scope);
    const set = /^[A-Za-z0-9_$]+$/.test(text) ? text : scope.temporary('set');
    if (set !== text) writer.line(`const ${set} = ${text};`);
    if (bound.pattern === 'tuple') ranges.push({ bound, symbols: bound.symbols, set, element: itself });
    else
      for (const symbol of bound.symbols) {
        const only = given(symbol);
        const narrowed = only === null ? set : scope.temporary('set');
        if (only !== null) writer.line(`const ${narrowed} = ${scope.module.runtime('narrow')}(${set}, ${only});`);
        const limits =
          only === null && wanted !== null && isPowerSet(bound.set) ? limitsAround(symbol, wanted, scope) : [];
        const subsets = bounds.length === 1 ? narrowSubsets(set, limits, scope, writer) : null;
        if (subsets !== null) {
          const { set, element } = subsets;
          const only: Range = { bound, symbols: [symbol], set, element };
          withKnown(subsets, scope, () => nest([only], 0, scope, writer, [], body));
          return;
        }
        ranges.push({ bound, symbols: [symbol], set: narrowed, element: itself });
      }
  }
  nest(ranges, 0, scope, writer, [], body, wanted);
}

const isPowerSet = (core: Core): boolean => core.kind === 'builtin' && core.operator === 'SUBSET';

const limitsAround = (symbol: BoundSymbol, wanted: Core, scope: Scope): ReturnType<typeof limitsOf> =>
  limitsOf(
    [wanted],
    (core) => core.kind === 'boundRef' && core.symbol === symbol,
    (core) => usesOf(core, symbol) === 0 && !scope.readsUnassigned(readsOf(core)),
  );

function nest(
  ranges: readonly Range[],
  index: number,
  scope: Scope,
  writer: Writer,
  elements: readonly string[],
  body: (inner: Scope, elements: readonly string[]) => void,
  wanted: Core | null = null,
): void {
  const range = ranges[index];
  if (range === undefined) {
    body(scope, elements);
    return;
  }
  const { module } = scope;
  const guards = wanted === null ? [] : guardsAround(ranges.slice(index), wanted, scope);
  if (guards.length > 0) {
    const sizes = ranges.slice(index).map(({ set }) => `${module.runtime('enumerableSize')}(${set}) > 0`);
    writer.block(`if (${[...sizes, ...guards].join(' && ')})`, () =>
      nest(ranges, index, scope.child(), writer, elements, body),
    );
    return;
  }
  const inner = scope.child();
  const i = scope.temporary('i');
  const n = scope.temporary('n');
  const { set } = range;
  writer.block(`for (let ${i} = 0, ${n} = ${module.runtime('enumerableSize')}(${set}); ${i} < ${n}; ${i} += 1)`, () => {
    const element = bindElement(
      range.bound,
      range.symbols,
      inner,
      writer,
      range.element(`${module.runtime('elementOf')}(${set}, ${i})`),
    );
    nest(ranges, index + 1, inner, writer, [...elements, element], body, wanted);
  });
}

/**
 * What every turn of these loops asks alike is asked before the first one, if there is one. Only where a set grows with the state: to
 * go through a few constants costs nothing. Of a step that is given, what stands behind other conjuncts is asked as well: if it
 * cannot be evaluated the turns are to say so.
 */
function guardsAround(ranges: readonly Range[], wanted: Core, scope: Scope): readonly string[] {
  const { module } = scope;
  if (module.options.coverage === true || module.options.explanations === true || scope.setting === 'init') return [];
  if (!ranges.some(({ bound }) => (bound.set?.level ?? 0) > 0)) return [];
  const isGiven = wanted.level === 2 && scope.setting === 'expression' && scope.registers === 'current';
  const symbols = ranges.flatMap((range) => range.symbols);
  const known = (guard: Core): boolean => !scope.readsUnassigned(readsOf(guard));
  if (!isGiven || !isPure(wanted)) {
    return guardsOf(wanted, symbols, 'first')
      .filter(known)
      .map((guard) => predicate(guard, scope));
  }
  return guardsOf(wanted, symbols, 'all')
    .filter(known)
    .map((guard) => `${module.runtime('mayHold')}(() => ${predicate(guard, scope)})`);
}

/** Declares a bound's name, or its pattern's names, for the element whose text is given; returns the element's text. */
export function bindElement(
  bound: CoreBound,
  symbols: CoreBound['symbols'],
  scope: Scope,
  writer: Writer,
  text: string,
): string {
  const first = symbols[0];
  if (bound.pattern === 'name' && first !== undefined) {
    const name = scope.declare(first, 'value');
    writer.line(`const ${name} = ${text};`);
    return name;
  }
  const whole = scope.temporary('tuple');
  writer.line(`const ${whole} = ${scope.module.runtime('pattern')}(${text}, ${symbols.length});`);
  symbols.forEach((symbol, index) => {
    const name = scope.declare(symbol, 'value');
    writer.line(`const ${name} = ${scope.module.runtime('item')}(${whole}, ${index});`);
  });
  return whole;
}
