import { assert } from '../core/assert.js';

/** An entry gets the next index. Its payload is any bytes. */
export interface EntryRecord {
  readonly kind: 'entry';
  readonly term: number;
  readonly payload: Uint8Array;
}
/** Replaces the hard state before it (Raft's currentTerm and votedFor). */
export interface HardStateRecord {
  readonly kind: 'hardState';
  readonly term: number;
  readonly vote: string | null;
}
/** Drops the entries above `index`. */
export interface TruncateAfterRecord {
  readonly kind: 'truncateAfter';
  readonly index: number;
}
/**
 * A snapshot holds everything up to `index`. Where that is above the last index, the log is emptied and goes on behind it.
 * (To install a snapshot over entries that conflict with it: truncateAfter the base index first, in the same append.)
 */
export interface SnapshotRecord {
  readonly kind: 'snapshot';
  readonly index: number;
  readonly term: number;
}
export type LogRecord = EntryRecord | HardStateRecord | TruncateAfterRecord | SnapshotRecord;

/** Kinds of records as they are in a batch's table (docs/log-format.md). */
export const recordKinds = { entry: 1, hardState: 2, truncateAfter: 3, snapshot: 4 } as const;
export const lengthBits = 28;
export const maxRecordBytes = 2 ** lengthBits - 1;

const text = new TextEncoder();

/**
 * Records of several appends, encoded as the native log takes them. Grows and never shrinks, so that a log at work
 * allocates nothing. One is filled while another is being written.
 */
export class Arena {
  bytes = new Uint8Array(1 << 16);
  words = new Uint32Array(1 << 10);
  /** Used once the entries differ in term; a u64 for each record. */
  terms = new BigUint64Array(0);
  groups = new Uint32Array(64);
  results = new Float64Array(128);
  byteCount = 0;
  recordCount = 0;
  groupCount = 0;
  /** Of the entries so far, while they have one; -1 before the first. */
  term = -1;
  mixed = false;

  clear(): void {
    this.byteCount = 0;
    this.recordCount = 0;
    this.groupCount = 0;
    this.term = -1;
    this.mixed = false;
  }

  /** Encodes one append; its group's number. On a bad record nothing of it stays. */
  add(records: readonly LogRecord[]): number {
    const { byteCount, recordCount } = this;
    try {
      for (const record of records) this.#record(record);
    } catch (error) {
      this.byteCount = byteCount;
      this.recordCount = recordCount;
      throw error;
    }
    return this.#endGroup();
  }

  /** The same for entries of one term, without an object for each. */
  addEntries(term: number, payloads: readonly Uint8Array[]): number {
    this.#useTerm(term);
    const count = payloads.length;
    let bytes = this.byteCount;
    for (let i = 0; i < count; i += 1) bytes += (payloads[i] as Uint8Array).length;
    this.#reserve(bytes - this.byteCount, count);
    const { bytes: arena, words } = this;
    let at = this.byteCount;
    for (let i = 0; i < count; i += 1) {
      const payload = payloads[i] as Uint8Array;
      const length = payload.length;
      assert(length <= maxRecordBytes, 'a payload of more than 2^28 - 1 bytes');
      arena.set(payload, at);
      words[this.recordCount + i] = (recordKinds.entry << lengthBits) | length;
      at += length;
    }
    if (this.mixed) this.#fillTerms(this.recordCount, this.recordCount + count, term);
    this.byteCount = at;
    this.recordCount += count;
    return this.#endGroup();
  }

  #record(record: LogRecord): void {
    switch (record.kind) {
      case 'entry':
        this.#useTerm(record.term);
        this.#reserve(record.payload.length, 1);
        this.bytes.set(record.payload, this.byteCount);
        this.#word(recordKinds.entry, record.payload.length, record.term);
        return;
      case 'hardState': {
        const vote = record.vote === null ? new Uint8Array(0) : text.encode(record.vote);
        if (record.vote === '') throw new RangeError('a vote of no characters: use null for none');
        this.#reserve(8 + vote.length, 1);
        this.#u64(this.byteCount, record.term);
        this.bytes.set(vote, this.byteCount + 8);
        this.#word(recordKinds.hardState, 8 + vote.length, 0);
        return;
      }
      case 'truncateAfter':
        this.#reserve(8, 1);
        this.#u64(this.byteCount, record.index);
        this.#word(recordKinds.truncateAfter, 8, 0);
        return;
      case 'snapshot':
        this.#reserve(16, 1);
        this.#u64(this.byteCount, record.index);
        this.#u64(this.byteCount + 8, record.term);
        this.#word(recordKinds.snapshot, 16, 0);
        return;
    }
  }

  #word(kind: number, length: number, term: number): void {
    assert(length <= maxRecordBytes, 'a payload of more than 2^28 - 1 bytes');
    this.words[this.recordCount] = (kind << lengthBits) | length;
    if (this.mixed) this.#fillTerms(this.recordCount, this.recordCount + 1, term);
    this.byteCount += length;
    this.recordCount += 1;
  }

  #endGroup(): number {
    if (this.groupCount === this.groups.length) {
      const groups = new Uint32Array(2 * this.groups.length);
      groups.set(this.groups);
      this.groups = groups;
      this.results = new Float64Array(2 * groups.length);
    }
    this.groups[this.groupCount] = this.recordCount;
    this.groupCount += 1;
    return this.groupCount - 1;
  }

  #useTerm(term: number): void {
    wholeNumber(term, 'term');
    if (this.term === term || this.mixed) return;
    if (this.term === -1) {
      this.term = term;
      return;
    }
    this.mixed = true;
    this.#fillTerms(0, this.recordCount, this.term);
  }

  /** Terms of the records from `first` up to `end`; those that are no entries have 0. */
  #fillTerms(first: number, end: number, term: number): void {
    if (this.terms.length < this.words.length) {
      const terms = new BigUint64Array(this.words.length);
      terms.set(this.terms);
      this.terms = terms;
    }
    const halves = new Uint32Array(this.terms.buffer); // a BigInt for each term would cost more than the entry
    for (let i = first; i < end; i += 1) {
      const isEntry = (this.words[i] as number) >>> lengthBits === recordKinds.entry;
      halves[2 * i] = isEntry ? term >>> 0 : 0;
      halves[2 * i + 1] = isEntry ? Math.floor(term / 2 ** 32) : 0;
    }
  }

  #u64(at: number, value: number): void {
    wholeNumber(value, 'index or term');
    const view = new DataView(this.bytes.buffer);
    view.setUint32(at, value >>> 0, true);
    view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  }

  #reserve(bytes: number, records: number): void {
    if (this.byteCount + bytes > this.bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.byteCount + bytes));
      grown.set(this.bytes.subarray(0, this.byteCount));
      this.bytes = grown;
    }
    if (this.recordCount + records > this.words.length) {
      const grown = new Uint32Array(Math.max(2 * this.words.length, this.recordCount + records));
      grown.set(this.words.subarray(0, this.recordCount));
      this.words = grown;
    }
  }
}

function wholeNumber(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} ${value}: expected a whole number from 0 to 2^53 - 1`);
}
