/** What the elections' systems share: their nodes, and clients that ask who leads. */
import type { Random } from '../../../core/random.js';
import type { TraceEvent } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { nodesOf, type Operation, type Schedule, theLeader } from '../../schedule.js';

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

/** A node that leads, from an event on. */
interface Reign {
  readonly event: TraceEvent;
  end: Millis;
}

/** From each `Lead` until the node says otherwise, or may have crashed. */
function reigns(trace: readonly TraceEvent[], { faults }: Schedule): Reign[] {
  const all: Reign[] = [];
  const current = new Map<NodeId, Reign>();
  const stops = faults
    .filter(({ kind }) => /^crash|^sync-fails|^disk-full|^bit-flip|^pause/.test(kind))
    .map((fault) => ({ fault, nodes: nodesOf(fault) }));
  const stopAfter = (node: NodeId, at: Millis): Millis =>
    Math.min(
      ...stops
        .filter(({ nodes }) => nodes.includes(node) || nodes.includes(theLeader))
        .map(({ fault }) => {
          if (!('at' in fault)) return at;
          if (fault.at >= at) return fault.at;
          // What stops it may be the next sync, whenever that is.
          return fault.kind === 'sync-fails' || fault.kind === 'disk-full' ? at : Number.POSITIVE_INFINITY;
        }),
      Number.POSITIVE_INFINITY,
    );
  for (const event of trace) {
    const reign = current.get(event.node);
    if (reign !== undefined) reign.end = Math.min(reign.end, event.at);
    current.delete(event.node);
    if (event.action !== 'Lead') continue;
    const next: Reign = { event, end: stopAfter(event.node, event.at) };
    current.set(event.node, next);
    all.push(next);
  }
  return all;
}

/** Two that lead at the same time, for longer than `overlapMs`. */
export function rivals(
  trace: readonly TraceEvent[],
  schedule: Schedule,
  overlapMs: Millis,
): readonly [Reign, Reign] | null {
  const all = reigns(trace, schedule);
  for (const [index, one] of all.entries())
    for (const two of all.slice(0, index)) {
      const both = Math.min(one.end, two.end, schedule.durationMs) - one.event.at;
      if (one.event.node !== two.event.node && both > overlapMs) return [two, one];
    }
  return null;
}

export function leadAtOnce(two: readonly [Reign, Reign]): string {
  const [first, second] = two.map(({ event }) => `${event.node} (event ${event.seq})`);
  return `${first} and ${second} lead at the same time`;
}
