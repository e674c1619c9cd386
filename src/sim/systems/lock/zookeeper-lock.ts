import type {
  ClientRecord,
  ClientTimings,
  LockReply,
  LockRequest,
  ResourceMessage,
  ResourceRecord,
} from '../../../protocol/lock/message.js';
import { Resource } from '../../../protocol/lock/resource.js';
import { ZooKeeperClient } from '../../../protocol/lock/zookeeper/client.js';
import {
  type ZooKeeperMessage,
  type ZooKeeperMutant,
  type ZooKeeperRecord,
  zooKeeperMutants,
} from '../../../protocol/lock/zookeeper/message.js';
import { ZooKeeper } from '../../../protocol/lock/zookeeper/store.js';
import type { ProtocolNode } from '../../../protocol/protocol.js';
import type { System } from '../../system.js';
import {
  brisk,
  fencedViolation,
  holders,
  isTimely,
  lockOperations,
  namedFrom,
  napping,
  resource,
  timely,
  unfitLock,
  unsettledLock,
} from './lock.js';

type Message = ZooKeeperMessage | ResourceMessage;
type Stored = ZooKeeperRecord | ClientRecord | ResourceRecord;
type Node = ProtocolNode<Message, Stored, LockRequest, LockReply>;

const store = 'z';
const usual: ClientTimings = { leaseMs: 250, marginMs: 40, drainMs: 20, resendMs: 30, attemptMs: 40, retryMs: 25 };

/** One ZooKeeper, a resource with a fence, and three clients, so that one is before and one behind. */
export const zooKeeperLock: System<Message, Stored, LockRequest, LockReply> = {
  name: 'zookeeper-lock',
  title: "ZooKeeper's recipe for a lock: sequential ephemeral nodes (Hunt et al. 2010, section 2.4)",
  specification: 'specs/lock/ZooKeeperLock.tla',
  mutants: zooKeeperMutants,
  durationMs: 1000,
  livenessMs: 10_000,

  nodes: () => [store, resource, ...namedFrom('c', 3)],

  tolerates: () => 0,

  operations: (random, nodes, durationMs) => lockOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitLock(schedule, [store]),
  confine(schedule, random) {
    const drawn = random.float();
    if (drawn < 0.4) return timely(brisk(schedule), random, [store]);
    return brisk(drawn < 0.6 ? napping(schedule, random, usual.leaseMs) : schedule);
  },

  create(self, _nodes, records, _random, mutant): Node {
    const known = mutant !== null && mutant in zooKeeperMutants ? (mutant as ZooKeeperMutant) : null;
    if (self === resource)
      return new Resource(
        known === 'no-fencing' ? 'ignored' : 'checked',
        records as ResourceRecord[],
      ) as unknown as Node;
    if (self === store) return new ZooKeeper(usual.leaseMs, records as ZooKeeperRecord[]) as unknown as Node;
    const options = { self, resource, store, timings: usual, keepMs: 40, mutant: known };
    return new ZooKeeperClient(options, records as ClientRecord[]) as unknown as Node;
  },

  /** Faults that look for the leader find whoever holds the lock. */
  leadership: (node) => (node instanceof ZooKeeperClient ? node.token : null),

  constants: ({ nodes }) => ({ Holder: { '#set': holders(nodes) }, Fenced: true }),

  /** Where nobody sleeps and nothing is late, a client notices in time that its session ends. */
  violation({ trace, schedule }) {
    const violation = fencedViolation(trace);
    return violation !== null && isTimely(schedule, [store]) ? { ...violation, expected: null } : violation;
  },

  unsettled: (cluster, schedule) => unsettledLock(cluster, schedule),
};
