import type { Random } from '../../../core/random.js';
import type {
  ClientRecord,
  ClientTimings,
  LockReply,
  LockRequest,
  ResourceMessage,
  ResourceRecord,
} from '../../../protocol/lock/message.js';
import { Resource } from '../../../protocol/lock/resource.js';
import { ServiceClient } from '../../../protocol/lock/service/client.js';
import { type ServiceMessage, type ServiceMutant, serviceMutants } from '../../../protocol/lock/service/message.js';
import { LockServer } from '../../../protocol/lock/service/server.js';
import type { ProtocolNode } from '../../../protocol/protocol.js';
import type { RaftRecord } from '../../../protocol/raft/message.js';
import type { Fault, Schedule } from '../../schedule.js';
import type { System } from '../../system.js';
import {
  brisk,
  fencedViolation,
  holders,
  lockOperations,
  namedFrom,
  napping,
  resource,
  thousandths,
  unfitLock,
  unsettledLock,
} from './lock.js';

type Message = ServiceMessage | ResourceMessage;
type Stored = RaftRecord | ClientRecord | ResourceRecord;
type Node = ProtocolNode<Message, Stored, LockRequest, LockReply>;
type Lock = Schedule<LockRequest>;

const servers = namedFrom('s', 3);
const usual: ClientTimings = { leaseMs: 250, marginMs: 20, drainMs: 0, resendMs: 20, attemptMs: 50, retryMs: 25 };
/** Snapshots so often that they matter. */
const raftTimings = { electionMs: 100, heartbeatMs: 25, batch: 4, snapshotEvery: 8 };

/** One of the servers never comes back: two of three are enough. */
function oneLost(schedule: Lock, random: Random): Lock {
  const at = thousandths(schedule.durationMs * random.float());
  const lost: Fault = { at, kind: 'crash', node: random.pick(servers), forMs: null, keep: 0, torn: false };
  return { ...schedule, faults: [...schedule.faults, lost] };
}

/** Three servers of Raft that keep a queue, a resource with a fence, and two or three clients. */
export const lockService: System<Message, Stored, LockRequest, LockReply> = {
  name: 'lock-service',
  title: 'Lock service over Raft: leases, a queue, fencing tokens (Burrows 2006; Ongaro 2014)',
  specification: 'specs/lock/LockService.tla',
  mutants: serviceMutants,
  durationMs: 1000,
  livenessMs: 10_000,

  nodes: (random) => [...servers, resource, ...namedFrom('c', random.between(2, 3))],

  // Clients and the resource are nodes, too; of the servers one is lost in some runs.
  tolerates: () => 0,

  operations: (random, nodes, durationMs) => lockOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitLock(schedule, servers),
  confine(schedule, random) {
    const drawn = random.float();
    if (drawn < 0.2) return brisk(oneLost(schedule, random));
    return brisk(drawn < 0.5 ? napping(schedule, random, usual.leaseMs) : schedule);
  },

  create(self, _nodes, records, random, mutant): Node {
    const known = mutant !== null && mutant in serviceMutants ? (mutant as ServiceMutant) : null;
    if (self === resource)
      return new Resource(
        known === 'no-fencing' ? 'ignored' : 'checked',
        records as ResourceRecord[],
      ) as unknown as Node;
    if (servers.includes(self)) {
      const options = { self, servers, raft: raftTimings, leaseMs: usual.leaseMs, random, mutant: known };
      return new LockServer(options, records as RaftRecord[]) as unknown as Node;
    }
    const options = { self, resource, servers, timings: usual, keepMs: 40 };
    return new ServiceClient(options, records as ClientRecord[]) as unknown as Node;
  },

  /** Faults that look for the leader find whoever holds the lock, and the servers' leader while nobody does. */
  leadership(node) {
    if (node instanceof ServiceClient) return node.token === null ? null : 1_000_000 + node.token;
    return node instanceof LockServer ? node.leads : null;
  },

  constants: ({ nodes }) => ({
    Server: { '#set': [...servers] },
    Holder: { '#set': holders(nodes) },
    Fenced: true,
  }),

  violation: ({ trace }) => fencedViolation(trace),
  unsettled: (cluster, schedule) => unsettledLock(cluster, schedule),
};
