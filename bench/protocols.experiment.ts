/**
 * What protocols cost, side by side, on the simulator's clock: every one in the registry that says how it is measured. Networks
 * and disks are the same for all; timeouts are each protocol's own.
 */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { Millis } from '../src/core/units.js';
import { type Context, experiment, type Sweep } from '../src/measure/declare.js';
import { failoverTimeline } from '../src/measure/timeline.js';
import type { Timeline } from '../src/results/row.js';
import type { NodeFault, Operation, Schedule } from '../src/sim/schedule.js';
import { type Run, simulate } from '../src/sim/simulation.js';
import type { Measured, System } from '../src/sim/system.js';
import { raftWith } from '../src/sim/systems/consensus/raft.js';
import { systems } from '../src/sim/systems/registry.js';
import { quantile } from '../src/stats/order.js';

interface Setting {
  readonly seed: Seed;
  readonly nodes: number;
  readonly delayMs: Millis;
  readonly loss: number;
  readonly syncMs: Millis;
}

const usual = { nodes: 5, delayMs: 1, loss: 0, syncMs: 0.5 } as const;
/** By then every protocol has a leader, if it wants one. */
const settledMs = 600;
const streamed = { count: 100, everyMs: 5 };
const burst = 256;

type Figures = Readonly<Record<string, number>>;
type Subject<P extends Sweep, R> = (context: Context<P>) => R;

/** With batches as they are used: those of the verified systems are small, so that logs are sent in several pieces. */
const asUsed: Readonly<Record<string, System>> = { raft: raftWith({ batch: burst, snapshotEvery: 1000 }) as System };

/** The same measurement for every protocol that can be measured. */
function each<P extends Sweep, R = Figures>(
  measure: (system: System, measured: Measured<unknown>, context: Context<P>) => R,
  wanted: (measured: Measured<unknown>) => boolean = () => true,
) {
  const subjects: Record<string, Subject<P, R>> = {};
  for (const verified of systems) {
    const system = asUsed[verified.name] ?? verified;
    const { measured } = system;
    if (measured !== undefined && wanted(measured))
      subjects[system.name] = (context) => measure(system, measured, context);
  }
  return subjects;
}

function scheduleOf(system: System, measured: Measured<unknown>, setting: Setting): Schedule {
  return {
    protocol: system.name,
    seed: formatSeed(setting.seed),
    nodes: measured.nodes(setting.nodes),
    durationMs: settledMs + streamed.count * streamed.everyMs,
    // In order, as over TCP.
    network: { delayMs: setting.delayMs, jitterMs: 0, loss: setting.loss, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: setting.syncMs, jitterMs: 0.1 * setting.syncMs },
    faults: [],
    operations: [],
  };
}

/** Who leads at a moment of this run: told by a fault of the leader that changes nothing. */
function leaderAt(system: System, schedule: Schedule, at: Millis): string {
  if (system.leadership === undefined) return schedule.nodes[0]!;
  const ask: NodeFault = { at, kind: 'clock-jump', node: '@leader', byMs: 0 };
  const [answer] = simulate(system, { ...schedule, durationMs: at, faults: [ask] }, null).nodeFaults;
  // Where leading is no office but a ballot under way, there is nobody between two of them.
  return answer?.kind === 'clock-jump' ? answer.node : schedule.nodes[0]!;
}

/** Up to `count` operations, one every `everyMs`, to whoever leads when they begin. */
function operationsOf(
  system: System,
  measured: Measured<unknown>,
  schedule: Schedule,
  count: number,
  everyMs: Millis,
): Operation<unknown>[] {
  const leader = leaderAt(system, schedule, settledMs);
  const operations: Operation<unknown>[] = [];
  for (let index = 0; index < count; index += 1) {
    const operation = measured.operation(index);
    if (operation === null) break;
    operations.push({ ...operation, to: operation.to ?? leader, at: settledMs + index * everyMs });
  }
  return operations;
}

/** The bytes of every message that is sent, as JSON, added up while the run goes on. */
function weighed(system: System): { readonly system: System; bytes(): number } {
  let bytes = 0;
  return {
    bytes: () => bytes,
    system: {
      ...system,
      create(...args) {
        const node = system.create(...args);
        const step = node.step.bind(node);
        node.step = (now, input) => {
          const effects = step(now, input);
          for (const { message } of effects.send) bytes += JSON.stringify(message).length;
          return effects;
        };
        return node;
      },
    },
  };
}

const latencies = (run: Run): number[] =>
  run.operations.flatMap(({ calledAt, repliedAt }) => (repliedAt === null ? [] : [repliedAt - calledAt]));

const sent = ({ counts: { delivered, lost } }: Run): number => delivered + lost;

/** Of a stream of operations; messages, bytes and syncs are those beyond the same cluster left alone. */
function costOf(system: System, measured: Measured<unknown>, setting: Setting): Figures {
  const idle = scheduleOf(system, measured, setting);
  const operations = operationsOf(system, measured, idle, streamed.count, streamed.everyMs);
  const [alone, asked] = [weighed(system), weighed(system)];
  const quiet = simulate(alone.system, idle, null);
  const run = simulate(asked.system, { ...idle, operations }, null);
  const times = latencies(run);
  assert(times.length === operations.length, `${system.name} has left ${operations.length - times.length} unanswered`);
  const per = (count: number): number => count / times.length;
  return {
    latencyP50: quantile(times, 0.5),
    latencyP99: quantile(times, 0.99),
    messages: per(sent(run) - sent(quiet)),
    bytes: per(asked.bytes() - alone.bytes()),
    syncs: per(run.counts.syncs - quiet.counts.syncs),
  };
}

/** Message delays on the way from a request to its reply, on disks that take no time. */
function roundsOf(system: System, measured: Measured<unknown>, seed: Seed, nodes: number): number {
  const setting = { seed, nodes, delayMs: 1, loss: 0, syncMs: 0.0001 };
  const idle = scheduleOf(system, measured, setting);
  const operations = operationsOf(system, measured, idle, 10, 20);
  return Math.round(Math.min(...latencies(simulate(system, { ...idle, operations }, null))));
}

/** Operations a second of a burst that all come at once; {} where a run has only one operation. */
function throughputOf(system: System, measured: Measured<unknown>, setting: Setting): Figures {
  if (measured.operation(1) === null) return {};
  const idle = scheduleOf(system, measured, setting);
  const operations = operationsOf(system, measured, idle, burst, 0);
  const run = simulate(system, { ...idle, operations }, null);
  const ends = run.operations.map(({ repliedAt }) => repliedAt ?? Number.POSITIVE_INFINITY);
  return { throughput: (1000 * burst) / (Math.max(...ends) - settledMs) };
}

const latencyMetrics = {
  latencyP50: { title: 'latency, median', unit: 'ms', better: 'lower' },
  latencyP99: { title: 'latency, 99th percentile', unit: 'ms', better: 'lower' },
} as const;
const costMetrics = {
  ...latencyMetrics,
  messages: { title: 'messages per operation', unit: 'messages', better: 'lower' },
  bytes: { title: 'bytes per operation, as JSON', unit: 'bytes', better: 'lower' },
  syncs: { title: 'disk syncs per operation', unit: '1', better: 'lower' },
} as const;
const throughputMetric = {
  throughput: { title: `operations a second, of ${burst} that come at once`, unit: '1/s', better: 'higher' },
} as const;
const seeds = { smoke: 1, quick: 3, full: 20 } as const;

const sizes = { nodes: [3, 5, 7, 9] } as const;
export const protocolSize = experiment({
  name: 'protocol-size',
  title: 'What one operation costs, by the size of the cluster',
  parameters: sizes,
  quick: { nodes: [3, 5, 7] },
  metrics: {
    ...costMetrics,
    rounds: { title: 'message delays until the reply', unit: '1', better: 'lower' },
    ...throughputMetric,
  },
  seeds,
  subjects: each<typeof sizes>((system, measured, { parameters: { nodes }, seed }) => ({
    ...costOf(system, measured, { ...usual, seed, nodes }),
    rounds: roundsOf(system, measured, seed, nodes),
    ...throughputOf(system, measured, { ...usual, seed, nodes }),
  })),
  chart: { x: 'nodes', metric: 'messages' },
});

const losses = { loss: [0, 0.01, 0.05, 0.2] } as const;
export const protocolLoss = experiment({
  name: 'protocol-loss',
  title: 'What lost messages cost, five nodes',
  parameters: losses,
  quick: { loss: [0, 0.05, 0.2] },
  metrics: { ...costMetrics, ...throughputMetric },
  seeds,
  subjects: each<typeof losses>((system, measured, { parameters: { loss }, seed }) => ({
    ...costOf(system, measured, { ...usual, seed, loss }),
    ...throughputOf(system, measured, { ...usual, seed, loss }),
  })),
  chart: { x: 'loss', metric: 'latencyP99' },
});

const delays = { delayMs: [0.1, 0.5, 2, 10] } as const;
export const protocolDelay = experiment({
  name: 'protocol-delay',
  title: 'What distance costs, five nodes',
  parameters: delays,
  quick: { delayMs: [0.5, 2, 10] },
  metrics: { ...latencyMetrics, ...throughputMetric },
  seeds,
  subjects: each<typeof delays>((system, measured, { parameters: { delayMs }, seed }) => {
    const { latencyP50, latencyP99 } = costOf(system, measured, { ...usual, seed, delayMs });
    return {
      latencyP50: latencyP50!,
      latencyP99: latencyP99!,
      ...throughputOf(system, measured, { ...usual, seed, delayMs }),
    };
  }),
  chart: { x: 'delayMs', metric: 'latencyP50' },
});

const failovers = { nodes: [3, 5] } as const;
export const protocolFailover = experiment({
  name: 'protocol-failover',
  title: 'From the death of the leader until the others go on, each with its own timeouts',
  parameters: failovers,
  metrics: {
    failover: { title: 'the whole outage', unit: 'ms', better: 'lower' },
    detection: { title: 'until somebody acts', unit: 'ms', better: 'lower' },
    election: { title: 'until there is a leader', unit: 'ms', better: 'lower' },
    recovery: { title: 'until it commits', unit: 'ms', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 10, full: 100 },
  subjects: each<typeof failovers>(
    (system, measured, { parameters: { nodes }, seed, random }) =>
      failover(system, measured, measured.failover!, { ...usual, seed, nodes }, random).figures,
    ({ failover: actions }) => actions !== undefined,
  ),
  timelines: each<typeof failovers, Timeline>(
    (system, measured, { parameters: { nodes }, seed, random }) =>
      failover(system, measured, measured.failover!, { ...usual, seed, nodes }, random).timeline(),
    ({ failover: actions }) => actions !== undefined,
  ),
  chart: { x: 'nodes', mark: 'bars', metric: 'failover' },
});

function failover(
  system: System,
  measured: Measured<unknown>,
  actions: NonNullable<Measured<unknown>['failover']>,
  setting: Setting,
  random: Random,
) {
  const idle = scheduleOf(system, measured, setting);
  const at = settledMs + Math.round(1000 * 100 * random.float()) / 1000;
  const crash: NodeFault = { at, kind: 'crash', node: '@leader', forMs: null, keep: 0, torn: false };
  const operations = operationsOf(system, measured, idle, 4 * streamed.count, streamed.everyMs);
  const run = simulate(
    system,
    { ...idle, durationMs: settledMs + 4 * streamed.count * streamed.everyMs, operations, faults: [crash] },
    null,
  );
  const { trace } = run;
  const first = (action: string, from: Millis): Millis => {
    const event = trace.find((each) => each.action === action && each.at > from);
    assert(event !== undefined, `${system.name}: no ${action} after the leader's death`);
    return event.at;
  };
  const stood = first(actions.stands, at);
  const led = first(actions.leads, stood);
  const committed = first(actions.commits, led);
  const [crashed] = run.nodeFaults;
  assert(crashed?.kind === 'crash', `${system.name}: nobody led when the leader was to die`);
  return {
    figures: { failover: committed - at, detection: stood - at, election: led - stood, recovery: committed - led },
    timeline: () => failoverTimeline(run, actions, { at, node: crashed.node, until: committed, marginMs: 30 }),
  };
}
