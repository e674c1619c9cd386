/**
 * `f[e]` as an action: TLC follows the body of a function that it has not made a table of, a recursive one or one in a
 * LET, so that alternatives inside it are alternatives of the action (Tool.java: OPCODE_fa).
 */
import type { BoundSymbol, Core } from '../core.js';
import { action, type Continuation } from './action.js';
import { resolveMacro } from './action-shape.js';
import type { Writer } from './code.js';
import { recursiveFunctionExpression } from './comprehension.js';
import { asValue, value } from './expression.js';
import type { Assigned, Scope } from './scope.js';

type Apply = Extract<Core, { readonly kind: 'functionApply' }>;
type Literal = Extract<Core, { readonly kind: 'function' | 'recursiveFunction' }>;

/** A function whose body is followed, with the scope of its text. */
export interface Followed {
  readonly core: Literal;
  readonly symbol: BoundSymbol;
  readonly scope: Scope;
}

export function followedFunction(core: Apply, scope: Scope): Followed | null {
  let { core: target, scope: where } = resolveMacro(core.function, scope);
  for (let steps = 0; steps < 20 && target.kind === 'call' && target.args.length === 0; steps += 1) {
    if (target.definition.library || target.definition.local) break;
    const { body } = target.definition;
    if (target.definition.level === 0 && body.kind !== 'recursiveFunction') break;
    ({ core: target, scope: where } = resolveMacro(body, where));
  }
  if (target.kind !== 'recursiveFunction' && target.kind !== 'function') return null;
  const [bound] = target.bounds;
  const [symbol] = bound?.symbols ?? [];
  if (target.bounds.length !== 1 || bound?.symbols.length !== 1 || bound.pattern !== 'name' || symbol === undefined) {
    return null;
  }
  return { core: target, symbol, scope: where };
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
  const name = followed === null ? inside(core) : declareBody(followed, scope, assigned, writer);
  writer.line(`${name}(${argument}, () => {`);
  writer.indented(() => k.write(assigned, 'return;', writer));
  writer.line('});');
}

function inside(core: Apply): string {
  return core.function.kind === 'boundRef' ? (bodies.get(core.function.symbol) ?? '') : '';
}

/** `const f = (x, k) => { ... }`, in place so that it sees the names around it. */
function declareBody(followed: Followed, scope: Scope, assigned: Assigned, writer: Writer): string {
  const { module } = scope;
  const { core } = followed;
  const inner = followed.scope.usedAt(scope, { frame: scope.frame, setting: scope.setting });
  const name = scope.temporary(core.kind === 'recursiveFunction' ? module.localName(core.self.name) : 'body');
  if (core.kind === 'recursiveFunction') {
    const still = inner.child({ setting: 'expression' }).later();
    const made = asValue(recursiveFunctionExpression(core, still), still);
    const table = inner.declare(core.self, 'thunk');
    writer.line(`const ${table} = ${module.runtime('thunk')}(() => ${made});`);
    bodies.set(core.self, name);
  }
  const body = inner.child();
  const parameter = body.declare(followed.symbol, 'value');
  const after = scope.temporary('k');
  const signature = `${parameter}${module.type('number')}, ${after}${module.type('() => void')}`;
  writer.line(`const ${name} = (${signature})${module.type('void')} => {`);
  writer.indented(() =>
    action(core.body, body, assigned, 'return;', writer, {
      cheap: true,
      text: after,
      write: (_assigned, _fail, out) => out.line(`${after}();`),
    }),
  );
  writer.line('};');
  if (core.kind === 'recursiveFunction') bodies.delete(core.self);
  return name;
}
