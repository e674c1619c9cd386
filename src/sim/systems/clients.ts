import type { Random } from '../../core/random.js';
import type { Millis, NodeId } from '../../core/units.js';
import type { KeyValueRequest } from '../../protocol/key-value.js';
import type { Operation } from '../schedule.js';

/** One client for each operation, at most so many. */
export const clientIds: readonly string[] = Array.from({ length: 40 }, (_, index) => `o${index + 1}`);

/** Operations on few keys, so that they conflict; every written value is unique, so that a history shows where it came from. */
export function clientOperations(
  random: Random,
  nodes: readonly NodeId[],
  durationMs: Millis,
  count: number,
): Operation<KeyValueRequest>[] {
  const keys = ['x', 'y', 'z'].slice(0, random.between(1, 3));
  // Now and then clients all come at once, and then leave the cluster alone.
  const busy = random.chance(0.3) ? 0.2 : 1;
  const reading = random.pick([0.2, 0.5, 0.8]);
  const written = new Map<string, string[]>();
  const times = Array.from({ length: count }, () => durationMs * busy * random.float()).sort((a, b) => a - b);
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
