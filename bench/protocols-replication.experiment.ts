/** What replication loses when a primary dies, and how long nobody writes: the modes side by side. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { Millis } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { Fault, Operation, Schedule } from '../src/sim/schedule.js';
import { simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { lostWrites } from '../src/sim/systems/lost-writes.js';
import { async, primaryBackup, semiSync } from '../src/sim/systems/primary-backup.js';
import { quantile } from '../src/stats/order.js';

const settledMs = 100;
const everyMs = 1;
const writes = 300;
const fromMs = settledMs + 100;

/** Three replicas, the first of which is the primary, a write each millisecond, and the death of the primary somewhere in the middle. */
function loss(system: System, random: Random, seed: Seed, delayMs: Millis, cutOffMs: Millis): Record<string, number> {
  const measured = system.measured!;
  const nodes = measured.nodes(3);
  const primary = 'n1';
  const diesAt = fromMs + cutOffMs + Math.round(1000 * 50 * random.float()) / 1000;
  const operations: Operation<unknown>[] = [];
  for (let index = 0; index < writes; index += 1)
    operations.push({ ...measured.operation(index)!, to: primary, at: settledMs + index * everyMs });
  const others = nodes.filter((id) => id !== primary && id !== 'vs');
  const faults: Fault[] = [{ at: diesAt, kind: 'crash', node: primary, forMs: null, keep: 0, torn: false }];
  if (cutOffMs > 0)
    faults.unshift({
      at: diesAt - cutOffMs,
      kind: 'partition',
      from: [primary],
      to: others,
      twoWay: true,
      forMs: cutOffMs,
    });
  const schedule: Schedule = {
    protocol: system.name,
    seed: formatSeed(seed),
    nodes,
    durationMs: settledMs + writes * everyMs,
    network: { delayMs, jitterMs: 0.1 * delayMs, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
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

const lossSweep = { delayMs: [0.2, 1, 5], cutOffMs: [0, 20, 50] } as const;
export const replicationLoss = experiment({
  name: 'replication-loss',
  title:
    'What is lost when the primary dies, 1,000 writes a second, three replicas; it may have been cut off from the others before',
  parameters: lossSweep,
  quick: { delayMs: [1, 5], cutOffMs: [0, 50] },
  metrics: {
    lostOperations: { title: 'acknowledged writes that are lost', unit: 'writes', better: 'lower' },
    lostMs: { title: 'loss window: from the first lost acknowledgement to the death', unit: 'ms', better: 'lower' },
    withoutPrimary: { title: 'from its death until there is a new primary', unit: 'ms', better: 'lower' },
    latency: { title: 'latency of a write, median', unit: 'ms', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 20, full: 200 },
  subjects: {
    'primary-backup': ({ parameters: { delayMs, cutOffMs }, seed, random }) =>
      loss(primaryBackup as System, random, seed, delayMs, cutOffMs),
    'semi-sync': ({ parameters: { delayMs, cutOffMs }, seed, random }) =>
      loss(semiSync as System, random, seed, delayMs, cutOffMs),
    async: ({ parameters: { delayMs, cutOffMs }, seed, random }) =>
      loss(async as System, random, seed, delayMs, cutOffMs),
  },
  chart: { x: 'delayMs', mark: 'bars', metric: 'lostOperations' },
});
