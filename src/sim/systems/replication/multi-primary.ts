import type { Random } from '../../../core/random.js';
import type { TraceEvent, Value } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import {
  type ConvergentMutant,
  type ConvergentReply,
  type ConvergentRequest,
  type ConvergentState,
  convergentMutants,
  convergentType,
} from '../../../protocol/replication/multi-primary/convergent-types.js';
import {
  type LastWriterWinsMutant,
  lastWriterWinsMutants,
  lastWriterWinsType,
  type RegisterRequest,
  type StampedValue,
} from '../../../protocol/replication/multi-primary/last-writer-wins.js';
import {
  MultiPrimaryReplica,
  type ReplicatedType,
  type StateMessage,
  type StateRecord,
  sameState,
} from '../../../protocol/replication/multi-primary/replica.js';
import {
  type Siblings,
  type VersionVectorMutant,
  versionVectorMutants,
  versionVectorType,
} from '../../../protocol/replication/multi-primary/version-vectors.js';
import { lostFrom, type Operation, type Schedule } from '../../schedule.js';
import type { System, Violation } from '../../system.js';
import { clientIds } from '../clients.js';
import { lostUpdates } from './lost-updates.js';

const gossipMs = 25;

interface Described<S, Q, A> {
  readonly name: string;
  readonly title: string;
  readonly specification: string;
  readonly mutants: Readonly<Record<string, string>>;
  type(mutant: string | null): ReplicatedType<S, Q, A>;
  /** A request of a client, an update where `updates`. */
  request(random: Random, updates: boolean): Q;
  /** null: it is one; else what is not, as in `op: ...`. */
  unfit(request: unknown): string | null;
  constants(replicas: readonly NodeId[]): Record<string, Value>;
  violation?(run: { readonly trace: readonly TraceEvent[]; readonly schedule: Schedule }): Violation | null;
}

/** Two to four replicas, each of which takes every request. They must have the same in the end. */
function multiPrimary<S, Q, A>(described: Described<S, Q, A>): System<StateMessage<S>, StateRecord<S>, Q, A> {
  const { name, title, specification, mutants, violation } = described;
  return {
    name,
    title,
    specification,
    mutants,
    durationMs: 1000,
    livenessMs: 2_000,

    nodes: (random) => Array.from({ length: random.between(2, 4) }, (_, index) => `n${index + 1}`),

    // Each goes on by itself.
    tolerates: (nodes) => nodes.length - 1,

    operations(random, nodes, durationMs) {
      const share = random.pick([0.3, 0.6, 0.9]);
      return Array.from({ length: random.between(5, 25) }, (_, index): Operation<Q> => {
        const at: Millis = Math.round(1000 * durationMs * random.float()) / 1000;
        const updates = index === 0 || random.chance(share);
        return { at, id: clientIds[index]!, to: random.pick(nodes), request: described.request(random, updates) };
      });
    },

    confine: (schedule, random) => withUpdate(schedule, random),

    unfit({ nodes, operations }) {
      if (nodes.length < 2) return 'nodes: expected two replicas at least';
      for (const [index, { id, request }] of operations.entries()) {
        if (!clientIds.includes(id)) return `operations[${index}].id: expected o1 to o${clientIds.length}`;
        const problem = described.unfit(request);
        if (problem !== null) return `operations[${index}].request.${problem}`;
      }
      return null;
    },

    create(self, nodes, records, _random, mutant) {
      const type = described.type(mutant !== null && mutant in mutants ? mutant : null);
      return new MultiPrimaryReplica({ self, replicas: nodes, type, gossipMs }, records);
    },

    // The same values in every run of as many replicas, so that one checker serves them all.
    constants: ({ nodes }) => described.constants(nodes),

    ...(violation === undefined ? {} : { violation }),

    unsettled({ node, lost, unanswered }, { nodes, operations }) {
      const alive = nodes.filter((id) => !lost.has(id));
      const states: S[] = [];
      for (const id of alive) {
        const replica = node(id);
        if (!(replica instanceof MultiPrimaryReplica)) return `${id} is down`;
        states.push(replica.state);
      }
      if (states.some((state) => !sameState(state, states[0]))) return 'replicas differ';
      // A client asks its own replica, and waits for it where that is lost.
      const orphans = operations.filter(({ to }) => lost.has(to)).length;
      return unanswered <= orphans ? null : `${unanswered} operations without a reply`;
    },
  };
}

/** The first request, an update, goes to a replica that comes back: of a run whose only updates are lost nothing could be said. */
function withUpdate<Q>(schedule: Schedule<Q>, random: Random): Schedule<Q> {
  const lost = lostFrom(schedule.faults);
  const [first, ...others] = schedule.operations;
  if (first === undefined || !lost.has(first.to)) return schedule;
  const to = random.pick(schedule.nodes.filter((id) => !lost.has(id)));
  return { ...schedule, operations: [{ ...first, to }, ...others] };
}

const hasOp = (request: unknown, ops: readonly string[]): string | null => {
  const op = (request as { op?: unknown } | null)?.op;
  return typeof op === 'string' && ops.includes(op) ? null : `op: expected ${ops.join(' or ')}`;
};
const register = {
  request: (_random: Random, updates: boolean): RegisterRequest => ({ op: updates ? 'put' : 'get' }),
  unfit: (request: unknown) => hasOp(request, ['put', 'get']),
};
const write = { '#set': [...clientIds] };

export const lastWriterWins = multiPrimary<StampedValue, RegisterRequest, string | null>({
  name: 'last-writer-wins',
  title: 'Multi-primary, last writer wins (RFC 677)',
  specification: 'specs/replication/LastWriterWins.tla',
  mutants: lastWriterWinsMutants,
  type: (mutant) => lastWriterWinsType(mutant as LastWriterWinsMutant | null),
  ...register,
  constants: (replicas) => ({
    Replica: { '#set': [...replicas] },
    Order: [...replicas],
    Write: write,
    None: 'none',
  }),
  violation({ trace }) {
    const lost = lostUpdates(trace);
    if (lost.length === 0) return null;
    return {
      property: 'lost updates',
      because: `${lost.length} acknowledged ${lost.length === 1 ? 'write is' : 'writes are'} lost (${lost.join(', ')})`,
      expected: 'of writes whose writers did not know of each other only the one with the latest stamp is kept',
    };
  },
});

export const versionVectors = multiPrimary<Siblings, RegisterRequest, readonly string[]>({
  name: 'version-vectors',
  title: 'Multi-primary, version vectors (Parker et al. 1983, Dynamo 2007)',
  specification: 'specs/replication/VersionVectors.tla',
  mutants: versionVectorMutants,
  type: (mutant) => versionVectorType(mutant as VersionVectorMutant | null),
  ...register,
  constants: (replicas) => ({ Replica: { '#set': [...replicas] }, Write: write }),
});

const keys = ['a', 'b', 'c'] as const;

export const convergentTypes = multiPrimary<ConvergentState, ConvergentRequest, ConvergentReply>({
  name: 'crdt',
  title: 'Multi-primary, convergent counters, sets and maps (Shapiro et al. 2011)',
  specification: 'specs/replication/ConvergentTypes.tla',
  mutants: convergentMutants,
  type: (mutant) => convergentType(mutant as ConvergentMutant | null),
  request(random, updates) {
    if (!updates) return { op: 'get' };
    const op = random.pick(['increment', 'decrement', 'put', 'put', 'remove'] as const);
    return op === 'put' || op === 'remove' ? { op, key: random.pick(keys) } : { op };
  },
  unfit(request) {
    const problem = hasOp(request, ['increment', 'decrement', 'get', 'put', 'remove']);
    if (problem !== null) return problem;
    const { op, key } = request as { op: string; key?: unknown };
    if (op !== 'put' && op !== 'remove') return null;
    return (keys as readonly unknown[]).includes(key) ? null : `key: expected ${keys.join(' or ')}`;
  },
  constants: (replicas) => ({ Replica: { '#set': [...replicas] }, Key: { '#set': [...keys] }, Write: write }),
});
