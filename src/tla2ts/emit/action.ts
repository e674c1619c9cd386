/**
 * Actions and initial predicates: conjuncts from left to right, `x' = e` assigns at first sight and tests afterwards,
 * disjunctions, \E and `x' \in S` have several outcomes, and what comes after runs once for each (Tool.java:
 * getNextStates). Once all variables are assigned, whatever is left is a test without alternatives.
 *
 * Generated statements fall through when they are done; `fail` is the statement that gives an outcome up.
 */
import type { Core, Definition, VariableSymbol } from '../core.js';
import { assign, elementAction } from './action-assign.js';
import { callAction } from './action-call.js';
import { compose } from './action-composition.js';
import { conjuncts, letAction } from './action-conjuncts.js';
import { followedFunction, followFunction, isFollowedInside } from './action-function.js';
import { alternatives, choose, goOnAfter } from './action-join.js';
import { existsAction, forAllAction } from './action-quantifier.js';
import {
  assignedVariable,
  followedOperator,
  handedOver,
  mustExpandAction,
  resolveMacro,
  shapeOfAction,
  unchangedParts,
} from './action-shape.js';
import { bindMacros } from './call.js';
import type { Writer } from './code.js';
import { operand, predicate, value } from './expression.js';
import type { Assigned, Scope } from './scope.js';
import { unsupported } from './unsupported.js';

/** Definitions that are being written out in place of their calls: in a recursion that has no end. */
const expanding: Definition[] = [];
const EXPANSION_LIMIT = 50;

/** Writes what follows an outcome. `cheap`: a call or less, so that writing it twice does no harm. */
export interface Continuation {
  readonly cheap: boolean;
  /** Certain to have one outcome at most, whatever is assigned. */
  readonly single?: boolean;
  /** A function of the generated text that does all of it. */
  readonly text?: string | undefined;
  write(assigned: Assigned, fail: string, writer: Writer): void;
}

export const allAssigned = (assigned: Assigned): boolean => assigned.every((status) => status === 'yes');

export const settled = (scope: Scope): Scope => scope.child({ setting: 'expression' });

export function action(
  core: Core,
  around: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
): void {
  const scope = around.given(assigned);
  if (shapeOfAction(core, scope) === 'test') {
    test(core, scope, fail, writer);
    k.write(assigned, fail, writer);
    return;
  }
  const resolved = resolveMacro(core, scope);
  if (resolved.core !== core) {
    action(resolved.core, resolved.scope, assigned, fail, writer, k);
    return;
  }
  switch (core.kind) {
    case 'builtin':
      builtinAction(core, scope, assigned, fail, writer, k);
      return;
    case 'quantifier':
      if (core.quantifier === '\\E') existsAction(core, scope, assigned, writer, k);
      else forAllAction(core, scope, assigned, writer, k);
      return;
    case 'if': {
      const condition = predicate(core.condition, settled(scope));
      choose(
        [
          { head: `if (${condition})`, core: core.whenTrue },
          { head: 'else', core: core.whenFalse },
        ],
        shapeOfAction(core, scope) === 'single',
        scope,
        assigned,
        fail,
        writer,
        k,
      );
      return;
    }
    case 'case': {
      const arms = core.arms.map((arm, index) => ({
        head: `${index === 0 ? '' : 'else '}if (${predicate(arm.guard, settled(scope))})`,
        core: arm.value,
      }));
      const otherwise = core.other === null ? [{ head: 'else', core: null }] : [{ head: 'else', core: core.other }];
      choose([...arms, ...otherwise], shapeOfAction(core, scope) === 'single', scope, assigned, fail, writer, k);
      return;
    }
    case 'let': {
      letAction(core, scope, assigned, fail, writer, k);
      return;
    }
    case 'functionApply':
      followFunction(core, isFollowedInside(core) ? null : followedFunction(core, scope), scope, assigned, writer, k);
      return;
    case 'actionOf':
      subscripted(core, scope, assigned, writer, k);
      return;
    case 'call': {
      const followed = core.definition.local ? followedOperator(core, scope) : null;
      if (followed !== null) {
        action(core.definition.body, followed, assigned, fail, writer, k);
        return;
      }
      const variables = mustExpandAction(core, scope) ? handedOver(core, scope) : [];
      if (variables === null) {
        const definition = core.definition;
        if (expanding.filter((one) => one === definition).length > EXPANSION_LIMIT)
          unsupported(core, `${definition.name} within itself, with an argument that has yet to be assigned`);
        const inner = scope.child();
        bindMacros(definition.parameters, core.args, inner, scope);
        expanding.push(definition);
        try {
          action(definition.body, inner, assigned, fail, writer, k);
        } finally {
          expanding.pop();
        }
      } else callAction(core, variables, scope, assigned, fail, writer, k);
      return;
    }
    default:
      unsupported(core, 'this form of action');
  }
}

export function test(core: Core, scope: Scope, fail: string, writer: Writer): void {
  if (core.kind === 'builtin' && core.operator === '/\\') {
    for (const item of core.args) test(item, scope, fail, writer);
  } else if (!(core.kind === 'builtin' && core.operator === 'TRUE')) {
    const untested = scope.module.untestedIf.get(core);
    const failed = `!${operand(core, settled(scope))}`;
    writer.line(`if (${untested === undefined ? failed : `${untested} && ${failed}`}) ${fail}`);
  }
}

function builtinAction(
  core: Core & { kind: 'builtin' },
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
): void {
  const [first, second] = core.args as [Core, Core];
  switch (core.operator) {
    case '/\\':
      conjuncts(core.args, 0, scope, assigned, fail, writer, k);
      return;
    case '\\/':
      alternatives(
        core.args.map((branch) => (after, out, next) => action(branch, scope, assigned, after, out, next)),
        scope,
        assigned,
        writer,
        k,
      );
      return;
    case '=>': {
      const condition = predicate(first, settled(scope));
      choose(
        [
          { head: `if (${condition})`, core: second },
          { head: 'else', core: 'skip' },
        ],
        shapeOfAction(second, scope) === 'single',
        scope,
        assigned,
        fail,
        writer,
        k,
      );
      return;
    }
    case '=': {
      const variable = assignedVariable(first, scope) as VariableSymbol;
      const after = assign(variable, value(second, settled(scope)), scope, assigned, fail, writer);
      goOnAfter(assigned, after, scope, fail, writer, k);
      return;
    }
    case '\\in':
    case '\\subseteq':
      elementAction(core, assignedVariable(first, scope) as VariableSymbol, scope, assigned, fail, writer, k);
      return;
    case 'UNCHANGED': {
      let after = assigned;
      for (const part of unchangedParts(first, scope)) {
        if (part.core.kind === 'variableRef') {
          const { current } = scope.module.variable(part.core.symbol);
          after = assign(part.core.symbol, current, scope, after, fail, writer, true);
        } else {
          const before = value(part.core, part.scope.usedAt(scope, { setting: 'expression' }));
          const later = value(part.core, part.scope.usedAt(scope, { setting: 'expression', registers: 'next' }));
          writer.line(`if (!${scope.module.runtime('equal')}(${before}, ${later})) ${fail}`);
        }
      }
      goOnAfter(assigned, after, scope, fail, writer, k);
      return;
    }
    case '\\cdot':
      compose(first, second, scope, assigned, writer, k);
      return;
    default:
      unsupported(core, `${core.operator} as an action`);
  }
}

/** `[A]_v` as an action: A, or v stays; `<<A>>_v`: A, and v changes. */
function subscripted(
  core: Core & { kind: 'actionOf' },
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
): void {
  const unchanged: Core = { kind: 'builtin', operator: 'UNCHANGED', args: [core.subscript], span: core.span, level: 2 };
  if (core.form === 'box') {
    alternatives(
      [core.action, unchanged].map((branch) => (after, out, next) => action(branch, scope, assigned, after, out, next)),
      scope,
      assigned,
      writer,
      k,
    );
    return;
  }
  const changed: Core = { kind: 'builtin', operator: '~', args: [unchanged], span: core.span, level: 2 };
  const both: Core = { kind: 'builtin', operator: '/\\', args: [core.action, changed], span: core.span, level: 2 };
  const label = scope.temporary('angle');
  writer.block(`${label}:`, () => action(both, scope, assigned, `break ${label};`, writer, k));
}
