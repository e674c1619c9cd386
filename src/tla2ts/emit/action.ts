/**
 * Actions and initial predicates: conjuncts from left to right, `x' = e` assigns at first sight and tests afterwards,
 * disjunctions, \E and `x' \in S` have several outcomes, and what comes after runs once for each (Tool.java:
 * getNextStates). Once all variables are assigned, whatever is left is a test without alternatives.
 *
 * Generated statements fall through when they are done; `fail` is the statement that gives an outcome up.
 */
import type { BoundSymbol, Core, CoreBound, Definition, VariableSymbol } from '../core.js';
import { freeNamesOf } from '../lower/facts.js';
import { readsOf } from '../lower/reads.js';
import { callAction } from './action-call.js';
import { compose } from './action-composition.js';
import { conjuncts, letAction } from './action-conjuncts.js';
import { followedFunction, followFunction, isFollowedInside } from './action-function.js';
import { alternatives, type Branch, choose, goOn, goOnAfter } from './action-join.js';
import {
  assignedVariable,
  followedOperator,
  mustExpandAction,
  resolveMacro,
  shapeOfAction,
  unchangedParts,
} from './action-shape.js';
import { bindElement, loopOver } from './bounds.js';
import { bindMacros } from './call.js';
import type { Writer } from './code.js';
import { operand, predicate, value } from './expression.js';
import { compareObserved, observedElement } from './observed.js';
import type { Assigned, Scope } from './scope.js';
import { limitsOf, narrowSubsets, type Subsets, withKnown } from './subsets.js';
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

const settled = (scope: Scope): Scope => scope.child({ setting: 'expression' });

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
      if (mustExpandAction(core, scope)) {
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
      } else callAction(core, scope, assigned, fail, writer, k);
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

/** The register that an action assigns. */
export function register(variable: VariableSymbol, scope: Scope): string {
  const { current, next } = scope.module.variable(variable);
  return scope.setting === 'init' ? current : next;
}

/** `x' = e`: an assignment or a test, whichever it is here. Returns what is assigned afterwards. */
function assign(
  variable: VariableSymbol,
  text: string,
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  explicit = /^[A-Za-z_$][\w$]*$|^-?\d+$|^(except|append|add|subtract|record\d?|tuple\d|set\d)\([^;]*\)$/.test(text),
): Assigned {
  const { module } = scope;
  const target = register(variable, scope);
  const status = assigned[variable.index];
  if (status === 'yes') {
    writer.line(`if (!${module.runtime('equal')}(${target}, ${text})) ${fail}`);
    return assigned;
  }
  const kept = explicit ? text : `${module.runtime('normalize')}(${text})`;
  if (status === 'no') {
    writer.line(`${target} = ${kept};`);
  } else {
    const given = scope.temporary('given');
    writer.line(`const ${given} = ${kept};`);
    writer.line(`if (${target} === ${module.runtime('NONE')}) ${target} = ${given};`);
    writer.line(`else if (!${module.runtime('equal')}(${target}, ${given})) ${fail}`);
  }
  compareObserved(variable, target, scope, fail, writer);
  return assigned.map((old, index) => (index === variable.index ? 'yes' : old));
}

/** `x' \in S` and `x' \subseteq S`: one outcome for each element, or a test. `following` are the conjuncts after it. */
export function elementAction(
  core: Core & { kind: 'builtin' },
  variable: VariableSymbol,
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
  following: readonly Core[] = [],
): void {
  const { module } = scope;
  const target = register(variable, scope);
  const text = value(core.args[1] as Core, settled(scope));
  const source = core.operator === '\\in' ? text : `${module.runtime('powerSet')}(${text})`;
  const status = assigned[variable.index];
  if (status === 'yes') {
    writer.line(`if (!${module.runtime('member')}(${target}, ${source})) ${fail}`);
    k.write(assigned, fail, writer);
    return;
  }
  const whole = scope.temporary('set');
  writer.line(`const ${whole} = ${source};`);
  const subsets = status === 'no' ? subsetsAround(core, variable, whole, following, scope, writer) : null;
  const set = subsets?.set ?? observedElement(whole, variable, scope, writer);
  const after: Assigned = assigned.map((old, index) => (index === variable.index ? 'yes' : old));
  const known = status === 'maybe' ? scope.temporary('known') : null;
  if (known !== null) writer.line(`const ${known} = ${target};`);
  const i = scope.temporary('i');
  const n = scope.temporary('n');
  const size = `${module.runtime('enumerableSize')}(${set})`;
  const restore = saveMaybes(assigned, scope, writer);
  // A value that is there already takes one turn of the loop, if it is an element.
  const turns = known === null ? size : `${known} === ${module.runtime('NONE')} ? ${size} : 1`;
  writer.block(`for (let ${i} = 0, ${n} = ${turns}; ${i} < ${n}; ${i} += 1)`, () => {
    restore(writer);
    const listed = `${module.runtime('elementOf')}(${set}, ${i})`;
    const element = `${module.runtime('normalize')}(${subsets?.element(listed) ?? listed})`;
    if (known === null) writer.line(`${target} = ${element};`);
    else {
      writer.line(`if (${known} === ${module.runtime('NONE')}) ${target} = ${element};`);
      writer.line(`else if (!${module.runtime('member')}(${known}, ${set})) continue;`);
    }
    compareObserved(variable, target, scope, 'continue;', writer);
    const go = (): void => goOnAfter(assigned, after, scope, 'continue;', writer, k);
    if (subsets === null) go();
    else withKnown(subsets, scope, go);
  });
}

function subsetsAround(
  core: Core & { kind: 'builtin' },
  variable: VariableSymbol,
  set: string,
  following: readonly Core[],
  scope: Scope,
  writer: Writer,
): Subsets | null {
  const source = core.args[1] as Core;
  if (core.operator === '\\in' && !(source.kind === 'builtin' && source.operator === 'SUBSET')) return null;
  const isFixed = (limit: Core): boolean => {
    const reads = readsOf(limit);
    const { current, next } = reads;
    return !(scope.setting === 'init' ? current : next).has(variable.index) && !scope.readsUnassigned(reads);
  };
  const limits = limitsOf(following, (other) => assignedVariable(other, scope) === variable, isFixed);
  return narrowSubsets(set, limits, scope, writer);
}

/** Registers whose state is known only at run time are put back before each alternative. */
export function saveMaybes(assigned: Assigned, scope: Scope, writer: Writer): (out: Writer) => void {
  const saved: { readonly target: string; readonly name: string }[] = [];
  for (const symbol of scope.module.specification.variables) {
    if (assigned[symbol.index] !== 'maybe') continue;
    const name = scope.temporary('saved');
    const target = register(symbol, scope);
    writer.line(`const ${name} = ${target};`);
    saved.push({ target, name });
  }
  return (out) => {
    for (const { target, name } of saved) out.line(`${target} = ${name};`);
  };
}

export function existsAction(
  core: Core & { kind: 'quantifier' },
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
  body: (inner: Scope, fail: string) => void = (inner, fail) => action(core.body, inner, assigned, fail, writer, k),
  given?: (symbol: BoundSymbol) => string | null,
): void {
  const restore = saveMaybes(assigned, scope, writer);
  const instance = (inner: Scope): void => {
    restore(writer);
    body(inner, 'continue;');
  };
  loopOver(byTurns(core.bounds), scope.given(assigned), writer, core, instance, given, core.body);
}

/** The first name's elements come by turns, as in TLC (ContextEnumerator.java): its loop is the innermost. */
const byTurns = (bounds: readonly CoreBound[]): CoreBound[] =>
  bounds
    .map((bound) => (bound.pattern === 'tuple' ? bound : { ...bound, symbols: [...bound.symbols].reverse() }))
    .reverse();

/**
 * `\A x \in S : A(x)` is the conjunction of its instances: what follows runs when the last one is done. As in TLC
 * (Tool.java: getNextStates of OPCODE_bf) the others come from the last to the second, and where the first one has assigned
 * everything they are only tested, so that they bring no outcome twice.
 */
function forAllAction(
  core: Core & { kind: 'quantifier' },
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
): void {
  const { module } = scope;
  const mayAssign = assignedBy(core, scope);
  const ranges = core.bounds.flatMap((bound) => {
    if (bound.set === null) unsupported(core, 'an unbounded \\A around assignments');
    const set = scope.temporary('set');
    const size = scope.temporary('size');
    writer.line(`const ${set} = ${value(bound.set, settled(scope))};`);
    writer.line(`const ${size} = ${module.runtime('enumerableSize')}(${set});`);
    const symbols = bound.pattern === 'tuple' ? [bound.symbols] : bound.symbols.map((symbol) => [symbol]);
    return symbols.map((names) => ({ bound, names, set, size }));
  });
  /** The names of an instance by its number; the first name's elements come by turns. */
  const bind = (number: string, inner: Scope, out: Writer): void => {
    let left = number;
    ranges.forEach(({ bound, names, set, size }, index) => {
      const at = index === ranges.length - 1 ? left : `${left} % ${size}`;
      bindElement(bound, names, inner, out, `${module.runtime('elementOf')}(${set}, ${at})`);
      left = `Math.floor(${left} / ${size})`;
    });
  };
  const count = scope.temporary('count');
  writer.line(`const ${count} = ${ranges.map(({ size }) => size).join(' * ')};`);
  const none: Branch = (fail, out, next) => {
    out.line(`if (${count} > 0) ${fail}`);
    next.write(assigned, fail, out);
  };
  const some: Branch = (fail, out, next) => {
    out.line(`if (${count} === 0) ${fail}`);
    const first = scope.child();
    bind('0', first, out);
    action(core.body, first, assigned, fail, out, {
      cheap: false,
      write: (after, giveUp, then) => others(after, giveUp, then, next),
    });
  };
  const others = (after: Assigned, fail: string, out: Writer, next: Continuation): void => {
    if (allAssigned(after)) {
      test(core, scope.given(after), fail, out);
      next.write(after, fail, out);
      return;
    }
    // One of the others may assign what the rest test.
    const inside: Assigned = after.map((status, index) => (status === 'no' && mayAssign(index) ? 'maybe' : status));
    for (const symbol of module.specification.variables) {
      if (after[symbol.index] === 'no' && inside[symbol.index] === 'maybe')
        out.line(`${register(symbol, scope)} = ${module.runtime('NONE')};`);
    }
    const step = scope.temporary('instance');
    const i = scope.temporary('i');
    out.block(`const ${step} = (${i}${module.type('number')})${module.type('void')} =>`, () => {
      out.block(`if (${i} === 0)`, () => {
        goOn(inside, scope, 'return;', out, next);
        out.line('return;');
      });
      const inner = scope.child();
      bind(i, inner, out);
      const last: Continuation = { cheap: true, write: (_after, _fail, then) => then.line(`${step}(${i} - 1);`) };
      action(core.body, inner, inside, 'return;', out, last);
    });
    out.line(`${step}(${count} - 1);`);
  };
  alternatives([none, some], scope, assigned, writer, k);
}

/** Which variables, by index, an action may assign. */
function assignedBy(core: Core, scope: Scope): (index: number) => boolean {
  const { current, next } = readsOf(core);
  const named = scope.setting === 'init' ? current : next;
  // What is handed over by name may assign anything.
  const handed = [...freeNamesOf(core)].some((name) => scope.lookup(name)?.kind === 'macro');
  return (index) => handed || named.has(index);
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
