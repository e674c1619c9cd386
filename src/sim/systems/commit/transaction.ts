/** What the commit protocols' systems share: one transaction, its clients, and its outcomes. */
import type { Random } from '../../../core/random.js';
import type { TraceEvent } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import type { CommitRequest } from '../../../protocol/commit/message.js';
import type { Operation, Schedule } from '../../schedule.js';

export const tm = 'tm';
export const resourceManagers = (nodes: readonly NodeId[]): NodeId[] => nodes.filter((id) => id.startsWith('r'));

/** The transaction manager is asked to commit; now and then one resource manager refuses, before or after the question. */
export function commitOperations(
  random: Random,
  nodes: readonly NodeId[],
  durationMs: Millis,
  to: NodeId = tm,
): Operation<CommitRequest>[] {
  const commit: Operation<CommitRequest> = {
    at: thousandths(20 * random.float()),
    id: 'commit',
    to,
    request: 'commit',
  };
  if (!random.chance(0.3)) return [commit];
  const at = thousandths((random.chance(0.7) ? 30 : durationMs) * random.float());
  return [commit, { at, id: 'refuse', to: random.pick(resourceManagers(nodes)), request: 'refuse' }];
}

export const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

/** Any fault, and most of them while the transaction is on its way, or when the first ballots are to end it: it is over soon. */
export function early(schedule: Schedule<CommitRequest>, random: Random): Schedule<CommitRequest> {
  const sooner = random.pick([0.25, 0.25, 0.5]);
  const faults = schedule.faults.map((fault) =>
    'at' in fault ? { ...fault, at: thousandths(fault.at * sooner) } : fault,
  );
  return { ...schedule, faults };
}

/** `System.unfit` of one transaction. */
export function unfitTransaction({ nodes, operations }: Schedule, asked: NodeId = tm): string | null {
  if (!nodes.includes(asked) || resourceManagers(nodes).length < 1)
    return `nodes: expected '${asked}' and at least one resource manager, 'r1'`;
  for (const [index, { to, request }] of operations.entries()) {
    const place = `operations[${index}]`;
    if (request !== 'commit' && request !== 'refuse') return `${place}.request: expected "commit" or "refuse"`;
    if (request === 'commit' ? to !== asked : !resourceManagers(nodes).includes(to))
      return `${place}.to: ${request === 'commit' ? `'${asked}'` : 'a resource manager'} is asked to ${request}`;
  }
  return null;
}

/** The first events after which some resource manager has committed, and some has aborted. */
export function outcomes(trace: readonly TraceEvent[]): { committed: TraceEvent | null; aborted: TraceEvent | null } {
  const first = (outcome: string): TraceEvent | null =>
    trace.find(({ vars }) => Object.values((vars.rmState as object | undefined) ?? {}).includes(outcome)) ?? null;
  return { committed: first('committed'), aborted: first('aborted') };
}
