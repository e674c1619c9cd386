import type { Random } from '../../../core/random.js';
import type { KeyValueRequest } from '../../../protocol/key-value.js';
import {
  type MultiPaxosMessage,
  type MultiPaxosMutant,
  type MultiPaxosRecord,
  type MultiPaxosReply,
  type MultiPaxosTimings,
  multiPaxosMutants,
  noOp,
} from '../../../protocol/multi-paxos/message.js';
import { MultiPaxosNode } from '../../../protocol/multi-paxos/node.js';
import type { System } from '../../system.js';
import { clientIds, clientOperations, keyValueMeasured, unfitOperations } from '../clients.js';
import { withRivals } from './rivals.js';

/** A small batch, so that a new leader asks in several pieces. */
const usual: MultiPaxosTimings = { electionMs: 100, heartbeatMs: 25, batch: 8 };

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
/** More than any run begins, and more than it fills. */
const ballots = upTo(0, 399);
const slots = upTo(1, 160);

/** Three or five servers under clients that write, read and compare a few keys. */
export const multiPaxosWith = (
  timings: Partial<MultiPaxosTimings>,
  traced = true,
): System<MultiPaxosMessage, MultiPaxosRecord, KeyValueRequest, MultiPaxosReply> => ({
  name: 'multi-paxos',
  title: 'Multi-Paxos (Lamport 2001, section 3)',
  specification: 'specs/paxos/MultiPaxos.tla',
  mutants: multiPaxosMutants,
  durationMs: 1000,
  livenessMs: 5_000,
  history: 'kv',

  nodes: (random: Random) => Array.from({ length: random.chance(0.7) ? 3 : 5 }, (_, index) => `n${index + 1}`),

  tolerates: (nodes) => Math.floor((nodes.length - 1) / 2),

  operations: (random, nodes, durationMs) =>
    clientOperations(random, nodes, durationMs, random.between(5, clientIds.length)),

  unfit: ({ operations }) => unfitOperations(operations),

  confine: (schedule, random) => withRivals(schedule, usual.electionMs, random),

  create: (self, servers, records, random, mutant) =>
    new MultiPaxosNode(
      {
        self,
        servers,
        timings: { ...usual, ...timings },
        traced,
        random,
        mutant: mutant !== null && mutant in multiPaxosMutants ? (mutant as MultiPaxosMutant) : null,
      },
      records,
    ),

  constants: ({ nodes }) => ({
    Server: { '#set': [...nodes] },
    Value: { '#set': [...clientIds] },
    NoOp: noOp.value,
    Slot: { '#set': slots },
    Ballot: { '#set': ballots },
    None: 'none',
  }),

  redirected: (reply) => (reply.kind === 'redirect' ? { to: reply.leader } : null),

  leadership: (node) => {
    const { leading, begun } = (node as MultiPaxosNode).view;
    return leading ? begun : null;
  },

  measured: keyValueMeasured({ stands: 'Phase1a', leads: 'Phase2a', commits: 'Learn' }),

  /** One leader, everything carried out everywhere, every client answered. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const views = nodes
      .filter((id) => !lost.has(id))
      .map((id) => {
        const server = node(id);
        return server instanceof MultiPaxosNode ? server.view : null;
      });
    if (views.some((view) => view === null)) return 'a server is down';
    const leaders = views.filter((view) => view?.leading);
    if (leaders.length !== 1) return `${leaders.length} leaders`;
    const [leader] = leaders;
    if (leader!.asked.size > 0) return `${leader!.asked.size} slots are not chosen`;
    if (views.some((view) => view?.executed !== leader!.chosen))
      return `not all have carried out ${leader!.chosen} slots`;
    return unanswered === 0 ? null : `${unanswered} operations without a reply`;
  },
});

export const multiPaxos = multiPaxosWith({});
