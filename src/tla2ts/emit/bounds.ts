/** Loops over the sets of quantifiers and comprehensions. */
import type { BoundSymbol, Core, CoreBound } from '../core.js';
import { usesOf } from '../lower/facts.js';
import { readsOf } from '../lower/reads.js';
import type { Writer } from './code.js';
import { value } from './expression.js';
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
  nest(ranges, 0, scope, writer, [], body);
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
): void {
  const range = ranges[index];
  if (range === undefined) {
    body(scope, elements);
    return;
  }
  const { module } = scope;
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
    nest(ranges, index + 1, inner, writer, [...elements, element], body);
  });
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
