/** \E and \A around assignments. */
import type { BoundSymbol, Core, CoreBound } from '../core.js';
import { freeNamesOf } from '../lower/facts.js';
import { readsOf } from '../lower/reads.js';
import { action, allAssigned, type Continuation, settled, test } from './action.js';
import { register, saveMaybes } from './action-assign.js';
import { alternatives, type Branch, goOn } from './action-join.js';
import { bindElement, loopOver } from './bounds.js';
import type { Writer } from './code.js';
import { value } from './expression.js';
import type { Assigned, Scope } from './scope.js';
import { unsupported } from './unsupported.js';

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
export function forAllAction(
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
