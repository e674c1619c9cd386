import type { TraceEvent } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import {
  type Detection,
  type HeartbeatMessage,
  type HeartbeatMutant,
  type HeartbeatRecord,
  type HeartbeatReply,
  type HeartbeatRequest,
  type HeartbeatTimings,
  heartbeatMutants,
} from '../../../protocol/detector/heartbeat/message.js';
import { HeartbeatNode } from '../../../protocol/detector/heartbeat/node.js';
import type { Operation, Schedule } from '../../schedule.js';
import type { System, Violation } from '../../system.js';

const usual: HeartbeatTimings = { heartbeatMs: 20, lookMs: 5 };
const timeout: Detection = { kind: 'timeout', timeoutMs: 80 };
const phi: Detection = { kind: 'phi', threshold: 8 };

/** Below these a network is a timely one: no heartbeat is so late that a member may be suspected for it. */
const timely = { delayMs: 3, jitterMs: 3 } as const;
/** Starting takes a member a sync, before which it can send nothing. */
const settledMs: Millis = 60;
const maxWorkMs: Millis = 400;

/** Nothing but crashes for good, and a network and disks that are quick. */
function isTimely({ network, disk, faults }: Schedule): boolean {
  const { delayMs, jitterMs, loss, late } = network;
  return (
    delayMs <= timely.delayMs &&
    jitterMs <= timely.jitterMs &&
    loss === 0 &&
    late === 0 &&
    disk.syncMs + disk.jitterMs <= 10 &&
    faults.every((fault) => fault.kind === 'crash' && fault.forMs === null)
  );
}

/** In a timely world whoever is suspected has crashed; elsewhere nobody promises that. */
function violation(trace: readonly TraceEvent[], schedule: Schedule): Violation | null {
  if (!isTimely(schedule)) return null;
  const crashedAt = (id: unknown): Millis => {
    const crash = schedule.faults.find((fault) => fault.kind === 'crash' && fault.node === id);
    return crash !== undefined && 'at' in crash ? crash.at : Number.POSITIVE_INFINITY;
  };
  const mistake = trace.find(({ action, args, at }) => action === 'Suspect' && at < crashedAt(args.j));
  if (mistake === undefined) return null;
  const { args, at } = mistake;
  const because = `${args.i} suspects ${args.j} at ${at} ms, which runs, in a network that is in time`;
  return { property: 'accuracy', because, expected: null };
}

/** Two to five members that watch each other; clients ask them who is suspected, and give them work. */
export const heartbeatWith = (
  name: string,
  title: string,
  detection: Detection,
  timings: Partial<HeartbeatTimings>,
): System<HeartbeatMessage, HeartbeatRecord, HeartbeatRequest, HeartbeatReply> => ({
  name,
  title,
  specification: 'specs/detector/Heartbeat.tla',
  mutants: heartbeatMutants,
  durationMs: 1000,
  livenessMs: 10_000,

  nodes: (random) => Array.from({ length: random.between(2, 5) }, (_, index) => `n${index + 1}`),

  // Those that are left go on, be it one.
  tolerates: (nodes) => nodes.length - 1,

  // A third of the runs is in a timely world, where more is promised.
  confine(schedule, random) {
    if (!random.chance(1 / 3)) return schedule;
    const { network, disk, faults } = schedule;
    return {
      ...schedule,
      network: {
        ...network,
        delayMs: Math.min(network.delayMs, timely.delayMs),
        jitterMs: Math.min(network.jitterMs, timely.jitterMs),
        loss: 0,
        late: 0,
      },
      disk: { syncMs: Math.min(disk.syncMs, 5), jitterMs: Math.min(disk.jitterMs, 5) },
      faults: faults.filter((fault) => fault.kind === 'crash' && fault.forMs === null && fault.node !== '@leader'),
    };
  },

  operations: (random, nodes, durationMs) =>
    Array.from({ length: random.between(3, 8) }, (_, index): Operation<HeartbeatRequest> => {
      const forMs = Math.round(maxWorkMs * random.float());
      return {
        at: Math.round(1000 * (settledMs + durationMs * 0.8 * random.float())) / 1000,
        id: `o${index + 1}`,
        to: random.pick(nodes),
        request: random.chance(0.5) ? { op: 'suspected' } : { op: 'work', forMs },
      };
    }),

  unfit({ nodes, operations }) {
    if (nodes.length < 2) return 'nodes: expected two members at least';
    for (const [index, { request }] of operations.entries()) {
      const { op, forMs } = (request ?? {}) as { op?: unknown; forMs?: unknown };
      if (op !== 'suspected' && op !== 'work') return `operations[${index}].request.op: expected suspected or work`;
      if (op === 'work' && !(typeof forMs === 'number' && forMs >= 0 && forMs <= maxWorkMs))
        return `operations[${index}].request.forMs: expected 0 to ${maxWorkMs} ms`;
    }
    return null;
  },

  create: (self, members, records, _random, mutant) =>
    new HeartbeatNode(
      {
        self,
        members,
        detection,
        timings: { ...usual, ...timings },
        mutant: mutant !== null && mutant in heartbeatMutants ? (mutant as HeartbeatMutant) : null,
      },
      records,
    ),

  constants: ({ nodes }) => ({ Member: { '#set': [...nodes] } }),

  violation: ({ trace, schedule }) => violation(trace, schedule),

  // Any member answers: who gets no answer asks the next one.
  redirected: () => null,

  /** Eventually accurate and complete (Chandra & Toueg 1996): who runs is suspected by nobody, who does not by all. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    for (const i of nodes) {
      if (lost.has(i)) continue;
      const watcher = node(i);
      if (!(watcher instanceof HeartbeatNode)) return `${i} is down`;
      const wrong = nodes.find((j: NodeId) => i !== j && watcher.suspects(j) !== lost.has(j));
      if (wrong !== undefined) return `${i} ${watcher.suspects(wrong) ? 'suspects' : 'does not suspect'} ${wrong}`;
    }
    return unanswered === 0 ? null : `${unanswered} clients without an answer`;
  },
});

export const heartbeat = heartbeatWith('heartbeat', 'Failure detection by heartbeats and a time-out', timeout, {});
export const phiAccrual = heartbeatWith('phi', 'Failure detection by phi accrual (Hayashibara et al. 2004)', phi, {});
