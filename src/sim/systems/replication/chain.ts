import type { NodeId } from '../../../core/units.js';
import {
  type ChainMessage,
  type ChainMutant,
  type ChainRecord,
  type ChainReply,
  type ChainRequest,
  type ChainTimings,
  chainMutants,
} from '../../../protocol/replication/chain/message.js';
import { ChainServer } from '../../../protocol/replication/chain/server.js';
import { ChainViewService } from '../../../protocol/replication/chain/view-service.js';
import { type Fault, theLeader } from '../../schedule.js';
import type { System } from '../../system.js';
import { clientIds, keyValueMeasured, unfitOperations } from '../clients.js';
import { serversOf, servicePresumed, vs, writingOperations } from './view-service.js';

const usual: ChainTimings = { tickMs: 15, silentTicks: 5 };

/** The fault with another node wherever it names `node`. */
const instead = (fault: Fault, node: NodeId, other: NodeId): Fault =>
  Object.fromEntries(
    Object.entries(fault).map(([field, value]) => {
      if (Array.isArray(value)) return [field, value.map((id) => (id === node ? other : id))];
      return [field, value === node ? other : value];
    }),
  ) as Fault;

/** Two to four servers and a view service, under clients that write, read and compare a few keys. */
export const chainWith = (
  timings: Partial<ChainTimings>,
): System<ChainMessage, ChainRecord, ChainRequest, ChainReply> => ({
  name: 'chain',
  title: 'Chain replication (van Renesse & Schneider 2004)',
  specification: 'specs/replication/ChainReplication.tla',
  mutants: chainMutants,
  durationMs: 1000,
  livenessMs: 5_000,
  history: 'kv',

  nodes: (random) => [vs, ...Array.from({ length: random.between(2, 4) }, (_, index) => `n${index + 1}`)],

  // The one that is lost may be the last of the chain: then the others wait for it, as they must.
  tolerates: (nodes) => nodes.length - 2,

  // Both ends of the chain are special: half of the runs have their faults at the first tail instead of at the head.
  confine(schedule, random) {
    const tail = schedule.nodes.at(-1)!;
    const faults = random.chance(0.5)
      ? schedule.faults.map((fault) => instead(fault, theLeader, tail))
      : schedule.faults;
    return { ...schedule, faults: faults.flatMap(servicePresumed) };
  },

  operations: writingOperations,

  unfit: ({ nodes, operations }) => {
    if (!nodes.includes(vs)) return `nodes: expected ${vs}, the view service, among them`;
    if (nodes.length < 3) return 'nodes: expected two servers at least';
    return unfitOperations(operations);
  },

  create(self, nodes, records, _random, mutant) {
    const options = {
      self,
      servers: serversOf(nodes),
      service: vs,
      timings: { ...usual, ...timings },
      mutant: mutant !== null && mutant in chainMutants ? (mutant as ChainMutant) : null,
    };
    return self === vs ? new ChainViewService(options, records) : new ChainServer(options, records);
  },

  leadership: (node) => (node instanceof ChainServer && node.view.isHead ? node.view.epoch : null),

  // The same values in every run of as many servers, so that one checker serves them all.
  constants: ({ nodes }) => ({
    Server: { '#set': serversOf(nodes) },
    Initial: serversOf(nodes),
    Write: { '#set': [...clientIds] },
  }),

  redirected: (reply) => (reply.kind === 'redirect' ? { to: reply.to } : null),

  measured: {
    ...keyValueMeasured({ stands: 'Remove', leads: 'Begin', commits: 'Acknowledge' }),
    nodes: (count) => [vs, ...Array.from({ length: count }, (_, index) => `n${index + 1}`)],
  },

  /** All are in the chain, with the same log, and every client answered; or all of the chain are lost, and nobody may go on. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const service = node(vs);
    if (!(service instanceof ChainViewService)) return 'the view service is down';
    const { epoch, servers } = service.chain;
    if (servers.every((id) => lost.has(id))) return null;
    const alive: NodeId[] = serversOf(nodes).filter((id) => !lost.has(id));
    const lengths = new Set<number>();
    for (const id of alive) {
      const server = node(id);
      if (!(server instanceof ChainServer)) return `${id} is down`;
      if (!servers.includes(id)) return `${id} is not in the chain`;
      if (server.view.synced !== epoch) return `${id} has not followed the last chain`;
      lengths.add(server.view.log.length);
    }
    if (servers.length !== alive.length) return 'a lost server is in the chain';
    if (lengths.size > 1) return 'the logs differ in length';
    return unanswered === 0 ? null : `${unanswered} operations without a reply`;
  },
});

export const chain = chainWith({});
