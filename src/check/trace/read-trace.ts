import { JsonLinesError, parseJsonLines } from '../../core/json-lines.js';
import {
  type LoggedArguments,
  type LoggedEvent,
  type Observation,
  operations,
  problem,
  type Reading,
  type Update,
} from './event.js';

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a trace, one JSON object a line, in either of two forms, line by line:
 * - our own (`core/trace.ts`): `{"action": "Prepare", "args": {"rm": "n1"}, "vars": {"rmState": {"n1": "prepared"}}}`;
 *   `seq`, `at` and `node` are for people;
 * - that of "Validating Traces of Distributed Programs Against TLA+ Specifications" (Cirstea, Kuppe, Loillier, Merz
 *   2024): `{"event": "Prepare", "event_args": ["n1"], "rmState": [{"op": "Update", "path": ["n1"], "args": [...]}]}`.
 * An empty trace is a problem, not a trace that is accepted.
 */
export function readTrace(text: string): Reading<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  try {
    for (const { line, value } of parseJsonLines(text)) {
      if (!isObject(value)) return problem(line, `expected a JSON object, found ${JSON.stringify(value).slice(0, 40)}`);
      const event = 'vars' in value || 'action' in value ? readOwn(line, value) : readUpdates(line, value);
      if (!event.ok) return event;
      events.push(event.value);
    }
  } catch (error) {
    if (!(error instanceof JsonLinesError)) throw error;
    return problem(error.line, `column ${error.column}: ${error.because}`);
  }
  if (events.length === 0) return problem(1, 'the trace has no event: there is nothing to check');
  return { ok: true, value: events };
}

function readOwn(line: number, value: JsonObject): Reading<LoggedEvent> {
  const { action = null, args = null, vars = {} } = value;
  if (action !== null && typeof action !== 'string') return problem(line, "'action' is no string");
  const read = readArguments(line, 'args', args);
  if (!read.ok) return read;
  if (!isObject(vars)) return problem(line, "'vars' is no object of variables");
  const observations = Object.entries(vars).map(
    ([variable, observed]): Observation => ({ kind: 'partial', variable, value: observed }),
  );
  return { ok: true, value: { line, action, args: read.value, observations } };
}

function readArguments(line: number, key: string, args: unknown): Reading<LoggedArguments | null> {
  if (args === null) return { ok: true, value: null };
  if (Array.isArray(args)) return { ok: true, value: { kind: 'positional', values: args } };
  if (isObject(args)) return { ok: true, value: { kind: 'named', values: args } };
  return problem(line, `'${key}' is neither a list of arguments nor an object of them by their parameters`);
}

function readUpdates(line: number, value: JsonObject): Reading<LoggedEvent> {
  const { event = null, event_args: args = null, ...variables } = value;
  if (event !== null && typeof event !== 'string') return problem(line, "'event' is no string");
  const read = readArguments(line, 'event_args', args);
  if (!read.ok) return read;
  const observations: Observation[] = [];
  for (const [variable, list] of Object.entries(variables)) {
    if (!Array.isArray(list)) return problem(line, `'${variable}' is no list of updates {op, path, args}`);
    const updates: Update[] = [];
    for (const item of list) {
      const update = readUpdate(line, variable, item);
      if (!update.ok) return update;
      updates.push(update.value);
    }
    observations.push({ kind: 'updates', variable, updates });
  }
  return { ok: true, value: { line, action: event, args: read.value, observations } };
}

function readUpdate(line: number, variable: string, item: unknown): Reading<Update> {
  if (!isObject(item)) return problem(line, `'${variable}' has an update that is no object {op, path, args}`);
  const { op, path = [], args = [] } = item;
  const operation = operations.find((known) => known === op);
  if (operation === undefined) {
    return problem(line, `'${variable}' has the update ${JSON.stringify(op)}; known are ${operations.join(', ')}`);
  }
  if (!Array.isArray(path) || !Array.isArray(args)) {
    return problem(line, `'${variable}' has an update whose 'path' or 'args' is no list`);
  }
  if (operation !== 'Clear' && args.length === 0) return problem(line, `${operation} of '${variable}' has no 'args'`);
  return { ok: true, value: { operation, path, args } };
}
