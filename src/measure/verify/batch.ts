/** A stretch of seeds, run and judged: what one task of the worker pool does. */
import { assert } from '../../core/assert.js';
import { formatSeed, type Seed } from '../../core/random.js';
import { drawSchedule } from '../../sim/draw.js';
import { type Run, simulate } from '../../sim/simulation.js';
import { systemNamed } from '../../sim/systems/registry.js';
import { judge, type Outcome } from './judge.js';

export interface Batch {
  readonly protocol: string;
  readonly mutant: string | null;
  readonly from: Seed;
  readonly count: number;
}

export interface BatchResult {
  readonly accepted: number;
  readonly rejected: number;
  readonly inconclusive: number;
  /** The first runs that were not accepted, by seed. */
  readonly failures: readonly Failure[];
  /** How often each action of the specification was taken. */
  readonly actions: Readonly<Record<string, number>>;
  readonly events: number;
  readonly delivered: number;
}

export interface Failure extends Outcome {
  readonly seed: string;
}

/** Failures that are told of each batch; all are counted. */
const toldFailures = 3;

export function verifyOne(protocol: string, mutant: string | null, seed: Seed): { run: Run; outcome: Outcome } {
  const system = systemNamed(protocol);
  assert(system !== undefined, `no protocol ${protocol}`);
  const run = simulate(system, drawSchedule(system, seed), mutant);
  return { run, outcome: judge(system, run) };
}

export function verifyBatch({ protocol, mutant, from, count }: Batch): BatchResult {
  const counts = { accepted: 0, rejected: 0, inconclusive: 0 };
  const failures: Failure[] = [];
  const actions: Record<string, number> = {};
  let events = 0;
  let delivered = 0;
  for (let index = 0; index < count; index += 1) {
    const seed = from + BigInt(index);
    const { run, outcome } = verifyOne(protocol, mutant, seed);
    counts[outcome.kind] += 1;
    if (outcome.kind !== 'accepted' && failures.length < toldFailures) {
      failures.push({ ...outcome, seed: formatSeed(seed) });
    }
    for (const { action } of run.trace) actions[action] = (actions[action] ?? 0) + 1;
    events += run.trace.length;
    delivered += run.counts.delivered;
  }
  return { ...counts, failures, actions, events, delivered };
}
