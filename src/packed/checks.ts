/**
 * Formulas over one state as trees: conjuncts and instances of \\A fork, so that each is known for what it looks at by itself, and
 * need not be looked at again where that has not changed.
 */
import type { Core } from '../tla2ts/core.js';
import { overRanges } from './alternatives.js';
import type { Environment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { rangesOf } from './loops.js';
import { isFunctionPart, Part } from './symbols.js';

type Form<K extends Core['kind']> = Core & { readonly kind: K };

export class Checks {
  constructor(private readonly evaluator: Evaluator) {}

  /** A formula over one state: conjuncts and instances of \A by themselves, so that each is known for what it looks at. */
  check(core: Core, names: Environment): void {
    const { evaluator } = this;
    const { trees } = evaluator;
    switch (core.kind) {
      case 'builtin':
        if (core.operator === '/\\') {
          trees.fork(core.args.length, (i) => this.check(core.args[i]!, names));
          return;
        }
        if (core.operator === '=>') {
          if (evaluator.truth(core.args[0] as Core, names)) this.check(core.args[1] as Core, names);
          else trees.truth(true);
          return;
        }
        if (core.operator === '\\in' && this.checkMember(core, names)) return;
        break;
      case 'quantifier':
        if (core.quantifier !== '\\A') break;
        overRanges(evaluator, rangesOf(core.bounds), names, (inner) => this.check(core.body, inner));
        return;
      case 'if':
        this.check(evaluator.truth(core.condition, names) ? core.whenTrue : core.whenFalse, names);
        return;
      case 'let':
        this.check(core.body, evaluator.withLocals(core.definitions, names));
        return;
      case 'call': {
        const { definition } = core;
        if (definition.library || definition.recursive || definition.local || names.lookup(definition) !== undefined)
          break;
        this.check(definition.body, evaluator.withArguments(definition, core.args, names));
        return;
      }
      default:
    }
    trees.truth(evaluator.truth(core, names));
  }

  /** `f \in [S -> T]` value by value. */
  private checkMember(core: Form<'builtin'>, names: Environment): boolean {
    const { evaluator } = this;
    const [element, set] = core.args as [Core, Core];
    const described = evaluator.membership.describedSet(set, names);
    if (described === null) return false;
    const { core: kind, names: inner } = described;
    const f = evaluator.symbolic(element, names);
    if (kind.kind !== 'functionSet' || !isFunctionPart(f)) return false;
    const { shape } = f;
    if (!evaluator.symbols.equal(shape.domain, evaluator.value(kind.domain, inner))) return false;
    evaluator.trees.fork(shape.items.length, (i) => this.checkPart(new Part(shape.items[i]!), kind.range, inner));
    return true;
  }

  private checkPart(part: Part, set: Core, names: Environment): void {
    const { evaluator } = this;
    const described = evaluator.membership.describedSet(set, names);
    if (described?.core.kind === 'functionSet' && isFunctionPart(part)) {
      const { range, domain } = described.core;
      const { shape } = part;
      if (!evaluator.symbols.equal(shape.domain, evaluator.value(domain, described.names)))
        evaluator.trees.truth(false);
      else
        evaluator.trees.fork(shape.items.length, (i) =>
          this.checkPart(new Part(shape.items[i]!), range, described.names),
        );
      return;
    }
    evaluator.trees.truth(evaluator.membership.isIn(() => part, set, names));
  }
}
