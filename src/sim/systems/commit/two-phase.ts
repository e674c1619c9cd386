import type { Random } from '../../../core/random.js';
import {
  type CommitMessage,
  type CommitMutant,
  type CommitRecord,
  type CommitReply,
  type CommitRequest,
  type CommitTimings,
  commitMutants,
} from '../../../protocol/commit/message.js';
import { ResourceManager } from '../../../protocol/commit/resource-manager.js';
import { TransactionManager } from '../../../protocol/commit/transaction-manager.js';
import type { System } from '../../system.js';
import { commitOperations, resourceManagers, tm, unfitTransaction } from './transaction.js';

const timings: CommitTimings = { resendMs: 20, decideMs: 120 };

/** One transaction among two to five resource managers; now and then one of them refuses. */
export const twoPhase: System<CommitMessage, CommitRecord, CommitRequest, CommitReply> = {
  name: 'two-phase',
  title: 'Two-phase commit (Gray & Lamport 2006, section 3)',
  specification: 'specs/commit/TwoPhase.tla',
  mutants: commitMutants,
  durationMs: 250,
  livenessMs: 10_000,

  nodes(random: Random) {
    const count = random.between(2, 5);
    return [tm, ...Array.from({ length: count }, (_, index) => `r${index + 1}`)];
  },

  // It blocks: the loss of one node may stop all others for good.
  tolerates: () => 0,

  operations: (random, nodes, durationMs) => commitOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitTransaction(schedule),

  create(id, nodes, records, _random, mutant) {
    const known = mutant !== null && mutant in commitMutants ? (mutant as CommitMutant) : null;
    if (id === tm) return new TransactionManager(resourceManagers(nodes), timings, records, known);
    return new ResourceManager(id, tm, timings, records, known);
  },

  leadership: (node) => (node instanceof TransactionManager ? 0 : null),

  constants: ({ nodes }) => ({ RM: { '#set': resourceManagers(nodes) } }),

  /** Only the TM knows whether it has decided: whoever has voted waits for it. */
  blocks({ trace, schedule }) {
    const isLost = schedule.faults.some((fault) => fault.kind === 'crash' && fault.node === tm && fault.forMs === null);
    if (!isLost) return null;
    const steps = (action: string): unknown[] =>
      trace.filter((step) => step.action === action).map(({ args }) => args.rm);
    const told = [...steps('RMRcvCommitMsg'), ...steps('RMRcvAbortMsg')];
    const waiting = [...new Set(steps('RMPrepare'))].filter((rm) => !told.includes(rm));
    if (waiting.length === 0) return `${tm} never comes back, and nobody has voted: nobody is bound`;
    const [verb, whose] = waiting.length === 1 ? ['has', 'its'] : ['have', 'their'];
    return `${waiting.join(', ')} ${verb} voted and ${tm}, which alone knows ${whose} outcome, never comes back`;
  },

  // The coordinator is one of the nodes.
  measured: {
    nodes: (count) => [tm, ...Array.from({ length: count - 1 }, (_, index) => `r${index + 1}`)],
    operation: (index) => (index > 0 ? null : { id: 'commit', to: tm, request: 'commit' }),
  },

  /** The transaction is over, the same for all, and the client knows. */
  unsettled({ node, unanswered }, { nodes }) {
    const manager = node(tm);
    if (!(manager instanceof TransactionManager) || manager.decision === null) return 'the TM has not decided';
    for (const id of resourceManagers(nodes)) {
      const rm = node(id);
      if (!(rm instanceof ResourceManager)) return `${id} is down`;
      if (rm.rmState !== manager.decision) return `${id} is ${rm.rmState}, the TM has ${manager.decision}`;
    }
    return unanswered === 0 ? null : `${unanswered} operations without a reply`;
  },
};
