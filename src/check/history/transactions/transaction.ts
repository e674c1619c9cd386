import { attempts, HistoryError, type HistoryEvent } from '../read/event.js';

/** One transaction: reads and writes of keys, in order. */
export interface Transaction {
  readonly index: number;
  readonly process: string | number;
  /** `info`: nobody knows; it counts as committed where somebody has read what it wrote. */
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly operations: readonly MicroOperation[];
  /** Of its end in the file, or of its call where nothing was heard. */
  readonly line: number;
}

export interface MicroOperation {
  readonly f: 'read' | 'write';
  readonly key: string;
  /** What was read (null where unknown or nothing there), written or appended. */
  readonly value: unknown;
}

/**
 * Transactions as Elle has them: `f` is `txn` (or anything), the value `[["append", "x", 1], ["r", "x", [1]]]` or
 * `[["w", "x", 1], ["r", "x", 1]]`. Throws a `HistoryError`.
 */
export function transactions(events: readonly HistoryEvent[], write: 'append' | 'w'): Transaction[] {
  return attempts(events).map(({ call, end }, index) => {
    const outcome = end === null || end.type === 'info' ? 'info' : end.type === 'ok' ? 'ok' : 'fail';
    const told = outcome === 'ok' ? end! : call;
    return {
      index,
      process: call.process,
      outcome,
      operations: listOf(told, told.value).map((each) => microOperation(told, each, write, outcome === 'ok')),
      line: (end ?? call).line,
    };
  });
}

function listOf({ line }: HistoryEvent, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new HistoryError(line, `expected a list of operations as [["r", "x", null]], found ${JSON.stringify(value)}`);
}

function microOperation(event: HistoryEvent, value: unknown, write: string, known: boolean): MicroOperation {
  const [f, key, argument = null] = Array.isArray(value) ? value : [];
  if (f === 'r' || f === 'read') return { f: 'read', key: String(key), value: known ? argument : undefined };
  if (f === write || (write === 'w' && f === 'write')) return { f: 'write', key: String(key), value: argument };
  throw new HistoryError(
    event.line,
    `expected ["${write}", key, value] or ["r", key, value], found ${JSON.stringify(value)}`,
  );
}
