import { EvaluationError, type Value } from '../../tla/value.js';
import { type LoggedEvent, problem, type Reading } from './event.js';
import { JsonValues } from './json-value.js';
import type { TraceModel, Wanted } from './model.js';
import { type Check, checkOf } from './observe.js';

/** An event with its names found in the specification and its values read. */
export interface PreparedEvent {
  readonly line: number;
  readonly action: string | null;
  readonly wanted: Wanted;
  readonly checks: readonly Check[];
}

/** Finds the events' names in the specification; a name that it does not have is a problem of the input, not a verdict. */
export function prepareEvents(events: readonly LoggedEvent[], model: TraceModel): Reading<readonly PreparedEvent[]> {
  const values = new JsonValues(model.modelValues);
  const prepared: PreparedEvent[] = [];
  for (const event of events) {
    try {
      const one = prepareEvent(event, model, values);
      if (!one.ok) return one;
      prepared.push(one.value);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return problem(event.line, error.message);
    }
  }
  return { ok: true, value: prepared };
}

function prepareEvent(event: LoggedEvent, model: TraceModel, values: JsonValues): Reading<PreparedEvent> {
  const { line, action, args, observations } = event;
  const wanted = wantedOf(event, model, values);
  if (!wanted.ok) return wanted;
  if (action === null && args !== null) return problem(line, 'arguments of no action: the event has no name');
  const checks: Check[] = [];
  for (const observation of observations) {
    const variable = model.variables.indexOf(observation.variable);
    if (variable < 0) {
      const known = model.variables.join(', ');
      return problem(line, `the specification has no variable '${observation.variable}' (its variables: ${known})`);
    }
    checks.push(checkOf(observation, observation.variable, variable, values));
  }
  return { ok: true, value: { line, action, wanted: wanted.value, checks } };
}

function wantedOf({ line, action, args }: LoggedEvent, model: TraceModel, values: JsonValues): Reading<Wanted> {
  if (action === null) return { ok: true, value: { actions: null, args: null } };
  const actions = model.actions.flatMap(({ name }, index) => (name === action ? [index] : []));
  const [first] = actions.map((index) => model.actions[index]);
  if (first === undefined) {
    const known = [...new Set(model.actions.map(({ name }) => name))].join(', ');
    return problem(line, `the specification has no action '${action}' (its actions: ${known})`);
  }
  if (args === null) return { ok: true, value: { actions, args: null } };
  const { parameters } = first;
  const shown = `${action}(${parameters.join(', ')})`;
  const read: (Value | null)[] = parameters.map(() => null);
  if (args.kind === 'positional') {
    if (args.values.length > parameters.length) {
      return problem(line, `${args.values.length} arguments for ${shown}, which has ${parameters.length}`);
    }
    for (const [index, value] of args.values.entries()) read[index] = values.value(value);
  } else {
    for (const [name, value] of Object.entries(args.values)) {
      const index = parameters.indexOf(name);
      if (index < 0) return problem(line, `${shown} has no parameter '${name}'`);
      read[index] = values.value(value);
    }
  }
  return { ok: true, value: { actions, args: read } };
}
