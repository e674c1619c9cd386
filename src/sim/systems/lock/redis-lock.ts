import type { Random } from '../../../core/random.js';
import type {
  ClientRecord,
  ClientTimings,
  LockReply,
  LockRequest,
  ResourceMessage,
  ResourceRecord,
} from '../../../protocol/lock/message.js';
import { RedisLockClient } from '../../../protocol/lock/redis/client.js';
import {
  type MonitorRecord,
  type RedisMessage,
  type RedisMutant,
  type RedisRecord,
  redisMutants,
} from '../../../protocol/lock/redis/message.js';
import { Monitor } from '../../../protocol/lock/redis/monitor.js';
import { RedisServer } from '../../../protocol/lock/redis/server.js';
import { Resource } from '../../../protocol/lock/resource.js';
import type { ProtocolNode } from '../../../protocol/protocol.js';
import type { Fault, Schedule } from '../../schedule.js';
import type { System } from '../../system.js';
import {
  brisk,
  fencedViolation,
  holders,
  lockOperations,
  namedFrom,
  resource,
  thousandths,
  unfitLock,
  unsettledLock,
} from './lock.js';

type Message = RedisMessage | ResourceMessage;
type Record_ = RedisRecord | MonitorRecord | ClientRecord | ResourceRecord;
type Node = ProtocolNode<Message, Record_, LockRequest, LockReply>;

const servers = ['s1', 's2'] as const;
const monitor = 'm';
const others = [...servers, monitor];
const epochs = 80;

const usual: ClientTimings = { leaseMs: 150, marginMs: 15, drainMs: 0, resendMs: 20, attemptMs: 50, retryMs: 25 };

/** The primary dies with what it has not told its replica, while somebody may hold the lock. */
function loneDeath(schedule: Schedule<LockRequest>, random: Random): Schedule<LockRequest> {
  const { operations } = schedule;
  const from = thousandths(random.pick(operations).at + 10 * random.float());
  const at = thousandths(Math.min(schedule.durationMs, from + 5 + 30 * random.float()));
  const faults: Fault[] = [
    { at: from, kind: 'partition', from: ['s1'], to: ['s2'], twoWay: false, forMs: 80 },
    { at, kind: 'crash', node: 's1', forMs: thousandths(80 + 200 * random.float()), keep: 0, torn: false },
  ];
  return { ...schedule, faults: [...schedule.faults.filter(() => random.chance(0.3)), ...faults] };
}

/** One Redis with a replica and a monitor, a resource with a fence, and two or three clients. */
export const redisLock: System<Message, Record_, LockRequest, LockReply> = {
  name: 'redis-lock',
  title: 'Redis lock, SET NX PX with a fencing token (redis.io; Kleppmann 2016)',
  specification: 'specs/lock/RedisLock.tla',
  mutants: redisMutants,
  durationMs: 800,
  livenessMs: 10_000,

  nodes: (random) => [...others, resource, ...namedFrom('c', random.between(2, 3))],

  // Its clients wait for whoever has the lock, and for the replica.
  tolerates: () => 0,

  operations: (random, nodes, durationMs) => lockOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitLock(schedule, others),
  confine: (schedule, random) => brisk(random.chance(0.3) ? loneDeath(schedule, random) : schedule),

  create(self, _nodes, records, random, mutant): Node {
    const known = mutant !== null && mutant in redisMutants ? (mutant as RedisMutant) : null;
    if (self === resource)
      return new Resource(known === 'no-fencing' ? 'ignored' : 'checked', records as ResourceRecord[]) as Node;
    if (self === monitor)
      return new Monitor({ servers, pingMs: 15, downMs: 50 }, records as MonitorRecord[]) as unknown as Node;
    const first = self === servers[0];
    const other = first ? servers[1] : servers[0];
    if (first || self === servers[1])
      return new RedisServer(
        { self, other, first, syncMs: 15, mutant: known },
        records as RedisRecord[],
      ) as unknown as Node;
    const options = { self, resource, primary: servers[0], monitor, timings: usual, random, mutant: known };
    return new RedisLockClient(options, records as ClientRecord[]) as unknown as Node;
  },

  /** Faults that look for the leader find whoever holds the lock, and the primary while nobody does. */
  leadership(node) {
    if (node instanceof RedisLockClient) return node.token === null ? null : 1000 + node.token;
    return node instanceof RedisServer && node.view.role === 'primary' ? node.view.epoch : null;
  },

  constants: ({ nodes }) => ({
    Server: { '#set': [...servers] },
    First: servers[0],
    Holder: { '#set': holders(nodes) },
    Epoch: { '#set': Array.from({ length: epochs }, (_, index) => index + 1) },
    None: 'none',
    Wait: false,
    Fenced: true,
  }),

  violation: ({ trace }) => fencedViolation(trace),
  unsettled: (cluster, schedule) => unsettledLock(cluster, schedule),
};
