/** A trace in the Informal Trace Format: states that are known, and steps that are not named. */
import { type LoggedEvent, noHeader, type Observation, problem, type Reading, type Trace } from './event.js';
import { isObject } from './json-object.js';

/**
 * Each state but the first is an event that observes all variables that the file gives; the first is what is observed
 * before the first event. null where the text is no such document.
 */
export function readItf(text: string): Reading<Trace> | null {
  if (!/"states"\s*:/.test(text) || !/"vars"\s*:/.test(text)) return null;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(document) || !Array.isArray(document.states) || !Array.isArray(document.vars)) return null;
  const variables = document.vars.filter((name) => typeof name === 'string' && !name.startsWith('mbt::')) as string[];
  const states: (readonly Observation[])[] = [];
  /** By state, the action that led there, as Quint tells it. */
  const taken: unknown[] = [];
  for (const [index, state] of document.states.entries()) {
    if (!isObject(state)) return problem(1, `states[${index}]: expected an object of variables`);
    const known = variables.filter((name) => state[name] !== undefined);
    taken.push(state['mbt::actionTaken']);
    states.push(known.map((variable) => ({ kind: 'partial', variable, value: state[variable] })));
  }
  const [first, ...rest] = states;
  if (first === undefined || rest.length === 0) {
    return problem(1, 'states: expected at least two, the first and one after a step: there is nothing to check');
  }
  const events = rest.map((observations, index): LoggedEvent => {
    // The state's number stands for a line: documents are seldom written one state a line.
    const supposed = taken[index + 1];
    const named = typeof supposed === 'string' ? { supposed } : {};
    const event = { line: index + 2, action: null, args: null, ...named, observations };
    return index === 0 ? { ...event, before: first } : event;
  });
  return { ok: true, value: { header: noHeader, events } };
}
