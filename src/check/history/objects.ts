/** The objects whose histories are judged: which operations they have, and how they are modelled. */
import { type Model, ValueModel } from './model.js';
import type { Operation } from './operation.js';
import { type Attempt, attempts, HistoryError, type HistoryEvent } from './read/event.js';
import { RegisterModel } from './register.js';

export interface ObjectModel {
  readonly title: string;
  /** The names that a history may use, and what they are here. */
  readonly operations: Readonly<Record<string, Operation['f']>>;
  modelOf(ofKey: readonly Operation[]): Model;
}

const reads = { read: 'read', get: 'read' } as const;
const writes = { write: 'write', put: 'write', set: 'write' } as const;
const compares = { cas: 'cas', 'compare-and-set': 'cas' } as const;

/** State: the text so far; a key that was never written is the empty text. */
function textModel(ofKey: readonly Operation[]): Model {
  const grown = growth(ofKey);
  return new ValueModel(
    ofKey,
    '',
    (state, { f, value, expected, result }) => {
      if (f === 'read') return result === undefined || (result ?? '') === state ? state : undefined;
      if (f === 'write') return value ?? '';
      if (f !== 'append') return compared(state, expected ?? '', value, result);
      return grown(`${state}${value}`);
    },
    ({ f, result }) => f === 'read' || (f === 'cas' && result === false),
  );
}

/**
 * Where a text only grows, what is read at a length has to be the text of that length: every longer read begins with the text of
 * now. So an append that no read confirms is refused at once (undefined), and not after all orders of what follows; and all
 * texts longer than anything read are one, since nobody can tell them apart.
 */
function growth(ofKey: readonly Operation[]): (text: string) => string | undefined {
  if (ofKey.some(({ f }) => f !== 'append' && f !== 'read')) return (text) => text;
  const read = ofKey.flatMap(({ f, result }) => (f === 'read' && typeof result === 'string' ? [result] : []));
  const byLength = [...new Set(read)].sort((a, b) => a.length - b.length);
  const longest = byLength.at(-1) ?? '';
  const beyond = `${longest} and more`;
  return (text) => {
    if (text.length > longest.length) return beyond;
    return byLength.find((each) => each.length >= text.length)!.startsWith(text) ? text : undefined;
  };
}

function compared(state: unknown, expected: unknown, value: unknown, result: unknown): unknown {
  const fits = JSON.stringify(state) === JSON.stringify(expected);
  return result !== undefined && result !== fits ? undefined : fits ? value : state;
}

/** State: who holds it, or null. Only the holder may release; an attempt that failed found it in other hands. */
const lockModel = (ofKey: readonly Operation[]): Model =>
  new ValueModel(
    ofKey,
    null,
    (holder, { f, client, result }) => {
      const can = f === 'acquire' ? holder === null : holder === client;
      if (result !== undefined && result !== can) return undefined;
      return can ? (f === 'acquire' ? client : null) : holder;
    },
    ({ result }) => result === false,
  );

/** State: what is in it, oldest first. A dequeue that gives null found it empty. */
const queueModel = (ofKey: readonly Operation[]): Model =>
  new ValueModel(
    ofKey,
    [],
    (state, { f, value, result }) => {
      const queue = state as readonly unknown[];
      if (f === 'enqueue') return [...queue, value];
      const first = queue[0] ?? null;
      if (result !== undefined && JSON.stringify(result ?? null) !== JSON.stringify(first)) return undefined;
      return queue.slice(1);
    },
    ({ f, result }) => f === 'dequeue' && result === null,
  );

export const objectModels = {
  register: {
    title: 'a register with reads and writes',
    operations: { ...reads, ...writes },
    modelOf: (ofKey) => new RegisterModel(ofKey),
  },
  'cas-register': {
    title: 'a register with reads, writes and compare-and-set',
    operations: { ...reads, ...writes, ...compares },
    modelOf: (ofKey) => new RegisterModel(ofKey),
  },
  kv: {
    title: 'texts under keys, with get, put, append and compare-and-set',
    operations: { ...reads, ...writes, ...compares, append: 'append' },
    // Without an append a key is a register, which is searched faster.
    modelOf: (ofKey) =>
      ofKey.some(({ f }) => f === 'append') ? textModel(ofKey) : new RegisterModel(ofKey.map(emptyIsNil)),
  },
  lock: {
    title: 'locks that their holder releases',
    operations: { acquire: 'acquire', lock: 'acquire', release: 'release', unlock: 'release' },
    modelOf: lockModel,
  },
  queue: {
    title: 'queues, first in first out',
    operations: { enqueue: 'enqueue', push: 'enqueue', dequeue: 'dequeue', pop: 'dequeue' },
    modelOf: queueModel,
  },
} as const satisfies Readonly<Record<string, ObjectModel>>;
export type ObjectName = keyof typeof objectModels;

const emptyIsNil = (operation: Operation): Operation => {
  const nil = (value: unknown): unknown => (value === '' ? null : value);
  const { value, expected, result } = operation;
  return { ...operation, value: nil(value), expected: nil(expected), result: nil(result) };
};

/** What the clients of one object did. Throws a `HistoryError` at an operation that the object does not have. */
export function objectOperations(events: readonly HistoryEvent[], { operations }: ObjectModel): Operation[] {
  return attempts(events).flatMap((attempt): Operation[] => {
    const { call, end, calledAt, endedAt } = attempt;
    const f = Object.hasOwn(operations, call.f) ? operations[call.f]! : undefined;
    if (f === undefined)
      throw new HistoryError(
        call.line,
        `no operation '${call.f}' of this model; it has ${Object.keys(operations).join(', ')}`,
      );
    const result = resultOf(f, attempt);
    if (result === happenedNot) return [];
    const [expected, value] = f === 'cas' ? pairOf(call) : [null, call.value];
    return [
      {
        client: call.process,
        f,
        key: call.key,
        value,
        expected,
        call: calledAt,
        return: endedAt,
        result,
        line: (end ?? call).line,
      },
    ];
  });
}

const happenedNot = Symbol('it did not happen');

/** A failure that is the answer of a comparison says what was there; any other failure says that nothing happened. */
function resultOf(f: Operation['f'], { end, endedAt }: Attempt): unknown {
  if (end === null || endedAt === Number.POSITIVE_INFINITY) return undefined;
  const yes = f === 'cas' || f === 'acquire' || f === 'release';
  if (end.type === 'ok') return yes ? true : f === 'read' || f === 'dequeue' ? end.value : undefined;
  if (end.error) return happenedNot;
  return yes ? false : f === 'dequeue' ? null : happenedNot;
}

function pairOf({ line, value }: HistoryEvent): readonly [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  throw new HistoryError(line, `cas: expected [the old value, the new one], found ${JSON.stringify(value)}`);
}
