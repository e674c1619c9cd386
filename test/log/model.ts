/** What a log is supposed to hold, kept as plainly as possible; and everything that an open log does hold. */
import type { Log } from '../../src/log/log.js';
import type { LogRecord } from '../../src/log/records.js';

export interface ModelState {
  baseIndex: number;
  lastIndex: number;
  hardTerm: number;
  vote: string | null;
  snapshotIndex: number;
  snapshotTerm: number;
  entries: Map<number, string>;
}

export class Model {
  state: ModelState = {
    baseIndex: 0,
    lastIndex: 0,
    hardTerm: 0,
    vote: null,
    snapshotIndex: 0,
    snapshotTerm: 0,
    entries: new Map(),
  };

  /** Whether the log must take the records; all of them or none. */
  append(records: readonly LogRecord[]): boolean {
    const before = structuredClone(this.state);
    for (const record of records) {
      if (this.#apply(record)) continue;
      this.state = before;
      return false;
    }
    return true;
  }

  truncateBefore(index: number): boolean {
    const { state } = this;
    if (index > state.lastIndex + 1) return false;
    for (; state.baseIndex < index - 1; state.baseIndex += 1) state.entries.delete(state.baseIndex + 1);
    return true;
  }

  #apply(record: LogRecord): boolean {
    const { state } = this;
    switch (record.kind) {
      case 'entry':
        state.lastIndex += 1;
        state.entries.set(state.lastIndex, `${record.term}:${Buffer.from(record.payload).toString('hex')}`);
        return true;
      case 'hardState':
        state.hardTerm = record.term;
        state.vote = record.vote;
        return true;
      case 'truncateAfter':
        if (record.index < state.baseIndex || record.index > state.lastIndex) return false;
        for (; state.lastIndex > record.index; state.lastIndex -= 1) state.entries.delete(state.lastIndex);
        return true;
      case 'snapshot':
        if (record.index < state.snapshotIndex) return false;
        state.snapshotIndex = record.index;
        state.snapshotTerm = record.term;
        if (record.index <= state.lastIndex) return true;
        state.entries.clear();
        state.baseIndex = record.index;
        state.lastIndex = record.index;
        return true;
    }
  }
}

export function observe(log: Log): ModelState {
  const { baseIndex, lastIndex, hardTerm, vote, snapshotIndex, snapshotTerm } = log.state();
  const entries = new Map<number, string>();
  for (const entry of log.entries())
    entries.set(entry.index, `${entry.term}:${Buffer.from(entry.payload).toString('hex')}`);
  return { baseIndex, lastIndex, hardTerm, vote, snapshotIndex, snapshotTerm, entries };
}

/** One of every kind, one batch each. */
export const everyKind: readonly (readonly LogRecord[])[] = [
  [
    { kind: 'entry', term: 1, payload: Buffer.from('a') },
    { kind: 'entry', term: 1, payload: new Uint8Array(0) },
  ],
  [{ kind: 'hardState', term: 1, vote: 'n1' }],
  [{ kind: 'entry', term: 1, payload: Buffer.from('b'.repeat(40)) }],
  [
    { kind: 'truncateAfter', index: 2 },
    { kind: 'entry', term: 2, payload: Buffer.from('c') },
    { kind: 'hardState', term: 2, vote: null },
  ],
  [{ kind: 'snapshot', index: 2, term: 1 }],
  [
    { kind: 'entry', term: 2, payload: Buffer.from('dd') },
    { kind: 'entry', term: 3, payload: Buffer.from('e') },
  ],
  [{ kind: 'entry', term: 3, payload: Buffer.from('f'.repeat(60)) }],
];
