/** From a resolved specification and its configuration to what is compiled: the `lower` phase. */
import type { Name } from '../ast.js';
import type { Configuration, ConfigurationValue } from '../configuration/configuration.js';
import { sectionKeywords } from '../configuration/parse.js';
import type { Core, Definition, Specification } from '../core.js';
import { type Diagnostic, meantBy, type Outcome } from '../diagnostic.js';
import { definitionAction, splitActions } from './actions.js';
import { takeApartProperty, takeApartSpecification } from './behaviour.js';
import { cautions, missingBehaviour } from './cautions.js';
import { link } from './link.js';
import type { ActionTree, NamedAction, NamedFormula, Program, StepProperty } from './program.js';
import { isPure } from './purity.js';
import { readsOf } from './reads.js';
import { actionByItself, type Role, unfitFor } from './roles.js';

/** A value that the configuration gives for a constant, or for one application of a constant operator. */
export interface GivenConstant {
  readonly name: string;
  readonly args: readonly ConfigurationValue[];
  readonly value: ConfigurationValue;
}

export interface Lowered {
  readonly program: Program;
  readonly constants: readonly GivenConstant[];
}

/** What the standard modules define is checked by nobody. */
const ownNames = ({ visible }: Specification): string[] =>
  [...visible].flatMap(([name, { library }]) => (library ? [] : [name]));

export function lower(
  resolved: Specification,
  configuration: Configuration,
  /** Names of definitions that are wanted as actions by themselves. */
  extra: readonly string[] = [],
): Outcome<Lowered> {
  const diagnostics: Diagnostic[] = [];
  const specification = link(resolved, configuration, diagnostics);

  const definitionOf = (name: Name, role: Role): Definition | null => {
    const found = specification.visible.get(name.text);
    if (found === undefined) {
      diagnostics.push({
        code: 'TLA410',
        severity: 'error',
        message: `${role} ${name.text} is not defined in ${specification.name}`,
        span: name.span,
        ...meantBy(name.text, [...ownNames(specification), ...sectionKeywords]),
      });
      return null;
    }
    const unfit = unfitFor(role, name, found);
    if (unfit === null) return found;
    diagnostics.push(unfit);
    return null;
  };
  const callOf = (definition: Definition): Core => ({
    kind: 'call',
    definition,
    args: [],
    span: definition.span,
    level: definition.level,
  });
  const formulas = (names: readonly Name[], role: Role): NamedFormula[] =>
    names.flatMap((name) => {
      const definition = definitionOf(name, role);
      return definition === null ? [] : [{ name: name.text, body: callOf(definition) }];
    });
  const single = (name: Name | null, role: Role): Core | null => {
    const definition = name === null ? null : definitionOf(name, role);
    return definition === null ? null : callOf(definition);
  };

  let init: Core | null = null;
  let next: Core | null = null;
  let nextName = 'Next';
  let fairness: readonly Core[] = [];
  let conditions: readonly NamedFormula[] = [];
  if (configuration.specification !== null) {
    const definition = definitionOf(configuration.specification, 'SPECIFICATION');
    if (definition !== null) {
      const behaviour = takeApartSpecification(callOf(definition));
      init = conjunction(behaviour.init);
      conditions = constantConditions(definition.name, behaviour.init);
      if (behaviour.next.length > 1) {
        diagnostics.push({
          code: 'TLA411',
          severity: 'error',
          message: `${definition.name} has more than one next-state relation`,
          span: definition.span,
          expected: 'one conjunct of the form [][Next]_vars',
        });
      }
      for (const conjunct of behaviour.actions) {
        diagnostics.push(actionByItself('SPECIFICATION', configuration.specification, conjunct));
      }
      for (const { span } of behaviour.always) {
        diagnostics.push({
          code: 'TLA417',
          severity: 'error',
          message: `${definition.name} bounds its states by a formula []P, which is not carried out`,
          span,
          expected: 'P as a CONSTRAINT, or as an INVARIANT if it is to be checked',
        });
      }
      next = behaviour.next[0] ?? null;
      if (next === null && specification.variables.length > 0) {
        diagnostics.push({
          code: 'TLA418',
          severity: 'error',
          message: `${definition.name} has no next-state relation`,
          span: definition.span,
          expected: 'a conjunct of the form [][Next]_vars, not below a LET or another operator',
        });
      }
      fairness = behaviour.temporal;
    }
  } else {
    init = single(configuration.init, 'INIT');
    next = single(configuration.next, 'NEXT');
    const missing = missingBehaviour(configuration, specification);
    if (missing !== null) diagnostics.push(missing);
  }
  let tree: ActionTree | null = null;
  let actions: readonly NamedAction[] = [];
  if (next !== null) {
    let body = next;
    while (body.kind === 'call' && body.args.length === 0 && !body.definition.library) {
      const definition = body.definition;
      nextName = definition.name;
      body = definition.body;
    }
    ({ tree, actions } = splitActions(body, nextName));
  }

  const invariants: NamedFormula[] = formulas(configuration.invariants, 'INVARIANT');
  const stepProperties: StepProperty[] = [];
  const temporalProperties: NamedFormula[] = [];
  for (const property of configuration.properties) {
    const body = single(property, 'PROPERTY');
    if (body === null) continue;
    const parts = takeApartProperty(property.text, body);
    for (const conjunct of parts.actions) diagnostics.push(actionByItself('PROPERTY', property, conjunct));
    invariants.push(...parts.invariants);
    stepProperties.push(...parts.steps);
    temporalProperties.push(...parts.temporal);
  }
  diagnostics.push(...cautions(configuration, specification, temporalProperties));

  const program: Program = {
    specification,
    init,
    next: tree,
    nextName: next?.kind === 'call' && next.args.length === 0 ? visibleName(next.definition, specification) : null,
    actions,
    extraActions: extra.flatMap((name, offset) => {
      const definition = specification.visible.get(name);
      return definition === undefined ? [] : [definitionAction(definition, actions.length + offset)];
    }),
    invariants,
    stepProperties,
    temporalProperties,
    fairness,
    constraints: formulas(configuration.constraints, 'CONSTRAINT'),
    actionConstraints: formulas(configuration.actionConstraints, 'ACTION_CONSTRAINT'),
    assumptions: [
      ...specification.assumptions.map(({ name, body, span }) => ({
        name: name ?? `line ${span.line} of ${span.file.slice(span.file.lastIndexOf('/') + 1)}`,
        body,
      })),
      ...conditions,
    ],
    symmetry: single(configuration.symmetry, 'SYMMETRY'),
    view: single(configuration.view, 'VIEW'),
    alias: specification.visible.has(configuration.alias?.text ?? '') ? single(configuration.alias, 'ALIAS') : null,
    postconditions: formulas(configuration.postconditions, 'POSTCONDITION'),
  };
  const constants = configuration.constants.map(({ name, module, args, value }) => ({
    name: module === null ? name.text : `${module.text}!${name.text}`,
    args,
    value,
  }));
  return { value: { program, constants }, diagnostics };
}

/**
 * Conjuncts of a specification that speak of constants only, by name: one that is false leaves no behaviour, which is no
 * success. TLC refuses the specification, too.
 */
function constantConditions(specification: string, init: readonly Core[]): NamedFormula[] {
  return init.flatMap((conjunct) =>
    conjunct.kind === 'call' && conjunct.args.length === 0 && !conjunct.definition.library && isConstant(conjunct)
      ? [{ name: `${conjunct.definition.name} of SPECIFICATION ${specification}`, body: conjunct }]
      : [],
  );
}

/** In an instance the level counts a variable for which a constant stands. */
function isConstant(core: Core): boolean {
  if (core.level === 0) return true;
  const { current, next } = readsOf(core);
  return core.level === 1 && current.size === 0 && next.size === 0 && isPure(core);
}

function conjunction(items: readonly Core[]): Core | null {
  const [first] = items;
  if (first === undefined) return null;
  if (items.length === 1) return first;
  return { kind: 'builtin', operator: '/\\', args: items, span: first.span, level: 1 };
}

const visibleName = (definition: Definition, { visible }: Specification): string | null =>
  visible.get(definition.name) === definition ? definition.name : null;
