import { deepest, isTooDeep } from '../../core/json-depth.js';
import { type JsonLine, withoutMark } from '../../core/json-lines.js';
import { repeatedKey } from '../../core/json-repeats.js';
import { type LoggedEvent, noHeader, problem, type Reading, saidTwice, type Trace, type TraceHeader } from './event.js';
import { isObject } from './json-object.js';
import { noJson } from './no-json.js';
import { headerKeys, readOwn, readUpdates } from './read-event.js';
import { readItf } from './read-itf.js';

/**
 * Reads a trace, one JSON object a line, in either of two forms, line by line:
 * - our own (`core/trace.ts`): `{"action": "Prepare", "args": {"rm": "n1"}, "vars": {"rmState": {"n1": "prepared"}}}`,
 *   perhaps with `before` (as `vars`, of the state before), `updates` and `unchanged`; `seq`, `at` and `node` are for people;
 * - that of "Validating Traces of Distributed Programs Against TLA+ Specifications" (Cirstea, Kuppe, Loillier, Merz
 *   2024): `{"event": "Prepare", "event_args": ["n1"], "rmState": [{"op": "Update", "path": ["n1"], "args": [...]}]}`.
 * An empty trace is a problem, not a trace that is accepted.
 */
export function readTrace(text: string): Reading<readonly LoggedEvent[]> {
  const trace = readWholeTrace(text);
  return trace.ok ? { ok: true, value: trace.value.events } : trace;
}

/**
 * Whether events carry their line: `only` where it is another system's, which a mapping will understand, `also` where the
 * mapping adds to one of our own forms. A pattern reads lines of text: its named groups are the line's fields, and a line
 * that it does not match has none.
 */
export type Raw = 'no' | 'also' | 'only' | RegExp;

export const isForeign = (raw: Raw): boolean => raw === 'only' || raw instanceof RegExp;

/** Of a text that is one document in the Informal Trace Format, its states. */
export function readWholeTrace(text: string, raw: Raw = 'no', file: string | null = null): Reading<Trace> {
  const itf = isForeign(raw) ? null : readItf(text);
  if (itf !== null) return itf;
  const reader = new TraceReader(raw, null, file);
  const lines = text.split('\n');
  return collected(
    reader,
    lines.flatMap((line, index) =>
      line.trim() === '' ? [] : [() => reader.readText(index + 1, line.replace(/\r$/, ''), index === lines.length - 1)],
    ),
  );
}

export function readTraceLines(lines: Iterable<JsonLine>, raw: Raw = 'no'): Reading<Trace> {
  const reader = new TraceReader(raw);
  return collected(
    reader,
    [...lines].map(
      ({ line, value }) =>
        () =>
          reader.read(line, value),
    ),
  );
}

function collected(reader: TraceReader, lines: readonly (() => Reading<LoggedEvent | null>)[]): Reading<Trace> {
  const events: LoggedEvent[] = [];
  for (const read of lines) {
    const event = read();
    if (!event.ok) return event;
    if (event.value !== null) events.push(event.value);
  }
  if (events.length === 0) return problem(1, 'the trace has no event: there is nothing to check');
  return { ok: true, value: { header: reader.header, events } };
}

/** The name of the file that a line is from, without folder and ending: `n1` of `logs/n1.log.gz`. */
const fileField = '#file';

const stemOf = (file: string): string =>
  (file.split(/[\\/]/).at(-1) as string).replace(/(?<=.)\.gz$/, '').replace(/(?<=.)\.[^.]*$/, '');

/** Reads the lines of one trace in order. */
export class TraceReader {
  header: TraceHeader = noHeader;
  #first = true;
  /** Whether any line was an event: the first that is none is most likely another system's. */
  #understood = false;

  /** Lines that were read before, without what is for people only: logs repeat themselves. */
  readonly #known = new Map<string, LoggedEvent>();
  #lookups = 0;
  #hits = 0;

  /** Of another system's lines one more field: many a log is a file of each node, and says nowhere else whose. */
  readonly #stem: string | null;

  /** `header`: of a trace whose first lines another reader has read. `file`: its name. */
  constructor(
    private readonly raw: Raw,
    header: TraceHeader | null = null,
    file: string | null = null,
  ) {
    this.#stem = file === null ? null : stemOf(file);
    if (header === null) return;
    this.header = header;
    this.#first = false;
    this.#understood = true;
  }

  /** A line as text; null for the header. `last`: it has no end, and may have been cut short. */
  readText(line: number, written: string, last = false): Reading<LoggedEvent | null> {
    const text = line === 1 ? withoutMark(written) : written;
    if (this.raw instanceof RegExp) {
      const groups = this.raw.exec(text)?.groups ?? null;
      if (groups !== null && this.#stem !== null) groups[fileField] = this.#stem;
      return { ok: true, value: { line, action: null, args: null, observations: [], raw: groups } };
    }
    const remembers = this.#remembers();
    const key = remembers ? text.slice(forPeople.exec(text)?.[0].length ?? 0) : '';
    if (remembers) {
      this.#lookups += 1;
      const known = this.#known.get(key);
      if (known !== undefined) {
        this.#hits += 1;
        return { ok: true, value: again(known, line) };
      }
    }
    if (isTooDeep(text)) return problem(line, `values are nested more than ${deepest} deep, which no state is`);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      return problem(line, noJson(text, error, last, this.raw === 'only'));
    }
    const repeated = repeatedKey(text, json);
    if (repeated !== null && this.raw !== 'only') return problem(line, saidTwice(repeated));
    const understood = this.read(line, json);
    const event = repeated === null || !understood.ok ? understood : withRepeated(understood, repeated);
    if (!remembers || !event.ok || event.value === null) return event;
    const value = { ...event.value, same: {} };
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(key, value);
    return { ok: true, value };
  }

  /** Not where lines turn out to be all different, nor where they are another system's. */
  #remembers(): boolean {
    return this.raw === 'no' && (this.#lookups < 4096 || this.#hits * 4 > this.#lookups);
  }

  /** null for the header. */
  read(line: number, value: unknown): Reading<LoggedEvent | null> {
    if (!isObject(value)) {
      const many = Array.isArray(value) ? ` (one event a line; of a list: jq -c '.[]' FILE)` : '';
      return problem(line, `expected a JSON object, found ${JSON.stringify(value).slice(0, 40)}${many}`);
    }
    const first = this.#first;
    this.#first = false;
    if (first && isHeader(value)) {
      const header = readHeader(line, value);
      if (!header.ok) return header;
      this.header = header.value;
      return { ok: true, value: null };
    }
    if (isForeign(this.raw) && this.#stem !== null) (value as Record<string, unknown>)[fileField] = this.#stem;
    if (isForeign(this.raw))
      return { ok: true, value: { line, action: null, args: null, observations: [], raw: value } };
    const java = 'event' in value || 'event_args' in value || !ownKeys.some((key) => key in value);
    const event = java ? readUpdates(line, value) : readOwn(line, value);
    if (!event.ok) {
      const understood = this.#understood || event.problem.message.endsWith('?');
      const hint = understood ? '' : `; a log in a form of its own needs a mapping: --map FILE`;
      return problem(line, `${event.problem.message}${hint}`);
    }
    this.#understood = true;
    return this.raw === 'also' ? { ok: true, value: { ...event.value, raw: value } } : event;
  }
}

const withRepeated = (
  { value }: { value: LoggedEvent | null },
  repeated: readonly string[],
): Reading<LoggedEvent | null> => ({
  ok: true,
  value: value === null ? null : { ...value, repeated },
});

/** Members that only people read, at the head of a line; further inside, fields of values may have these names. */
const forPeople = /^\{(?:"(?:seq|at)":[-+.\deE]+,)+/;
const mostKnown = 1 << 16;

/** Written out: copying by spread costs several times as much, once a line. */
function again({ action, args, observations, when, before, same }: LoggedEvent, line: number): LoggedEvent {
  const event = { line, action, args, observations, same };
  if (when === undefined && before === undefined) return event as LoggedEvent;
  return {
    ...event,
    ...(when === undefined ? {} : { when }),
    ...(before === undefined ? {} : { before }),
  } as LoggedEvent;
}

const ownKeys = ['vars', 'action', 'before', 'updates', 'unchanged', 'args', 'seq', 'node'];

const isHeader = (value: Readonly<Record<string, unknown>>): boolean =>
  headerKeys.some((key) => key in value) && !('action' in value) && !('event' in value) && !('vars' in value);

function readHeader(line: number, value: Readonly<Record<string, unknown>>): Reading<TraceHeader> {
  const { spec = null, specHash = null, constants = null, complete = false } = value;
  if (spec !== null && typeof spec !== 'string') return problem(line, "the header's 'spec' is no string");
  if (specHash !== null && typeof specHash !== 'string') return problem(line, "the header's 'specHash' is no string");
  if (typeof complete !== 'boolean') return problem(line, "the header's 'complete' is neither true nor false");
  if (constants !== null && !isObject(constants)) {
    return problem(line, "the header's 'constants' is no object of constants: {\"Name\": value}");
  }
  return { ok: true, value: { line, spec, specHash, constants, complete } };
}
