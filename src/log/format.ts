/**
 * Reads the bytes of a log by docs/log-format.md, independently of the native code that writes them: for people
 * (`nines log`), and so that the two can be held against each other. Pure; nothing here touches a file.
 */
import { addon } from '../addon.js';
import { type LogRecord, lengthBits, maxRecordBytes, recordKinds } from './records.js';

export const pageBytes = 4096;
export const firstBatchOffset = 2 * pageBytes;
export const batchHeaderBytes = 96;
const batchMagic = 0x31424c4e;
const noVote = 0xffff_ffff;
const ascii = new TextDecoder('latin1');
const utf8 = new TextDecoder();

export interface ManifestPage {
  readonly logId: string;
  readonly hasWitness: boolean;
  readonly generation: number;
  readonly firstSegment: number;
  readonly baseIndex: number;
  readonly baseTerm: number;
  readonly durableSequence: number;
}

export interface WitnessPage {
  readonly logId: string;
  readonly durableSequence: number;
}

export interface SegmentPage {
  readonly logId: string;
  readonly alignment: number;
  readonly segment: number;
  readonly salt: bigint;
  readonly segmentBytes: number;
  readonly lastSequence: number;
  readonly baseIndex: number;
  readonly baseTerm: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly hardTerm: number;
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  readonly chain: number;
  readonly vote: string | null;
}

export interface BatchHeader {
  readonly batchBytes: number;
  readonly salt: bigint;
  readonly sequence: number;
  readonly durableSequence: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly firstTerm: number;
  readonly lastTerm: number;
  readonly offset: number;
  readonly recordCount: number;
  readonly payloadBytes: number;
  readonly hasTerms: boolean;
  readonly isSeal: boolean;
  readonly chain: number;
  readonly bodyCrc: number;
  readonly headerCrc: number;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const u64 = (at: DataView, offset: number): number => Number(at.getBigUint64(offset, true));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The first of a page and its twin that is sound and begins with `magic`; null where neither is. */
function soundPages(bytes: Uint8Array, magic: string): Uint8Array[] {
  return [0, pageBytes]
    .map((start) => bytes.subarray(start, start + pageBytes))
    .filter(
      (page) =>
        page.length === pageBytes &&
        ascii.decode(page.subarray(0, 8)) === magic &&
        view(page).getUint32(8, true) === 1 &&
        view(page).getUint32(pageBytes - 4, true) === addon.crc32c(page.subarray(0, pageBytes - 4), 0),
    );
}

export function decodeManifest(bytes: Uint8Array): ManifestPage | null {
  const page = soundPages(bytes, 'NINESMAN')[0];
  if (page === undefined) return null;
  const at = view(page);
  return {
    logId: hex(page.subarray(16, 32)),
    hasWitness: (at.getUint32(12, true) & 1) !== 0,
    generation: u64(at, 32),
    firstSegment: u64(at, 40),
    baseIndex: u64(at, 48),
    baseTerm: u64(at, 56),
    durableSequence: u64(at, 64),
  };
}

/** The newest note of the log's own; null where neither slot holds one. */
export function decodeWitness(bytes: Uint8Array, logId: string): WitnessPage | null {
  const notes = soundPages(bytes, 'NINESWIT')
    .map((page) => ({ logId: hex(page.subarray(16, 32)), durableSequence: u64(view(page), 32) }))
    .filter((note) => note.logId === logId);
  return notes.sort((a, b) => b.durableSequence - a.durableSequence)[0] ?? null;
}

export function decodeSegmentHeader(bytes: Uint8Array): SegmentPage | null {
  const page = soundPages(bytes, 'NINESSEG')[0];
  if (page === undefined) return null;
  const at = view(page);
  const voteBytes = at.getUint32(124, true);
  return {
    logId: hex(page.subarray(16, 32)),
    alignment: at.getUint32(12, true),
    segment: u64(at, 32),
    salt: at.getBigUint64(40, true),
    segmentBytes: u64(at, 48),
    lastSequence: u64(at, 56),
    baseIndex: u64(at, 64),
    baseTerm: u64(at, 72),
    lastIndex: u64(at, 80),
    lastTerm: u64(at, 88),
    hardTerm: u64(at, 96),
    snapshotIndex: u64(at, 104),
    snapshotTerm: u64(at, 112),
    chain: at.getUint32(120, true),
    vote: voteBytes === noVote ? null : utf8.decode(page.subarray(128, 128 + Math.min(voteBytes, 256))),
  };
}

/** The header at `offset` of a segment, if its checksum holds and its lengths stay within the segment. */
export function decodeBatchHeader(segment: Uint8Array, offset: number): BatchHeader | null {
  if (offset + batchHeaderBytes > segment.length) return null;
  const bytes = segment.subarray(offset, offset + batchHeaderBytes);
  const at = view(bytes);
  if (at.getUint32(0, true) !== batchMagic) return null;
  const headerCrc = at.getUint32(92, true);
  if (headerCrc !== addon.crc32c(bytes.subarray(0, 92), 0)) return null;
  const flags = at.getUint32(80, true);
  const header: BatchHeader = {
    batchBytes: at.getUint32(4, true),
    salt: at.getBigUint64(8, true),
    sequence: u64(at, 16),
    durableSequence: u64(at, 24),
    firstIndex: u64(at, 32),
    lastIndex: u64(at, 40),
    firstTerm: u64(at, 48),
    lastTerm: u64(at, 56),
    offset: u64(at, 64),
    recordCount: at.getUint32(72, true),
    payloadBytes: at.getUint32(76, true),
    hasTerms: (flags & 1) !== 0,
    isSeal: (flags & 2) !== 0,
    chain: at.getUint32(84, true),
    bodyCrc: at.getUint32(88, true),
    headerCrc,
  };
  const least = batchHeaderBytes + header.recordCount * (header.hasTerms ? 12 : 4) + header.payloadBytes;
  return header.batchBytes >= least && offset + header.batchBytes <= segment.length ? header : null;
}

export function bodyIsSound(segment: Uint8Array, header: BatchHeader): boolean {
  const body = segment.subarray(header.offset + batchHeaderBytes, header.offset + header.batchBytes);
  return addon.crc32c(body, 0) === header.bodyCrc;
}

/** The records of a batch whose body is sound; null where its table makes no sense. */
export function decodeRecords(segment: Uint8Array, header: BatchHeader): LogRecord[] | null {
  const words = header.offset + batchHeaderBytes;
  const terms = words + 4 * header.recordCount;
  let at = terms + (header.hasTerms ? 8 * header.recordCount : 0);
  const end = at + header.payloadBytes;
  const whole = view(segment);
  const records: LogRecord[] = [];
  for (let i = 0; i < header.recordCount; i += 1) {
    const word = whole.getUint32(words + 4 * i, true);
    const length = word & maxRecordBytes;
    if (at + length > end) return null;
    const payload = segment.subarray(at, at + length);
    const term = header.hasTerms ? u64(whole, terms + 8 * i) : header.firstTerm;
    const record = decodeRecord(word >>> lengthBits, term, payload);
    if (record === null) return null;
    records.push(record);
    at += length;
  }
  return at === end ? records : null;
}

function decodeRecord(kind: number, term: number, payload: Uint8Array): LogRecord | null {
  const at = view(payload);
  switch (kind) {
    case recordKinds.entry:
      return { kind: 'entry', term, payload };
    case recordKinds.hardState:
      if (payload.length < 8) return null;
      return {
        kind: 'hardState',
        term: u64(at, 0),
        vote: payload.length === 8 ? null : utf8.decode(payload.subarray(8)),
      };
    case recordKinds.truncateAfter:
      return payload.length === 8 ? { kind: 'truncateAfter', index: u64(at, 0) } : null;
    case recordKinds.snapshot:
      return payload.length === 16 ? { kind: 'snapshot', index: u64(at, 0), term: u64(at, 8) } : null;
    default:
      return null;
  }
}
