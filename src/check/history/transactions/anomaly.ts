import type { Transaction } from './transaction.js';

/** Adya's names (1999, 2000), as Elle has them; and what no order of the transactions could explain in the first place. */
export type AnomalyName =
  | 'G0'
  | 'G1a'
  | 'G1b'
  | 'G1c'
  | 'G-single'
  | 'G2'
  | 'internal'
  | 'duplicate-write'
  | 'incompatible-order'
  | 'cyclic-versions'
  | 'unwritten-read';

export const anomalyTitles: Readonly<Record<AnomalyName, string>> = {
  G0: 'a cycle of writes alone',
  G1a: 'a read of what was aborted',
  G1b: 'a read of what its writer had not finished',
  G1c: 'a cycle of writes and of reads of them',
  'G-single': 'a cycle with one read of what was overwritten (read skew)',
  G2: 'a cycle with more than one read of what was overwritten (write skew)',
  internal: 'a read that contradicts the transaction itself',
  'duplicate-write': 'the same value written twice to a key: no read can be traced to its writer',
  'incompatible-order': 'reads of a key that no one order of its writes explains',
  'cyclic-versions': 'values of a key, each of them older than the other',
  'unwritten-read': 'a read of what nobody wrote',
};

export interface Anomaly {
  readonly name: AnomalyName;
  /** One sentence, with lines of the file. */
  readonly because: string;
  /** Of a cycle its transactions, in order; each step says why the next comes after. */
  readonly cycle: readonly { readonly line: number; readonly process: string | number; readonly why: string }[];
}

/** `ww` overwrites, `wr` is read by, `rw` did not see. */
export type EdgeKind = 'ww' | 'wr' | 'rw';
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
  readonly why: string;
}

export const named = ({ line, process }: Transaction): string => `the transaction of line ${line} (process ${process})`;
export const shown = (value: unknown): string =>
  value === null || value === undefined ? 'nil' : JSON.stringify(value);
