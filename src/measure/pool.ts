/** Hands whole measurements to fresh worker threads. */
import { Piscina } from 'piscina';
import { Random, type Seed } from '../core/random.js';
import type { Benchmark, Experiment, Load, Micro, Point, Size } from './declare.js';
import type { LoadFigures } from './load.js';
import type { MicroPlan, MicroResult } from './micro.js';
import { atMost, formatPoint, type LoadPlan, type SlotPlan } from './plan.js';
import { messageOf, SubjectError } from './subject-error.js';
import type { Task } from './task.js';
import type {
  BenchmarkResult,
  BenchmarkTask,
  ExperimentResult,
  ExperimentTask,
  LoadTask,
  MicroTask,
} from './worker.js';

export interface Where {
  readonly file: string;
  readonly size: Size;
  readonly seed: Seed;
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A pool of `threads` new workers. `atomics: 'disabled'`: otherwise a piscina worker blocks in Atomics.wait between tasks and
 * whatever a subject left running there (a timer, a completion of the addon) would never be served.
 */
async function withPool<T>(
  threads: number,
  { file, name, parameters }: Pick<Task, 'file' | 'name' | 'parameters'>,
  use: (pool: Piscina) => Promise<T>,
): Promise<T> {
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    atomics: 'disabled',
  });
  try {
    return await use(pool);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    const at = formatPoint(parameters);
    throw new SubjectError(`${file}: '${name}'${at === '' ? '' : ` at ${at}`}: ${messageOf(error)}`);
  } finally {
    await pool.destroy();
  }
}

/** One point of a benchmark on `workers` threads at once, each on its own copy. One result a worker. */
export async function measureBenchmark(
  benchmark: Benchmark,
  point: Point,
  subjects: readonly string[],
  workers: number,
  plan: SlotPlan,
  where: Where,
): Promise<BenchmarkResult[]> {
  const together = workers === 1 ? null : { shared: new SharedArrayBuffer(8), parties: workers };
  const task: BenchmarkTask = {
    file: where.file,
    name: benchmark.name,
    size: where.size,
    parameters: point,
    seed: where.seed,
    subjects,
    scratch: where.scratch,
    // Workers that meet at a barrier must go through the same rounds in the same order: same seed, same plan.
    plan: atMost(benchmark.mostRounds, plan),
    together,
  };
  const options = where.signal === undefined ? {} : { signal: where.signal };
  return withPool(workers, task, (pool) =>
    Promise.all(
      Array.from(
        { length: workers },
        () => pool.run(task, { name: 'runBenchmark', ...options }) as Promise<BenchmarkResult>,
      ),
    ),
  );
}

/** One point of an experiment over its seeds. */
export async function measureExperiment(
  experiment: Experiment,
  point: Point,
  subjects: readonly string[],
  where: Where,
): Promise<ExperimentResult> {
  const task: ExperimentTask = {
    file: where.file,
    name: experiment.name,
    size: where.size,
    parameters: point,
    seed: where.seed,
    seeds: seedsOf(experiment, where.size, where.seed),
    subjects,
    scratch: where.scratch,
  };
  const options = where.signal === undefined ? {} : { signal: where.signal };
  return withPool(
    1,
    task,
    (pool) => pool.run(task, { name: 'runExperiment', ...options }) as Promise<ExperimentResult>,
  );
}

/** One point of a set of micro-costs. */
export async function measureMicroCosts(
  micro: Micro,
  point: Point,
  subjects: readonly string[],
  plan: MicroPlan,
  where: Where,
): Promise<MicroResult> {
  const { file, size, seed, scratch } = where;
  const task: MicroTask = { file, name: micro.name, size, parameters: point, seed, subjects, scratch, plan };
  const options = where.signal === undefined ? {} : { signal: where.signal };
  return withPool(1, task, (pool) => pool.run(task, { name: 'runMicro', ...options }) as Promise<MicroResult>);
}

/** One point of a load. */
export async function measureUnderLoad(
  load: Load,
  point: Point,
  subjects: readonly string[],
  plan: LoadPlan,
  where: Where,
): Promise<Readonly<Record<string, LoadFigures>>> {
  const { file, size, seed, scratch } = where;
  const task: LoadTask = { file, name: load.name, size, parameters: point, seed, subjects, scratch, plan };
  const options = where.signal === undefined ? {} : { signal: where.signal };
  return withPool(
    1,
    task,
    (pool) => pool.run(task, { name: 'runLoad', ...options }) as ReturnType<typeof measureUnderLoad>,
  );
}

/** The first seed is the run's own; the others follow from it. */
export function seedsOf(experiment: Experiment, size: Size, seed: Seed): Seed[] {
  const count = experiment.seeds?.[size] ?? 1;
  const random = new Random(seed).fork('seeds');
  return Array.from({ length: count }, (_, index) => (index === 0 ? seed : BigInt(random.uint32())));
}
