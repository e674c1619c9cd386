/** One operation of a client, from its call to its return. Times are of one clock, in any unit, or just positions. */
export interface Operation {
  readonly client: string | number;
  readonly f: 'read' | 'write' | 'cas';
  readonly key: string;
  /** Of a write its value, of a `cas` the value that it puts in place of `expected`. */
  readonly value: unknown;
  readonly expected: unknown;
  readonly call: number;
  /** Infinity: the client never heard. It may take effect at any time after the call, or never. */
  readonly return: number;
  /** What a read saw, whether a `cas` took effect; undefined where it is not known. */
  readonly result: unknown;
  /** In the file, from 1, for messages. */
  readonly line: number;
}

export function operationText({ client, f, key, value, expected, result }: Operation): string {
  const values = f === 'read' ? [] : f === 'write' ? [show(value)] : [show(expected), show(value)];
  const saw = f === 'write' ? '' : ` = ${result === undefined ? 'unknown' : show(result)}`;
  return `${f}(${[...(key === '' ? [] : [key]), ...values].join(', ')})${saw} by client ${client}`;
}

const show = (value: unknown): string => (value === null ? 'nil' : JSON.stringify(value));
