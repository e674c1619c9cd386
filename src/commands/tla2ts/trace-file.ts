/** Traces as files: read in pieces, so that memory does not grow with them, and again from the start where a check asks. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { gunzipSync } from 'node:zlib';
import { type LoggedEvent, problem, type Reading, type Trace, type TraceHeader } from '../../check/trace/event.js';
import { notUtf8 } from '../../check/trace/no-json.js';
import { readItf } from '../../check/trace/read-itf.js';
import { isForeign, type Raw, TraceReader } from '../../check/trace/read-trace.js';
import { UsageError } from '../exit.js';

const pieceBytes = 1 << 20;

/** The lines of a file, from 1, without their ends; blank ones are passed over. Throws what the file system throws. */
export function* linesOf(
  file: string,
): Generator<{ readonly line: number; readonly text: string; readonly last: boolean }> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  for (const piece of piecesOf(file)) {
    const text = rest + decoder.write(piece);
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
}

/** Logs that were rotated are compressed with gzip: these are unpacked in memory, whole. A piece is valid until the next. */
function* piecesOf(file: string): Generator<Buffer> {
  const piped = pipedIn(file);
  if (piped !== null) {
    yield* cut(isCompressed(piped) ? unpacked(file, piped) : piped);
    return;
  }
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    let bytes = readSync(descriptor, piece);
    if (isCompressed(piece.subarray(0, bytes))) {
      yield* cut(unpacked(file, readFileSync(file)));
      return;
    }
    for (; bytes > 0; bytes = readSync(descriptor, piece)) yield piece.subarray(0, bytes);
  } finally {
    closeSync(descriptor);
  }
}

function* cut(whole: Buffer): Generator<Buffer> {
  for (let from = 0; from < whole.length; from += pieceBytes) yield whole.subarray(from, from + pieceBytes);
}

/** What came through a pipe can be read once only, and a check may read a trace again: it is kept. null for a file. */
function pipedIn(file: string): Buffer | null {
  const known = pipes.get(file);
  if (known !== undefined) return known;
  if (file !== standardInput && statSync(file).isFile()) return null;
  const whole = readFileSync(file === standardInput ? 0 : file);
  pipes.set(file, whole);
  return whole;
}

/** As a file's name. */
export const standardInput = '-';

/** Whether another thread can read it as well. */
export const isShared = (file: string): boolean => pipedIn(file) === null;

const pipes = new Map<string, Buffer>();

const isCompressed = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function unpacked(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new UsageError(`${file}: cannot be unpacked with gzip (${(error as Error).message}); is it whole?`);
  }
}

/** The whole text of a file. */
export function textOf(file: string): string {
  const read = pipedIn(file) ?? readFileSync(file);
  const bytes = isCompressed(read) ? unpacked(file, read) : read;
  if (bytes.subarray(0, 64).includes(0)) throw new UsageError(`${file}: ${notUtf8}`);
  return bytes.toString('utf8');
}

function firstBytes(file: string): string {
  for (const piece of piecesOf(file)) return piece.subarray(0, 4096).toString('utf8');
  return '';
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
    const mayBe = !isForeign(this.raw) && (/^\s*\{\s*$/m.test(start) || /"(?:states|#meta)"/.test(start));
    this.#document = mayBe ? readItf(textOf(this.file)) : null;
    return this.#document;
  }

  header(): Reading<TraceHeader> {
    const document = this.#asDocument();
    if (document !== null) return document.ok ? { ok: true, value: document.value.header } : document;
    const reader = new TraceReader(this.raw, null, this.file);
    for (const { line, text, last } of linesOf(this.file)) {
      const first = reader.readText(line, text, last);
      return first.ok ? { ok: true, value: reader.header } : first;
    }
    return problem(1, 'the trace has no event: there is nothing to check');
  }

  /** Those of the lines after a line; lines before it are passed over unread. */
  *events(afterLine = 0): Generator<Reading<LoggedEvent>> {
    const document = this.#asDocument();
    if (document !== null) {
      if (!document.ok) yield document;
      else for (const value of document.value.events) if (value.line > afterLine) yield { ok: true, value };
      return;
    }
    const header = afterLine === 0 ? null : this.header();
    if (header?.ok === false) {
      yield header;
      return;
    }
    const reader = new TraceReader(this.raw, header?.value ?? null, this.file);
    for (const { line, text, last } of linesOf(this.file)) {
      if (line <= afterLine) continue;
      const event = reader.readText(line, text, last);
      if (!event.ok) {
        yield event;
        return;
      }
      if (event.value !== null) yield { ok: true, value: event.value };
    }
  }
}
