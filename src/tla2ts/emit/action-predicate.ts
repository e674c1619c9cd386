/** Actions as formulas over two given states, and ENABLED: whether there is a second state at all. */
import type { Core } from '../core.js';
import { freeNamesOf } from '../lower/facts.js';
import { readsOf } from '../lower/reads.js';
import { action } from './action.js';
import { unchangedParts } from './action-shape.js';
import { booleanCode, type Code } from './code.js';
import { operand, value } from './expression.js';
import { unobserved } from './observed.js';
import type { Scope } from './scope.js';

/** `[A]_v` is `A \/ UNCHANGED v`; `<<A>>_v` is `A /\ ~UNCHANGED v`. */
export function actionPredicate(core: Core & { kind: 'actionOf' }, scope: Scope): Code {
  const unchanged = unchangedPredicate(core.subscript, scope);
  const stays = unchanged.atomic ? unchanged.text : `(${unchanged.text})`;
  const taken = operand(core.action, scope);
  // The subscript is the cheaper side, and TLC, too, looks at it first (Tool.java: isValid of OPCODE_sa).
  return core.form === 'box' ? booleanCode(`${stays} || ${taken}`, false) : booleanCode(`!${stays} && ${taken}`, false);
}

/** Every variable by itself; what is no variable by its values in both states. */
export function unchangedPredicate(core: Core, scope: Scope): Code {
  const { module } = scope;
  const tests = unchangedParts(core, scope).map((part) => {
    if (part.core.kind === 'variableRef') {
      const { name, current, next } = module.variable(part.core.symbol);
      const status = scope.statusOf(part.core.symbol.index, 'next');
      if (status === 'yes') return `${next} === ${current}`;
      const given = status === 'no' ? module.runtime('NONE') : next;
      return `${module.runtime('assignedValue')}(${given}, ${JSON.stringify(`${name}'`)}) === ${current}`;
    }
    const before = value(part.core, part.scope);
    const after = value(part.core, part.scope.usedAt(scope, { registers: 'next' }));
    return `${module.runtime('equal')}(${before}, ${after})`;
  });
  return tests.length === 0 ? booleanCode('true') : booleanCode(tests.join(' && '), false);
}

/**
 * A search for one outcome, on the registers of the next state, which are put back. Below a prime it starts from the next state,
 * which is put into the current registers for so long.
 */
export function enabledPredicate(core: Core, scope: Scope): Code {
  const { module } = scope;
  const call = module.lift(scope, 'boolean', (inner, writer) => {
    const written = assignedBy(core, scope).map((index) => {
      const { next } = module.registers(index);
      const name = inner.temporary(`saved_${next}`);
      writer.line(`const ${name} = ${next};`);
      return { name, next };
    });
    const primed = scope.registers === 'next';
    const kept = primed
      ? module.variables.map(({ current }) => ({ current, name: inner.temporary(`kept_${current}`) }))
      : [];
    for (const { current, name } of kept) writer.line(`const ${name} = ${current};`);
    if (primed) for (const { current, next } of module.variables) writer.line(`${current} = ${next};`);
    const from = primed ? inner.shift() : inner;
    const observedAgain = unobserved(inner, writer);
    const found = inner.temporary('found');
    writer.line(`let ${found} = false;`);
    const label = inner.temporary('search');
    const search = writer.sibling();
    search.block(`${label}:`, () => {
      const assigned = [...module.variables, ...module.hiddenVariables].map(() => 'no' as const);
      action(core, from.child({ setting: 'next' }), assigned, `break ${label};`, search, {
        cheap: true,
        write: (_assigned, _fail, out) => out.line(`${found} = true;`),
      });
    });
    writer.text(leavingAt(`${found} = true;`, search.toString(), `break ${label};`));
    for (const { name, next } of written) writer.line(`${next} = ${name};`);
    for (const { current, name } of kept) writer.line(`${current} = ${name};`);
    observedAgain();
    writer.line(`return ${found};`);
  });
  return booleanCode(call);
}

/** The variables that an action may assign, by index in ascending order. What it is handed by name may assign any. */
function assignedBy(core: Core, scope: Scope): readonly number[] {
  const handed = [...freeNamesOf(core)].some((name) => {
    const binding = scope.lookup(name);
    return binding?.kind === 'macro' || (binding?.kind === 'operator' && binding.followed !== undefined);
  });
  const { module } = scope;
  if (handed) return [...module.variables, ...module.hiddenVariables].map((_, index) => index);
  return [...readsOf(core).next].sort((a, b) => a - b);
}

/** One outcome is enough: the search is left at once, where that is not in a function of its own. */
function leavingAt(success: string, text: string, leave: string): string {
  const lines = text.split('\n');
  const depth = (line: string): number => line.length - line.trimStart().length;
  const isInFunction = (index: number): boolean => {
    let inside = depth(lines[index] as string);
    for (let i = index - 1; i >= 0; i -= 1) {
      const line = lines[i] as string;
      if (line === '' || depth(line) >= inside) continue;
      if (line.endsWith('=> {')) return true;
      inside = depth(line);
    }
    return false;
  };
  return lines
    .map((line, index) => (line.trim() === success && !isInFunction(index) ? `${line} ${leave}` : line))
    .join('\n');
}
