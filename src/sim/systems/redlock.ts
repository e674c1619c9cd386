import type { Random } from '../../core/random.js';
import type {
  ClientRecord,
  ClientTimings,
  LockReply,
  LockRequest,
  ResourceMessage,
  ResourceRecord,
} from '../../protocol/lock/message.js';
import { RedlockClient } from '../../protocol/lock/redlock/client.js';
import {
  type RedlockMessage,
  type RedlockMutant,
  type RedlockRecord,
  redlockMutants,
} from '../../protocol/lock/redlock/message.js';
import { RedlockServer } from '../../protocol/lock/redlock/server.js';
import { Resource } from '../../protocol/lock/resource.js';
import type { ProtocolNode } from '../../protocol/protocol.js';
import { type Fault, nodesOf, type Schedule } from '../schedule.js';
import type { System } from '../system.js';
import {
  brisk,
  holders,
  interleaved,
  lockOperations,
  namedFrom,
  resource,
  thousandths,
  unfitLock,
  unsettledLock,
} from './lock.js';

type Message = RedlockMessage | ResourceMessage;
type Stored = RedlockRecord | ClientRecord | ResourceRecord;
type Node = ProtocolNode<Message, Stored, LockRequest, LockReply>;
type Lock = Schedule<LockRequest>;

const servers = namedFrom('s', 5);
const usual: ClientTimings = { leaseMs: 150, marginMs: 40, drainMs: 20, resendMs: 30, attemptMs: 40, retryMs: 60 };

/** The longest that a message may be late: less than a holder that has stopped waits. */
const lateMs = 5;

/** Faults that Redlock was made for: they make no message late, no clock uneven and no client absent-minded. */
const harmless = (fault: Fault): boolean => {
  switch (fault.kind) {
    case 'clock-jump':
    case 'clock-offset':
    case 'message-lost':
    case 'partition':
    case 'ring':
      return true;
    case 'message-late':
    case 'message-repeated':
      return fault.byMs <= lateMs;
    case 'crash':
    case 'crash-unsynced':
    case 'sync-fails':
    case 'disk-full':
    case 'disk-slow':
    case 'pause':
      return nodesOf(fault).every((id) => servers.includes(id));
    default:
      return false;
  }
};

/** What Redlock presumes: clocks run evenly, messages and pauses are short against the lease. */
function isTimely({ network, disk, faults }: Schedule): boolean {
  const { delayMs, jitterMs, late, duplicate } = network;
  const prompt = delayMs <= 5 && jitterMs <= 5 && disk.syncMs + disk.jitterMs <= 8;
  return prompt && ((late === 0 && duplicate === 0) || network.lateMs <= lateMs) && faults.every(harmless);
}

/** The world that Redlock was made for; its servers crash and their clocks jump all the same. */
function timely(schedule: Lock, random: Random): Lock {
  const jolts = Array.from({ length: random.between(0, 4) }, (): Fault => {
    const at = thousandths(schedule.durationMs * random.float());
    const node = random.pick(servers);
    if (random.chance(0.5)) return { at, kind: 'clock-jump', node, byMs: thousandths(random.exponential(500)) };
    return { at, kind: 'crash', node, forMs: thousandths(1 + random.exponential(20)), keep: 0, torn: false };
  });
  const faults = [...schedule.faults.filter(harmless), ...jolts];
  return { ...schedule, network: { ...schedule.network, late: 0, duplicate: 0 }, faults };
}

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
    return random.chance(0.6) ? timely(prompt, random) : prompt;
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
    Timely: isTimely(schedule),
  }),

  violation({ trace, schedule }) {
    const because = interleaved(trace);
    if (because === null) return null;
    if (isTimely(schedule)) return { property: 'mutual exclusion', because, expected: null };
    const expected = `it takes the end of a lease for the end of its holder, and here there is ${disturbances(schedule)}`;
    return { property: 'mutual exclusion', because, expected };
  },

  unsettled: (cluster, schedule) => unsettledLock(cluster, schedule),
};

/** What in the schedule Redlock is not made for. */
function disturbances({ network, faults }: Schedule): string {
  const kinds = new Set<string>(faults.filter((fault) => !harmless(fault)).map(({ kind }) => kind));
  if (network.late > 0 || network.duplicate > 0) kinds.add('late messages');
  return [...kinds].join(', ');
}
