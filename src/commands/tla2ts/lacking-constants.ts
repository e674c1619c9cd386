/** Constants that have to have a value and have none: all of them at once, each with the place where it is declared. */
import { basename } from 'node:path';
import type { Compiled } from '../../tla2ts/compile.js';
import type { ConstantSymbol } from '../../tla2ts/core.js';
import { type Diagnostic, formatDiagnostic } from '../../tla2ts/diagnostic.js';

export function constantsLacking({ constants, program }: Compiled, configuration: string): string {
  const given = new Set(constants.map(({ name }) => name));
  const lacking = program.specification.constants.filter(({ name }) => !given.has(name));
  const many = lacking.length === 1 ? 'a constant has no value' : `${lacking.length} constants have no value`;
  return [`${configuration}: ${many}`, ...lacking.map((each) => formatDiagnostic(told(each, configuration)))].join(
    '\n',
  );
}

function told({ name, arity, span }: ConstantSymbol, configuration: string): Diagnostic {
  const value =
    arity === 0
      ? `${name} = ...`
      : `${name}(${Array.from({ length: arity }, (_, i) => i + 1).join(', ')}) = ... for each argument`;
  return {
    code: 'TLA423',
    severity: 'error',
    message: `the constant ${name}${arity === 0 ? '' : `(${Array(arity).fill('_').join(', ')})`} has no value`,
    span,
    hint: `write in ${basename(configuration)}: CONSTANT ${value}, or ${name} <- the name of a definition`,
  };
}
