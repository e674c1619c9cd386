/**
 * `f[e]` as an action: TLC follows the body of a function that it has not made a table of, a recursive one or one in a
 * LET, so that alternatives inside it are alternatives of the action (Tool.java: OPCODE_fa).
 */
import type { BoundSymbol, Core } from '../core.js';
import { action, type Continuation } from './action.js';
import { goOn, Outcomes } from './action-join.js';
import { resolveMacro } from './action-shape.js';
import { bindMacros } from './call.js';
import type { Writer } from './code.js';
import { bindArguments, domainText, recursiveFunctionExpression } from './comprehension.js';
import { asValue, value } from './expression.js';
import type { Assigned, Scope, Status } from './scope.js';

type Apply = Extract<Core, { readonly kind: 'functionApply' }>;
type Literal = Extract<Core, { readonly kind: 'function' | 'recursiveFunction' }>;

/** A function whose body is followed, with the scope of its text. */
export interface Followed {
  readonly core: Literal;
  readonly scope: Scope;
}

export function followedFunction(core: Apply, scope: Scope): Followed | null {
  let { core: target, scope: where } = resolveMacro(core.function, scope);
  for (let steps = 0; steps < 20 && target.kind === 'call'; steps += 1) {
    const { definition, args } = target;
    if (definition.library || definition.local || (args.length > 0 && definition.level < 2)) break;
    if (definition.level === 0 && definition.body.kind !== 'recursiveFunction') break;
    const inner = where.child();
    bindMacros(definition.parameters, args, inner, where);
    ({ core: target, scope: where } = resolveMacro(definition.body, inner));
  }
  if (target.kind !== 'recursiveFunction' && target.kind !== 'function') return null;
  return target.bounds.some(({ set }) => set === null) ? null : { core: target, scope: where };
}

/** The generated function for a use of the function inside its own body. */
const bodies = new WeakMap<BoundSymbol, string>();

export function isFollowedInside(core: Apply): boolean {
  return core.function.kind === 'boundRef' && bodies.has(core.function.symbol);
}

export function followFunction(
  core: Apply,
  followed: Followed | null,
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
): void {
  const argument = value(core.argument, scope.child({ setting: 'expression' }));
  // While the body is being written, a use of the function in it may count on nothing.
  const { name, exit } =
    followed === null
      ? { name: inside(core), exit: assigned.map((status): Status => (status === 'yes' ? 'yes' : 'maybe')) }
      : declareBody(followed, scope, assigned, writer);
  writer.line(`${name}(${argument}, () => {`);
  writer.indented(() => goOn(exit, scope, 'return;', writer, k));
  writer.line('});');
}

function inside(core: Apply): string {
  return core.function.kind === 'boundRef' ? (bodies.get(core.function.symbol) ?? '') : '';
}

/** `const f = (x, k) => { ... }`, in place so that it sees the names around it; and what is assigned after it. */
function declareBody(
  followed: Followed,
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
): { readonly name: string; readonly exit: Assigned } {
  const { module } = scope;
  const { core } = followed;
  const inner = followed.scope.usedAt(scope, { frame: scope.frame, setting: scope.setting });
  const still = inner.child({ setting: 'expression' });
  const name = scope.temporary(core.kind === 'recursiveFunction' ? module.localName(core.self.name) : 'body');
  if (core.kind === 'recursiveFunction') {
    const later = still.later();
    const made = asValue(recursiveFunctionExpression(core, later), later);
    const table = inner.declare(core.self, 'thunk');
    writer.line(`const ${table} = ${module.runtime('thunk')}(() => ${made});`);
    bodies.set(core.self, name);
  }
  const body = inner.child();
  const domain = scope.temporary('domain');
  const argument = scope.temporary('argument');
  const after = scope.temporary('k');
  writer.line(`const ${domain} = ${domainText(core, still)};`);
  const signature = `${argument}${module.type('number')}, ${after}${module.type('() => void')}`;
  writer.line(`const ${name} = (${signature})${module.type('void')} => {`);
  const outcomes = new Outcomes(assigned, scope);
  writer.indented(() => {
    writer.line(`${module.runtime('requireInDomain')}(${argument}, ${domain});`);
    bindArguments(core, body, writer, argument);
    action(core.body, body, assigned, 'return;', writer, {
      cheap: true,
      text: after,
      write: (then, _fail, out) => {
        outcomes.add(then, out);
        out.line(`${after}();`);
      },
    });
  });
  writer.line('};');
  if (core.kind === 'recursiveFunction') bodies.delete(core.self);
  return { name, exit: outcomes.merge() };
}
