import type {
  ClientRecord,
  ClientTimings,
  LockReply,
  LockRequest,
  ResourceMessage,
  ResourceRecord,
} from '../../../protocol/lock/message.js';
import { RedlockClient } from '../../../protocol/lock/redlock/client.js';
import {
  type RedlockMessage,
  type RedlockMutant,
  type RedlockRecord,
  redlockMutants,
} from '../../../protocol/lock/redlock/message.js';
import { RedlockServer } from '../../../protocol/lock/redlock/server.js';
import { Resource } from '../../../protocol/lock/resource.js';
import type { ProtocolNode } from '../../../protocol/protocol.js';
import type { Schedule } from '../../schedule.js';
import type { System } from '../../system.js';
import {
  brisk,
  harmless,
  holders,
  interleaved,
  isTimely,
  lockOperations,
  namedFrom,
  resource,
  timely,
  unfitLock,
  unsettledLock,
} from './lock.js';

type Message = RedlockMessage | ResourceMessage;
type Stored = RedlockRecord | ClientRecord | ResourceRecord;
type Node = ProtocolNode<Message, Stored, LockRequest, LockReply>;

const servers = namedFrom('s', 5);
const usual: ClientTimings = { leaseMs: 150, marginMs: 40, drainMs: 20, resendMs: 30, attemptMs: 40, retryMs: 60 };

/** Five independent servers, a resource that takes what comes, and two clients. */
export const redlock: System<Message, Stored, LockRequest, LockReply> = {
  name: 'redlock',
  title: 'Redlock (Sanfilippo, redis.io; Kleppmann 2016)',
  specification: 'specs/lock/Redlock.tla',
  mutants: redlockMutants,
  durationMs: 800,
  livenessMs: 10_000,

  nodes: () => [...servers, resource, ...namedFrom('c', 2)],

  // Two of five servers are none too many, but clients and the resource are nodes, too.
  tolerates: () => 0,

  operations: (random, nodes, durationMs) => lockOperations(random, nodes, durationMs),
  unfit: (schedule) => unfitLock(schedule, servers),
  confine: (schedule, random) => {
    const prompt = brisk(schedule);
    return random.chance(0.6) ? timely(prompt, random, servers) : prompt;
  },

  create(self, _nodes, records, random, mutant): Node {
    const known = mutant !== null && mutant in redlockMutants ? (mutant as RedlockMutant) : null;
    if (self === resource) return new Resource('none', records as ResourceRecord[]) as unknown as Node;
    if (servers.includes(self)) return new RedlockServer(self, records as RedlockRecord[], known) as unknown as Node;
    const options = { self, resource, servers, timings: usual, random, mutant: known };
    return new RedlockClient(options, records as ClientRecord[]) as unknown as Node;
  },

  /** Faults that look for the leader find whoever holds the lock. */
  leadership: (node) => (node instanceof RedlockClient && node.token !== null ? 1 : null),

  constants: (schedule) => ({
    Server: { '#set': [...servers] },
    Holder: { '#set': holders(schedule.nodes, 50) },
    None: 'none',
    Timely: isTimely(schedule, servers),
  }),

  violation({ trace, schedule }) {
    const because = interleaved(trace);
    if (because === null) return null;
    if (isTimely(schedule, servers)) return { property: 'mutual exclusion', because, expected: null };
    const expected = `it takes the end of a lease for the end of its holder, and here there is ${disturbances(schedule)}`;
    return { property: 'mutual exclusion', because, expected };
  },

  unsettled: (cluster, schedule) => unsettledLock(cluster, schedule),
};

/** What in the schedule Redlock is not made for. */
function disturbances({ network, faults }: Schedule): string {
  const kinds = new Set<string>(faults.filter((fault) => !harmless(fault, servers)).map(({ kind }) => kind));
  if (network.late > 0 || network.duplicate > 0) kinds.add('late messages');
  return [...kinds].join(', ');
}
