/** `tla2ts explore --html FILE`: the counterexample as a space-time diagram. */
import type { SearchResult } from '../../check/explore/result.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { fromStates } from '../../report/space-time/from-states.js';
import { toJson } from '../../tla/runtime.js';
import { printError } from '../terminal.js';
import type { About } from '../tla2ts/print-result.js';
import { writeDiagram } from './write-diagram.js';

/** Nothing is written, and that is said, if the search found no behaviour to show. */
export function drawCounterexample(
  html: string,
  about: About,
  specification: CompiledSpecification,
  { violation }: SearchResult,
): void {
  if (violation === null || violation.trace.length < 2) {
    const why = violation === null ? 'there is no counterexample' : 'the counterexample has no step';
    printError(`${html} was not written: ${why}`);
    return;
  }
  const { variables, name } = specification;
  const states = violation.trace.map(({ action, values }) => ({
    action,
    vars: Object.fromEntries(variables.map((variable, i) => [variable, toJson(values[i]!)])),
  }));
  const drawn = fromStates(states, violation.loop ?? null);
  const title = violation.kind === 'deadlock' ? 'deadlock' : `violates ${violation.name}`;
  writeDiagram(html, {
    title: `${name}: a counterexample`,
    subtitle: `${about.spec} with ${about.config}`,
    replay: `npx tla2ts explore ${about.spec} --config ${about.config}`,
    ...drawn,
    outcome: { kind: 'bad', title, because: '', step: drawn.steps.length - 1 },
  });
  printError(`drawn: ${html}`);
}
