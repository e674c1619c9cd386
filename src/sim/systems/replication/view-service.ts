/** What systems with a view service have in common. */
import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import type { KeyValueRequest } from '../../../protocol/key-value.js';
import type { Fault, Operation } from '../../schedule.js';
import { clientIds, clientOperations } from '../clients.js';

/** The view service. */
export const vs = 'vs';

export const serversOf = (nodes: readonly NodeId[]): NodeId[] => nodes.filter((id) => id !== vs);

/** The view service comes back: it stands for one that is itself replicated. */
export function servicePresumed(fault: Fault): Fault[] {
  if (fault.kind === 'bit-flip' && fault.node === vs) return [];
  return [fault.kind === 'crash' && fault.node === vs && fault.forMs === null ? { ...fault, forMs: 60 } : fault];
}

/** Of clients that ask the servers, one of them at least for a write: reads leave no trace, and of a run without any nothing could be said. */
export function writingOperations(
  random: Random,
  nodes: readonly NodeId[],
  durationMs: Millis,
): Operation<KeyValueRequest>[] {
  const operations = clientOperations(random, serversOf(nodes), durationMs, random.between(10, clientIds.length));
  if (operations.some(({ request }) => request.op !== 'get')) return operations;
  const [first, ...others] = operations;
  return [{ ...first!, request: { op: 'put', key: 'x', value: 'v1' } }, ...others];
}
