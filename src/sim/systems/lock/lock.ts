/** What the locks' systems share: clients that use one resource, and what the resource saw of them. */
import type { Random } from '../../../core/random.js';
import type { TraceEvent } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { LockClient } from '../../../protocol/lock/client.js';
import type { LockRequest } from '../../../protocol/lock/message.js';
import { type Fault, nodesOf, type Operation, type Schedule, theLeader } from '../../schedule.js';
import type { ClusterView, Violation } from '../../system.js';

export const resource = 'r';
export const clientsOf = (nodes: readonly NodeId[]): NodeId[] => nodes.filter((id) => /^c[0-9]+$/.test(id));
export const namedFrom = (prefix: string, count: number): NodeId[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** As many acquisitions as a client begins in a run, and some more: few enough that a rejected run can be explained. */
const mostHolders = 33;
export const holders = (nodes: readonly NodeId[], most = mostHolders): string[] =>
  clientsOf(nodes).flatMap((id) => namedFrom(`${id}.`, most));

/** The lock is used again and again, mostly by several at a time. */
export function lockOperations(random: Random, nodes: readonly NodeId[], durationMs: Millis): Operation<LockRequest>[] {
  const clients = clientsOf(nodes);
  const busy = random.pick([0.3, 0.6, 1]);
  const times = Array.from({ length: random.between(3, 9) }, () => durationMs * busy * random.float());
  return times
    .sort((a, b) => a - b)
    .map((time, index) => ({
      at: thousandths(time),
      id: `o${index + 1}`,
      to: random.pick(clients),
      request: { op: 'use', writes: random.between(1, 5), everyMs: random.pick([2, 10, 30]) },
    }));
}

/** Leases and time-outs presume a network and disks that are no slower than this, unless a fault says otherwise. */
export function brisk<Q>(schedule: Schedule<Q>): Schedule<Q> {
  const { network, disk } = schedule;
  return {
    ...schedule,
    network: { ...network, delayMs: Math.min(5, network.delayMs), jitterMs: Math.min(5, network.jitterMs) },
    disk: { syncMs: Math.min(5, disk.syncMs), jitterMs: Math.min(3, disk.jitterMs) },
  };
}

/** The longest that a message may be late: less than a holder that has stopped waits. */
const lateMs = 5;

/** Faults that leases stand: they make no message late, no clock uneven and no client absent-minded. */
export function harmless(fault: Fault, servers: readonly NodeId[]): boolean {
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
}

/** What leases presume: clocks run evenly, messages and pauses are short against them. Servers may crash, and sleep. */
export function isTimely({ network, disk, faults }: Schedule, servers: readonly NodeId[]): boolean {
  const { delayMs, jitterMs, late, duplicate } = network;
  const prompt = delayMs <= 5 && jitterMs <= 5 && disk.syncMs + disk.jitterMs <= 8;
  const punctual = (late === 0 && duplicate === 0) || network.lateMs <= lateMs;
  return prompt && punctual && faults.every((fault) => harmless(fault, servers));
}

/** The world that leases were made for; servers crash and their clocks jump all the same. */
export function timely<Q>(schedule: Schedule<Q>, random: Random, servers: readonly NodeId[]): Schedule<Q> {
  const jolts = Array.from({ length: random.between(0, 4) }, (): Fault => {
    const at = thousandths(schedule.durationMs * random.float());
    const node = random.pick(servers);
    if (random.chance(0.5)) return { at, kind: 'clock-jump', node, byMs: thousandths(random.exponential(500)) };
    return { at, kind: 'crash', node, forMs: thousandths(1 + random.exponential(20)), keep: 0, torn: false };
  });
  const faults = [...schedule.faults.filter((fault) => harmless(fault, servers)), ...jolts];
  return { ...schedule, network: { ...schedule.network, late: 0, duplicate: 0 }, faults };
}

/** Whoever holds the lock at some moment sleeps for longer than its lease: the history that fences are for. */
export function napping(schedule: Schedule<LockRequest>, random: Random, leaseMs: Millis): Schedule<LockRequest> {
  const begin = random.pick(schedule.operations).at;
  const faults = Array.from({ length: random.between(1, 3) }, (): Fault => {
    const at = thousandths(Math.min(schedule.durationMs, begin + 150 * random.float()));
    return { at, kind: 'pause', node: theLeader, forMs: thousandths(leaseMs * (0.8 + 0.7 * random.float())) };
  });
  // It has much to write, so that it is asleep in the middle of it.
  const request = { op: 'use', writes: 5, everyMs: 30 } as const;
  const operations = schedule.operations.map((operation) => ({ ...operation, request }));
  return { ...schedule, operations, faults: [...schedule.faults, ...faults] };
}

/** `System.unfit` of a lock: one resource, at least one client, these other nodes, and requests to clients. */
export function unfitLock({ nodes, operations }: Schedule, others: readonly NodeId[]): string | null {
  const missing = [...others, resource].filter((id) => !nodes.includes(id));
  if (missing.length > 0 || clientsOf(nodes).length === 0)
    return `nodes: expected ${[...others, resource].join(', ')} and at least one client, 'c1'`;
  const known = new Set([...others, resource, ...clientsOf(nodes)]);
  const odd = nodes.find((id) => !known.has(id));
  if (odd !== undefined) return `nodes: '${odd}' is none of ${[...others, resource].join(', ')}, and no client ('c1')`;
  for (const [index, { to, request }] of operations.entries()) {
    const place = `operations[${index}]`;
    if (!clientsOf(nodes).includes(to)) return `${place}.to: a client is asked, '${to}' is none`;
    const problem = unfitRequest(request);
    if (problem !== null) return `${place}.request${problem}`;
  }
  return null;
}

function unfitRequest(request: unknown): string | null {
  if (typeof request !== 'object' || request === null) return ": expected an object with 'op'";
  const { op, writes, everyMs, ...others } = request as Record<string, unknown>;
  if (op !== 'use') return '.op: expected "use"';
  if (!Number.isInteger(writes) || Number(writes) < 1 || Number(writes) > 1000)
    return '.writes: expected a whole number from 1 to 1000';
  if (typeof everyMs !== 'number' || !(everyMs >= 0)) return '.everyMs: expected milliseconds, from 0';
  const [other] = Object.keys(others);
  return other === undefined ? null : `: expected op, writes and everyMs, found '${other}'`;
}

/** Every client has had its turn. */
export function unsettledLock({ node, unanswered }: ClusterView, { nodes }: Schedule): string | null {
  for (const id of clientsOf(nodes)) {
    const client = node(id);
    if (!(client instanceof LockClient)) return `${id} is down`;
    if (!client.idle) return `${id} still wants the lock`;
  }
  return unanswered === 0 ? null : `${unanswered} operations without a reply`;
}

/** The write of a holder after that of another who had followed it: the resource was not one's alone. null: there is none. */
export function interleaved(trace: readonly TraceEvent[]): string | null {
  const followed = new Map<string, { event: TraceEvent; by: string }>();
  let last: string | null = null;
  for (const event of trace) {
    if (event.action !== 'Write') continue;
    const holder = String(event.args.h);
    const earlier = followed.get(holder);
    if (earlier !== undefined)
      return `${holder} writes (event ${event.seq}) after ${earlier.by} had followed it (event ${earlier.event.seq})`;
    if (last !== null && last !== holder) followed.set(last, { event, by: holder });
    last = holder;
  }
  return null;
}

/** Where the fence holds, what is left is that a holder learns too late that it is none. */
export function fencedViolation(trace: readonly TraceEvent[]): Violation | null {
  const because = interleaved(trace);
  if (because !== null) return { property: 'mutual exclusion', because, expected: null };
  const refused = trace.find(({ action }) => action === 'Refuse');
  if (refused === undefined) return null;
  return {
    property: 'held by two',
    because: `${refused.args.h} writes with token ${refused.args.t} (event ${refused.seq}), and the fence is at ${refused.vars.fence}`,
    expected: 'its lease ended before it noticed; without the fence the write would have been taken',
  };
}

export const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
