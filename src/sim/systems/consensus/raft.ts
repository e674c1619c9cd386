import type { Random } from '../../../core/random.js';
import type { NodeId } from '../../../core/units.js';
import {
  noOp,
  type RaftMessage,
  type RaftMutant,
  type RaftRecord,
  type RaftReply,
  type RaftRequest,
  type RaftTimings,
  raftMutants,
} from '../../../protocol/raft/message.js';
import { RaftNode } from '../../../protocol/raft/node.js';
import type { Operation } from '../../schedule.js';
import type { System } from '../../system.js';
import { clientIds, clientOperations, keyValueMeasured, unfitOperations } from '../clients.js';

/** A small batch, so that logs are sent in several pieces. */
const usual: RaftTimings = { electionMs: 100, heartbeatMs: 25, batch: 2, snapshotEvery: 0 };

/** Three or five servers under clients that write, read and compare a few keys; now and then the leadership is handed on. */
export const raftWith = (
  timings: Partial<RaftTimings>,
  traced = true,
): System<RaftMessage, RaftRecord, RaftRequest, RaftReply> => ({
  name: 'raft',
  title: 'Raft (Ongaro & Ousterhout 2014)',
  specification: 'specs/raft/Raft.tla',
  mutants: raftMutants,
  durationMs: 1000,
  livenessMs: 5_000,
  history: 'kv',

  nodes: (random: Random) => Array.from({ length: random.chance(0.7) ? 3 : 5 }, (_, index) => `n${index + 1}`),

  tolerates: (nodes) => Math.floor((nodes.length - 1) / 2),

  operations(random, nodes, durationMs): Operation<RaftRequest>[] {
    const operations: Operation<RaftRequest>[] = clientOperations(
      random,
      nodes,
      durationMs,
      random.between(10, clientIds.length),
    );
    if (!random.chance(0.3)) return operations;
    const at = Math.round(durationMs * random.float());
    const to = random.pick(nodes);
    return [...operations, { at, id: 'transfer', to, request: { op: 'transfer', to: random.pick(nodes) } }];
  },

  // Two syncs make a vote: where they take as long as an election's time-out, nobody leads for long (Raft, section 5.6).
  confine: (schedule) => ({ ...schedule, disk: { ...schedule.disk, syncMs: Math.min(50, schedule.disk.syncMs) } }),

  unfit: ({ nodes, operations }) =>
    unfitOperations(operations, (request) => {
      if (request.op === 'members') return unfitMembers(request.servers, nodes);
      if (request.op !== 'transfer') return 'op: expected get, put, cas, transfer or members';
      return nodes.includes(String(request.to)) ? null : `to: expected a server (${nodes.join(', ')})`;
    }),

  create: (self, servers, records, random, mutant) =>
    new RaftNode(
      {
        self,
        servers,
        timings: { ...usual, ...timings },
        traced,
        random,
        mutant: mutant !== null && mutant in raftMutants ? (mutant as RaftMutant) : null,
      },
      records,
    ),

  leadership: (node) => {
    const { state, currentTerm } = (node as RaftNode).view;
    return state === 'leader' ? currentTerm : null;
  },

  changeMembers: (members) => ({ op: 'members', servers: members }),

  // The same values in every run of as many servers, so that one checker serves them all.
  constants: ({ nodes }) => ({
    Server: { '#set': [...nodes] },
    Initial: { '#set': [...nodes] },
    Value: { '#set': [noOp, ...clientIds] },
    Nil: 'none',
  }),

  redirected: (reply) => (reply.kind === 'redirect' ? { to: reply.leader } : null),

  measured: keyValueMeasured({ stands: 'Timeout', leads: 'BecomeLeader', commits: 'AdvanceCommitIndex' }),

  /** One leader, everything committed by all members, every client answered. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const alive = nodes.filter((id) => !lost.has(id));
    const views = alive.map((id) => {
      const server = node(id);
      return server instanceof RaftNode ? server.view : null;
    });
    if (views.some((view) => view === null)) return 'a server is down';
    const leaders = views.filter((view) => view?.state === 'leader');
    if (leaders.length !== 1) return `${leaders.length} leaders`;
    const { lastIndex, configuration } = leaders[0]!;
    if (configuration.length > 1) return 'old and new servers still decide jointly';
    const behind = alive.filter(
      (id, index) => configuration[0]!.includes(id) && views[index]!.commitIndex !== lastIndex,
    );
    if (behind.length > 0) return `not all have committed ${lastIndex} entries: ${behind.join(', ')}`;
    return unanswered === 0 ? null : `${unanswered} operations without a reply`;
  },
});

function unfitMembers(servers: unknown, nodes: readonly NodeId[]): string | null {
  const fit = Array.isArray(servers) && servers.length > 0 && new Set(servers).size === servers.length;
  return fit && servers.every((id) => nodes.includes(id)) ? null : `servers: expected some of ${nodes.join(', ')}`;
}

/** Snapshots so often that they matter. */
export const raft = raftWith({ snapshotEvery: 6 });
