/** What the elections' systems share: their nodes, and clients that ask who leads. */
import type { Random } from '../../core/random.js';
import type { Millis, NodeId } from '../../core/units.js';
import type { Operation, Schedule } from '../schedule.js';

/** The one thing that can be asked. */
export interface LeaderRequest {
  readonly op: 'leader';
}

export const electors = (count: number): NodeId[] => Array.from({ length: count }, (_, index) => `n${index + 1}`);

export const leaderOperations = (
  random: Random,
  nodes: readonly NodeId[],
  durationMs: Millis,
): Operation<LeaderRequest>[] =>
  Array.from({ length: 3 }, (_, index) => ({
    at: Math.round(durationMs * random.float() * 1000) / 1000,
    id: `o${index + 1}`,
    to: random.pick(nodes),
    request: { op: 'leader' },
  }));

export function unfitLeaderOperations({ operations }: Schedule): string | null {
  const index = operations.findIndex(({ request }) => (request as Partial<LeaderRequest> | null)?.op !== 'leader');
  return index < 0 ? null : `operations[${index}].request: expected {"op":"leader"}, the one thing that can be asked`;
}
