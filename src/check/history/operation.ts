/** One operation of a client, from its call to its return. Times are of one clock, in any unit, or just positions. */
export interface Operation {
  readonly client: string | number;
  readonly f: 'read' | 'write' | 'cas' | 'append' | 'acquire' | 'release' | 'enqueue' | 'dequeue';
  readonly key: string;
  /** Of a write its value, of a `cas` the value that it puts in place of `expected`; of an enqueue what is put in. */
  readonly value: unknown;
  readonly expected: unknown;
  readonly call: number;
  /** Infinity: the client never heard. It may take effect at any time after the call, or never. */
  readonly return: number;
  /** What a read saw, what a dequeue took out, whether a `cas`, an acquire or a release succeeded; undefined: not known. */
  readonly result: unknown;
  /** In the file, from 1, for messages. */
  readonly line: number;
}

const withValue: ReadonlySet<Operation['f']> = new Set(['write', 'append', 'enqueue']);

export function operationText({ client, f, key, value, expected, result }: Operation): string {
  const values = withValue.has(f) ? [show(value)] : f === 'cas' ? [show(expected), show(value)] : [];
  const saw = withValue.has(f) ? '' : ` = ${result === undefined ? 'unknown' : show(result)}`;
  return `${f}(${[...(key === '' ? [] : [key]), ...values].join(', ')})${saw} by client ${client}`;
}

const show = (value: unknown): string => (value === null ? 'nil' : JSON.stringify(value));
