/** Quantifiers, CHOOSE, comprehensions and function literals on symbolic values. */
import {
  drop,
  EvaluationError,
  elementOf,
  elementsOf,
  enumerableSize,
  explicit,
  item,
  mark,
  pattern,
  setOf,
  tupleOf,
  type Value,
} from '../tla/runtime.js';
import type { Core, CoreBound } from '../tla2ts/core.js';
import type { Environment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { Declined, isSetPart, Rule, type Symbolic, Table } from './symbols.js';
import { Locked } from './tree.js';

type Form<K extends Core['kind']> = Core & { readonly kind: K };

/** One name, or the names of a pattern, and the set that they range over. */
export interface Range {
  readonly bound: CoreBound;
  readonly symbols: CoreBound['symbols'];
}

const ranges = new WeakMap<readonly CoreBound[], readonly Range[]>();

export function rangesOf(bounds: readonly CoreBound[]): readonly Range[] {
  const known = ranges.get(bounds);
  if (known !== undefined) return known;
  const made = bounds.flatMap((bound) =>
    bound.pattern === 'tuple'
      ? [{ bound, symbols: bound.symbols }]
      : bound.symbols.map((symbol) => ({ bound, symbols: [symbol] })),
  );
  ranges.set(bounds, made);
  return made;
}

/** Of a CHOOSE or a filter, which have one bound. */
const rangeOf = (bound: CoreBound): Range =>
  bound.pattern === 'tuple' ? { bound, symbols: bound.symbols } : { bound, symbols: [bound.symbols[0]!] };

export function setOfBound({ set }: CoreBound): Core {
  if (set === null) throw new Declined('a quantifier without a set');
  return set;
}

export function bindRange({ bound, symbols }: Range, element: Value, names: Environment): Environment {
  if (bound.pattern === 'name') return names.with(symbols[0]!, element);
  const whole = pattern(element, symbols.length);
  return symbols.reduce((inner, symbol, index) => inner.with(symbol, item(whole, index)), names);
}

export class Loops {
  constructor(private readonly evaluator: Evaluator) {}

  /** The set of a range. Sets are evaluated outside of all the ranges of one quantifier. */
  setsOf(ranges: readonly Range[], names: Environment): Symbolic[] {
    return ranges.map(({ bound }) => this.evaluator.symbolic(setOfBound(bound), names));
  }

  quantifier(core: Form<'quantifier'>, names: Environment): boolean {
    const wanted = core.quantifier === '\\E';
    if (!wanted && core.quantifier !== '\\A') throw new Declined('temporal quantification');
    const ranges = rangesOf(core.bounds);
    const found = this.some(ranges, this.setsOf(ranges, names), 0, names, (inner) => {
      return this.evaluator.truth(core.body, inner) === wanted;
    });
    return found === wanted;
  }

  /** Whether `holds` is true of some elements of the ranges from `index` on. */
  private some(
    ranges: readonly Range[],
    sets: readonly Symbolic[],
    index: number,
    names: Environment,
    holds: (names: Environment) => boolean,
  ): boolean {
    const range = ranges[index];
    if (range === undefined) return holds(names);
    const set = sets[index]!;
    const below = (element: Value): boolean =>
      this.some(ranges, sets, index + 1, bindRange(range, element, names), holds);
    if (isSetPart(set)) return this.present(set.shape.set, below).next().done !== true;
    const whole = this.evaluator.symbols.force(set);
    const size = enumerableSize(whole);
    for (let i = 0; i < size; i += 1) if (below(elementOf(whole, i))) return true;
    return false;
  }

  /**
   * The elements of a set of the state of which something is true, in TLC's order: a search may end before it comes to one for which the
   * evaluation fails. Where that does not depend on the state, only elements of
   * which it is true are looked for in the set.
   */
  private *present(set: number, holds: (element: Value) => boolean): Generator<Value, void> {
    const { trees, layout } = this.evaluator;
    const size = trees.size(set);
    for (const place of layout.placesInOrder(set, size)) {
      const element = layout.sets[set]!.elements[place]!;
      const told = this.withoutLooking(() => holds(element));
      if (told === false || !trees.bit(set, place)) continue;
      if (told === true || holds(element)) yield element;
    }
  }

  /** Null if it depends on the state, or may fail. */
  private withoutLooking(holds: () => boolean): boolean | null {
    const start = mark();
    try {
      return this.evaluator.trees.withoutLooking(holds);
    } catch (error) {
      if (!(error instanceof EvaluationError || error instanceof Locked || error instanceof Declined)) throw error;
      drop(start);
      return null;
    }
  }

  choose(core: Form<'choose'>, names: Environment): Value {
    const range = rangeOf(core.bound);
    const set = this.evaluator.symbols.force(this.setsOf([range], names)[0]!);
    const size = enumerableSize(set);
    for (let i = 0; i < size; i += 1) {
      const element = elementOf(set, i);
      if (this.evaluator.truth(core.body, bindRange(range, element, names))) return element;
    }
    throw new Declined('CHOOSE finds no element');
  }

  filter(core: Form<'setFilter'>, names: Environment): Value {
    const range = rangeOf(core.bound);
    const set = this.setsOf([range], names)[0]!;
    const holds = (element: Value): boolean => this.evaluator.truth(core.body, bindRange(range, element, names));
    if (isSetPart(set)) return setOf([...this.present(set.shape.set, holds)]);
    return setOf(elementsOf(explicit(this.evaluator.symbols.force(set))).filter(holds));
  }

  map(core: Form<'setMap'>, names: Environment): Value {
    const values: Value[] = [];
    this.each(core.bounds, names, (inner) => values.push(this.evaluator.value(core.body, inner)));
    return setOf(values);
  }

  function(core: Form<'function'>, names: Environment): Symbolic {
    const ranges = rangesOf(core.bounds);
    const items = new Map<Value, Symbolic>();
    this.each(core.bounds, names, (inner, elements) => {
      const key = ranges.length === 1 ? elements[0]! : tupleOf(elements);
      items.set(key, this.evaluator.symbolic(core.body, inner));
    });
    const domain = setOf(items.keys());
    const keys = elementsOf(domain);
    return new Table(
      domain,
      keys,
      keys.map((key) => items.get(key)!),
    );
  }

  recursive(core: Form<'recursiveFunction'>, names: Environment): Symbolic {
    const [range, more] = rangesOf(core.bounds);
    if (more !== undefined || range!.bound.set === null)
      throw new Declined('a recursive function of several arguments');
    const domain = this.setsOf([range!], names)[0]!;
    const rule: Rule = new Rule((argument) => {
      if (!this.evaluator.symbols.member(argument, domain))
        throw new Declined('a function is applied outside its domain');
      return this.evaluator.symbolic(core.body, bindRange(range!, argument, names.with(core.self, rule)));
    });
    return rule;
  }

  /** Calls `visit` for all elements of the ranges, which are looked at whole. */
  private each(
    bounds: readonly CoreBound[],
    names: Environment,
    visit: (names: Environment, elements: readonly Value[]) => void,
  ): void {
    const ranges = rangesOf(bounds);
    const sets = this.setsOf(ranges, names).map((set) => this.evaluator.symbols.force(set));
    const nest = (index: number, inner: Environment, elements: readonly Value[]): void => {
      const range = ranges[index];
      if (range === undefined) {
        visit(inner, elements);
        return;
      }
      const size = enumerableSize(sets[index]!);
      for (let i = 0; i < size; i += 1) {
        const element = elementOf(sets[index]!, i);
        nest(index + 1, bindRange(range, element, inner), [...elements, element]);
      }
    };
    nest(0, names, []);
  }
}
