/** Failure detectors by the measures of Chen, Toueg & Aguilera 2002: how soon they see a crash, and how often they are wrong. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { TraceEvent } from '../src/core/trace.js';
import type { Millis } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { Detection } from '../src/protocol/detector/heartbeat/message.js';
import type { Status } from '../src/protocol/detector/swim/message.js';
import { simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { heartbeatWith } from '../src/sim/systems/detector/heartbeat.js';
import { swimWith } from '../src/sim/systems/detector/swim.js';

const heartbeatMs = 20;
const runMs = 10_000;
const watched = 'n1';
const nodes = [watched, 'n2', 'n3'];

/** One member crashes at the end of a long run, in which messages were late and lost. */
function quality(
  system: System,
  said: (event: TraceEvent) => Said[],
  random: Random,
  seed: Seed,
  loss: number,
): Record<string, number> {
  const diesAt = runMs + Math.round(1000 * heartbeatMs * random.float()) / 1000;
  const { trace, stuck, counts } = simulate(
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
  assert(stuck === null, `${system.name}: ${stuck}`);
  /** Since when `i` holds `j` for crashed, by their names. */
  const since = new Map<string, Millis>();
  const mistakes: Millis[] = [];
  for (const event of trace) {
    for (const { i, j, crashed } of said(event)) {
      const pair = `${i} ${j}`;
      const from = since.get(pair);
      if (crashed && from === undefined) since.set(pair, event.at);
      if (crashed || from === undefined) continue;
      if (from < diesAt) mistakes.push(event.at - from);
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
    messages: (1000 * (counts.delivered + counts.lost)) / nodes.length / counts.virtualMs,
  };
}

/** That `i` holds `j` for crashed, or no longer. */
interface Said {
  readonly i: string;
  readonly j: string;
  readonly crashed: boolean;
}

function byHeartbeats(detection: Detection): [System, (event: TraceEvent) => Said[]] {
  const said = ({ action, args }: TraceEvent): Said[] =>
    action === 'Suspect' || action === 'Hear'
      ? [{ i: String(args.i), j: String(args.j), crashed: action === 'Suspect' }]
      : [];
  return [heartbeatWith('heartbeat', '', detection, { heartbeatMs, lookMs: 2 }) as System, said];
}

type View = Readonly<Record<string, Readonly<Record<string, { readonly status: Status }>>>>;

/**
 * SWIM takes two steps: who does not answer is suspect, and dead (`from`) when that was not refuted for `suspicionMs`. A period is three
 * round trips, as the paper has it.
 */
function bySwim(suspicionMs: Millis, from: 'suspect' | 'dead'): [System, (event: TraceEvent) => Said[]] {
  const periodMs = 3 * heartbeatMs;
  const said = ({ vars }: TraceEvent): Said[] =>
    Object.entries((vars.view ?? {}) as unknown as View).flatMap(([i, beliefs]) =>
      Object.entries(beliefs)
        .filter(([j]) => j !== i)
        .map(([j, { status }]) => ({ i, j, crashed: status === 'dead' || status === from })),
    );
  return [swimWith({ periodMs, ackMs: heartbeatMs, suspicionPeriods: suspicionMs / periodMs }) as System, said];
}

const sweep = { setting: [2, 3, 4, 6, 8, 12], loss: [0.01, 0.1] } as const;
export const detectionQuality = experiment({
  name: 'detection-quality',
  title: `Failure detectors: detection time against mistakes, by time-out or suspicion in heartbeats of ${heartbeatMs} ms, or phi's threshold`,
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
    messages: { title: 'messages a second that a member sends', unit: '1/s', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 4, full: 50 },
  subjects: {
    'time-out': ({ parameters: { setting, loss }, seed, random }) =>
      quality(...byHeartbeats({ kind: 'timeout', timeoutMs: setting * heartbeatMs }), random, seed, loss),
    phi: ({ parameters: { setting, loss }, seed, random }) =>
      quality(...byHeartbeats({ kind: 'phi', threshold: setting }), random, seed, loss),
    'SWIM, dead': ({ parameters: { setting, loss }, seed, random }) =>
      quality(...bySwim(setting * heartbeatMs, 'dead'), random, seed, loss),
    'SWIM, suspect': ({ parameters: { setting, loss }, seed, random }) =>
      quality(...bySwim(setting * heartbeatMs, 'suspect'), random, seed, loss),
  },
  chart: { x: 'setting', metric: 'mistakes', against: 'detection' },
});
