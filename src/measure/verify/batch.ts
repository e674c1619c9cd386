/** A stretch of seeds, run and judged: what one task of the worker pool does. */
import { valueBytes } from '../../check/trace/compiled-model.js';
import { assert } from '../../core/assert.js';
import { formatSeed, type Seed } from '../../core/random.js';
import { drawSchedule } from '../../sim/draw.js';
import type { Schedule } from '../../sim/schedule.js';
import { type Run, simulate } from '../../sim/simulation.js';
import type { System } from '../../sim/system.js';
import { systemNamed } from '../../sim/systems/registry.js';
import { judge, type Outcome, specificationActions } from './judge.js';

export interface Batch {
  readonly protocol: string;
  readonly mutant: string | null;
  readonly from: Seed;
  readonly count: number;
  /** Every run is run twice, and both have to do the same; otherwise only the first of the batch is. */
  readonly twice: boolean;
  /** Ends after that many rejected runs; left out: every seed is run. */
  readonly catches?: number;
}

export interface BatchResult {
  readonly accepted: number;
  readonly rejected: number;
  readonly inconclusive: number;
  /** The first runs that were not accepted, by seed. */
  readonly failures: readonly Failure[];
  readonly expected: readonly ExpectedViolation[];
  /** How often each action of the specification was taken, 0 among them. */
  readonly actions: Readonly<Record<string, number>>;
  readonly events: number;
  readonly delivered: number;
  /** Of one core, running and judging. */
  readonly seconds: number;
  /** That all TLA+ values take which the thread has made so far, in this batch and before. */
  readonly valueBytes: number;
}

/** What accepted runs violate because the protocol cannot help it: no failure, and not to be hidden either. */
export interface ExpectedViolation {
  readonly property: string;
  readonly count: number;
  readonly firstSeed: string;
  readonly because: string;
}

export interface Failure extends Outcome {
  readonly seed: string;
}

/** Failures that are told of each batch; all are counted. */
const toldFailures = 3;

export function verifyOne(
  protocol: string,
  mutant: string | null,
  seed: Seed,
  twice = false,
): { run: Run; outcome: Outcome } {
  const system = systemNamed(protocol);
  assert(system !== undefined, `no protocol ${protocol}`);
  return verifySchedule(system, drawSchedule(system, seed), mutant, twice);
}

/** One run judged; `twice`: it also has to do the same again. */
export function verifySchedule(
  system: System,
  schedule: Schedule,
  mutant: string | null,
  twice: boolean,
): { run: Run; outcome: Outcome } {
  const run = simulate(system, schedule, mutant);
  if (!twice) return { run, outcome: judge(system, run) };
  const again = simulate(system, schedule, mutant);
  if (again.hash === run.hash) return { run, outcome: judge(system, run) };
  const because = `two runs of one schedule differ, hash ${run.hash} and ${again.hash}: something in ${system.name} depends on more than its inputs`;
  return { run, outcome: { kind: 'rejected', property: 'determinism', because } };
}

export function verifyBatch({ protocol, mutant, from, count, twice, catches = count }: Batch): BatchResult {
  const began = performance.now();
  const counts = { accepted: 0, rejected: 0, inconclusive: 0 };
  const failures: Failure[] = [];
  const actions: Record<string, number> = {};
  const expected = new Map<string, ExpectedViolation>();
  let events = 0;
  let delivered = 0;
  for (let index = 0; index < count && counts.rejected < catches; index += 1) {
    const seed = from + BigInt(index);
    const { run, outcome } = verifyOne(protocol, mutant, seed, twice || index === 0);
    counts[outcome.kind] += 1;
    if (outcome.kind !== 'accepted' && failures.length < toldFailures) {
      failures.push({ ...outcome, seed: formatSeed(seed) });
    }
    if (index === 0) for (const name of specificationActions(systemNamed(protocol)!, run)) actions[name] = 0;
    if (outcome.expected !== undefined) {
      const { property, expected: because } = outcome;
      const known = expected.get(property) ?? { property, count: 0, firstSeed: formatSeed(seed), because };
      expected.set(property, { ...known, count: known.count + 1 });
    }
    for (const { action } of run.trace) actions[action] = (actions[action] ?? 0) + 1;
    events += run.trace.length;
    delivered += run.counts.delivered;
  }
  return {
    ...counts,
    failures,
    expected: [...expected.values()],
    actions,
    events,
    delivered,
    seconds: (performance.now() - began) / 1000,
    valueBytes: valueBytes(),
  };
}
