/**
 * Temporal formulas as data over formulas of one state or one step (check/liveness/formula.ts). Temporal operators are
 * written out; definitions are expanded where they are used; quantifiers range over constant sets.
 */
import type { Core, Level } from '../core.js';
import { freeNamesOf } from '../lower/facts.js';
import { isPure } from '../lower/purity.js';
import { isOperatorValue } from '../lower/traverse.js';
import { resolveMacro } from './action-shape.js';
import { loopOver } from './bounds.js';
import { bindMacros } from './call.js';
import { predicate } from './expression.js';
import type { Scope } from './scope.js';
import { unsupported } from './unsupported.js';

/** The text of a `TemporalFormula`. */
export function temporalFormula(core: Core, scope: Scope): string {
  const level = levelIn(core, scope);
  if (level === 3) return temporal(core, scope);
  // As a proposition it would split what it stands beside into cases, and make a tableau of fairness.
  if (level === 0 && isPureIn(core, scope)) return `{ kind: 'constant', value: ${predicate(core, scope)} }`;
  return leaf(core, level, scope);
}

const always = (of: string): string => `{ kind: 'always', of: ${of} }`;
const eventually = (of: string): string => `{ kind: 'eventually', of: ${of} }`;
const not = (of: string): string => `{ kind: 'not', of: ${of} }`;
const and = (...items: string[]): string => `{ kind: 'and', items: [${items.join(', ')}] }`;
const or = (...items: string[]): string => `{ kind: 'or', items: [${items.join(', ')}] }`;

function leaf(core: Core, level: Level, scope: Scope): string {
  return `{ kind: '${level === 2 ? 'step' : 'state'}', holds: () => ${predicate(core, scope)} }`;
}

/** The level of `core` where names stand for what they were bound to. */
function levelIn(core: Core, scope: Scope): Level {
  let level = core.level;
  for (const name of freeNamesOf(core)) {
    const binding = scope.lookup(name);
    if (binding?.kind !== 'macro') continue;
    const { argument } = binding;
    const inner = isOperatorValue(argument)
      ? argument.kind === 'definitionOperator'
        ? argument.definition.level
        : 0
      : levelIn(argument, binding.scope);
    if (inner > level) level = inner;
  }
  return level;
}

/** Whether `core` is always the same, with what names stand for. */
function isPureIn(core: Core, scope: Scope): boolean {
  if (!isPure(core)) return false;
  for (const name of freeNamesOf(core)) {
    const binding = scope.lookup(name);
    if (binding?.kind !== 'macro') continue;
    const { argument } = binding;
    if (isOperatorValue(argument) || !isPureIn(argument, binding.scope)) return false;
  }
  return true;
}

function temporal(core: Core, scope: Scope): string {
  const part = (inner: Core): string => temporalFormula(inner, scope);
  switch (core.kind) {
    case 'builtin':
      return builtin(core, scope);
    case 'quantifier':
      return quantifier(core, scope);
    case 'if': {
      const condition = part(core.condition);
      return and(or(not(condition), part(core.whenTrue)), or(condition, part(core.whenFalse)));
    }
    case 'let':
      return temporalFormula(core.body, withDefinitions(core, scope));
    case 'fairness':
      return fairness(core, scope);
    case 'call':
    case 'parameterRef':
    case 'boundRef':
      return expanded(core, scope);
    default:
      return unsupported(core, 'a temporal formula in this place');
  }
}

function builtin(core: Extract<Core, { kind: 'builtin' }>, scope: Scope): string {
  const items = (): string[] => core.args.map((arg) => temporalFormula(arg, scope));
  const [first = '', second = ''] = core.args.length <= 2 ? items() : [];
  switch (core.operator) {
    case '/\\':
      return and(...items());
    case '\\/':
      return or(...items());
    case '~':
      return not(first);
    case '=>':
      return or(not(first), second);
    case '<=>':
      return and(or(not(first), second), or(not(second), first));
    case '[]':
      return always(first);
    case '<>':
      return eventually(first);
    case '~>':
      return always(or(not(first), eventually(second)));
    default:
      return unsupported(core, `the temporal operator ${core.operator}`);
  }
}

function quantifier(core: Extract<Core, { kind: 'quantifier' }>, scope: Scope): string {
  if (core.quantifier === '\\AA' || core.quantifier === '\\EE') return unsupported(core, 'temporal quantification');
  const kind = core.quantifier === '\\A' ? 'and' : 'or';
  return scope.module.lift(scope, 'TemporalFormula', (inner, writer) => {
    const items = inner.temporary('items');
    writer.line(`const ${items}${scope.module.type('TemporalFormula[]')} = [];`);
    loopOver(core.bounds, inner, writer, core, (deepest) => {
      writer.line(`${items}.push(${temporalFormula(core.body, deepest)});`);
    });
    writer.line(`return { kind: '${kind}', items: ${items} };`);
  });
}

function withDefinitions(core: Extract<Core, { kind: 'let' }>, scope: Scope): Scope {
  const inner = scope.child();
  for (const definition of core.definitions) {
    const { span } = definition;
    const argument =
      definition.parameters.length === 0
        ? definition.body
        : ({ kind: 'definitionOperator', definition, span } as const);
    inner.bind(definition, { kind: 'macro', argument, scope: inner });
  }
  return inner;
}

/**
 * `WF_v(A)` is `[]<>(~ENABLED <<A>>_v \/ <<A>>_v)`, `SF_v(A)` is `<>[]~ENABLED <<A>>_v \/ []<><<A>>_v` (Specifying Systems,
 * section 8.4).
 */
function fairness(core: Extract<Core, { kind: 'fairness' }>, scope: Scope): string {
  const { action, subscript, span } = core;
  const step: Core = { kind: 'actionOf', form: 'angle', action, subscript, span, level: 2 };
  const enabled: Core = core.enabled ?? { kind: 'builtin', operator: 'ENABLED', args: [step], span, level: 1 };
  const taken = leaf(step, 2, scope);
  const disabled = not(leaf(enabled, 1, scope));
  return core.strength === 'WF'
    ? always(eventually(or(disabled, taken)))
    : or(eventually(always(disabled)), always(eventually(taken)));
}

function expanded(core: Extract<Core, { kind: 'call' | 'parameterRef' | 'boundRef' }>, scope: Scope): string {
  const resolved = resolveMacro(core, scope);
  if (resolved.core !== core) return temporalFormula(resolved.core, resolved.scope);
  if (core.kind !== 'call') return unsupported(core, 'a temporal formula in this place');
  if (core.definition.recursive) return unsupported(core, `${core.definition.name}, a recursive temporal formula`);
  const { definition } = core;
  const inner = scope.child();
  bindMacros(definition.parameters, core.args, inner, scope);
  return temporalFormula(definition.body, inner);
}
