/**
 * Takes temporal formulas apart, as TLC does (tlc2/tool/impl/SpecProcessor.java): a specification into its initial
 * predicate, next-state relation and fairness, a property into what one state, one step, or only a behaviour refutes.
 */
import type { Core, CoreArgument, Definition, Level, Specification } from '../core.js';
import { usesOf } from './facts.js';
import type { NamedFormula, StepProperty } from './program.js';
import { isOperatorValue, visitChildren } from './traverse.js';

export interface Behaviour {
  readonly init: readonly Core[];
  /** The `N` of every `[][N]_v`. */
  readonly next: readonly Core[];
  readonly temporal: readonly Core[];
  /** Actions that stand by themselves, without `[][...]_v`: TLC refuses them. */
  readonly actions: readonly Core[];
  /** Conjuncts `[]P` where P speaks of states: they would bound the states that are reached, which nobody carries out. */
  readonly always: readonly Core[];
}

export function takeApartSpecification(core: Core): Behaviour {
  const init: Core[] = [];
  const next: Core[] = [];
  const temporal: Core[] = [];
  const actions: Core[] = [];
  const always: Core[] = [];
  walkConjuncts(core, (conjunct) => {
    const boxed = boxedAction(conjunct);
    if (boxed !== null) next.push(boxed.action);
    else if (conjunct.level <= 1) init.push(conjunct);
    else if (conjunct.level === 2) actions.push(conjunct);
    else if (alwaysState(conjunct)) always.push(conjunct);
    else temporal.push(conjunct);
  });
  return { init, next, temporal, actions, always };
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
    else if (alwaysState(conjunct)) invariants.push({ name, body: conjunct.args[0] as Core });
    else if (conjunct.level === 2) actions.push(conjunct);
    else temporal.push({ name, body: conjunct });
  });
  return { invariants, steps, temporal, actions };
}

/** `[]P` with a P that speaks of one state. */
function alwaysState(core: Core): core is Core & { readonly kind: 'builtin' } {
  return core.kind === 'builtin' && core.operator === '[]' && levelOf(core.args[0]) <= 1;
}

const levelOf = (core: Core | undefined): number => core?.level ?? 3;

/** The `[N]_v` of `[][N]_v`. */
function boxedAction(core: Core): (Core & { readonly kind: 'actionOf' }) | null {
  if (core.kind !== 'builtin' || core.operator !== '[]') return null;
  const body = core.args[0];
  return body?.kind === 'actionOf' && body.form === 'box' ? body : null;
}

/** Follows conjunctions, definitions and LET down to what is none of them. `around`: the definitions of the LETs. */
function walkConjuncts(core: Core, visit: (conjunct: Core) => void, around: readonly Definition[] = []): void {
  if (core.kind === 'builtin' && core.operator === '/\\') {
    for (const item of core.args) walkConjuncts(item, visit, around);
  } else if (core.kind === 'let') {
    const { definitions } = core;
    walkConjuncts(core.body, (conjunct) => visit(within(definitions, conjunct)), [...around, ...definitions]);
  } else if (core.kind === 'call' && core.level >= 2 && !core.definition.library && !core.definition.recursive) {
    const { definition, args } = core;
    if (args.length === 0) walkConjuncts(definition.body, visit, around);
    else walkConjuncts(definition.body, (conjunct) => walkApplied(conjunct, core, visit, around), around);
  } else {
    visit(core);
  }
}

/** What `call` makes of a conjunct of its definition. */
function walkApplied(
  conjunct: Core,
  call: Core & { readonly kind: 'call' },
  visit: (conjunct: Core) => void,
  around: readonly Definition[],
): void {
  const { definition } = call;
  const { args } = call;
  const lets = definition.local ? around : [];
  const argument = conjunct.kind === 'parameterRef' ? args[definition.parameters.indexOf(conjunct.symbol)] : undefined;
  if (conjunct.kind !== 'parameterRef' || argument === undefined) visit(applied(conjunct, definition, args, lets));
  else if (!isOperatorValue(argument)) walkConjuncts(argument, visit, around);
  else if (argument.kind !== 'definitionOperator') visit(applied(conjunct, definition, args, lets));
  else {
    const handed = conjunct.args.map((arg) => (isOperatorValue(arg) ? arg : applied(arg, definition, args, lets)));
    const level = Math.max(argument.definition.level, ...handed.map(levelOfArgument)) as Level;
    walkConjuncts(
      { kind: 'call', definition: argument.definition, args: handed, span: call.span, level },
      visit,
      around,
    );
  }
}

/** A part of a definition's body with the arguments of a call: the heads that are looked for stay, below them is a call. */
function applied(
  part: Core,
  definition: Definition,
  args: readonly CoreArgument[],
  around: readonly Definition[],
): Core {
  return below(part, (core) => {
    if (!usesParameters(core)) return core;
    const level = Math.max(core.level, ...args.map(levelOfArgument)) as Level;
    const body = within(around, core);
    const piece: Definition = { ...definition, local: false, body, level: core.level, span: core.span };
    return { kind: 'call', definition: piece, args, span: core.span, level };
  });
}

function levelOfArgument(argument: CoreArgument): number {
  if (!isOperatorValue(argument)) return argument.level;
  return argument.kind === 'definitionOperator' ? argument.definition.level : 0;
}

/** A part of a LET's body that is looked at by itself. */
function within(definitions: readonly Definition[], part: Core): Core {
  return below(part, (core) => {
    if (definitions.every((definition) => usesOf(core, definition) === 0)) return core;
    return { kind: 'let', definitions, body: core, span: core.span, level: core.level };
  });
}

/** Changes what stands below the heads that are looked for. */
function below(part: Core, change: (core: Core) => Core): Core {
  if (part.kind === 'builtin' && part.operator === '[]') {
    return { ...part, args: part.args.map((arg) => below(arg, change)) };
  }
  if (part.kind !== 'actionOf') return change(part);
  return { ...part, action: below(part.action, change), subscript: below(part.subscript, change) };
}

function usesParameters(core: Core): boolean {
  let uses = false;
  visitChildren(core, {
    expression: (child) => {
      uses ||= usesParameters(child);
    },
    parameter: () => {
      uses = true;
    },
  });
  return uses;
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
