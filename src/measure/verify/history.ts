import type { Operation } from '../../check/history/operation.js';
import type { OperationRecord } from '../../sim/simulation.js';

/** The requests and replies of a key-value store, as the simulated clients have them. */
interface KeyValue {
  readonly op: 'get' | 'put' | 'cas';
  readonly key: string;
  readonly value?: string;
  readonly expected?: string | null;
}
interface Reply {
  readonly kind: 'ok' | 'differs';
  readonly value: string | null;
}

/** What the clients of a run saw, as a history: each operation is a client of its own. */
export function keyValueHistory(records: readonly OperationRecord[]): Operation[] {
  return records.flatMap(({ operation, calledAt, repliedAt, reply }, index) => {
    const { op, key, value = null, expected = null } = operation.request as KeyValue;
    const f = ({ get: 'read', put: 'write', cas: 'cas' } as const)[op];
    if (f === undefined) return [];
    const { kind, value: seen } = (reply ?? {}) as Partial<Reply>;
    // A comparison that failed tells what it saw: it was a read.
    const was = kind === 'differs' ? 'read' : f;
    const result = repliedAt === null ? undefined : was === 'cas' ? true : seen;
    return [
      {
        client: operation.id,
        f: was,
        key,
        value,
        expected,
        call: calledAt,
        return: repliedAt ?? Number.POSITIVE_INFINITY,
        result,
        line: index + 1,
      },
    ];
  });
}

/** Files that are appended to: the text of a file is the ids of its packets, each ended with a comma. */
export function appendHistory(records: readonly OperationRecord[]): Operation[] {
  return records.map(({ operation, calledAt, repliedAt, reply }, index) => {
    const { op, file } = operation.request as { readonly op: 'append' | 'read'; readonly file: string };
    const { packets } = (reply ?? {}) as { readonly packets?: readonly string[] };
    return {
      client: operation.id,
      f: op,
      key: file,
      value: op === 'append' ? `${operation.id},` : null,
      expected: null,
      call: calledAt,
      return: repliedAt ?? Number.POSITIVE_INFINITY,
      result: packets?.map((packet) => `${packet},`).join(''),
      line: index + 1,
    };
  });
}
