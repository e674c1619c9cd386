/** Isolation of transactions over lists and registers, as Elle infers it (Kingsbury & Alvaro, VLDB 2020). */
import type { HistoryEvent } from '../read/event.js';
import type { Anomaly } from './anomaly.js';
import { cycleAnomalies } from './cycles.js';
import { listAppendEvidence } from './list-append.js';
import { registerEvidence } from './rw-register.js';
import { transactions } from './transaction.js';

export interface TransactionVerdict {
  readonly kind: 'accepted' | 'rejected';
  readonly transactions: number;
  readonly anomalies: readonly Anomaly[];
}

export const transactionModels = {
  'list-append': {
    title: 'transactions of appends to lists and reads of them',
    write: 'append',
    evidence: listAppendEvidence,
  },
  'rw-register': {
    title: 'transactions of writes to registers and reads of them',
    write: 'w',
    evidence: registerEvidence,
  },
} as const;
export type TransactionModelName = keyof typeof transactionModels;

/** No anomaly: the history is serializable as far as it tells. Throws a `HistoryError`. */
export function checkTransactions(events: readonly HistoryEvent[], model: TransactionModelName): TransactionVerdict {
  const { write, evidence } = transactionModels[model];
  const all = transactions(events, write);
  const { anomalies, edges } = evidence(all);
  const found = [...anomalies, ...cycleAnomalies(all, edges)];
  return { kind: found.length === 0 ? 'accepted' : 'rejected', transactions: all.length, anomalies: found };
}
