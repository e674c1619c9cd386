import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { Millis, NodeId } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import { failoverTimeline } from '../src/measure/timeline.js';
import type { RaftRequest } from '../src/protocol/raft/message.js';
import type { Schedule } from '../src/sim/schedule.js';
import { type Run, simulate } from '../src/sim/simulation.js';
import { raftWith } from '../src/sim/systems/consensus/raft.js';

const servers = (count: number): NodeId[] => Array.from({ length: count }, (_, index) => `n${index + 1}`);

/** A cluster without faults whose clients write one after the other, every `everyMs` from `fromMs` on. */
function calm(seed: Seed, count: number, everyMs: Millis, fromMs: Millis, durationMs: Millis): Schedule<RaftRequest> {
  const nodes = servers(count);
  const operations = Array.from({ length: Math.floor((durationMs - fromMs) / everyMs) }, (_, index) => ({
    at: fromMs + index * everyMs,
    id: `o${index + 1}`,
    to: nodes[index % count]!,
    request: { op: 'put', key: 'x', value: `v${index + 1}` } as const,
  }));
  return {
    protocol: 'raft',
    seed: formatSeed(seed),
    nodes,
    durationMs,
    network: { delayMs: 0.5, jitterMs: 0.5, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.5, jitterMs: 0.5 },
    faults: [],
    operations,
  };
}

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))]!;

const latencies = (run: Run, fromMs: Millis): number[] =>
  run.operations.flatMap(({ calledAt, repliedAt }) =>
    repliedAt === null || calledAt < fromMs ? [] : [repliedAt - calledAt],
  );

export const raftCommit = experiment({
  name: 'raft-commit',
  title: 'Raft: what a committed write costs',
  parameters: { servers: [3, 5, 7], loss: [0, 0.01, 0.05, 0.2] },
  quick: { servers: [3, 5] },
  metrics: {
    latencyP50: { title: 'latency, median', unit: 'ms', better: 'lower' },
    latencyP99: { title: 'latency, 99th percentile', unit: 'ms', better: 'lower' },
    messagesPerWrite: { title: 'messages delivered per write', unit: 'messages', better: 'lower' },
    syncsPerWrite: { title: 'disk syncs per write', unit: '1', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 5, full: 30 },
  subjects: {
    raft({ parameters, seed }) {
      const schedule = calm(seed, parameters.servers, 5, 500, 2500);
      const run = simulate(
        raftWith({}),
        { ...schedule, network: { ...schedule.network, loss: parameters.loss } },
        null,
      );
      const times = latencies(run, 500);
      return {
        latencyP50: quantile(times, 0.5),
        latencyP99: quantile(times, 0.99),
        messagesPerWrite: run.counts.delivered / times.length,
        syncsPerWrite: run.counts.syncs / times.length,
      };
    },
  },
  chart: { x: 'loss', metric: 'latencyP99' },
});

export const raftFailover = experiment({
  name: 'raft-failover',
  title: 'Raft: from the death of the leader to the next commit',
  parameters: { electionMs: [50, 100, 200, 400], servers: [3, 5] },
  quick: { electionMs: [50, 100, 200] },
  metrics: {
    failover: { title: 'the whole outage', unit: 'ms', better: 'lower' },
    detection: { title: 'until a follower stands for election', unit: 'ms', better: 'lower' },
    election: { title: 'until there is a leader', unit: 'ms', better: 'lower' },
    recovery: { title: 'until it commits', unit: 'ms', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 10, full: 100 },
  subjects: {
    raft: ({ parameters, seed, random }) => leaderless(parameters.electionMs, parameters.servers, seed, random).figures,
  },
  timelines: {
    raft: ({ parameters, seed, random }) =>
      leaderless(parameters.electionMs, parameters.servers, seed, random).timeline(),
  },
  chart: { x: 'electionMs', metric: 'failover' },
});

/** Runs once to learn who leads, and again, the same up to then, with that server's death. */
function leaderless(electionMs: Millis, count: number, seed: Seed, random: Random) {
  const system = raftWith({ electionMs, heartbeatMs: electionMs / 4 });
  const schedule = calm(seed, count, 5, 10 * electionMs, 30 * electionMs);
  const at = Math.round(15 * electionMs + electionMs * random.float());
  const led = simulate(system, schedule, null).trace.filter(
    (event) => event.action === 'BecomeLeader' && event.at < at,
  );
  const leader = led.at(-1)?.node;
  assert(leader !== undefined, 'nobody leads after ten election timeouts without a fault');
  const crash = { at, kind: 'crash', node: leader, forMs: null, keep: 0, torn: false } as const;
  const run = simulate(system, { ...schedule, faults: [crash] }, null);
  const { trace } = run;
  const first = (action: string, from: Millis): Millis => {
    const event = trace.find((each) => each.action === action && each.at > from);
    assert(event !== undefined, `no ${action} after the leader's death`);
    return event.at;
  };
  const stood = first('Timeout', at);
  const elected = first('BecomeLeader', stood);
  const committed = first('AdvanceCommitIndex', elected);
  const actions = { stands: 'Timeout', leads: 'BecomeLeader' };
  return {
    figures: {
      failover: committed - at,
      detection: stood - at,
      election: elected - stood,
      recovery: committed - elected,
    },
    timeline: () => failoverTimeline(run, actions, { at, node: leader, until: committed, marginMs: electionMs }),
  };
}
