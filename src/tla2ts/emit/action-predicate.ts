/** Actions as formulas over two given states, and ENABLED: whether there is a second state at all. */
import type { Core } from '../core.js';
import { readsOf } from '../lower/facts.js';
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

/** A search for one outcome, on the registers of the next state, which are put back. */
export function enabledPredicate(core: Core, scope: Scope): Code {
  const { module } = scope;
  const call = module.lift(scope, 'boolean', (inner, writer) => {
    const written = [...readsOf(core).next]
      .sort((a, b) => a - b)
      .map((index) => {
        const { next } = module.registers(index);
        const name = inner.temporary(`saved_${next}`);
        writer.line(`const ${name} = ${next};`);
        return { name, next };
      });
    const observedAgain = unobserved(inner, writer);
    const found = inner.temporary('found');
    writer.line(`let ${found} = false;`);
    const label = inner.temporary('search');
    writer.block(`${label}:`, () => {
      const assigned = [...module.variables, ...module.hiddenVariables].map(() => 'no' as const);
      action(core, inner.child({ setting: 'next' }), assigned, `break ${label};`, writer, {
        cheap: true,
        write: (_assigned, _fail, out) => out.line(`${found} = true;`),
      });
    });
    for (const { name, next } of written) writer.line(`${next} = ${name};`);
    observedAgain();
    writer.line(`return ${found};`);
  });
  return booleanCode(call);
}
