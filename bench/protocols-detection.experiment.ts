/** Failure detectors by the measures of Chen, Toueg & Aguilera 2002: how soon they see a crash, and how often they are wrong. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { Millis } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { Detection } from '../src/protocol/detector/heartbeat/message.js';
import { simulate } from '../src/sim/simulation.js';
import { heartbeatWith } from '../src/sim/systems/heartbeat.js';

const heartbeatMs = 20;
const runMs = 10_000;
const watched = 'n1';
const nodes = [watched, 'n2', 'n3'];

/** One member crashes at the end of a long run, in which heartbeats were late and lost. */
function quality(detection: Detection, random: Random, seed: Seed, loss: number): Record<string, number> {
  const system = heartbeatWith('heartbeat', '', detection, { heartbeatMs, lookMs: 2 });
  const diesAt = runMs + Math.round(1000 * heartbeatMs * random.float()) / 1000;
  const { trace, stuck } = simulate(
    system,
    {
      protocol: system.name,
      seed: formatSeed(seed),
      nodes,
      durationMs: diesAt + 1,
      network: { delayMs: 2, jitterMs: 15, loss, duplicate: 0, late: 0.01, lateMs: 60 },
      disk: { syncMs: 0.5, jitterMs: 0 },
      faults: [{ at: diesAt, kind: 'crash', node: watched, forMs: null, keep: 0, torn: false }],
      operations: [],
    },
    null,
  );
  assert(stuck === null, `heartbeat: ${stuck}`);
  /** Since when `i` suspects `j`, by their names. */
  const since = new Map<string, Millis>();
  const mistakes: Millis[] = [];
  for (const { action, args, at } of trace) {
    const pair = `${args.i} ${args.j}`;
    if (action === 'Suspect') since.set(pair, at);
    else if (action === 'Hear') {
      const from = since.get(pair);
      if (from !== undefined && from < diesAt) mistakes.push(at - from);
      since.delete(pair);
    }
  }
  const detected = nodes.slice(1).map((i) => Math.max(0, since.get(`${i} ${watched}`)! - diesAt));
  const pairs = nodes.length * (nodes.length - 1);
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    detection: mean(detected),
    mistakes: (60_000 * mistakes.length) / pairs / runMs,
    mistakeDuration: mean(mistakes),
  };
}

const sweep = { setting: [2, 3, 4, 6, 8, 12], loss: [0.01, 0.1] } as const;
export const detectionQuality = experiment({
  name: 'detection-quality',
  title: `Detection time against mistakes, heartbeats each ${heartbeatMs} ms; the setting is the time-out in heartbeats, or phi's threshold`,
  parameters: sweep,
  quick: { setting: [2, 3, 6, 12] },
  metrics: {
    detection: { title: 'from the crash until it is suspected for good', unit: 'ms', better: 'lower' },
    mistakes: {
      title: 'wrong suspicions a minute, for each pair',
      unit: '1/min',
      better: 'lower',
    },
    mistakeDuration: { title: 'until a wrong suspicion ends, mean', unit: 'ms', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 4, full: 50 },
  subjects: {
    'time-out': ({ parameters: { setting, loss }, seed, random }) =>
      quality({ kind: 'timeout', timeoutMs: setting * heartbeatMs }, random, seed, loss),
    phi: ({ parameters: { setting, loss }, seed, random }) =>
      quality({ kind: 'phi', threshold: setting }, random, seed, loss),
  },
  chart: { x: 'setting', metric: 'mistakes' },
});
