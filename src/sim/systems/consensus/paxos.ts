import type { Random } from '../../../core/random.js';
import {
  type PaxosMessage,
  type PaxosMutant,
  type PaxosRecord,
  type PaxosReply,
  type PaxosRequest,
  type PaxosTimings,
  paxosMutants,
} from '../../../protocol/paxos/message.js';
import { PaxosNode } from '../../../protocol/paxos/node.js';
import type { Operation } from '../../schedule.js';
import type { System } from '../../system.js';
import { clientIds } from '../clients.js';

/** More than any run begins. */
const ballots = Array.from({ length: 400 }, (_, ballot) => ballot);

const usual: PaxosTimings = { ballotMs: 15 };

/** Three or five servers and a few clients, each with a value of its own for the one decree. */
export const paxosWith = (
  timings: Partial<PaxosTimings>,
): System<PaxosMessage, PaxosRecord, PaxosRequest, PaxosReply> => ({
  name: 'paxos',
  title: 'Paxos, one decree (Lamport 2001)',
  specification: 'specs/paxos/Paxos.tla',
  mutants: paxosMutants,
  durationMs: 400,
  livenessMs: 5_000,
  history: 'kv',

  nodes: (random: Random) => Array.from({ length: random.chance(0.5) ? 3 : 5 }, (_, index) => `n${index + 1}`),

  tolerates: (nodes) => Math.floor((nodes.length - 1) / 2),

  operations(random, nodes, durationMs): Operation<PaxosRequest>[] {
    // Most come at once, so that their ballots compete; some ask long after.
    const first = random.pick([10, 50, 200]);
    return clientIds.slice(0, random.between(5, 16)).map((id) => ({
      at: Math.round((random.chance(0.6) ? first : durationMs) * random.float() * 1000) / 1000,
      id,
      to: random.pick(nodes),
      request: { op: 'cas', key: 'decree', expected: null, value: id },
    }));
  },

  unfit({ operations }) {
    for (const [index, { id, request }] of operations.entries()) {
      const { op, key, expected, value } = (request ?? {}) as Partial<PaxosRequest>;
      const place = `operations[${index}].request`;
      if (op !== 'cas' || key !== 'decree' || expected !== null)
        return `${place}: expected {"op":"cas","key":"decree","expected":null,"value":...}, the one thing that can be asked`;
      // The specification's values are these ids.
      if (value !== id || !clientIds.includes(id))
        return `${place}.value: expected the operation's id, one of ${clientIds[0]} to ${clientIds.at(-1)}`;
    }
    return null;
  },

  create: (self, servers, records, random, mutant) =>
    new PaxosNode(
      {
        self,
        servers,
        timings: { ...usual, ...timings },
        random,
        mutant: mutant !== null && mutant in paxosMutants ? (mutant as PaxosMutant) : null,
      },
      records,
    ),

  // Whoever has begun the largest ballot is in the way of the others.
  leadership: (node) => (node instanceof PaxosNode && node.view.ballot >= 0 ? node.view.ballot : null),

  constants: ({ nodes }) => ({
    Acceptor: { '#set': [...nodes] },
    Learner: { '#set': [...nodes] },
    Value: { '#set': [...clientIds] },
    Ballot: { '#set': ballots },
    None: 'none',
  }),

  // Any server can serve: who gets no answer asks the next one.
  redirected: () => null,

  measured: {
    nodes: (count) => Array.from({ length: count }, (_, index) => `n${index + 1}`),
    operation: (index) => {
      if (index > 0) return null;
      return { id: 'o1', to: 'n1', request: { op: 'cas', key: 'decree', expected: null, value: 'o1' } };
    },
  },

  unsettled: ({ unanswered }) => (unanswered === 0 ? null : `${unanswered} proposals without an answer`),
});

export const paxos = paxosWith({});
