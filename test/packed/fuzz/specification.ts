/** Random specifications: a few variables of small kinds, actions that change some of them, invariants that may be violated. */
import { Random } from '../../../src/core/random.js';
import { Formulas, type Named } from './formulas.js';
import { randomInvariant } from './invariants.js';
import { anyKind, constantOf, domainOf, type Keys, type Kind, keyKind, members } from './kinds.js';

export interface Variable {
  readonly name: string;
  readonly kind: Kind;
  /** `= e` or `\in S`. */
  readonly initially: string;
}

/** Conjuncts in their order; an assignment names its variables, and may have alternatives. */
export type Conjunct =
  | { readonly kind: 'guard'; readonly text: string }
  | { readonly kind: 'assignment'; readonly variables: readonly string[]; readonly alternatives: readonly string[] };

export interface Action {
  readonly name: string;
  /** `k \in S`, if the action has a parameter that the next-state relation chooses. */
  readonly over: string | null;
  /** `\E x \in S :`, one after the other. */
  readonly binders: readonly string[];
  readonly conjuncts: readonly Conjunct[];
}

export interface Specification {
  readonly definitions: readonly string[];
  readonly variables: readonly Variable[];
  readonly actions: readonly Action[];
  readonly invariants: readonly string[];
  /** `[][P]_v`, held by each step. */
  readonly steps: readonly string[];
  readonly constraint: string | null;
  readonly symmetric: boolean;
}

export function randomSpecification(seed: bigint): Specification {
  const random = new Random(seed);
  const variables = Array.from({ length: random.between(3, 6) }, (_, i): Variable => {
    const kind = anyKind(random);
    const several = random.chance(0.15) && kind.kind !== 'function' && kind.kind !== 'sequence';
    return { name: `v${i}`, kind, initially: several ? `\\in ${domainOf(kind)}` : `= ${constantOf(kind, random)}` };
  });
  const state = variables.map(({ name, kind }): Named => ({ text: name, kind }));
  const formulas = new Formulas(random);
  const definitions = Array.from({ length: random.next(4) }, (_, i) => {
    const name = `Op${i}`;
    const kind = random.chance(0.4) ? ({ kind: 'boolean' } as const) : random.pick(variables).kind;
    const parameters = Array.from({ length: random.next(3) }, () => random.pick(variables).kind);
    const named = parameters.map((of, at): Named => ({ text: `a${at}`, kind: of }));
    const body = formulas.expression(kind, [...named, ...state], 3);
    formulas.operators.push({ name, parameters, kind });
    return `${name}${named.length === 0 ? '' : `(${named.map(({ text }) => text).join(', ')})`} == ${body}`;
  });
  return {
    definitions,
    variables,
    // Each variable is changed by one at least.
    actions: Array.from({ length: variables.length + random.next(2) }, (_, i) => {
      const rest = random.shuffle(variables.filter((_, other) => other !== i));
      const changed = [...variables.slice(i, i + 1), ...rest].slice(0, random.pick([1, 1, 2, 3]));
      const own = variables[i];
      if (own !== undefined && random.chance(0.5)) return mover(`A${i}`, own, state, formulas, random);
      return randomAction(`A${i}`, random.shuffle(changed), variables, formulas, random);
    }),
    invariants: Array.from({ length: random.next(4) }, () => randomInvariant(formulas, state, random, 3)),
    steps: random.chance(0.15) ? [formulas.truth([...state, ...state.map(primed)], 2)] : [],
    constraint: random.chance(0.2) ? randomInvariant(formulas, state, random, random.next(3)) : null,
    symmetric: random.chance(0.15),
  };
}

const primed = ({ text, kind }: Named): Named => ({ text: `${text}'`, kind });

/** An action that goes on with a variable wherever it stands: guards that are never true leave most others nothing to do. */
function mover(name: string, variable: Variable, state: readonly Named[], formulas: Formulas, random: Random): Action {
  const binders: string[] = [];
  const scope = [...state];
  const bind = (text: string, kind: Kind, set: string): void => {
    binders.push(`\\E ${text} \\in ${set} :`);
    scope.push({ text, kind });
  };
  const { kind } = variable;
  const moved = kind.kind === 'function' ? kind.to : kind;
  if (kind.kind === 'function') bind(`k${formulas.fresh()}`, keyKind(kind.keys), kind.keys);
  if (moved.kind === 'set' || moved.kind === 'sequence') bind(formulas.fresh(), moved.of, domainOf(moved.of));
  const text = `${variable.name}' = ${formulas.step({ text: variable.name, kind }, scope)}`;
  const guards: Conjunct[] = random.chance(0.2) ? [{ kind: 'guard', text: formulas.truth(scope, 1) }] : [];
  return {
    name,
    over: null,
    binders,
    conjuncts: [...guards, { kind: 'assignment', variables: [variable.name], alternatives: [text] }],
  };
}

function randomAction(
  name: string,
  changed: Variable[],
  variables: readonly Variable[],
  formulas: Formulas,
  random: Random,
): Action {
  const scope: Named[] = variables.map(({ name: text, kind }) => ({ text, kind }));
  const over = random.chance(0.25) ? random.pick<Keys>(['1..2', '1..3', 'P']) : null;
  const parameter = `k${formulas.fresh()}`;
  if (over !== null) scope.push({ text: parameter, kind: keyKind(over) });
  const binders: string[] = [];
  for (let left = random.next(3); left > 0; left -= 1) {
    const functions = variables.filter(({ kind }) => kind.kind === 'function');
    if (functions.length > 0 && random.chance(0.5)) {
      const { keys } = random.pick(functions).kind as Extract<Kind, { kind: 'function' }>;
      const key = `k${formulas.fresh()}`;
      binders.push(`\\E ${key} \\in ${keys} :`);
      scope.push({ text: key, kind: keyKind(keys) });
      continue;
    }
    const sets = scope.filter(({ kind }) => kind.kind === 'set');
    const from = sets.length > 0 && random.chance(0.5) ? random.pick(sets) : null;
    const kind = from === null ? random.pick(variables).kind : (from.kind as Extract<Kind, { kind: 'set' }>).of;
    if (from === null && !['number', 'boolean', 'name', 'pair'].includes(kind.kind)) continue;
    const set = from === null ? domainOf(kind) : from.text;
    const [bound, other] = [formulas.fresh(), formulas.fresh()];
    if (kind.kind === 'pair' && random.chance(0.5)) {
      binders.push(`\\E <<${bound}, ${other}>> \\in ${set} :`);
      scope.push({ text: bound, kind: kind.first }, { text: other, kind: kind.second });
      continue;
    }
    const two = random.chance(0.2);
    binders.push(`\\E ${two ? `${bound}, ${other}` : bound} \\in ${set} :`);
    scope.push({ text: bound, kind }, ...(two ? [{ text: other, kind }] : []));
  }
  const conjuncts: Conjunct[] = [];
  while (changed.length > 0) {
    if (random.chance(0.4)) conjuncts.push({ kind: 'guard', text: formulas.truth(scope, 2) });
    const together = changed.splice(0, random.chance(0.2) ? 2 : 1);
    const assigned = (): string => assignments(together, scope, formulas, random);
    const alternatives = random.chance(0.2) ? [assigned(), assigned()] : [assigned()];
    conjuncts.push({ kind: 'assignment', variables: together.map((each) => each.name), alternatives });
    for (const each of together) scope.push({ text: `${each.name}'`, kind: each.kind });
  }
  if (random.chance(0.2)) conjuncts.push({ kind: 'guard', text: formulas.truth(scope, 2) });
  return { name, over: over === null ? null : `${parameter} \\in ${over}`, binders, conjuncts };
}

/** Of several variables, in one of the forms that an action may have. */
function assignments(
  together: readonly Variable[],
  scope: readonly Named[],
  formulas: Formulas,
  random: Random,
): string {
  const all = (more: readonly Named[] = []): string =>
    together.map((each) => assignment(each, [...scope, ...more], formulas, random)).join(' /\\ ');
  const condition = (): string => formulas.truth(scope, 1);
  const again = random.pick(together);
  const [first, second] = together;
  if (random.chance(0.6)) return all();
  return random.pick([
    () => `(IF ${condition()} THEN ${all()} ELSE ${all()})`,
    () => `(CASE ${condition()} -> ${all()} [] OTHER -> ${all()})`,
    () => `LET done == ${all()} IN ${condition()} /\\ done`,
    // Where it is false nothing is assigned by the first one: the second one does.
    () => ((when: string) => `(${when} => (${all()})) /\\ (~(${when}) => (${all()}))`)(condition()),
    () => {
      const { kind } = random.pick(scope);
      const text = formulas.fresh();
      return `(LET ${text} == ${formulas.expression(kind, scope, 2)} IN ${all([{ text, kind }])})`;
    },
    // What is assigned already is tested.
    () => `${all()} /\\ UNCHANGED <<${together.map(({ name }) => name).join(', ')}>>`,
    () => `${all()} /\\ ${assignment(again, scope, formulas, random)}`,
    () => `(\\A q \\in 1..${random.between(1, 2)} : ${all()})`,
    () =>
      second === undefined
        ? `(UNCHANGED ${first!.name} \\/ (${all()}))`
        : `(\\A q \\in {1, 2} : IF q = 1 THEN ${assignment(first!, scope, formulas, random)} ELSE ${assignment(second, scope, formulas, random)})`,
  ])();
}

function assignment({ name, kind }: Variable, scope: readonly Named[], formulas: Formulas, random: Random): string {
  if (random.chance(0.1) && ['number', 'boolean', 'name', 'pair'].includes(kind.kind))
    return `${name}' \\in ${domainOf(kind)}`;
  if (random.chance(0.1))
    return `${name}' \\in {${formulas.expression(kind, scope, 2)}, ${formulas.expression(kind, scope, 1)}}`;
  if (random.chance(0.5)) return `${name}' = ${formulas.step({ text: name, kind }, scope)}`;
  return `${name}' = ${formulas.change(kind, scope, 2)}`;
}

/** Module and configuration. `never`: more invariants, which some states violate. */
export function written(
  specification: Specification,
  never: readonly string[] = [],
): { module: string; config: string } {
  const { definitions, variables, actions, invariants, steps, constraint, symmetric } = specification;
  const names = variables.map(({ name }) => name);
  const all = [...invariants, ...never];
  const lines = [
    'EXTENDS Naturals, Sequences, FiniteSets, TLC',
    `CONSTANTS P, ${members.join(', ')}`,
    `VARIABLES ${names.join(', ')}`,
    `vars == <<${names.join(', ')}>>`,
    ...definitions,
    `Init == ${variables.map(({ name, initially }) => `/\\ ${name} ${initially}`).join(' ')}`,
    ...actions.map((action) => actionText(action, names)),
    `Next == ${actions.map(({ name, over }) => (over === null ? `\\/ ${name}` : `\\/ (\\E ${over} : ${name}(${over.split(' ')[0]}))`)).join(' ')}`,
    'Spec == Init /\\ [][Next]_vars',
    ...all.map((text, i) => `Inv${i} == ${text}`),
    ...steps.map((text, i) => `Step${i} == [][${text}]_vars`),
    ...(constraint === null ? [] : [`Within == ${constraint}`]),
    ...(symmetric ? ['Symmetric == Permutations(P)'] : []),
  ];
  const config = [
    'SPECIFICATION Spec',
    `CONSTANTS P = {${members.join(', ')}} ${members.map((each) => `${each} = ${each}`).join(' ')}`,
    'CHECK_DEADLOCK FALSE',
    ...all.map((_, i) => `INVARIANT Inv${i}`),
    ...steps.map((_, i) => `PROPERTY Step${i}`),
    ...(constraint === null ? [] : ['CONSTRAINT Within']),
    ...(symmetric ? ['SYMMETRY Symmetric'] : []),
  ];
  return { module: `---- MODULE M ----\n${lines.join('\n')}\n====\n`, config: `${config.join('\n')}\n` };
}

function actionText({ name, over, binders, conjuncts }: Action, variables: readonly string[]): string {
  const assigned = conjuncts.flatMap((each) => (each.kind === 'assignment' ? each.variables : []));
  const rest = variables.filter((each) => !assigned.includes(each));
  const parts = conjuncts.map((each) =>
    each.kind === 'guard' ? each.text : each.alternatives.map((text) => `(${text})`).join(' \\/ '),
  );
  if (rest.length > 0) parts.push(`UNCHANGED <<${rest.join(', ')}>>`);
  return `${name}${over === null ? '' : `(${over.split(' ')[0]})`} == ${binders.join(' ')} ${parts.map((part) => `/\\ (${part})`).join(' ')}`;
}
