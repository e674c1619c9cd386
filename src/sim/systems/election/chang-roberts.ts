import type { Random } from '../../../core/random.js';
import {
  numbers,
  type RingMessage,
  type RingMutant,
  type RingRecord,
  type RingReply,
  type RingRequest,
  type RingTimings,
  ringMutants,
  ringTimings,
} from '../../../protocol/election/chang-roberts/message.js';
import { RingProcess } from '../../../protocol/election/chang-roberts/node.js';
import { smaller } from '../../../protocol/election/order.js';
import type { System } from '../../system.js';
import { electors, leaderOperations, unfitLeaderOperations } from './election.js';

/** Three to seven processes on a ring, in any order of their numbers. */
export const changRobertsWith = (
  timings: Partial<RingTimings>,
): System<RingMessage, RingRecord, RingRequest, RingReply> => ({
  name: 'chang-roberts',
  title: 'Election on a ring (Chang & Roberts 1979)',
  specification: 'specs/election/ChangRoberts.tla',
  mutants: ringMutants,
  diskless: true,
  durationMs: 500,
  livenessMs: 10_000,

  nodes: (random: Random) => random.shuffle(electors(random.between(3, 7))),

  // The loss of one process cuts the ring.
  tolerates: () => 0,

  operations: (random, nodes, durationMs) => leaderOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitLeaderOperations(schedule),

  create: (self, ring, _records, _random, mutant) =>
    new RingProcess({
      self,
      ring,
      timings: { ...ringTimings, ...timings },
      mutant: mutant !== null && mutant in ringMutants ? (mutant as RingMutant) : null,
    }),

  constants: ({ nodes }) => ({ Ring: [...nodes], Number: numbers(nodes), None: 'None' }),

  redirected: () => null,

  /** Everybody knows the process with the largest number. */
  unsettled({ node, unanswered }, { nodes }) {
    const largest = nodes.reduce((i, j) => (smaller(i, j) ? j : i));
    for (const id of nodes) {
      const one = node(id);
      if (!(one instanceof RingProcess)) return `${id} is down`;
      if (one.leader !== largest) return `${id} takes ${one.leader ?? 'nobody'} for the leader, which is ${largest}`;
    }
    return unanswered === 0 ? null : `${unanswered} clients without an answer`;
  },
});

export const changRoberts = changRobertsWith({});
