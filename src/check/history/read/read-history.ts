import { JsonLinesError, parseJsonLines } from '../../../core/json-lines.js';
import { EdnError, parseEdn } from './edn.js';
import { type EventType, eventTypes, HistoryError, type HistoryEvent } from './event.js';

export type HistoryFormat = 'ndjson' | 'edn' | 'log';

/**
 * Reads a history in any of three formats, told apart by how it begins:
 * - NDJSON, our own: `{"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 1}`, a line for each event;
 * - EDN, Jepsen's `history.edn`: one map a line, or one vector of them;
 * - Jepsen's log: `INFO  jepsen.util - 0 :invoke :write 1`.
 * Throws a `HistoryError`.
 */
export function readHistory(text: string): { readonly format: HistoryFormat; readonly events: HistoryEvent[] } {
  const format = formatOf(text);
  const events = readers[format](text);
  if (events.length === 0) throw new HistoryError(1, 'the history has no event: there is nothing to check');
  return { format, events };
}

function formatOf(text: string): HistoryFormat {
  if (/^\s*\{\s*"/.test(text)) return 'ndjson';
  if (/^(\s|;.*\n)*[{[(#]/.test(text)) return 'edn';
  if (logLine.test(text) || /^(INFO|WARN|ERROR|DEBUG)\s/.test(text)) return 'log';
  const start = text.trimStart().slice(0, 30).split('\n')[0]!;
  const found = start === '' ? 'an empty file' : `'${start}'`;
  throw new HistoryError(1, `expected NDJSON, EDN or Jepsen's log lines, found ${found}`);
}

const readers: Readonly<Record<HistoryFormat, (text: string) => HistoryEvent[]>> = {
  ndjson: readNdjson,
  edn: readEdn,
  log: readLog,
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readNdjson(text: string): HistoryEvent[] {
  try {
    return parseJsonLines(text).map(({ line, value }) => {
      if (!isFields(value)) throw new HistoryError(line, 'expected a JSON object');
      return event(line, value, '', (name) => name);
    });
  } catch (error) {
    if (error instanceof JsonLinesError) throw new HistoryError(error.line, `column ${error.column}: ${error.because}`);
    throw error;
  }
}

function readEdn(text: string): HistoryEvent[] {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return value.startsWith(':') ? value.slice(1) : value;
    return Array.isArray(value) ? value.map(plain) : value;
  };
  try {
    const forms = parseEdn(text);
    const [first] = forms;
    // One vector of all events: a line is known only for the vector.
    const rows =
      forms.length === 1 && Array.isArray(first?.value)
        ? first.value.map((value: unknown, index) => ({ value, line: index + 1 }))
        : forms;
    return rows.flatMap(({ value, line }) => {
      if (!isFields(value))
        throw new HistoryError(line, 'expected a map, as {:process 0, :type :invoke, :f :read, ...}');
      // The nemesis is no client.
      return typeof value[':process'] === 'string' ? [] : [event(line, value, ':', plain)];
    });
  } catch (error) {
    if (error instanceof EdnError) throw new HistoryError(error.line, error.message);
    throw error;
  }
}

function event(line: number, fields: Fields, prefix: string, plain: (value: unknown) => unknown): HistoryEvent {
  const field = (name: string): unknown => plain(fields[`${prefix}${name}`] ?? null);
  const [process, f, key, error] = [field('process'), field('f'), field('key'), field('error')];
  const type = eventTypes.find((known) => known === field('type'));
  const shown = (value: unknown): string => (value === null ? 'nothing' : JSON.stringify(value));
  if (typeof process !== 'number' && typeof process !== 'string')
    throw new HistoryError(line, `process: expected a number or a text, found ${shown(process)}`);
  if (type === undefined)
    throw new HistoryError(line, `type: expected ${eventTypes.join(', ')}, found ${shown(field('type'))}`);
  if (typeof f !== 'string') throw new HistoryError(line, `f: expected the operation's name, found ${shown(f)}`);
  const name = key === null ? '' : typeof key === 'string' ? key : JSON.stringify(key);
  return { process, type, f, key: name, value: field('value'), error: error !== null, line };
}

const logLine = /^INFO\s+jepsen\.util\s+-\s+(\d+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s+(.*)$/m;

/** Other lines of a log are passed over; one of `jepsen.util` that is no operation is not. */
function readLog(text: string): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const found = logLine.exec(raw.trimEnd());
    if (found === null) {
      if (/jepsen\.util\s+-\s+\d+\s/.test(raw))
        throw new HistoryError(index + 1, 'expected PROCESS :invoke|:ok|:fail|:info :OPERATION VALUE');
      continue;
    }
    const value = valueIn(found[4]!, index + 1);
    const error = typeof value === 'string' && value.startsWith(':');
    events.push({
      process: Number(found[1]),
      type: found[2] as EventType,
      f: found[3]!,
      key: '',
      value: error ? null : value,
      error,
      line: index + 1,
    });
  }
  return events;
}

function valueIn(text: string, line: number): unknown {
  try {
    return parseEdn(text)[0]?.value ?? null;
  } catch (error) {
    if (error instanceof EdnError) throw new HistoryError(line, error.message);
    throw error;
  }
}
