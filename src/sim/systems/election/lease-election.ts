import type { Random } from '../../../core/random.js';
import type { NodeId } from '../../../core/units.js';
import { LeaseCandidate } from '../../../protocol/election/lease/candidate.js';
import {
  type LeaseMessage,
  type LeaseMutant,
  type LeaseReply,
  type LeaseRequest,
  type LeaseStored,
  leaseMutants,
  leaseTimings,
} from '../../../protocol/election/lease/message.js';
import { LeaseServer } from '../../../protocol/election/lease/server.js';
import type { ProtocolNode } from '../../../protocol/protocol.js';
import type { RaftRecord } from '../../../protocol/raft/message.js';
import type { Fault, Schedule } from '../../schedule.js';
import type { System } from '../../system.js';
import { brisk } from '../lock/lock.js';
import { leadAtOnce, leaderOperations, rivals, unfitLeaderOperations } from './election.js';

type Node = ProtocolNode<LeaseMessage, LeaseStored, LeaseRequest, LeaseReply>;

const servers: readonly NodeId[] = ['s1', 's2', 's3'];
const isCandidate = (id: NodeId): boolean => id.startsWith('c');
const raftTimings = { electionMs: 100, heartbeatMs: 25, batch: 4, snapshotEvery: 12 };

/** The lease is shorter than the time that others wait by a fifth, so that clocks may differ by as much. */
const drift = 0.05;

/** Clocks that run at almost the same rate, whatever they show: what a lease presumes. */
const alike = (faults: readonly Fault[]): Fault[] =>
  faults.flatMap((fault): Fault[] => {
    if (fault.kind === 'clock-jump') return [];
    if (fault.kind !== 'clock-drift') return [fault];
    return [{ ...fault, rate: Math.min(1 + drift, Math.max(1 - drift, fault.rate)) }];
  });

const isTimely = ({ faults }: Schedule): boolean =>
  faults.every(
    (fault) =>
      fault.kind !== 'clock-jump' && (fault.kind !== 'clock-drift' || Math.abs(fault.rate - 1) <= drift + 1e-9),
  );

/** Three servers of Raft that keep the record, and two or three that want to lead. */
export const leaseElection: System<LeaseMessage, LeaseStored, LeaseRequest, LeaseReply> = {
  name: 'lease-election',
  title: 'Election by a lease over Raft (Gray & Cheriton 1989; Burrows 2006)',
  specification: 'specs/election/LeaseElection.tla',
  mutants: leaseMutants,
  durationMs: 1000,
  livenessMs: 10_000,

  nodes: (random: Random) => [...servers, ...['c1', 'c2', 'c3'].slice(0, random.between(2, 3))],

  // Candidates are nodes, too.
  tolerates: () => 0,

  confine(schedule, random) {
    const timely = random.chance(0.8) ? { ...schedule, faults: alike(schedule.faults) } : schedule;
    return brisk(timely);
  },

  operations: (random, nodes, durationMs) => leaderOperations(random, nodes.filter(isCandidate), durationMs),

  unfit(schedule) {
    if (!servers.every((id) => schedule.nodes.includes(id)) || !schedule.nodes.some(isCandidate))
      return `nodes: expected ${servers.join(', ')} and at least one candidate, 'c1'`;
    const index = schedule.operations.findIndex(({ to }) => !isCandidate(to));
    return index < 0 ? unfitLeaderOperations(schedule) : `operations[${index}].to: a candidate is asked, as 'c1'`;
  },

  create(self, _nodes, records, random, mutant): Node {
    const known = mutant !== null && mutant in leaseMutants ? (mutant as LeaseMutant) : null;
    if (isCandidate(self)) {
      const options = { self, servers, timings: leaseTimings, mutant: known };
      return new LeaseCandidate(options, records as { asked: number }[]) as unknown as Node;
    }
    const options = { self, servers, raft: raftTimings, random, mutant: known };
    return new LeaseServer(options, records as RaftRecord[]) as unknown as Node;
  },

  /** Faults that look for the leader find whoever leads, and the servers' leader while nobody does. */
  leadership(node) {
    if (node instanceof LeaseCandidate) return node.view.leading > 0 ? 1_000_000 + node.view.leading : null;
    return node instanceof LeaseServer ? node.leads : null;
  },

  constants: ({ nodes }) => ({
    Candidate: { '#set': nodes.filter(isCandidate) },
    Server: { '#set': [...servers] },
  }),

  redirected: () => null,

  /** One leader at a time is what it promises where clocks run alike; elsewhere, one in each epoch. */
  violation({ trace, schedule }) {
    const two = rivals(trace, schedule, 0);
    if (two === null) return null;
    const expected = isTimely(schedule) ? null : 'it takes clocks to run at one rate, and here one jumped or drifted';
    return { property: 'one leader at a time', because: leadAtOnce(two), expected };
  },

  /** One leads, and all the others know of it. */
  unsettled({ node, unanswered }, { nodes }) {
    const candidates = nodes.filter(isCandidate).map((id) => node(id));
    if (candidates.some((one) => one === null)) return 'a candidate is down';
    const views = candidates.map((one) => (one as unknown as LeaseCandidate).view);
    const leading = views.filter((view) => view.leading > 0);
    if (leading.length !== 1) return `${leading.length} lead`;
    if (views.some(({ seen }) => seen.epoch !== leading[0]!.leading)) return 'not all know who leads';
    return unanswered === 0 ? null : `${unanswered} clients without an answer`;
  },
};
