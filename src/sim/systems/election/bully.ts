import type { Random } from '../../../core/random.js';
import type { NodeId } from '../../../core/units.js';
import {
  type BullyMessage,
  type BullyMutant,
  type BullyRecord,
  type BullyReply,
  type BullyRequest,
  type BullyTimings,
  bullyMutants,
  bullyTimings,
} from '../../../protocol/election/bully/message.js';
import { BullyNode } from '../../../protocol/election/bully/node.js';
import { smaller } from '../../../protocol/election/order.js';
import type { Schedule } from '../../schedule.js';
import type { System } from '../../system.js';
import { thousandths } from '../commit/transaction.js';
import { electors, leadAtOnce, leaderOperations, rivals, unfitLeaderOperations } from './election.js';

/** More than a run of seconds begins. */
const epochs = Array.from({ length: 5000 }, (_, epoch) => epoch);

const inOrder = (nodes: readonly NodeId[]): NodeId[] => [...nodes].sort((i, j) => (smaller(i, j) ? -1 : 1));

/** The world that the paper presumes: messages take a few milliseconds and are never lost, and nodes only crash and recover. */
function crashesOnly(schedule: Schedule<BullyRequest>, random: Random): Schedule<BullyRequest> {
  const faults = random
    .shuffle(schedule.nodes)
    .slice(0, random.between(0, schedule.nodes.length - 1))
    .map((node) => {
      const at = thousandths(schedule.durationMs * 0.8 * random.float());
      return { at, kind: 'crash' as const, node, forMs: random.between(20, 300), keep: 0, torn: false };
    });
  return {
    ...schedule,
    network: { delayMs: 0.5, jitterMs: 2, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.5, jitterMs: 0.5 },
    faults: faults.sort((a, b) => a.at - b.at),
  };
}

const isSynchronous = ({ network, disk, faults }: Schedule): boolean =>
  network.delayMs + network.jitterMs <= 3 &&
  network.loss + network.late === 0 &&
  disk.syncMs + disk.jitterMs <= 2 &&
  faults.every(({ kind }) => kind === 'crash');

/** Longer than an announcement takes to depose whoever led before. */
const overlapMs = 15;

/** Three to six nodes, some of the time in a network that the algorithm can trust. */
export const bullyWith = (
  timings: Partial<BullyTimings>,
): System<BullyMessage, BullyRecord, BullyRequest, BullyReply> => ({
  name: 'bully',
  title: 'The bully algorithm (Garcia-Molina 1982)',
  specification: 'specs/election/Bully.tla',
  mutants: bullyMutants,
  durationMs: 800,
  livenessMs: 10_000,

  nodes: (random: Random) => electors(random.between(3, 6)),

  tolerates: (nodes) => nodes.length - 1,

  confine: (schedule, random) => (random.chance(0.4) ? crashesOnly(schedule, random) : schedule),

  operations: (random, nodes, durationMs) => leaderOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitLeaderOperations(schedule),

  create: (self, nodes, records, _random, mutant) =>
    new BullyNode(
      {
        self,
        order: inOrder(nodes),
        timings: { ...bullyTimings, ...timings },
        mutant: mutant !== null && mutant in bullyMutants ? (mutant as BullyMutant) : null,
      },
      records,
    ),

  leadership(node) {
    const { leader, epoch } = (node as BullyNode).view;
    return (node as BullyNode).self === leader ? epoch : null;
  },

  constants: ({ nodes }) => ({ Order: inOrder(nodes), Epoch: { '#set': epochs }, None: 'None' }),

  redirected: () => null,

  /** One leader at a time is what it promises in a synchronous network, and only there; elsewhere, one in each epoch. */
  violation({ trace, schedule }) {
    const two = rivals(trace, schedule, overlapMs);
    if (two === null) return null;
    const because = leadAtOnce(two);
    const expected = isSynchronous(schedule)
      ? null
      : 'it takes silence for a crash, and here a live node was silent: cut off, slow or paused';
    return { property: 'one leader at a time', because, expected };
  },

  /** The largest node that is left leads, and all others follow it. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const alive = inOrder(nodes.filter((id) => !lost.has(id)));
    const largest = alive.at(-1);
    for (const id of alive) {
      const one = node(id);
      if (!(one instanceof BullyNode)) return `${id} is down`;
      const { leader } = one.view;
      if (leader !== largest) return `${id} follows ${leader ?? 'nobody'}, and not ${largest}`;
    }
    return unanswered === 0 ? null : `${unanswered} clients without an answer`;
  },
});

export const bully = bullyWith({});
