/** Reads a log's folder without changing it: what is there, and whether it is sound. For people and for tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../core/assert.js';
import {
  type BatchHeader,
  bodyIsSound,
  decodeBatchHeader,
  decodeManifest,
  decodeRecords,
  decodeSegmentHeader,
  decodeWitness,
  firstBatchOffset,
  type ManifestPage,
  type SegmentPage,
} from './format.js';
import type { LogRecord } from './records.js';

export interface InspectedBatch {
  readonly segment: number;
  readonly header: BatchHeader;
  readonly records: readonly LogRecord[];
}

export interface InspectedSegment {
  readonly name: string;
  readonly header: SegmentPage;
  readonly batchCount: number;
  /** Where the next batch would go. */
  readonly end: number;
  readonly sealed: boolean;
}

/**
 * sound: every byte verified. torn: sound up to a tail that a crash left, which opening the log would keep aside and cut.
 * corrupt: something that was durable is damaged or missing. unreadable: the system could not read it, so nobody knows.
 */
export type LogVerdict =
  | { readonly kind: 'sound' }
  | { readonly kind: 'torn'; readonly segment: string; readonly offset: number; readonly bytes: number }
  | { readonly kind: 'corrupt'; readonly file: string; readonly offset: number; readonly because: string }
  | { readonly kind: 'unreadable'; readonly file: string; readonly because: string };

export interface Inspection {
  readonly verdict: LogVerdict;
  /** null where there is none, or none that is sound. */
  readonly manifest: ManifestPage | null;
  readonly durableSequence: number;
  readonly segments: readonly InspectedSegment[];
  readonly baseIndex: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly batchCount: number;
  readonly recordCount: number;
  readonly tornFiles: readonly string[];
}

/** The folder holds no log: not a verdict but an input that cannot be used. */
export class NotALogError extends Error {
  override readonly name = 'NotALogError';
}

const segmentPattern = /^[0-9a-f]{16}\.segment$/;

/** Reads the folder, calling `onBatch` for every good batch in order. */
export function inspectLog(folder: string, onBatch: (batch: InspectedBatch) => void = () => {}): Inspection {
  const inspector = new Inspector(folder, onBatch);
  return inspector.inspect(inspector.run());
}

class Inspector {
  readonly #names: string[];
  readonly #segments: InspectedSegment[] = [];
  #manifest: ManifestPage | null = null;
  #durableSequence = 0;
  #sequence = 0;
  #chain = 0;
  #baseIndex = 0;
  #lastIndex = 0;
  #lastTerm = 0;
  #batchCount = 0;
  #recordCount = 0;

  constructor(
    readonly folder: string,
    readonly onBatch: (batch: InspectedBatch) => void,
  ) {
    try {
      this.#names = readdirSync(folder).sort();
    } catch (error) {
      throw new NotALogError(`${folder}: cannot be read as a folder (${(error as NodeJS.ErrnoException).code})`);
    }
    if (!this.#names.includes('MANIFEST') && !this.#names.some((name) => segmentPattern.test(name)))
      throw new NotALogError(`${folder}: no log here (neither MANIFEST nor a segment)`);
  }

  inspect(verdict: LogVerdict): Inspection {
    return {
      verdict,
      manifest: this.#manifest,
      durableSequence: this.#durableSequence,
      segments: this.#segments,
      baseIndex: this.#baseIndex,
      lastIndex: this.#lastIndex,
      lastTerm: this.#lastTerm,
      batchCount: this.#batchCount,
      recordCount: this.#recordCount,
      tornFiles: this.#names.filter((name) => name.endsWith('.torn')),
    };
  }

  run(): LogVerdict {
    try {
      return this.#readMarks() ?? this.#readSegments();
    } catch (error) {
      const { code, path, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      return { kind: 'unreadable', file: path ?? this.folder, because: message };
    }
  }

  /** The manifest and the witness: what is known to have been durable. */
  #readMarks(): LogVerdict | null {
    if (!this.#names.includes('MANIFEST')) return corrupt('MANIFEST', 0, 'it is missing');
    this.#manifest = decodeManifest(this.#read('MANIFEST'));
    if (this.#manifest === null) return corrupt('MANIFEST', 0, 'both copies are bad');
    this.#durableSequence = this.#manifest.durableSequence;
    if (!this.#manifest.hasWitness) return null;
    const note = this.#names.includes('WITNESS') ? decodeWitness(this.#read('WITNESS'), this.#manifest.logId) : null;
    if (note === null) return corrupt('WITNESS', 0, 'it is missing, or neither slot holds a note of this log');
    this.#durableSequence = Math.max(this.#durableSequence, note.durableSequence);
    return null;
  }

  #readSegments(): LogVerdict {
    const { firstSegment } = this.#manifest!;
    const numbers = this.#names
      .filter((name) => segmentPattern.test(name))
      .map((name) => Number.parseInt(name.slice(0, 16), 16))
      .filter((number) => number >= firstSegment);
    let expected = firstSegment;
    let tail: LogVerdict | null = null;
    for (const number of numbers) {
      const name = segmentName(number);
      if (number !== expected) return corrupt(segmentName(expected), 0, 'this segment is missing');
      const read = this.#read(name);
      const header = decodeSegmentHeader(read);
      if (header === null) return corrupt(name, 0, "both copies of the segment's header are bad");
      if (header.segment !== number || header.logId !== this.#manifest!.logId)
        return corrupt(name, 0, 'this segment is of another log or another number');
      const bytes = padded(read, header.segmentBytes);
      if (tail !== null) {
        // Behind a segment that is not sealed there may be one made ready, but none in use.
        if (searchBehind(bytes, header, firstBatchOffset).highestSequence > 0)
          return corrupt(
            segmentName(number - 1),
            this.#segments.at(-1)!.end,
            'not sealed, and the next segment is in use',
          );
        continue;
      }
      if (number === firstSegment) this.#start(header);
      else if (header.lastSequence !== this.#sequence || header.chain !== this.#chain)
        return corrupt(name, 0, 'this segment does not follow the one before');
      const verdict = this.#readSegment(name, bytes, header);
      if (verdict.kind === 'corrupt') return verdict;
      if (!this.#segments.at(-1)!.sealed) tail = verdict;
      expected += 1;
    }
    if (tail === null) return corrupt(segmentName(expected), 0, 'this segment is missing');
    this.#baseIndex = Math.max(this.#baseIndex, this.#manifest!.baseIndex);
    if (this.#sequence < this.#durableSequence)
      return corrupt(
        this.#segments.at(-1)!.name,
        this.#segments.at(-1)!.end,
        `batches up to ${this.#durableSequence} were durable; the log ends at ${this.#sequence}`,
      );
    return tail;
  }

  #start(header: SegmentPage): void {
    this.#sequence = header.lastSequence;
    this.#chain = header.chain;
    this.#baseIndex = header.baseIndex;
    this.#lastIndex = header.lastIndex;
    this.#lastTerm = header.lastTerm;
  }

  #readSegment(name: string, bytes: Uint8Array, header: SegmentPage): LogVerdict {
    let offset = firstBatchOffset;
    let batchCount = 0;
    let sealed = false;
    let verdict: LogVerdict = { kind: 'sound' };
    while (!sealed) {
      const batch = decodeBatchHeader(bytes, offset);
      const ours = batch !== null && batch.salt === header.salt && batch.offset === offset;
      if (ours && (batch.sequence !== this.#sequence + 1 || batch.chain !== this.#chain)) {
        verdict = corrupt(name, offset, `batch ${batch.sequence} does not follow batch ${this.#sequence}`);
        break;
      }
      const records = ours && bodyIsSound(bytes, batch) ? decodeRecords(bytes, batch) : null;
      if (!ours || records === null) {
        verdict = this.#judge(name, bytes, header, offset, ours ? 'the body of a batch' : 'the header of a batch');
        break;
      }
      this.#take(batch, records);
      this.onBatch({ segment: header.segment, header: batch, records });
      batchCount += 1;
      offset += batch.batchBytes;
      sealed = batch.isSeal;
    }
    this.#segments.push({ name, header, batchCount, end: offset, sealed });
    return verdict;
  }

  #take(batch: BatchHeader, records: readonly LogRecord[]): void {
    this.#sequence = batch.sequence;
    this.#chain = batch.headerCrc;
    this.#durableSequence = Math.max(this.#durableSequence, batch.durableSequence);
    for (const record of records) {
      if (record.kind === 'entry') this.#lastIndex += 1;
      if (record.kind === 'truncateAfter') this.#lastIndex = record.index;
      if (record.kind === 'snapshot' && record.index > this.#lastIndex) {
        this.#baseIndex = record.index;
        this.#lastIndex = record.index;
      }
    }
    assert(this.#lastIndex === batch.lastIndex, `batch ${batch.sequence}: its records end at ${this.#lastIndex}`);
    this.#lastTerm = batch.lastTerm;
    this.#batchCount += 1;
    this.#recordCount += batch.recordCount;
  }

  /** The first spot that is no good batch: the end, a torn tail, or corruption. */
  #judge(name: string, bytes: Uint8Array, header: SegmentPage, offset: number, what: string): LogVerdict {
    const expected = this.#sequence + 1;
    const behind = searchBehind(bytes, header, offset);
    if (behind.usedEnd === offset) return { kind: 'sound' };
    if (Math.max(behind.highestDurable, this.#durableSequence) >= expected)
      return corrupt(name, offset, `${what} is bad, and batch ${expected} was durable`);
    return { kind: 'torn', segment: name, offset, bytes: behind.usedEnd - offset };
  }

  #read(name: string): Uint8Array {
    return readFileSync(join(this.folder, name));
  }
}

const segmentName = (number: number): string => `${number.toString(16).padStart(16, '0')}.segment`;

/** What is missing from a file cut short by others reads as zeros. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes.subarray(0, length);
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

const corrupt = (file: string, offset: number, because: string): LogVerdict => ({
  kind: 'corrupt',
  file,
  offset,
  because,
});

/** Sound headers of this segment from `offset` on, wherever they start, and the end of what is not zero. */
function searchBehind(
  bytes: Uint8Array,
  segment: SegmentPage,
  offset: number,
): { usedEnd: number; highestDurable: number; highestSequence: number } {
  const found = { usedEnd: offset, highestDurable: 0, highestSequence: 0 };
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = offset; at + 8 <= bytes.length; at += 8) {
    const low = words.getUint32(at, true);
    if (low === 0 && words.getUint32(at + 4, true) === 0) continue;
    found.usedEnd = at + 8;
    if (low !== 0x31424c4e) continue;
    const header = decodeBatchHeader(bytes, at);
    if (header === null || header.salt !== segment.salt || header.offset !== at) continue;
    found.highestDurable = Math.max(found.highestDurable, header.durableSequence);
    found.highestSequence = Math.max(found.highestSequence, header.sequence);
  }
  return found;
}
