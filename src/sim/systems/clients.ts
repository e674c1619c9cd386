import type { Random } from '../../core/random.js';
import type { Millis, NodeId } from '../../core/units.js';
import type { KeyValueRequest } from '../../protocol/key-value.js';
import type { Operation } from '../schedule.js';
import type { Measured } from '../system.js';

/** One client for each operation, at most so many. */
export const clientIds: readonly string[] = Array.from({ length: 40 }, (_, index) => `o${index + 1}`);

/** Operations on few keys, so that they conflict; every written value is unique, so that a history shows where it came from. */
export function clientOperations(
  random: Random,
  nodes: readonly NodeId[],
  durationMs: Millis,
  count: number,
): Operation<KeyValueRequest>[] {
  const keys = ['x', 'y', 'z'].slice(0, random.pick([1, 1, 2, 3]));
  // Now and then clients all come at once, and leave the cluster alone before and after.
  const busy = random.chance(0.4) ? 0.3 : 1;
  const from = durationMs * (1 - busy) * random.float();
  const reading = random.pick([0.2, 0.5, 0.8]);
  const written = new Map<string, string[]>();
  const times = Array.from({ length: count }, () => from + durationMs * busy * random.float()).sort((a, b) => a - b);
  return times.map((time, index) => {
    const id = clientIds[index]!;
    const key = random.pick(keys);
    const value = `v${index + 1}`;
    const values = written.get(key) ?? [];
    let request: KeyValueRequest = { op: 'put', key, value };
    if (random.chance(reading)) request = { op: 'get', key };
    else if (random.chance(0.3)) {
      const expected = values.length > 0 ? random.pick(values.slice(-3)) : null;
      request = { op: 'cas', key, expected, value };
    }
    if (request.op !== 'get') written.set(key, [...values, value]);
    return { at: Math.round(time * 1000) / 1000, id, to: random.pick(nodes), request };
  });
}

/** `System.measured` of a replicated key-value store: writes to its leader. */
export const keyValueMeasured = (failover: Measured<KeyValueRequest>['failover']): Measured<KeyValueRequest> => ({
  nodes: (count) => Array.from({ length: count }, (_, index) => `n${index + 1}`),
  operation: (index) => ({ id: `o${index + 1}`, to: null, request: { op: 'put', key: 'x', value: `v${index + 1}` } }),
  ...(failover === undefined ? {} : { failover }),
});

/**
 * `System.unfit` for clients of a key-value store: well-formed requests under known ids. `other` is asked about requests with
 * another `op`, and gives the field with what is wrong.
 */
export function unfitOperations(
  operations: readonly Operation<unknown>[],
  other: (request: Readonly<Record<string, unknown>>) => string | null = () => 'op: expected get, put or cas',
): string | null {
  for (const [index, { id, request }] of operations.entries()) {
    const place = `operations[${index}]`;
    if (typeof request !== 'object' || request === null) return `${place}.request: expected an object with 'op'`;
    const fields = request as Readonly<Record<string, unknown>>;
    const wanted = valuesOf(fields);
    const problem = wanted === null ? other(fields) : misspelt(fields, wanted);
    if (problem !== null) return `${place}.request.${problem}`;
    // The specification's values are these ids.
    if (wanted !== null && !clientIds.includes(id))
      return `${place}.id: expected one of ${clientIds[0]} to ${clientIds.at(-1)}, found '${id}'`;
  }
  return null;
}

/** The fields besides `op` of a request; null: it is none of a key-value store. */
function valuesOf({ op }: Readonly<Record<string, unknown>>): readonly string[] | null {
  if (op === 'get') return ['key'];
  if (op === 'put') return ['key', 'value'];
  return op === 'cas' ? ['key', 'expected', 'value'] : null;
}

function misspelt(fields: Readonly<Record<string, unknown>>, wanted: readonly string[]): string | null {
  for (const name of wanted) {
    if (typeof fields[name] === 'string' || (name === 'expected' && fields[name] === null)) continue;
    return `${name}: expected a text${name === 'expected' ? ' or null' : ''}, found ${JSON.stringify(fields[name]) ?? 'nothing'}`;
  }
  const surplus = Object.keys(fields).find((name) => name !== 'op' && !wanted.includes(name));
  return surplus === undefined ? null : `${surplus}: no such field of ${fields.op}`;
}
