/** What replication loses when a primary dies, and how long nobody writes: the modes side by side. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import { experiment } from '../src/measure/declare.js';
import type { Fault, Operation, Schedule } from '../src/sim/schedule.js';
import { simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { chain } from '../src/sim/systems/chain.js';
import { lostWrites } from '../src/sim/systems/lost-writes.js';
import { async, primaryBackup, semiSync } from '../src/sim/systems/primary-backup.js';
import { quantile } from '../src/stats/order.js';

const settledMs = 100;
const everyMs = 1;
const writes = 300;
const fromMs = settledMs + 100;

const lossSweep = { deaths: [1, 2], loss: [0, 0.05, 0.2], cutOffMs: [0, 20, 50] } as const;
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
  quick: { loss: [0, 0.05], cutOffMs: [0, 50] },
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
