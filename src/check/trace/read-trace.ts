import { type JsonLine, JsonLinesError, parseJsonLines } from '../../core/json-lines.js';
import { type LoggedEvent, noHeader, problem, type Reading, type TraceHeader } from './event.js';
import { isObject, readOwn, readUpdates } from './read-event.js';
import { readItf } from './read-itf.js';

export interface Trace {
  readonly header: TraceHeader;
  readonly events: readonly LoggedEvent[];
}

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
 * mapping adds to one of our own forms.
 */
export type Raw = 'no' | 'also' | 'only';

/** Of a text that is one document in the Informal Trace Format, its states. */
export function readWholeTrace(text: string, raw: Raw = 'no'): Reading<Trace> {
  const itf = raw === 'only' ? null : readItf(text);
  if (itf !== null) return itf;
  try {
    return readTraceLines(parseJsonLines(text), raw);
  } catch (error) {
    if (!(error instanceof JsonLinesError)) throw error;
    return problem(error.line, `column ${error.column}: ${error.because}`);
  }
}

export function readTraceLines(lines: Iterable<JsonLine>, raw: Raw = 'no'): Reading<Trace> {
  const reader = new TraceReader(raw);
  const events: LoggedEvent[] = [];
  for (const { line, value } of lines) {
    const event = reader.read(line, value);
    if (!event.ok) return event;
    if (event.value !== null) events.push(event.value);
  }
  if (events.length === 0) return problem(1, 'the trace has no event: there is nothing to check');
  return { ok: true, value: { header: reader.header, events } };
}

/** Reads the lines of one trace in order. */
export class TraceReader {
  header: TraceHeader = noHeader;
  #first = true;

  /** Lines that were read before, without what is for people only: logs repeat themselves. */
  readonly #known = new Map<string, LoggedEvent>();
  #lookups = 0;
  #hits = 0;

  constructor(private readonly raw: Raw) {}

  /** A line as text; null for the header. `last`: it has no end, and may have been cut short. */
  readText(line: number, text: string, last = false): Reading<LoggedEvent | null> {
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
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      const position = /position (\d+)/.exec(String(error))?.[1];
      const column = position === undefined ? text.length + 1 : Number(position) + 1;
      return problem(line, `column ${column}: expected one JSON value${last ? ' (the last line, cut short?)' : ''}`);
    }
    const event = this.read(line, json);
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
    if (!isObject(value)) return problem(line, `expected a JSON object, found ${JSON.stringify(value).slice(0, 40)}`);
    const first = this.#first;
    this.#first = false;
    if (first && isHeader(value)) {
      const header = readHeader(line, value);
      if (!header.ok) return header;
      this.header = header.value;
      return { ok: true, value: null };
    }
    if (this.raw === 'only')
      return { ok: true, value: { line, action: null, args: null, observations: [], raw: value } };
    const java = 'event' in value || 'event_args' in value || !ownKeys.some((key) => key in value);
    const event = java ? readUpdates(line, value) : readOwn(line, value);
    return event.ok && this.raw === 'also' ? { ok: true, value: { ...event.value, raw: value } } : event;
  }
}

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
const headerKeys = ['spec', 'specHash', 'constants', 'complete'];

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
  return { ok: true, value: { spec, specHash, constants, complete } };
}
