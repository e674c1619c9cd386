/** What a client did or heard, whatever the format of the file. */
export interface HistoryEvent {
  readonly process: string | number;
  readonly type: EventType;
  /** The operation's name: `read`, `write`, `txn`, ... */
  readonly f: string;
  /** '' where the history is of one object. */
  readonly key: string;
  readonly value: unknown;
  /** Something is told of why it failed: then it did not happen. A failure without is an answer, as of a comparison. */
  readonly error: boolean;
  /** In the file, from 1. */
  readonly line: number;
}

export const eventTypes = ['invoke', 'ok', 'fail', 'info'] as const;
export type EventType = (typeof eventTypes)[number];

/** A file that cannot be read as a history: the line, what was expected, what was found. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  constructor(
    readonly line: number,
    readonly because: string,
  ) {
    super(`line ${line}: ${because}`);
  }
}

/** A call with how it ended. */
export interface Attempt {
  readonly call: HistoryEvent;
  /** null: nothing was ever heard. */
  readonly end: HistoryEvent | null;
  /** Positions of both in the history; Infinity where nothing certain was heard. */
  readonly calledAt: number;
  readonly endedAt: number;
}

/** A process does one thing at a time. After an `info` it may call again, as Jepsen's do not, and what it did stays open. */
export function attempts(events: readonly HistoryEvent[]): Attempt[] {
  const result: Attempt[] = [];
  const open = new Map<string | number, number>();
  for (const [at, event] of events.entries()) {
    const mine = open.get(event.process);
    if (event.type === 'invoke') {
      if (mine !== undefined) {
        const { line } = result[mine]!.call;
        throw new HistoryError(
          event.line,
          `process ${event.process} calls again before its call of line ${line} has ended`,
        );
      }
      open.set(event.process, result.length);
      result.push({ call: event, end: null, calledAt: at, endedAt: Number.POSITIVE_INFINITY });
      continue;
    }
    if (mine === undefined)
      throw new HistoryError(
        event.line,
        `process ${event.process} ends '${event.f}' with ${event.type}, and had not called it`,
      );
    const { call } = result[mine]!;
    if (call.f !== event.f)
      throw new HistoryError(
        event.line,
        `process ${event.process} ends '${event.f}', and had called '${call.f}' in line ${call.line}`,
      );
    const endedAt = event.type === 'info' ? Number.POSITIVE_INFINITY : at;
    result[mine] = { call, end: event, calledAt: result[mine]!.calledAt, endedAt };
    open.delete(event.process);
  }
  return result;
}
