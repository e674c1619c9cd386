/** `x \\in S` and `x \\subseteq S`, which look at the parts of x one by one where S is described by its parts. */
import { subsetOf } from '../tla/runtime.js';
import type { Core } from '../tla2ts/core.js';
import { Environment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import type { SetShape } from './shape.js';
import { isFunctionPart, isSetPart, type Part, type Symbolic, Table } from './symbols.js';

export class Membership {
  constructor(private readonly evaluator: Evaluator) {}

  /** `x \in S`, part by part where S is described by its parts. */
  isMember(element: Core, set: Core, names: Environment): boolean {
    return this.isIn(() => this.evaluator.symbolic(element, names), set, names);
  }

  isIn(element: () => Symbolic, set: Core, names: Environment): boolean {
    const described = this.describedSet(set, names);
    if (described === null) {
      const whole = this.evaluator.symbolic(set, names);
      return this.evaluator.symbols.member(this.evaluator.symbols.force(element()), whole);
    }
    const { core, names: inner } = described;
    const x = element();
    if (core.kind === 'functionSet' && (isFunctionPart(x) || x instanceof Table)) {
      const from = this.evaluator.symbols.domain(x);
      if (!this.evaluator.symbols.equal(from, this.evaluator.value(core.domain, inner))) return false;
      const keys = x instanceof Table ? x.keys : x.shape.keys;
      return keys.every((key) => this.isIn(() => this.evaluator.symbols.apply(x, key), core.range, inner));
    }
    if (core.kind === 'builtin' && core.operator === 'SUBSET' && isSetPart(x))
      return this.partIsSubset(x, core.args[0] as Core, inner);
    return this.evaluator.symbols.member(this.evaluator.symbols.force(x), this.evaluator.symbolic(set, names));
  }

  isSubset(left: Core, right: Core, names: Environment): boolean {
    const x = this.evaluator.symbolic(left, names);
    if (isSetPart(x)) return this.partIsSubset(x, right, names);
    return subsetOf(this.evaluator.symbols.force(x), this.evaluator.value(right, names));
  }

  /** Only elements that are not in the larger set have to be looked for; in TLC's order, for it may fail to tell. */
  private partIsSubset(x: Part<SetShape>, larger: Core, names: Environment): boolean {
    const { set } = x.shape;
    const whole = this.evaluator.symbolic(larger, names);
    const { layout, symbols, trees } = this.evaluator;
    for (const place of layout.placesInOrder(set, trees.size(set)))
      if (!symbols.member(layout.sets[set]!.elements[place]!, whole) && trees.bit(set, place)) return false;
    return true;
  }

  /** Through definitions without parameters to `[S -> T]` or SUBSET S; null if it is neither. */
  describedSet(set: Core, names: Environment): { core: Core; names: Environment } | null {
    if (set.kind === 'functionSet') return { core: set, names };
    if (set.kind === 'builtin' && set.operator === 'SUBSET') return { core: set, names };
    if (set.kind !== 'call' || set.args.length > 0 || set.definition.library || set.definition.local) return null;
    return this.describedSet(set.definition.body, new Environment());
  }
}
