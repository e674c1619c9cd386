/**
 * Takes temporal formulas apart, as TLC does (tlc2/tool/impl/SpecProcessor.java): a specification into its initial
 * predicate, next-state relation and fairness, a property into what one state, one step, or only a behaviour refutes.
 */
import type { Core, Specification } from '../core.js';
import type { NamedFormula, StepProperty } from './program.js';

export interface Behaviour {
  readonly init: readonly Core[];
  /** The `N` of every `[][N]_v`. */
  readonly next: readonly Core[];
  readonly temporal: readonly Core[];
  /** Actions that stand by themselves, without `[][...]_v`: TLC refuses them. */
  readonly actions: readonly Core[];
}

export function takeApartSpecification(core: Core): Behaviour {
  const init: Core[] = [];
  const next: Core[] = [];
  const temporal: Core[] = [];
  const actions: Core[] = [];
  walkConjuncts(core, (conjunct) => {
    const boxed = boxedAction(conjunct);
    if (boxed !== null) next.push(boxed.action);
    else if (conjunct.level <= 1) init.push(conjunct);
    else if (conjunct.level === 2) actions.push(conjunct);
    else temporal.push(conjunct);
  });
  return { init, next, temporal, actions };
}

export interface TakenApartProperty {
  readonly invariants: readonly NamedFormula[];
  readonly steps: readonly StepProperty[];
  readonly temporal: readonly NamedFormula[];
  /** As in `Behaviour`. */
  readonly actions: readonly Core[];
}

export function takeApartProperty(name: string, core: Core): TakenApartProperty {
  const invariants: NamedFormula[] = [];
  const steps: StepProperty[] = [];
  const temporal: NamedFormula[] = [];
  const actions: Core[] = [];
  walkConjuncts(core, (conjunct) => {
    const boxed = boxedAction(conjunct);
    if (boxed !== null) steps.push({ name, kind: 'action', body: boxed });
    else if (conjunct.level <= 1) steps.push({ name, kind: 'init', body: conjunct });
    else if (conjunct.kind === 'builtin' && conjunct.operator === '[]' && levelOf(conjunct.args[0]) <= 1) {
      invariants.push({ name, body: conjunct.args[0] as Core });
    } else if (conjunct.level === 2) actions.push(conjunct);
    else temporal.push({ name, body: conjunct });
  });
  return { invariants, steps, temporal, actions };
}

const levelOf = (core: Core | undefined): number => core?.level ?? 3;

/** The `[N]_v` of `[][N]_v`. */
function boxedAction(core: Core): (Core & { readonly kind: 'actionOf' }) | null {
  if (core.kind !== 'builtin' || core.operator !== '[]') return null;
  const body = core.args[0];
  return body?.kind === 'actionOf' && body.form === 'box' ? body : null;
}

/** Follows conjunctions and definitions without parameters down to what is neither. */
function walkConjuncts(core: Core, visit: (conjunct: Core) => void): void {
  if (core.kind === 'builtin' && core.operator === '/\\') {
    for (const item of core.args) walkConjuncts(item, visit);
  } else if (core.kind === 'call' && core.args.length === 0 && core.level >= 2 && !core.definition.library) {
    walkConjuncts(core.definition.body, visit);
  } else {
    visit(core);
  }
}

/** Names of the definitions that say a whole behaviour, `Init /\ [][Next]_vars` and perhaps fairness, at the root. */
export function specificationFormulas(specification: Specification): readonly string[] {
  const found: string[] = [];
  for (const [name, definition] of specification.visible) {
    if (definition.level < 3 || definition.parameters.length > 0 || definition.module !== specification.name) continue;
    // A definition that only names another one's formula, such as a refinement's `TC!Spec`, says nothing new.
    if (name.includes('!') || definition.body.kind === 'call') continue;
    const { init, next } = takeApartSpecification(definition.body);
    if (init.length > 0 && next.length === 1) found.push(name);
  }
  return found;
}
