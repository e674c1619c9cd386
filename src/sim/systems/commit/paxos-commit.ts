import type { CommitReply, CommitRequest } from '../../../protocol/commit/message.js';
import { PaxosCommitAcceptor } from '../../../protocol/commit/paxos-commit/acceptor-node.js';
import {
  type PaxosCommitMessage,
  type PaxosCommitMutant,
  type PaxosCommitRecord,
  type PaxosCommitTimings,
  paxosCommitMutants,
} from '../../../protocol/commit/paxos-commit/message.js';
import { PaxosCommitResourceManager } from '../../../protocol/commit/paxos-commit/resource-manager.js';
import type { System } from '../../system.js';
import { commitOperations, early, outcomes, resourceManagers, unfitTransaction } from './transaction.js';

const usual: PaxosCommitTimings = { resendMs: 20, patienceMs: 70 };
/** Whom the client asks first; without an answer it asks the next. */
const leader = 'a1';
const acceptorsOf = (nodes: readonly string[]): string[] => nodes.filter((id) => id.startsWith('a'));
const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

/** One transaction among two to four resource managers, with three or five acceptors. */
export const paxosCommitWith = (
  timings: Partial<PaxosCommitTimings>,
): System<PaxosCommitMessage, PaxosCommitRecord, CommitRequest, CommitReply> => ({
  name: 'paxos-commit',
  title: 'Paxos Commit (Gray & Lamport 2006, section 4)',
  specification: 'specs/commit/PaxosCommit.tla',
  mutants: paxosCommitMutants,
  durationMs: 300,
  livenessMs: 10_000,

  nodes: (random) => [...named('a', random.chance(0.75) ? 3 : 5), ...named('r', random.between(2, 4))],

  // It survives F of its 2F + 1 acceptors, and any resource manager: one that has not voted is taken for aborted.
  tolerates: (nodes) => Math.floor((acceptorsOf(nodes).length - 1) / 2),

  confine: (schedule, random) => (random.chance(0.7) ? early(schedule, random) : schedule),

  operations: (random, nodes, durationMs) => commitOperations(random, nodes, durationMs, leader),
  unfit: (schedule) => unfitTransaction(schedule, leader),

  create(self, nodes, records, _random, mutant) {
    const options = {
      self,
      rms: resourceManagers(nodes),
      acceptors: acceptorsOf(nodes),
      timings: { ...usual, ...timings },
      mutant: mutant !== null && mutant in paxosCommitMutants ? (mutant as PaxosCommitMutant) : null,
    };
    return options.acceptors.includes(self)
      ? new PaxosCommitAcceptor(options, records)
      : new PaxosCommitResourceManager(options, records);
  },

  leadership: (node) => (node instanceof PaxosCommitAcceptor && node.view.leading ? node.view.begun : null),

  constants: ({ nodes }) => ({
    RM: { '#set': resourceManagers(nodes) },
    Acceptor: { '#set': acceptorsOf(nodes) },
    Ballot: { '#set': Array.from({ length: 300 }, (_, ballot) => ballot) },
  }),

  // Any acceptor can lead: who gets no answer asks the next node, until one that can give it.
  redirected: () => null,

  violation({ trace }) {
    const { committed, aborted } = outcomes(trace);
    if (committed === null || aborted === null) return null;
    const because = `${committed.node} committed (event ${committed.seq}) and ${aborted.node} aborted (event ${aborted.seq})`;
    return { property: 'atomicity', because, expected: null };
  },

  /** The transaction is over for all that are alive and have voted, and the client knows if the acceptor that it asked is. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    for (const id of nodes) {
      if (lost.has(id)) continue;
      const one = node(id);
      if (one === null) return `${id} is down`;
      if (one instanceof PaxosCommitResourceManager && one.rmState === 'prepared') return `${id} is prepared`;
    }
    return unanswered === 0 || lost.size > 0 ? null : `${unanswered} operations without a reply`;
  },
});

export const paxosCommit = paxosCommitWith({});
