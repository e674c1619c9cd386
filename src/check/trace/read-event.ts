/** One line of a trace in either of our two forms; see `read-trace.ts`. */
import { nearHint } from '../../core/near.js';
import { type LoggedArguments, type LoggedEvent, type Observation, problem, type Reading, type When } from './event.js';
import { isObject, type JsonObject } from './json-object.js';
import { readUpdateList } from './read-updates.js';

/** Keys that an event in our form may have; others are most likely misspelt, and would say nothing silently. */
const known = new Set([
  'action',
  'args',
  'vars',
  'before',
  'updates',
  'unchanged',
  'seq',
  'at',
  'node',
  'clock',
  'interval',
  'note',
]);

/** Keys of a trace's first line. */
export const headerKeys: readonly string[] = ['spec', 'specHash', 'constants', 'complete'];

export function readOwn(line: number, value: JsonObject): Reading<LoggedEvent> {
  const { action = null, args = null, vars = {}, before = {}, updates = {}, unchanged = [] } = value;
  for (const key in value) {
    if (!known.has(key)) {
      return problem(line, `no key '${key}' is known; an event has ${[...known].join(', ')}${nearHint(key, known)}`);
    }
  }
  if (action !== null && typeof action !== 'string') return problem(line, "'action' is no string");
  const read = readArguments(line, 'args', args);
  if (!read.ok) return read;
  if (!isObject(vars)) return problem(line, "'vars' is no object of variables");
  if (!isObject(before)) return problem(line, "'before' is no object of variables");
  if (!isObject(updates)) return problem(line, "'updates' is no object of variables with lists of updates");
  if (!Array.isArray(unchanged) || unchanged.some((name) => typeof name !== 'string')) {
    return problem(line, "'unchanged' is no list of variables");
  }
  const observations: Observation[] = [];
  for (const variable in vars) observations.push({ kind: 'partial', variable, value: vars[variable] });
  for (const variable in updates) {
    const made = readUpdateList(line, variable, updates[variable]);
    if (!made.ok) return made;
    observations.push({ kind: 'updates', variable, updates: made.value });
  }
  for (const variable of unchanged) observations.push({ kind: 'updates', variable, updates: [] });
  const when = readWhen(line, value);
  if (!when.ok) return when;
  const event = { line, action, args: read.value, observations, ...(when.value === null ? {} : { when: when.value }) };
  const earlier: Observation[] = [];
  for (const variable in before) earlier.push({ kind: 'partial', variable, value: before[variable] });
  return { ok: true, value: earlier.length === 0 ? event : { ...event, before: earlier } };
}

/** null where neither a clock nor an interval is given. */
export function readWhen(line: number, value: JsonObject): Reading<When | null> {
  const { node, clock = null, interval = null } = value;
  if (clock === null && interval === null) return { ok: true, value: null };
  if (typeof node !== 'string') return problem(line, "a 'clock' or 'interval' needs the 'node' that it is of");
  const isCount = (count: unknown): count is number => typeof count === 'number' && count >= 0;
  if (clock !== null && (!isObject(clock) || !Object.values(clock).every(isCount))) {
    return problem(line, '\'clock\' is no vector clock: {"node": count, ...}');
  }
  const isInterval = Array.isArray(interval) && interval.length === 2 && interval.every((at) => typeof at === 'number');
  if (interval !== null && (!isInterval || interval[0] > interval[1])) {
    return problem(line, "'interval' is no [start, end]");
  }
  const when = { node, clock: clock as Record<string, number> | null, interval: interval as [number, number] | null };
  return { ok: true, value: when };
}

export function readUpdates(line: number, value: JsonObject): Reading<LoggedEvent> {
  const { event = null, event_args: args = null, ...variables } = value;
  if (event !== null && typeof event !== 'string') return problem(line, "'event' is no string");
  const read = readArguments(line, 'event_args', args);
  if (!read.ok) return read;
  const observations: Observation[] = [];
  for (const [variable, list] of Object.entries(variables)) {
    if (!Array.isArray(list)) {
      if (headerKeys.includes(variable)) {
        const twice = `'${variable}' is of a header, which only the first line is; were two traces put into one file?`;
        return problem(line, twice);
      }
      const known = "an event has 'action', 'args', 'vars', or variables with lists of updates {op, path, args}";
      return problem(
        line,
        `'${variable}' is nothing that an event has: ${known}${nearHint(variable, [...headerKeys, 'action', 'args', 'vars'])}`,
      );
    }
    const updates = readUpdateList(line, variable, list);
    if (!updates.ok) return updates;
    observations.push({ kind: 'updates', variable, updates: updates.value });
  }
  return { ok: true, value: { line, action: event, args: read.value, observations } };
}

function readArguments(line: number, key: string, args: unknown): Reading<LoggedArguments | null> {
  if (args === null) return { ok: true, value: null };
  if (Array.isArray(args)) return { ok: true, value: { kind: 'positional', values: args } };
  if (isObject(args)) return { ok: true, value: { kind: 'named', values: args } };
  return problem(line, `'${key}' is neither a list of arguments nor an object of them by their parameters`);
}
