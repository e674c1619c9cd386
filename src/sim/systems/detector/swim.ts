import type { Random } from '../../../core/random.js';
import {
  type SwimMessage,
  type SwimMutant,
  type SwimRecord,
  type SwimReply,
  type SwimRequest,
  type SwimTimings,
  swimMutants,
  swimTimings,
} from '../../../protocol/detector/swim/message.js';
import { SwimNode } from '../../../protocol/detector/swim/node.js';
import type { Operation } from '../../schedule.js';
import type { System } from '../../system.js';

/** More than a run of a second begins. */
const incarnations = Array.from({ length: 200 }, (_, incarnation) => incarnation);

/** Three to seven members that watch each other; clients ask one of them who is alive. */
export const swimWith = (timings: Partial<SwimTimings>): System<SwimMessage, SwimRecord, SwimRequest, SwimReply> => ({
  name: 'swim',
  title: 'SWIM, failure detection and membership (Das, Gupta & Motivala 2002)',
  specification: 'specs/detector/Swim.tla',
  mutants: swimMutants,
  durationMs: 1000,
  livenessMs: 10_000,

  nodes: (random: Random) => Array.from({ length: random.between(3, 7) }, (_, index) => `n${index + 1}`),

  // Those that are left go on, be it one.
  tolerates: (nodes) => Math.floor((nodes.length - 1) / 2),

  operations: (random, nodes, durationMs): Operation<SwimRequest>[] =>
    Array.from({ length: 3 }, (_, index) => ({
      at: Math.round(durationMs * random.float() * 1000) / 1000,
      id: `o${index + 1}`,
      to: random.pick(nodes),
      request: { op: 'members' },
    })),

  unfit({ operations }) {
    const index = operations.findIndex(({ request }) => (request as Partial<SwimRequest> | null)?.op !== 'members');
    return index < 0
      ? null
      : `operations[${index}].request: expected {"op":"members"}, the one thing that can be asked`;
  },

  create: (self, members, records, random, mutant) =>
    new SwimNode(
      {
        self,
        members,
        timings: { ...swimTimings, ...timings },
        random,
        mutant: mutant !== null && mutant in swimMutants ? (mutant as SwimMutant) : null,
      },
      records,
    ),

  constants: ({ nodes }) => ({ Member: { '#set': [...nodes] }, Incarnation: { '#set': incarnations } }),

  // Any member answers: who gets no answer asks the next one.
  redirected: () => null,

  /** Eventually accurate and complete (Chandra & Toueg 1996): whoever runs is alive to all others, whoever does not is dead. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const alive = nodes.filter((id) => !lost.has(id));
    for (const i of alive) {
      const watcher = node(i);
      if (!(watcher instanceof SwimNode)) return `${i} is down`;
      for (const j of nodes) {
        const { status } = watcher.believed(j);
        const expected = lost.has(j) ? 'dead' : 'alive';
        if (status !== expected) return `${i} takes ${j} for ${status}, which is ${expected}`;
      }
    }
    return unanswered === 0 ? null : `${unanswered} clients without an answer`;
  },
});

export const swim = swimWith({});
