/**
 * Next-state relations and invariants as trees: where TLC would try one alternative after the other, the tree forks, and each
 * alternative is learnt by itself. Conjuncts go from left to right, `x' = e` assigns at first sight and tests afterwards.
 */
import { elementsOf } from '../tla/runtime.js';
import type { Core } from '../tla2ts/core.js';
import type { ActionTree, NamedFormula } from '../tla2ts/lower/program.js';
import { overElements, overRanges } from './alternatives.js';
import { Environment, Operator, Thunk } from './environment.js';
import type { Evaluator } from './evaluate.js';
import type { Write } from './layout.js';
import { bindRange, rangesOf, setOfBound } from './loops.js';
import { Declined, Part, type Symbolic } from './symbols.js';

type Assigned = readonly (Symbolic | undefined)[];
type Continuation = (assigned: Assigned) => void;
type Form<K extends Core['kind']> = Core & { readonly kind: K };

interface Conjunct {
  readonly core: Core;
  readonly names: Environment;
}

const MOST_ENTERED = 200;

export class Actions {
  private entered = 0;

  /** `properties`: of steps, `[A]_v` each. */
  constructor(
    private readonly evaluator: Evaluator,
    private readonly properties: readonly NamedFormula[] = [],
  ) {}

  /** All outcomes of the next-state relation. */
  next(tree: ActionTree): void {
    const assigned: Assigned = this.evaluator.layout.shapes.map(() => undefined);
    this.tree(tree, new Environment(), assigned);
  }

  private tree(tree: ActionTree, names: Environment, assigned: Assigned): void {
    switch (tree.kind) {
      case 'choice':
        this.evaluator.trees.fork(tree.branches.length, (i) => this.tree(tree.branches[i]!, names, assigned));
        return;
      case 'exists':
        overRanges(this.evaluator, rangesOf(tree.core.bounds), names, (inner) => this.tree(tree.body, inner, assigned));
        return;
      case 'let':
        this.tree(tree.body, this.evaluator.withLocals(tree.core.definitions, names), assigned);
        return;
      case 'enter':
        this.tree(tree.body, this.evaluator.withArguments(tree.core.definition, tree.core.args, names), assigned);
        return;
      case 'leaf':
        this.action(tree.core, names, assigned, (after) => this.outcome(after));
    }
  }

  private outcome(assigned: Assigned): void {
    const { layout, symbols, trees } = this.evaluator;
    const writes: Write[] = [];
    layout.shapes.forEach((shape, variable) => {
      const value = assigned[variable];
      if (value === undefined) throw new Declined('a variable gets no value');
      symbols.writes(shape, value, writes);
    });
    this.evaluator.assigned = assigned;
    for (const { name, body } of this.properties) {
      if (!this.evaluator.truth(body, new Environment())) throw new Declined(`a step violates the property ${name}`);
    }
    trees.outcome(writes);
  }

  /** As TLC, it follows formulas that assign nothing, too: `\\E` and `\\/` in them make an outcome each. */
  private action(core: Core, names: Environment, assigned: Assigned, k: Continuation): void {
    const { evaluator } = this;
    evaluator.assigned = assigned;
    switch (core.kind) {
      case 'quantifier':
        if (core.quantifier === '\\E')
          overRanges(evaluator, rangesOf(core.bounds), names, (inner) => this.action(core.body, inner, assigned, k));
        else if (mayAlternate(core.body)) this.forAll(core, names, assigned, k);
        else this.test(core, names, assigned, k);
        return;
      case 'if':
        this.action(evaluator.truth(core.condition, names) ? core.whenTrue : core.whenFalse, names, assigned, k);
        return;
      case 'case': {
        const chosen = core.arms.find(({ guard }) => evaluator.truth(guard, names))?.value ?? core.other;
        if (chosen === null) throw new Declined('no arm of a CASE is true');
        this.action(chosen, names, assigned, k);
        return;
      }
      case 'let':
        this.action(core.body, evaluator.withLocals(core.definitions, names), assigned, k);
        return;
      case 'call':
      case 'parameterRef':
      case 'boundRef':
        if (!this.named(core, names, assigned, k)) this.test(core, names, assigned, k);
        return;
      case 'builtin':
        this.builtin(core, names, assigned, k);
        return;
      case 'actionOf':
        throw new Declined('[A]_v as an action');
      case 'functionApply': {
        const { core: literal } = this.resolve(core.function, names);
        const isFollowed = literal.kind === 'function' || literal.kind === 'recursiveFunction';
        if (isFollowed && mayAlternate(literal.body)) throw new Declined('a function around alternatives');
        this.test(core, names, assigned, k);
        return;
      }
      default:
        this.test(core, names, assigned, k);
    }
  }

  /** The conjunction of the instances; in TLC's order the first one is followed by the last, down to the second. */
  private forAll(core: Form<'quantifier'>, names: Environment, assigned: Assigned, k: Continuation): void {
    const instances = this.instances(core, names);
    const [first, ...others] = instances;
    const order = first === undefined ? [] : [first, ...others.reverse()];
    this.conjuncts(
      order.map((inner) => ({ core: core.body, names: inner })),
      0,
      assigned,
      k,
    );
  }

  /** The names of the instances of a quantifier; the first name's elements come by turns. */
  private instances(core: Form<'quantifier'>, names: Environment): Environment[] {
    const { symbols } = this.evaluator;
    const ranges = rangesOf(core.bounds);
    const sets = ranges.map(({ bound }) =>
      elementsOf(symbols.force(this.evaluator.symbolic(setOfBound(bound), names))),
    );
    return ranges.reduceRight<Environment[]>(
      (inners, range, index) =>
        inners.flatMap((inner) => sets[index]!.map((element) => bindRange(range, element, inner))),
      [names],
    );
  }

  /** From left to right; with everything assigned, what is left is true or false. */
  private conjuncts(items: readonly Conjunct[], index: number, assigned: Assigned, k: Continuation): void {
    const item = items[index];
    if (item === undefined) {
      k(assigned);
      return;
    }
    const go = (after: Assigned): void => this.conjuncts(items, index + 1, after, k);
    const settled = index > 0 && assigned.every((value) => value !== undefined);
    if (settled) this.test(item.core, item.names, assigned, go);
    else this.action(item.core, item.names, assigned, go);
  }

  private test(core: Core, names: Environment, assigned: Assigned, k: Continuation): void {
    this.evaluator.assigned = assigned;
    if (this.evaluator.truth(core, names)) k(assigned);
  }

  /** Follows what a name stands for; false if that is a value, or an operator of the library. */
  private named(
    core: Form<'call'> | Form<'parameterRef'> | Form<'boundRef'>,
    names: Environment,
    assigned: Assigned,
    k: Continuation,
  ): boolean {
    const { evaluator } = this;
    const binding = names.lookup(core.kind === 'call' ? core.definition : core.symbol);
    const args = core.kind === 'boundRef' ? [] : core.args;
    const follow = (body: Core, inner: () => Environment): boolean => {
      this.enter(() => this.action(body, inner(), assigned, k));
      return true;
    };
    if (binding instanceof Thunk) return follow(binding.core, () => binding.environment);
    if (binding instanceof Operator) {
      const { operator, environment } = binding;
      if (operator.kind !== 'definitionOperator') throw new Declined('an action that is handed over');
      const { definition } = operator;
      const around = definition.local ? environment : null;
      return follow(definition.body, () => evaluator.withArguments(definition, args, names, around));
    }
    if (core.kind !== 'call' || binding !== undefined || core.definition.library) return false;
    return follow(core.definition.body, () => evaluator.withArguments(core.definition, args, names));
  }

  private enter(run: () => void): void {
    this.entered += 1;
    try {
      if (this.entered > MOST_ENTERED) throw new Declined('actions within actions without end');
      run();
    } finally {
      this.entered -= 1;
    }
  }

  private builtin(core: Form<'builtin'>, names: Environment, assigned: Assigned, k: Continuation): void {
    const { evaluator } = this;
    const { operator, args } = core;
    const [first, second] = args as [Core, Core];
    switch (operator) {
      case '/\\':
        this.conjuncts(
          args.map((item) => ({ core: item, names })),
          0,
          assigned,
          k,
        );
        return;
      case '\\/':
        evaluator.trees.fork(args.length, (i) => this.action(args[i]!, names, assigned, k));
        return;
      case '=>':
        if (evaluator.truth(first, names)) this.action(second, names, assigned, k);
        else k(assigned);
        return;
      case '=': {
        const variable = this.primedVariable(first, names);
        if (variable === null || assigned[variable] !== undefined) break;
        k(put(assigned, variable, evaluator.symbolic(second, names)));
        return;
      }
      case '\\in': {
        const variable = this.primedVariable(first, names);
        if (variable === null || assigned[variable] !== undefined) break;
        overElements(evaluator, evaluator.symbolic(second, names), (element) => k(put(assigned, variable, element)));
        return;
      }
      case 'UNCHANGED':
        this.unchanged(first, names, assigned, k);
        return;
      case '\\subseteq':
      case '\\cdot':
        if (core.level >= 2) throw new Declined(`${operator} as an action`);
        break;
      default:
    }
    this.test(core, names, assigned, k);
  }

  private unchanged(core: Core, names: Environment, assigned: Assigned, k: Continuation): void {
    const { evaluator } = this;
    const resolved = this.resolve(core, names);
    if (resolved.core.kind === 'tuple') {
      const { items } = resolved.core;
      const from = (index: number, after: Assigned): void => {
        if (index === items.length) k(after);
        else this.unchanged(items[index]!, resolved.names, after, (then) => from(index + 1, then));
      };
      from(0, assigned);
      return;
    }
    if (resolved.core.kind !== 'variableRef') throw new Declined('UNCHANGED of an expression');
    const { index } = resolved.core.symbol;
    const same = new Part(evaluator.layout.shapes[index]!);
    const before = assigned[index];
    if (before === undefined) k(put(assigned, index, same));
    else if (evaluator.symbols.equal(before, same)) k(assigned);
  }

  /** What a name without arguments stands for. */
  private resolve(core: Core, names: Environment): { core: Core; names: Environment } {
    if (core.kind === 'parameterRef' || (core.kind === 'call' && core.args.length === 0 && !core.definition.library)) {
      const binding = names.lookup(core.kind === 'call' ? core.definition : core.symbol);
      if (binding instanceof Thunk) return this.resolve(binding.core, binding.environment);
      if (binding === undefined && core.kind === 'call' && !core.definition.local)
        return this.resolve(core.definition.body, new Environment());
    }
    return { core, names };
  }

  /** The variable that an equation with this left side assigns, by its index. */
  private primedVariable(core: Core, names: Environment): number | null {
    const primed = this.resolve(core, names);
    if (primed.core.kind !== 'builtin' || primed.core.operator !== "'") return null;
    const { core: inner } = this.resolve(primed.core.args[0] as Core, primed.names);
    return inner.kind === 'variableRef' ? inner.symbol.index : null;
  }
}

const put = (assigned: Assigned, variable: number, value: Symbolic): Assigned => {
  const after = assigned.slice();
  after[variable] = value;
  return after;
};

/** Whether a formula may have several outcomes where it stands as a conjunct, or assign something. */
function mayAlternate(core: Core, depth = 0): boolean {
  const below = (part: Core): boolean => depth > 50 || mayAlternate(part, depth + 1);
  if (core.level >= 2) return true;
  switch (core.kind) {
    case 'builtin':
      if (core.operator === '/\\') return core.args.some(below);
      return core.operator === '\\/' ? true : core.operator === '=>' && below(core.args[1] as Core);
    case 'quantifier':
      return core.quantifier === '\\E' || below(core.body);
    case 'if':
      return below(core.whenTrue) || below(core.whenFalse);
    case 'case':
      return core.arms.some(({ value }) => below(value)) || (core.other !== null && below(core.other));
    case 'let':
      return below(core.body);
    case 'call':
      return !core.definition.library && below(core.definition.body);
    case 'parameterRef':
    case 'functionApply':
      return true;
    default:
      return false;
  }
}
