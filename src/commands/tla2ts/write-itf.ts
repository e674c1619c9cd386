/** `explore --itf FILE`: the counterexample as Apalache, Quint and their tools read it. */
import { writeFileSync } from 'node:fs';
import type { SearchResult } from '../../check/explore/result.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { encodeItf } from '../../tla/itf.js';
import { EvaluationError } from '../../tla/runtime.js';
import { UsageError } from '../exit.js';
import type { About } from './print-result.js';

/** Nothing is written, and that is said, if the search found no behaviour to show. */
export function writeItf(
  file: string,
  about: About,
  specification: CompiledSpecification,
  { violation }: SearchResult,
): void {
  if (violation === null || violation.trace.length === 0) {
    process.stderr.write(`${file} was not written: there is no counterexample\n`);
    return;
  }
  const { variables } = specification;
  const states = violation.trace.map(({ action, values }, index) => ({
    action: index === 0 ? null : action,
    values: new Map(variables.map((name, i) => [name, values[i]!])),
  }));
  const meta = { source: about.spec, description: `${violation.kind} ${violation.name}` };
  try {
    const document = encodeItf({ variables, states, loop: violation.loop ?? null, meta });
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new UsageError(`${file} was not written: ${error.message}`);
  }
}
