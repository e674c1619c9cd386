/**
 * What is expected to fail, and does: for each protocol that promises less than one might think, the least schedule on which that
 * shows, as a file of docs/protocols/expected. Never counted as a fault of this implementation; that a violation is no longer seen is one.
 */
import { assert } from '../../core/assert.js';
import { type Run, simulate } from '../../sim/simulation.js';
import { readSchedule } from '../../sim/stored-schedule.js';
import { type System, unfitSchedule } from '../../sim/system.js';
import { systemNamed } from '../../sim/systems/registry.js';
import { judge, type Outcome, violated } from './judge.js';

export interface ExpectedFailure {
  readonly protocol: string;
  /** `<protocol>/<name>.json` below the folder. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly title: string;
  /** What the protocol promises instead, or what helps. */
  readonly lesson: string;
}

/** In the order of the course. */
export const expectedFailures: readonly ExpectedFailure[] = [
  {
    protocol: 'two-phase',
    name: 'blocked',
    title: 'Two-phase commit blocks when its coordinator dies after the votes',
    lesson: 'It is safe all the same. Three-phase commit and Paxos Commit exist to end this wait.',
  },
  {
    protocol: 'three-phase',
    name: 'split',
    title: 'Three-phase commit splits when a live node is cut off',
    lesson: 'It does not block where nodes only crash and messages are in time; Paxos Commit needs neither.',
  },
  {
    protocol: 'bully',
    name: 'two-leaders',
    title: 'The bully algorithm has two leaders while the network is cut',
    lesson: 'Their epochs differ, so that whoever asks for epochs can refuse the older one.',
  },
  {
    protocol: 'lease-election',
    name: 'uneven-clocks',
    title: 'A leader by lease goes on when its clock runs slow',
    lesson: 'Leases take clocks that run at about one rate. The epochs fence the old leader off.',
  },
  {
    protocol: 'redis-lock',
    name: 'unfenced-pause',
    title: 'A lock in Redis without a fence: the holder sleeps through its lease',
    lesson: 'With the fencing token, and a resource that looks at it, the late write is refused.',
  },
  {
    protocol: 'redis-lock',
    name: 'unfenced-clock-jump',
    title: "A lock in Redis without a fence: the server's clock jumps, and the key is gone",
    lesson: 'Redis lets keys expire by the wall clock. The fence helps here, too.',
  },
  {
    protocol: 'redis-lock',
    name: 'asynchronous-failover',
    title: 'A lock in Redis without WAIT: the failover forgets who has it',
    lesson:
      'The same token is given twice, so that even the fence lets both in. WAIT holds the answer back until the replica knows.',
  },
  {
    protocol: 'redlock',
    name: 'pause',
    title: 'Redlock: the holder sleeps through its lease',
    lesson: 'It has no token that grows, so that no resource can tell the late write from a good one.',
  },
  {
    protocol: 'redlock',
    name: 'clock-jump',
    title: 'Redlock on servers whose keys expire by the wall clock: one clock jumps',
    lesson: 'One of the three servers forgets in time to make a second majority.',
  },
  {
    protocol: 'redlock',
    name: 'restart-without-sync',
    title: 'Redlock on servers that do not sync: one restarts without its key',
    lesson: 'Servers that sync, or that stay away for a whole lease after a restart, do not.',
  },
  {
    protocol: 'zookeeper-lock',
    name: 'slept-through-session',
    title: 'A holder sleeps through its ZooKeeper session, and the fence refuses its write',
    lesson: 'Two believed that they held the lock; the resource was written by one at a time.',
  },
  {
    protocol: 'lock-service',
    name: 'slept-through-lease',
    title: 'A holder sleeps through its lease of the lock service, and the fence refuses its write',
    lesson: 'Consensus decides who has the lock. That a holder knows in time is beyond it.',
  },
  {
    protocol: 'semi-sync',
    name: 'two-failures',
    title: 'Semi-synchronous replication loses a write with both nodes that have it',
    lesson: 'It promises to survive one failure. Synchronous replication survives all but one node.',
  },
  {
    protocol: 'async',
    name: 'loss-window',
    title: 'Asynchronous replication loses what it had acknowledged',
    lesson:
      'The loss window is what is acknowledged and not yet sent on: its price is in the chart of replication-loss.',
  },
  {
    protocol: 'last-writer-wins',
    name: 'lost-update',
    title: 'Last writer wins: of two writes at the same time one is lost',
    lesson: 'Replicas agree, on one of them. Version vectors keep both.',
  },
];

/** A failure run again. */
export interface SeenFailure {
  readonly failure: ExpectedFailure;
  readonly system: System;
  /** With everything recorded. */
  readonly run: Run;
  readonly outcome: Outcome;
  /** The property that the file says is violated. */
  readonly property: string;
  /** What happened, in one sentence that names its events. */
  readonly because: string;
  /** false: its schedule no longer shows what it is kept for. */
  readonly seen: boolean;
}

/** Below the package's root. */
export const expectedFolder = 'docs/protocols/expected';
export const expectedFile = ({ protocol, name }: ExpectedFailure): string =>
  `${expectedFolder}/${protocol}/${name}.json`;

/**
 * Runs the schedule of a failure again; `text` is its file's. A mutant in it stands for a configuration that users have, and is
 * rejected; without one the run is accepted, and violates what the protocol does not promise. Throws where the text is no such schedule.
 */
export function seeExpected(failure: ExpectedFailure, text: string): SeenFailure {
  const file = expectedFile(failure);
  const system = systemNamed(failure.protocol);
  assert(system !== undefined, `${file}: there is no protocol ${failure.protocol}`);
  const reading = readSchedule(text);
  assert(reading.ok, reading.ok ? '' : `${file}: ${reading.problem}`);
  const { schedule, mutant, violates: property } = reading;
  assert(schedule.protocol === system.name, `${file}: protocol: expected ${system.name}, found ${schedule.protocol}`);
  assert(property !== null, `${file}: violates: expected the property's name, found nothing`);
  const unfit = unfitSchedule(system, schedule);
  assert(unfit === null, `${file}: ${unfit}`);
  const run = simulate(system, schedule, mutant, true);
  const outcome = judge(system, run, true);
  const seen = outcome.kind === (mutant === null ? 'accepted' : 'rejected') && violated(outcome) === property;
  const because = outcome.expected ?? system.violation?.(run)?.because ?? outcome.because;
  return { failure, system, run, outcome, property, because, seen };
}
