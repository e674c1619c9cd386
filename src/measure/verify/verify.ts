/** Runs protocols and their mutants over seeds, on a pool of workers, and counts what the checkers say. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { parseSeed, type Seed } from '../../core/random.js';
import { mutantsOf, type System } from '../../sim/system.js';
import { oldestFirst } from '../within-time.js';
import type { Batch, BatchResult, ExpectedViolation, Failure } from './batch.js';

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

export interface VerifyOptions {
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
  /** Once aborted, batches that are not finished are given up: left out, as those after `maxMs` are. */
  readonly signal?: AbortSignal | undefined;
  /** What has the greatest has its turn first, of protocols and then of mutants. */
  readonly age?: (protocol: string, mutant: string | null) => number;
  /** A batch that takes longer is given up, and no other one of its protocol is begun. Left out: it may take for ever. */
  readonly patienceMs?: number;
  /** Told of a protocol or mutant that throws or is given up: all its runs that are not done are left out. Left out: that ends all. */
  readonly onFailure?: (protocol: string, mutant: string | null, error: Error) => void;
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

/** A protocol that did not end in the time that it was given. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}

/** All batches of all protocols wait in one queue, so that no core is idle before the last of them. */
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

/**
 * A thread never forgets a TLA+ value that it has made, and slows down where they are many: one that holds more than these bytes is
 * replaced. Most threads never come near; a fresh one takes a second until its code is compiled, more than a batch of a small protocol.
 */
const fullThread = 256 * 2 ** 20;

/** Threads that take batches from one queue and stay warm. */
class Lanes {
  readonly #free: Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];
  readonly #broken = new Set<string>();

  constructor(
    threads: number,
    /** By `performance.now()`. */
    private readonly deadline: number,
    private readonly options: Pick<VerifyOptions, 'signal' | 'patienceMs' | 'onFailure'>,
  ) {
    this.#free = Array.from({ length: threads }, () => new Lane());
  }

  /** null: its turn came after the deadline, it was given up, or one before it of the same protocol was. */
  async run(batch: Batch): Promise<BatchResult | null> {
    const lane = this.#free.pop() ?? (await new Promise<Lane>((resolve) => this.#waiting.push(resolve)));
    const { signal, patienceMs, onFailure } = this.options;
    const name = `${batch.protocol} ${batch.mutant}`;
    try {
      if (performance.now() > this.deadline || signal?.aborted === true || this.#broken.has(name)) return null;
      return await patiently(patienceMs, signal, (within) => lane.run(batch, within));
    } catch (error) {
      if (signal?.aborted === true) return null;
      if (onFailure === undefined || !(error instanceof Error)) throw error;
      if (!this.#broken.has(name)) onFailure(batch.protocol, batch.mutant, error);
      this.#broken.add(name);
      return null;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(lane);
      else next(lane);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#free.map((lane) => lane.end()));
  }
}

/** Piscina ends the thread of a task that is aborted, also in the midst of a loop. */
async function patiently<T>(
  patienceMs: number | undefined,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (patienceMs === undefined || !Number.isFinite(patienceMs)) return work(signal);
  const late = new AbortController();
  const abort = (): void => late.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort();
  }, patienceMs);
  signal?.addEventListener('abort', abort);
  try {
    return await work(late.signal);
  } catch (error) {
    if (isLate)
      throw new StuckError(`given up: it did not end within ${Math.max(1, Math.round(patienceMs / 1_000))} s`);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

class Lane {
  #pool: Piscina | null = null;

  async run(batch: Batch, signal?: AbortSignal): Promise<BatchResult> {
    const fresh = this.#pool === null;
    this.#pool ??= new Piscina({
      filename: new URL('./worker.js', import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
    });
    const result = (await this.#pool.run(batch, signal === undefined ? {} : { signal })) as BatchResult;
    if (result.valueBytes <= fullThread) return result;
    await this.end();
    // It may be for what earlier batches had left that memory ran out: judged again, with all of it.
    return result.inconclusive > 0 && !fresh ? this.run(batch, signal) : result;
  }

  async end(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    // Whose thread died or was ended has nothing to finish.
    await pool?.run(undefined, { name: 'finishCompiling' }).catch(() => {});
    await pool?.destroy();
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
  const runBatch = async (batch: Batch): Promise<BatchResult[]> => {
    const result = await lanes.run(batch);
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
