/** Conjuncts of an action from left to right, and LET around them. */
import type { Core, Definition, VariableSymbol } from '../core.js';
import { usesOf } from '../lower/facts.js';
import { action, allAssigned, type Continuation, test } from './action.js';
import { elementAction } from './action-assign.js';
import { assignedVariable, shapeOfAction } from './action-shape.js';
import type { Writer } from './code.js';
import { declareLet } from './let.js';
import type { Assigned, Scope } from './scope.js';

export function conjuncts(
  items: readonly Core[],
  index: number,
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
  before?: (index: number, writer: Writer) => void,
): void {
  const parts = index === 0 && before === undefined && scope.module.options.coverage === true ? flat(items) : items;
  if (parts.length !== items.length) {
    conjuncts(parts, 0, scope, assigned, fail, writer, k);
    return;
  }
  const item = items[index];
  if (item === undefined) {
    k.write(assigned, fail, writer);
    return;
  }
  const here = scope.given(assigned);
  if (index > 0 && allAssigned(assigned)) {
    items.slice(index).forEach((rest, offset) => {
      before?.(index + offset, writer);
      const passed = countReached(rest, scope, writer);
      test(rest, here, fail, writer);
      passed?.(writer);
    });
    k.write(assigned, fail, writer);
    return;
  }
  before?.(index, writer);
  const passed = countReached(item, scope, writer);
  const last = index === items.length - 1 && passed === null;
  const rest: Continuation = {
    cheap: last && k.cheap,
    text: last ? k.text : undefined,
    get single() {
      const after = items.slice(index + 1);
      return (k.cheap || k.single === true) && after.every((other) => shapeOfAction(other, scope) !== 'several');
    },
    write: (after, giveUp, out) => {
      passed?.(out);
      conjuncts(items, index + 1, scope, after, giveUp, out, k, before);
    },
  };
  const variable = elementsOf(item, scope);
  if (variable === null || before !== undefined) action(item, scope, assigned, fail, writer, rest);
  else elementAction(item as Builtin, variable, here, assigned, fail, writer, rest, items.slice(index + 1));
}

type Builtin = Core & { kind: 'builtin' };

/** The variable of `x' \in S` or `x' \subseteq S`. */
function elementsOf(item: Core, scope: Scope): VariableSymbol | null {
  if (item.kind !== 'builtin' || (item.operator !== '\\in' && item.operator !== '\\subseteq')) return null;
  return assignedVariable(item.args[0] as Core, scope);
}

/** With the conjuncts of conjuncts in their places. */
function flat(items: readonly Core[]): readonly Core[] {
  return items.flatMap((item) => (item.kind === 'builtin' && item.operator === '/\\' ? flat(item.args) : [item]));
}

/** Counts that a conjunct is reached, and gives what counts that it was true; null if nothing is counted. */
function countReached(item: Core, scope: Scope, writer: Writer): ((out: Writer) => void) | null {
  const { module } = scope;
  if (module.options.coverage !== true || !module.counting || (item.kind === 'builtin' && item.operator === '/\\'))
    return null;
  const at = 2 * module.counted.number(item);
  writer.line(`coverage[${at}]++;`);
  return (out) => out.line(`coverage[${at + 1}]++;`);
}

/** A definition that the first conjunct to use it is certain to evaluate is evaluated just before that one. */
export function letAction(
  core: Core & { kind: 'let' },
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
): void {
  const { definitions, body } = core;
  const inner = scope.child();
  if (body.kind !== 'builtin' || body.operator !== '/\\') {
    declareLet(definitions, body, inner, writer);
    action(body, inner, assigned, fail, writer, k);
    return;
  }
  const due = new Map<number, Definition[]>();
  const firstUse = new Map<Definition, number>();
  for (const definition of [...definitions].reverse()) {
    const users = definitions.filter((other) => usesOf(other.body, definition) > 0);
    const direct = body.args.findIndex((item) => usesOf(item, definition) > 0);
    const through = users.map((user) => firstUse.get(user) ?? 0);
    const first = Math.min(...(direct < 0 ? [] : [direct]), ...through);
    const at = Number.isFinite(first) ? first : 0;
    firstUse.set(definition, at);
    due.set(at, [definition, ...(due.get(at) ?? [])]);
  }
  conjuncts(body.args, 0, inner, assigned, fail, writer, k, (index, out) => {
    const now = due.get(index);
    if (now === undefined) return;
    const rest = body.args.slice(index);
    const remaining: Core = rest.length === 1 ? (rest[0] as Core) : { ...body, args: rest };
    declareLet(now, remaining, inner, out, definitions);
  });
}
