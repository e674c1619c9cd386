import type { Random } from '../core/random.js';
import type { TraceEvent, Value } from '../core/trace.js';
import type { Millis, NodeId } from '../core/units.js';
import type { ProtocolNode } from '../protocol/protocol.js';
import { nodesOf, type Operation, type Schedule, theLeader } from './schedule.js';

/** What a judge sees of a cluster while it runs. */
export interface ClusterView {
  /** null: down. */
  node(id: NodeId): ProtocolNode<unknown, unknown, unknown, unknown> | null;
  /** Nodes that will not come back. */
  readonly lost: ReadonlySet<NodeId>;
  /** Operations without a reply. */
  readonly unanswered: number;
}

export interface Violation {
  readonly property: string;
  readonly because: string;
  /** Why it is no fault of this implementation: the protocol does not promise better in such a world. null: it does. */
  readonly expected: string | null;
}

/**
 * A protocol as the simulator runs it: how its cluster is built, what its clients ask, when it has made progress.
 * M message, D durable record, Q request, A reply.
 */
export interface System<M = unknown, D = unknown, Q = unknown, A = unknown> {
  readonly name: string;
  readonly title: string;
  /** Where the specification is, below the repository's root. */
  readonly specification: string;
  /** What `mutant` may be, each with the one thing that it changes. */
  readonly mutants: Readonly<Record<string, string>>;
  /** Its nodes keep nothing on disk: a host that does not wait for the disk breaks nothing. */
  readonly diskless?: true;
  /** The nodes of a cluster, its size drawn. */
  nodes(random: Random): NodeId[];
  /** How many of them may be lost for good without blocking the others. */
  tolerates(nodes: readonly NodeId[]): number;
  readonly durationMs: Millis;
  /** After this long in a healed cluster without progress, it is stuck. */
  readonly livenessMs: Millis;
  operations(random: Random, nodes: readonly NodeId[], durationMs: Millis): Operation<Q>[];
  /** null: nodes and requests are such as this protocol has; else what is not, with its place, as in `operations[2].to: ...`. */
  unfit(schedule: Schedule): string | null;
  /** The schedule within what the protocol presumes of the world, for some of the seeds: it promises more there. */
  confine?(schedule: Schedule<Q>, random: Random): Schedule<Q>;
  /** A node as its records make it; also how it is reborn. `random` is its own. */
  create(
    id: NodeId,
    nodes: readonly NodeId[],
    records: readonly D[],
    random: Random,
    mutant: string | null,
  ): ProtocolNode<M, D, Q, A>;
  /** null: the node does not lead; else its term, epoch or ballot: of several that think they lead the highest does. */
  leadership?(node: ProtocolNode<M, D, Q, A>): number | null;
  /** The request for which the cluster goes on with these members; without it there is no fault `membership`. */
  changeMembers?(members: readonly NodeId[]): Q;
  /** What tells a node that packet `nth` on its disk has changed; without it there is no fault `rot`. */
  rot?(nth: number): Q;
  /** Constants of the specification for this cluster. */
  constants(schedule: Schedule<Q>): Record<string, Value>;
  /** The model that the clients' operations and replies are held to, beside the trace. */
  readonly history?: 'kv' | 'append';
  /** false: of such a run the protocol does not promise that `history` holds. */
  promisesHistory?(run: { readonly trace: readonly TraceEvent[]; readonly schedule: Schedule }): boolean;
  /** What no single step of the run violates, but the whole of it does; null: nothing. */
  violation?(run: { readonly trace: readonly TraceEvent[]; readonly schedule: Schedule }): Violation | null;
  /** Where the client is sent by a reply that is none: `to: null`, anywhere else. null: a reply. */
  redirected?(reply: A): { readonly to: NodeId | null } | null;
  /** Why such a run may get stuck for ever: the protocol does not promise better where this was lost. null: it does. */
  blocks?(run: { readonly trace: readonly TraceEvent[]; readonly schedule: Schedule }): string | null;
  /** How its cost is measured; a protocol that leaves it out is verified only. */
  readonly measured?: Measured<Q>;
  /** null once the healed cluster has done what it must; else what is missing. */
  unsettled(cluster: ClusterView, schedule: Schedule<Q>): string | null;
}

/** What an experiment over all protocols has to know of one. */
export interface Measured<Q> {
  /** A cluster of `count` nodes. */
  nodes(count: number): NodeId[];
  /** The operation number `index`, from 0; `to: null` is whoever leads. null: a run has only so many, as one decree has. */
  operation(index: number): { readonly id: string; readonly to: NodeId | null; readonly request: Q } | null;
  /** The actions of the specification by which the others have noticed that the leader is gone, have a new one, and go on. */
  readonly failover?: { readonly stands: string; readonly leads: string; readonly commits: string };
}

/** As `System.unfit`, and whether the protocol has what the faults ask of it. */
export function unfitSchedule(system: System, schedule: Schedule): string | null {
  for (const [index, fault] of schedule.faults.entries()) {
    if (fault.kind === 'membership' && system.changeMembers === undefined)
      return `faults[${index}].kind: ${system.name} has no change of members`;
    if (fault.kind === 'rot' && system.rot === undefined)
      return `faults[${index}].kind: ${system.name} keeps nothing that rots`;
    if (nodesOf(fault).includes(theLeader) && system.leadership === undefined)
      return `faults[${index}]: ${system.name} has no leader; name a node instead of ${theLeader}`;
  }
  return system.unfit(schedule);
}

/** The host's mutant: every protocol has it that keeps anything on disk. */
export const replyBeforePersist = 'reply-before-persist';

export const mutantsOf = ({ mutants, diskless }: System): Readonly<Record<string, string>> =>
  diskless ? mutants : { ...mutants, [replyBeforePersist]: hostMutant };

const hostMutant = 'the host performs the effects of a step before its records are durable';
