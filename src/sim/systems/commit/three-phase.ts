import type { Random } from '../../../core/random.js';
import type { CommitReply, CommitRequest } from '../../../protocol/commit/message.js';
import {
  type ThreePhaseMessage,
  type ThreePhaseMutant,
  type ThreePhaseRecord,
  type ThreePhaseTimings,
  threePhaseMutants,
} from '../../../protocol/commit/three-phase/message.js';
import { ThreePhaseResourceManager } from '../../../protocol/commit/three-phase/resource-manager.js';
import { ThreePhaseTransactionManager } from '../../../protocol/commit/three-phase/transaction-manager.js';
import type { Fault, Schedule } from '../../schedule.js';
import type { System } from '../../system.js';
import {
  commitOperations,
  early,
  outcomes,
  resourceManagers,
  thousandths,
  tm,
  unfitTransaction,
} from './transaction.js';

const usual: ThreePhaseTimings = { resendMs: 15, decideMs: 120, roundMs: 45, patienceMs: 180, staggerMs: 70 };

type Transaction = Schedule<CommitRequest>;

const askedAt = ({ operations }: Transaction): number =>
  operations.find(({ request }) => request === 'commit')?.at ?? 0;

/** Whatever is sent arrives within a few milliseconds, unless a fault says otherwise. */
const withoutDelays = (schedule: Transaction, faults: readonly Fault[]): Transaction => ({
  ...schedule,
  network: { delayMs: 0.5, jitterMs: 2, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
  disk: { syncMs: 0.5, jitterMs: 0.5 },
  faults,
});

/** The world that three-phase commit was made for: nodes only ever crash. All but one of them may. */
function crashesOnly(schedule: Transaction, random: Random): Transaction {
  const count = random.between(0, schedule.nodes.length - 1);
  const faults = random
    .shuffle(schedule.nodes)
    .slice(0, count)
    .map((node) => {
      // While the transaction is on its way: a round of messages takes about three milliseconds, a time-out many more.
      const within = random.chance(0.5) ? 15 : 300;
      const at = thousandths(askedAt(schedule) + 2 + within * random.float());
      return { at, kind: 'crash' as const, node, forMs: null, keep: 0, torn: false };
    });
  return withoutDelays(
    schedule,
    faults.sort((a, b) => a.at - b.at),
  );
}

/** The world that it was not made for: some that live are silent while the transaction is on its way, cut off or asleep. */
function silences(schedule: Transaction, random: Random): Transaction {
  const order = random.shuffle(schedule.nodes);
  const at = thousandths(askedAt(schedule) + 2 + 15 * random.float());
  if (random.chance(0.5)) {
    const node = random.chance(0.5) ? tm : order[0]!;
    return withoutDelays(schedule, [{ at, kind: 'pause', node, forMs: random.between(150, 350) }]);
  }
  const size = random.between(1, order.length - 1);
  const [from, to] = [order.slice(0, size), order.slice(size)];
  return withoutDelays(schedule, [{ at, kind: 'partition', from, to, twoWay: true, forMs: 400 }]);
}

const isSynchronous = ({ network, disk, faults }: Schedule): boolean =>
  network.delayMs + network.jitterMs <= 3 &&
  network.loss + network.late === 0 &&
  disk.syncMs + disk.jitterMs <= 2 &&
  faults.every((fault) => fault.kind === 'crash' && fault.forMs === null);

/** One transaction among two to four resource managers, half the time in a network that three-phase commit can trust. */
export const threePhaseWith = (
  timings: Partial<ThreePhaseTimings>,
): System<ThreePhaseMessage, ThreePhaseRecord, CommitRequest, CommitReply> => ({
  name: 'three-phase',
  title: 'Three-phase commit (Skeen 1981)',
  specification: 'specs/commit/ThreePhase.tla',
  mutants: threePhaseMutants,
  durationMs: 300,
  livenessMs: 10_000,

  nodes: (random) => [tm, ...Array.from({ length: random.between(2, 4) }, (_, index) => `r${index + 1}`)],

  // With other faults than crashes, one that is lost may be the only one that knows the decision.
  tolerates: () => 0,

  confine(schedule, random) {
    const world = random.float();
    if (world < 0.4) return crashesOnly(schedule, random);
    if (world < 0.6) return silences(schedule, random);
    return world < 0.85 ? early(schedule, random) : schedule;
  },

  operations: (random, nodes, durationMs) => commitOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitTransaction(schedule),

  create(self, nodes, records, _random, mutant) {
    const options = {
      self,
      tm,
      rms: resourceManagers(nodes),
      timings: { ...usual, ...timings },
      mutant: mutant !== null && mutant in threePhaseMutants ? (mutant as ThreePhaseMutant) : null,
    };
    return self === tm
      ? new ThreePhaseTransactionManager(options, records)
      : new ThreePhaseResourceManager(options, records);
  },

  leadership: (node) => (node instanceof ThreePhaseTransactionManager ? 0 : null),

  constants: ({ nodes }) => ({
    RM: { '#set': resourceManagers(nodes) },
    TM: tm,
    Epoch: { '#set': Array.from({ length: 400 }, (_, index) => index + 1) },
    Synchronous: false,
  }),

  /** Atomicity is what it promises in a synchronous network, and only there. */
  violation({ trace, schedule }) {
    const { committed, aborted } = outcomes(trace);
    if (committed === null || aborted === null) return null;
    const because = `${committed.node} committed (event ${committed.seq}) and ${aborted.node} aborted (event ${aborted.seq})`;
    if (isSynchronous(schedule)) return { property: 'atomicity', because, expected: null };
    const expected = 'it takes silence for a crash, and here a live node was silent: cut off, slow or paused';
    return { property: 'atomicity', because, expected };
  },

  /** The transaction is over for all that are alive, and the client knows if the TM is. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    for (const id of nodes) {
      if (lost.has(id)) continue;
      const one = node(id);
      if (one instanceof ThreePhaseTransactionManager) {
        if (one.decision === null) return 'the TM has not decided';
      } else if (one instanceof ThreePhaseResourceManager) {
        // Who has not voted is bound to nothing, and waits for nobody.
        if (one.rmState === 'prepared' || one.rmState === 'precommitted') return `${id} is ${one.rmState}`;
      } else return `${id} is down`;
    }
    return unanswered === 0 || lost.size > 0 ? null : `${unanswered} operations without a reply`;
  },
});

export const threePhase = threePhaseWith({});
