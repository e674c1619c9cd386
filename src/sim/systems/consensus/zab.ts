import type { Random } from '../../../core/random.js';
import {
  type ZabMessage,
  type ZabMutant,
  type ZabRecord,
  type ZabReply,
  type ZabRequest,
  type ZabTimings,
  zabMutants,
} from '../../../protocol/zab/message.js';
import { ZabNode } from '../../../protocol/zab/node.js';
import type { System } from '../../system.js';
import { clientIds, clientOperations, keyValueMeasured, unfitOperations } from '../clients.js';

/** A small batch, so that histories are sent in several pieces. */
const usual: ZabTimings = { tickMs: 25, silenceMs: 150, initMs: 1000, settleMs: 8, carelessEvery: 2, batch: 8 };

/** Three or five servers under clients that write, read and compare a few keys. */
export const zabWith = (
  timings: Partial<ZabTimings>,
  traced = true,
): System<ZabMessage, ZabRecord, ZabRequest, ZabReply> => ({
  name: 'zab',
  title: 'Zab 1.0 (Junqueira, Reed & Serafini 2011)',
  specification: 'specs/zab/Zab.tla',
  mutants: zabMutants,
  durationMs: 1000,
  livenessMs: 5_000,
  history: 'kv',

  nodes: (random: Random) => Array.from({ length: random.chance(0.7) ? 3 : 5 }, (_, index) => `n${index + 1}`),

  tolerates: (nodes) => Math.floor((nodes.length - 1) / 2),

  operations: (random, nodes, durationMs) =>
    clientOperations(random, nodes, durationMs, random.between(5, clientIds.length)),

  unfit: ({ operations }) => unfitOperations(operations, () => 'op: expected get, put or cas'),

  create: (self, servers, records, random, mutant) =>
    new ZabNode(
      {
        self,
        servers,
        timings: { ...usual, ...timings },
        traced,
        random,
        mutant: mutant !== null && mutant in zabMutants ? (mutant as ZabMutant) : null,
      },
      records,
    ),

  leadership: (node) => {
    const { state, acceptedEpoch } = (node as ZabNode).view;
    return state === 'leading' ? acceptedEpoch : null;
  },

  // The same values in every run of as many servers, so that one checker serves them all.
  constants: ({ nodes }) => ({ Server: { '#set': [...nodes] }, Value: { '#set': [...clientIds] } }),

  redirected: (reply) => (reply.kind === 'redirect' ? { to: reply.leader } : null),

  measured: keyValueMeasured({ stands: 'Look', leads: 'Lead', commits: 'COMMIT' }),

  /** One established leader, everything delivered everywhere, every client answered. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const alive = nodes.filter((id) => !lost.has(id));
    const views = alive.map((id) => {
      const server = node(id);
      return server instanceof ZabNode ? server.view : null;
    });
    if (views.some((view) => view === null)) return 'a server is down';
    const leaders = views.filter((view) => view?.state === 'leading' && view.phase === 'broadcast');
    if (leaders.length !== 1) return `${leaders.length} established leaders`;
    const last = leaders[0]!.history.length;
    if (views.some((view) => view?.phase !== 'broadcast' || view.lastCommitted !== last))
      return `not all have delivered ${last} transactions`;
    return unanswered === 0 ? null : `${unanswered} operations without a reply`;
  },
});

export const zab = zabWith({});
