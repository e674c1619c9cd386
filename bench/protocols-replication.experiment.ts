/** What replication loses when a primary dies, and how long nobody writes: the modes side by side. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { TraceEvent, Value } from '../src/core/trace.js';
import { experiment } from '../src/measure/declare.js';
import { joined, total, type Vector } from '../src/protocol/replication/multi-primary/vector.js';
import type { Fault, Operation, Schedule } from '../src/sim/schedule.js';
import { simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { chain } from '../src/sim/systems/replication/chain.js';
import { lostUpdates } from '../src/sim/systems/replication/lost-updates.js';
import { lostWrites } from '../src/sim/systems/replication/lost-writes.js';
import { convergentTypes, lastWriterWins, versionVectors } from '../src/sim/systems/replication/multi-primary.js';
import { async, primaryBackup, semiSync } from '../src/sim/systems/replication/primary-backup.js';
import { quantile } from '../src/stats/order.js';

const settledMs = 100;
const everyMs = 1;
const writes = 300;
const fromMs = settledMs + 100;

const lossSweep = { deaths: [1, 2], loss: [0, 0.05, 0.2], cutOffMs: [50, 20, 0] } as const;
type LossPoint = { readonly [K in keyof typeof lossSweep]: (typeof lossSweep)[K][number] };

/** Three replicas, a write each millisecond, and the death of the primary somewhere in the middle: alone, or of one more with it. */
function loss(
  system: System,
  random: Random,
  seed: Seed,
  { deaths, loss, cutOffMs }: LossPoint,
): Record<string, number> {
  const measured = system.measured!;
  const nodes = measured.nodes(3);
  const [primary, ...others] = nodes.filter((id) => id !== 'vs') as [string, ...string[]];
  const diesAt = fromMs + cutOffMs + Math.round(1000 * 50 * random.float()) / 1000;
  const operations: Operation<unknown>[] = [];
  for (let index = 0; index < writes; index += 1)
    operations.push({ ...measured.operation(index)!, to: primary, at: settledMs + index * everyMs });
  const faults: Fault[] = [primary, ...others]
    .slice(0, deaths)
    .map((node) => ({ at: diesAt, kind: 'crash', node, forMs: null, keep: 0, torn: false }));
  if (cutOffMs > 0) {
    const at = diesAt - cutOffMs;
    faults.unshift({ at, kind: 'partition', from: [primary], to: others, twoWay: true, forMs: cutOffMs });
  }
  const schedule: Schedule = {
    protocol: system.name,
    seed: formatSeed(seed),
    nodes,
    durationMs: settledMs + writes * everyMs,
    network: { delayMs: 1, jitterMs: 0.1, loss, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.5, jitterMs: 0.05 },
    faults,
    operations,
  };
  const run = simulate(system, schedule, null);
  const lost = lostWrites(run.trace);
  const led = run.trace.find(({ action, at }) => action === 'Begin' && at > diesAt);
  assert(led !== undefined, `${system.name}: nobody is the primary after the death of ${primary}`);
  const first = lost[0]?.acknowledgedAt ?? diesAt;
  const before = run.operations.filter(({ repliedAt }) => repliedAt !== null && repliedAt < diesAt - cutOffMs);
  return {
    lostOperations: lost.length,
    lostMs: Math.max(0, diesAt - first),
    withoutPrimary: led.at - diesAt,
    latency: quantile(
      before.map(({ calledAt, repliedAt }) => repliedAt! - calledAt),
      0.5,
    ),
  };
}

export const replicationLoss = experiment({
  name: 'replication-loss',
  title:
    'What is lost when replicas die, of 1,000 writes a second to three of them; the primary may have been cut off before',
  parameters: lossSweep,
  quick: { loss: [0, 0.05], cutOffMs: [50, 0] },
  metrics: {
    lostOperations: { title: 'acknowledged writes that are lost', unit: 'writes', better: 'lower' },
    lostMs: { title: 'loss window: from the first lost acknowledgement to the death', unit: 'ms', better: 'lower' },
    withoutPrimary: { title: 'from the death until there is a new primary', unit: 'ms', better: 'lower' },
    latency: { title: 'latency of a write, median', unit: 'ms', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 10, full: 200 },
  subjects: {
    'primary-backup': ({ parameters, seed, random }) => loss(primaryBackup as System, random, seed, parameters),
    'semi-sync': ({ parameters, seed, random }) => loss(semiSync as System, random, seed, parameters),
    chain: ({ parameters, seed, random }) => loss(chain as System, random, seed, parameters),
    async: ({ parameters, seed, random }) => loss(async as System, random, seed, parameters),
  },
  chart: { x: 'cutOffMs', metric: 'lostOperations' },
});

const period = { everyMs: [1, 10, 100], delayMs: [1, 20] } as const;
type Period = { readonly [K in keyof typeof period]: (typeof period)[K][number] };
const updates = 25;

type LastState = Readonly<Record<string, Value>>;

/** The state after an event, and the last one of a run is that of all replicas. */
const stateAfter = ({ vars }: TraceEvent): LastState =>
  Object.values(Object.values((vars as { past: Record<string, Record<string, LastState>> }).past)[0]!)[0]!;

const siblingsOf = ({ siblings }: LastState): { readonly vector: Vector }[] =>
  (siblings as unknown as { readonly '#set': { readonly vector: Vector }[] })['#set'];

/** How many acknowledged updates are not there in the end, each by what its type keeps of them. */
const lostOf: Readonly<Record<string, (trace: readonly TraceEvent[]) => number>> = {
  'last-writer-wins': (trace) => lostUpdates(trace).length,
  // A write is there, or was read by whoever replaced it, if the vectors of what is left cover its own.
  'version-vectors'(trace) {
    const left = siblingsOf(stateAfter(trace.at(-1)!)).map(({ vector }) => vector);
    const written = trace.filter(({ action }) => action === 'Update').map((event) => siblingsOf(stateAfter(event))[0]!);
    const covered = left.reduce(joined);
    return written.filter(({ vector }) => Object.keys(vector).some((id) => vector[id]! > covered[id]!)).length;
  },
  crdt: (trace) => updates - total(stateAfter(trace.at(-1)!).plus as Vector),
};

/** Clients in turn at three replicas, each of which writes what it likes; the last is followed by silence. */
function converge<Q>(system: System, seed: Seed, { everyMs, delayMs }: Period, request: Q): Record<string, number> {
  const nodes = ['n1', 'n2', 'n3'];
  const operations = Array.from({ length: updates }, (_, index) => ({
    at: settledMs + index * everyMs,
    id: `o${index + 1}`,
    to: nodes[index % nodes.length]!,
    request,
  }));
  const schedule: Schedule = {
    protocol: system.name,
    seed: formatSeed(seed),
    nodes,
    durationMs: settledMs + updates * everyMs + 20 * delayMs + 100,
    network: { delayMs, jitterMs: 0.5 * delayMs, loss: 0.01, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.5, jitterMs: 0.05 },
    faults: [],
    operations,
  };
  const run = simulate(system, schedule, null);
  assert(run.stuck === null, `${system.name}: ${run.stuck}`);
  const repliedAt = Math.max(...run.operations.map((operation) => operation.repliedAt ?? Number.POSITIVE_INFINITY));
  return {
    convergence: Math.max(0, (run.trace.at(-1)?.at ?? repliedAt) - repliedAt),
    lostUpdates: lostOf[system.name]!(run.trace),
    latency: quantile(
      run.operations.map((operation) => operation.repliedAt! - operation.calledAt),
      0.5,
    ),
  };
}

export const multiPrimaryConvergence = experiment({
  name: 'multi-primary-convergence',
  title: `${updates} updates in turn at three replicas: until all have the same, and what is lost; messages lost 1 %`,
  parameters: period,
  metrics: {
    lostUpdates: { title: `of ${updates} acknowledged updates those that are lost`, unit: 'updates', better: 'lower' },
    convergence: { title: 'from the last acknowledgement until all have the same', unit: 'ms', better: 'lower' },
    latency: { title: 'latency of an update, median', unit: 'ms', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 20, full: 200 },
  subjects: {
    'last-writer-wins': ({ parameters, seed }) => converge(lastWriterWins as System, seed, parameters, { op: 'put' }),
    'version-vectors': ({ parameters, seed }) => converge(versionVectors as System, seed, parameters, { op: 'put' }),
    'crdt counter': ({ parameters, seed }) =>
      converge(convergentTypes as System, seed, parameters, { op: 'increment' }),
  },
  chart: { x: 'everyMs', metric: 'lostUpdates' },
});
