/** Traces as files: read in pieces, so that memory does not grow with them, and again from the start where a check asks. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type LoggedEvent, problem, type Reading, type TraceHeader } from '../../check/trace/event.js';
import { readItf } from '../../check/trace/read-itf.js';
import { type Raw, type Trace, TraceReader } from '../../check/trace/read-trace.js';

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

function firstBytes(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.alloc(4096);
    return piece.subarray(0, readSync(descriptor, piece)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** A trace file, with the header that its first line may be. */
export class TraceFile {
  constructor(
    readonly file: string,
    private readonly raw: Raw,
  ) {}

  /** The whole document where the file is one (ITF), and no lines. */
  #document: Reading<Trace> | null | undefined;

  #asDocument(): Reading<Trace> | null {
    if (this.#document !== undefined) return this.#document;
    const start = firstBytes(this.file);
    // A line of a trace is an object of its own; what goes on over lines, or names states, may be a document.
    const mayBe = this.raw !== 'only' && (/^\s*\{\s*$/m.test(start) || /"(?:states|#meta)"/.test(start));
    this.#document = mayBe ? readItf(readFileSync(this.file, 'utf8')) : null;
    return this.#document;
  }

  header(): Reading<TraceHeader> {
    const document = this.#asDocument();
    if (document !== null) return document.ok ? { ok: true, value: document.value.header } : document;
    const reader = new TraceReader(this.raw);
    for (const { line, text, last } of linesOf(this.file)) {
      const first = reader.readText(line, text, last);
      return first.ok ? { ok: true, value: reader.header } : first;
    }
    return problem(1, 'the trace has no event: there is nothing to check');
  }

  *events(): Generator<Reading<LoggedEvent>> {
    const document = this.#asDocument();
    if (document !== null) {
      if (!document.ok) yield document;
      else for (const value of document.value.events) yield { ok: true, value };
      return;
    }
    const reader = new TraceReader(this.raw);
    for (const { line, text, last } of linesOf(this.file)) {
      const event = reader.readText(line, text, last);
      if (!event.ok) {
        yield event;
        return;
      }
      if (event.value !== null) yield { ok: true, value: event.value };
    }
  }
}
