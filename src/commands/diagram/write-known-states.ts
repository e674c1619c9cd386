/** `nines diagram --itf FILE`: what a trace tells of its states, as Apalache, Quint and their tools read it. */
import { writeFileSync } from 'node:fs';
import { JsonValues } from '../../check/trace/json-value.js';
import type { Diagram } from '../../report/space-time/diagram.js';
import { encode } from '../../report/space-time/encode.js';
import type { StepLine } from '../../report/space-time/viewer/payload.js';
import { type State, stateAfter, valueText } from '../../report/space-time/viewer/values.js';
import { encodeItf, type ItfState } from '../../tla/itf.js';
import { EvaluationError } from '../../tla/runtime.js';
import { UsageError } from '../exit.js';

/** A state after each event, with what is known of it by then: a variable that nothing has told of yet is not in it. */
export function writeKnownStates(file: string, diagram: Diagram, source: string): void {
  const values = new JsonValues(new Set());
  const states: ItfState[] = [];
  const names = new Set<string>();
  const add = (action: string | null, state: State): void => {
    const known = Object.entries(state);
    for (const [name] of known) names.add(name);
    states.push({ action, values: new Map(known.map(([name, value]) => [name, values.value(value)])) });
  };
  try {
    let state: State = diagram.initial ?? {};
    add(null, state);
    for (const [index, line] of encode(diagram).stepLines.entries()) {
      state = stateAfter(state, JSON.parse(line) as StepLine);
      const { action, args } = diagram.steps[index]!;
      const given = args.map(({ value }) => valueText(value)).join(', ');
      add(action === '' ? null : `${action}${given === '' ? '' : `(${given})`}`, state);
    }
    const meta = { source, description: 'what the trace tells: a variable that is missing is not known yet' };
    const document = encodeItf({ variables: [...names], states, loop: null, meta });
    writeFileSync(file, `${JSON.stringify(document)}\n`);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new UsageError(`${file} was not written: ${error.message}`);
  }
}
