/** `A \cdot B`: a step by A to a state in between and a step by B from there. */
import type { Core } from '../core.js';
import { action, type Continuation } from './action.js';
import type { Writer } from './code.js';
import { unobserved } from './observed.js';
import type { Assigned, Scope } from './scope.js';

/** The states in between are generated, too, and TLC counts them (Tool.java: OPCODE_cdot). */
export function compose(
  first: Core,
  second: Core,
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
): void {
  const { module } = scope;
  const between = scope.temporary('between');
  const { variables } = module;
  writer.line(`const ${between}${module.type('number[]')} = [];`);
  const label = scope.temporary('first');
  const observedAgain = unobserved(scope, writer);
  writer.block(`${label}:`, () =>
    action(first, scope, assigned, `break ${label};`, writer, {
      cheap: true,
      write: (_assigned, _fail, out) => out.line(`${between}.push(${variables.map(({ next }) => next).join(', ')});`),
    }),
  );
  observedAgain();
  writer.line(`composed += ${between}.length / ${variables.length};`);
  const saved = variables.map(({ current }) => {
    const name = scope.temporary(`from_${current}`);
    writer.line(`const ${name} = ${current};`);
    return name;
  });
  const at = scope.temporary('at');
  const start = `let ${at} = 0; ${at} < ${between}.length; ${at} += ${variables.length}`;
  const step = scope.temporary('second');
  const enter = (out: Writer): void =>
    variables.forEach(({ current }, index) => {
      out.line(`${current} = ${between}[${at} + ${index}]${module.options.types ? '!' : ''};`);
    });
  const leave = (out: Writer): void =>
    variables.forEach(({ current }, index) => {
      out.line(`${current} = ${saved[index]};`);
    });
  writer.block(`for (${start})`, () => {
    enter(writer);
    writer.block(`${step}:`, () =>
      action(second, scope, assigned, `break ${step};`, writer, {
        cheap: false,
        write: (after, _giveUp, out) => {
          // What follows is about the step as a whole: it starts from where A started.
          leave(out);
          const rest = scope.temporary('rest');
          out.block(`${rest}:`, () => k.write(after, `break ${rest};`, out));
          enter(out);
        },
      }),
    );
    leave(writer);
  });
}
