/** Assignments of actions: `x' = e`, `x' \in S` and what of them is known at run time only. */
import type { Core, VariableSymbol } from '../core.js';
import { readsOf } from '../lower/reads.js';
import { type Continuation, settled } from './action.js';
import { goOnAfter } from './action-join.js';
import { assignedVariable } from './action-shape.js';
import type { Writer } from './code.js';
import { locatedText, value } from './expression.js';
import { listedUnionOf } from './listed-union.js';
import { compareObserved, observedElement } from './observed.js';
import type { Assigned, Scope } from './scope.js';
import { limitsOf, narrowSubsets, type Subsets, withKnown } from './subsets.js';

/** The register that an action assigns. */
export function register(variable: VariableSymbol, scope: Scope): string {
  const { current, next } = scope.module.variable(variable);
  return scope.setting === 'init' ? current : next;
}

/** `x' = e`: an assignment or a test, whichever it is here. Returns what is assigned afterwards. */
export function assign(
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
    writer.line(`if (!${locatedText(`${module.runtime('member')}(${target}, ${source})`, core, scope)}) ${fail}`);
    k.write(assigned, fail, writer);
    return;
  }
  const union = status === 'no' && module.options.observed !== true ? listedUnionOf(core.args[1] as Core, scope) : null;
  if (core.operator === '\\in' && union !== null) {
    listedElements(value(union.core, settled(union.scope)), variable, scope, assigned, writer, k);
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
  const size = locatedText(`${module.runtime('enumerableSize')}(${set})`, core, scope);
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

/** `x' \\in UNION S` of a union that TLC does not put together. */
function listedElements(
  sets: string,
  variable: VariableSymbol,
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
): void {
  const { module } = scope;
  const element = scope.temporary('element');
  const after: Assigned = assigned.map((old, index) => (index === variable.index ? 'yes' : old));
  const restore = saveMaybes(assigned, scope, writer);
  writer.block(`for (const ${element} of ${module.runtime('listedUnion')}(${sets}))`, () => {
    restore(writer);
    writer.line(`${register(variable, scope)} = ${module.runtime('normalize')}(${element});`);
    goOnAfter(assigned, after, scope, 'continue;', writer, k);
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
