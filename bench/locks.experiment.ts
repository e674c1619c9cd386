/** Four locks side by side: what it costs to take one and give it back, and how long clients wait that want it at the same time. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Seed } from '../src/core/random.js';
import type { Millis, NodeId } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { LockReply, LockRequest } from '../src/protocol/lock/message.js';
import type { Operation, Schedule } from '../src/sim/schedule.js';
import { type Run, simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { lockService } from '../src/sim/systems/lock/lock-service.js';
import { redisLock } from '../src/sim/systems/lock/redis-lock.js';
import { redlock } from '../src/sim/systems/lock/redlock.js';
import { zooKeeperLock } from '../src/sim/systems/lock/zookeeper-lock.js';
import { quantile } from '../src/stats/order.js';

const named = (prefix: string, count: number): NodeId[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** Each with the servers that it needs; the resource is `r`. */
const locks = {
  'redis-lock': { system: redisLock as System, servers: [...named('s', 2), 'm'] },
  redlock: { system: redlock as System, servers: named('s', 5) },
  'lock-service': { system: lockService as System, servers: named('s', 3) },
  'zookeeper-lock': { system: zooKeeperLock as System, servers: ['z'] },
} satisfies Record<string, { system: System; servers: NodeId[] }>;
type Lock = (typeof locks)[keyof typeof locks];

/** By then the lock service has a leader. */
const settledMs = 600;
const rounds = 4;
/** All clients of a round have had their turn by then. */
const roundMs = (clients: number): Millis => 400 + 300 * clients;

/** Rounds in which all clients want the lock within a millisecond, for one write each. */
function schedule({ system, servers }: Lock, seed: Seed, clients: number, asks: boolean): Schedule<LockRequest> {
  const operations: Operation<LockRequest>[] = [];
  for (let round = 0; asks && round < rounds; round += 1) {
    for (const [index, to] of named('c', clients).entries()) {
      const at = settledMs + round * roundMs(clients) + index / clients;
      operations.push({ at, id: `o${round}-${to}`, to, request: { op: 'use', writes: 1, everyMs: 1 } });
    }
  }
  return {
    protocol: system.name,
    seed: formatSeed(seed),
    nodes: [...servers, 'r', ...named('c', clients)],
    durationMs: settledMs + rounds * roundMs(clients),
    network: { delayMs: 0.5, jitterMs: 0.5, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.5, jitterMs: 0.5 },
    faults: [],
    operations,
  };
}

const sent = ({ counts: { delivered, lost } }: Run): number => delivered + lost;

function measure(lock: Lock, seed: Seed, clients: number): Record<string, number> {
  const quiet = simulate(lock.system, schedule(lock, seed, clients, false), null);
  const run = simulate(lock.system, schedule(lock, seed, clients, true), null);
  const heldAt = new Map<string, Millis>();
  for (const { action, args, at } of run.trace) if (action === 'Hold') heldAt.set(String(args.h), at);
  const waits: number[] = [];
  const turns: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const of = run.operations.filter(({ operation }) => operation.id.startsWith(`o${round}-`));
    for (const { operation, calledAt, reply } of of) {
      const { kind, holder } = reply as LockReply;
      assert(kind === 'used', `${lock.system.name}: ${operation.id} has lost the lock in a calm world`);
      waits.push(heldAt.get(holder)! - calledAt);
    }
    const last = Math.max(...of.map(({ repliedAt }) => repliedAt ?? Number.POSITIVE_INFINITY));
    turns.push((last - Math.min(...of.map(({ calledAt }) => calledAt))) / clients);
  }
  const per = (count: number): number => count / (rounds * clients);
  return {
    waitP50: quantile(waits, 0.5),
    waitMax: Math.max(...waits),
    turn: quantile(turns, 0.5),
    messages: per(sent(run) - sent(quiet)),
    syncs: per(run.counts.syncs - quiet.counts.syncs),
  };
}

const each = <T>(one: (lock: Lock) => T): Record<keyof typeof locks, T> =>
  Object.fromEntries(Object.entries(locks).map(([name, lock]) => [name, one(lock)])) as Record<keyof typeof locks, T>;

export const lockContention = experiment({
  name: 'lock-contention',
  title: 'Taking a lock, writing once and giving it back: by how many clients want it at the same time',
  parameters: { clients: [1, 2, 4, 8] },
  quick: { clients: [1, 4] },
  metrics: {
    waitP50: { title: 'wait for the lock, median', unit: 'ms', better: 'lower' },
    waitMax: { title: 'wait for the lock, the longest', unit: 'ms', better: 'lower' },
    turn: { title: 'from one holder to the next, with its one write', unit: 'ms', better: 'lower' },
    messages: { title: 'messages per acquisition and release', unit: 'messages', better: 'lower' },
    syncs: { title: 'disk syncs per acquisition and release', unit: '1', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 5, full: 50 },
  subjects: each(
    (lock) =>
      ({ parameters: { clients }, seed }: { parameters: { clients: number }; seed: Seed }) =>
        measure(lock, seed, clients),
  ),
  chart: { x: 'clients', metric: 'waitP50' },
});
