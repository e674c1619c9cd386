/** Traces as files: read in pieces, so that memory does not grow with them, and again from the start where a check asks. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type LoggedEvent, problem, type Reading, type TraceHeader } from '../../check/trace/event.js';
import { type Raw, TraceReader } from '../../check/trace/read-trace.js';

const pieceBytes = 1 << 20;

/** The lines of a file, from 1, without their ends; blank ones are passed over. Throws what the file system throws. */
export function* linesOf(
  file: string,
): Generator<{ readonly line: number; readonly text: string; readonly last: boolean }> {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    let line = 0;
    for (let bytes = readSync(descriptor, piece); bytes > 0; bytes = readSync(descriptor, piece)) {
      const text = rest + decoder.write(piece.subarray(0, bytes));
      let from = 0;
      for (let to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
        line += 1;
        const one = text.slice(from, text.charCodeAt(to - 1) === 13 ? to - 1 : to);
        if (one !== '' && one.trim() !== '') yield { line, text: one, last: false };
        from = to + 1;
      }
      rest = text.slice(from);
    }
    rest += decoder.end();
    if (rest.trim() !== '') yield { line: line + 1, text: rest.replace(/\r$/, ''), last: true };
  } finally {
    closeSync(descriptor);
  }
}

/** One line as an event; null for the header. */
export function eventOf(
  reader: TraceReader,
  { line, text, last }: { readonly line: number; readonly text: string; readonly last: boolean },
): Reading<LoggedEvent | null> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const column = position === undefined ? text.length + 1 : Number(position) + 1;
    return problem(line, `column ${column}: expected one JSON value${last ? ' (the last line, cut short?)' : ''}`);
  }
  return reader.read(line, json);
}

/** A trace file, with the header that its first line may be. */
export class TraceFile {
  constructor(
    readonly file: string,
    private readonly raw: Raw,
  ) {}

  header(): Reading<TraceHeader> {
    const reader = new TraceReader(this.raw);
    for (const line of linesOf(this.file)) {
      const first = eventOf(reader, line);
      return first.ok ? { ok: true, value: reader.header } : first;
    }
    return problem(1, 'the trace has no event: there is nothing to check');
  }

  *events(): Generator<Reading<LoggedEvent>> {
    const reader = new TraceReader(this.raw);
    for (const line of linesOf(this.file)) {
      const event = eventOf(reader, line);
      if (!event.ok) {
        yield event;
        return;
      }
      if (event.value !== null) yield { ok: true, value: event.value };
    }
  }
}
