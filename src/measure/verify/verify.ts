/** Runs protocols and their mutants over seeds, on a pool of workers, and counts what the checkers say. */
import { availableParallelism } from 'node:os';
import { parseSeed, type Seed } from '../../core/random.js';
import { mutantsOf, type System } from '../../sim/system.js';
import { oldestFirst } from '../within-time.js';
import type { Batch, BatchResult, ExpectedViolation, Failure } from './batch.js';
import { type LaneOptions, Lanes, Turn } from './lanes.js';

export interface ProtocolVerification {
  readonly name: string;
  /** Those that were run and judged. */
  readonly seeds: number;
  /** Those that no time was left for; of its mutants, too, each for itself. */
  readonly leftOut: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly inconclusive: number;
  readonly mutants: readonly MutantVerification[];
  /** How often each action of the specification was taken, over all seeds. */
  readonly actions: Readonly<Record<string, number>>;
  /** Those that no run took: the runs say nothing about them. */
  readonly neverTaken: readonly string[];
  /** Of one core, the protocol and its mutants together. */
  readonly seconds: number;
  readonly failures: readonly Failure[];
  /** Of accepted runs. */
  readonly expected: readonly ExpectedViolation[];
}

export interface MutantVerification {
  readonly name: string;
  readonly seeds: number;
  readonly leftOut: number;
  /** Seeds on which a checker rejected it; inconclusive is no catch. */
  readonly caught: number;
  /** null: it was never caught. */
  readonly firstSeed: string | null;
  readonly because: string | null;
  /** Of one core. */
  readonly seconds: number;
}

export interface VerifyOptions extends LaneOptions {
  readonly seeds: number;
  readonly from: Seed;
  /** null: the protocol as it is, and all its mutants. */
  readonly mutant: string | null;
  /** Of each mutant, where that is another number than of the protocol. */
  readonly mutantSeeds?: number;
  /** A mutant is not run on once this many runs of it were rejected: for those who ask whether it is caught, not how often. */
  readonly catches?: number;
  /** No batch is begun later than this; protocols have their turn before mutants. What is left out is told. */
  readonly maxMs?: number;
  /** What has the greatest has its turn first, of protocols and then of mutants. */
  readonly age?: (protocol: string, mutant: string | null) => number;
  readonly threads?: number;
  /** Run everything twice and compare; without it, one run of fifty. */
  readonly twice?: boolean;
  /** `done` of `total` runs, of everything that was asked for. */
  readonly onProgress?: (protocol: string, mutant: string | null, done: number, total: number) => void;
}

/** Seeds in one task: seconds of work for the slowest protocol, so that a task's cost does not show. */
const batchSize = 50;

interface PlannedRun {
  readonly system: System;
  readonly mutant: string | null;
  readonly seeds: number;
}

/**
 * All batches of all protocols wait in one queue, so that no core is idle before the last of them. Mutants have their turns after the
 * protocols: those first that were not caught yet, and of them what has had the fewest seeds. Where time is short, then, each of them is
 * decided before it is counted how often one is caught.
 */
export async function verify(systems: readonly System[], options: VerifyOptions): Promise<ProtocolVerification[]> {
  const { seeds, mutant, mutantSeeds = seeds, maxMs = Number.POSITIVE_INFINITY } = options;
  const sound = mutant === null ? systems.map((system): PlannedRun => ({ system, mutant: null, seeds })) : [];
  const broken = systems.flatMap((system) =>
    (mutant === null ? Object.keys(mutantsOf(system)) : [mutant]).map(
      (name): PlannedRun => ({ system, mutant: name, seeds: mutantSeeds }),
    ),
  );
  const { age = () => 0 } = options;
  const ageOf = (run: PlannedRun): number => age(run.system.name, run.mutant);
  const runs = [...oldestFirst(sound, ageOf), ...oldestFirst(broken, ageOf)];
  const batches = runs.reduce((sum, run) => sum + Math.ceil(run.seeds / batchSize), 0);
  const total = runs.reduce((sum, run) => sum + run.seeds, 0);
  const threads = Math.max(1, Math.min(options.threads ?? availableParallelism(), batches));
  const lanes = new Lanes(threads, performance.now() + maxMs, options);
  let done = 0;
  const onDone = (protocol: string, of: string | null, count: number): void => {
    done += count;
    options.onProgress?.(protocol, of, done, total);
  };
  try {
    const results = await Promise.all(runs.map((each) => runSeeds(each, options, lanes, onDone)));
    const resultOf = new Map(runs.map((run, index) => [run, results[index]!]));
    return systems.map((system) =>
      summary(
        system,
        [...sound, ...broken].flatMap((run) =>
          run.system === system ? [{ mutant: run.mutant, result: resultOf.get(run)! }] : [],
        ),
      ),
    );
  } finally {
    await lanes.end();
  }
}

type RunResult = BatchResult & { readonly leftOut: number };

function summary(
  { name }: System,
  runs: readonly { readonly mutant: string | null; readonly result: RunResult }[],
): ProtocolVerification {
  const { accepted, rejected, inconclusive, actions, failures, expected, leftOut } = runs.find(
    ({ mutant }) => mutant === null,
  )?.result ?? { ...merge([]), leftOut: 0 };
  const mutants = runs.flatMap(({ mutant, result }): MutantVerification[] => {
    if (mutant === null) return [];
    const first = result.failures.find(({ kind }) => kind === 'rejected');
    return [
      {
        name: mutant,
        seeds: judged(result),
        leftOut: result.leftOut,
        caught: result.rejected,
        firstSeed: first?.seed ?? null,
        because: first?.because ?? null,
        seconds: result.seconds,
      },
    ];
  });
  return {
    name,
    seeds: accepted + rejected + inconclusive,
    leftOut,
    accepted,
    rejected,
    inconclusive,
    mutants,
    actions,
    neverTaken: Object.keys(actions).filter((action) => actions[action] === 0),
    failures,
    seconds: runs.reduce((sum, { result }) => sum + result.seconds, 0),
    expected,
  };
}

const judged = ({ accepted, rejected, inconclusive }: BatchResult): number => accepted + rejected + inconclusive;

async function runSeeds(
  { system, mutant, seeds }: PlannedRun,
  { from, twice = false, catches }: VerifyOptions,
  lanes: Lanes,
  onDone: (protocol: string, mutant: string | null, count: number) => void,
): Promise<RunResult> {
  const batches: Batch[] = [];
  for (let at = 0; at < seeds; at += batchSize) {
    const count = Math.min(batchSize, seeds - at);
    batches.push({ protocol: system.name, mutant, from: from + BigInt(at), count, twice });
  }
  let leftOut = 0;
  const turn = new Turn(mutant === null);
  const runBatch = async (batch: Batch): Promise<BatchResult[]> => {
    const result = await lanes.run(batch, turn);
    if (result === null) leftOut += batch.count;
    onDone(system.name, mutant, batch.count);
    return result === null ? [] : [result];
  };
  if (mutant === null || catches === undefined) {
    const results = await Promise.all(batches.map(runBatch));
    return { ...merge(results.flat()), leftOut };
  }
  // One after the other, so that the runs that it takes to catch it are the same on any machine.
  const results: BatchResult[] = [];
  let missing = catches;
  for (const batch of batches) {
    if (missing <= 0) onDone(system.name, mutant, batch.count);
    else results.push(...(await runBatch({ ...batch, catches: missing })));
    missing = catches - results.reduce((sum, { rejected }) => sum + rejected, 0);
  }
  return { ...merge(results), leftOut };
}

function merge(results: readonly BatchResult[]): BatchResult {
  const sum = (of: (result: BatchResult) => number): number => results.reduce((total, each) => total + of(each), 0);
  const actions: Record<string, number> = {};
  for (const result of results) {
    for (const [action, count] of Object.entries(result.actions)) actions[action] = (actions[action] ?? 0) + count;
  }
  const expected = new Map<string, ExpectedViolation>();
  for (const each of results.flatMap((result) => result.expected)) {
    const known = expected.get(each.property);
    expected.set(each.property, known === undefined ? each : { ...known, count: known.count + each.count });
  }
  const seedOf = (failure: Failure): bigint => parseSeed(failure.seed) ?? 0n;
  return {
    accepted: sum(({ accepted }) => accepted),
    rejected: sum(({ rejected }) => rejected),
    inconclusive: sum(({ inconclusive }) => inconclusive),
    failures: results.flatMap(({ failures }) => failures).sort((a, b) => (seedOf(a) < seedOf(b) ? -1 : 1)),
    expected: [...expected.values()],
    actions,
    events: sum(({ events }) => events),
    delivered: sum(({ delivered }) => delivered),
    seconds: sum(({ seconds }) => seconds),
    valueBytes: Math.max(0, ...results.map(({ valueBytes }) => valueBytes)),
  };
}
