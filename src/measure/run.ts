/**
 * Measures whole declarations. What runs on the wall clock is measured one point after another, so that nothing else of ours
 * loads the machine meanwhile; simulated experiments run on all cores, since no clock of theirs can tell.
 */
import { availableParallelism } from 'node:os';
import type { Seed } from '../core/random.js';
import type { DeclarationRow, FigureRow, LatencyRow, TimelineRow } from '../results/row.js';
import type { Benchmark, Measurable, Point, Size } from './declare.js';
import { benchmarkRows, declarationRow, experimentRows, loadRows, microRows } from './figures.js';
import {
  type Budget,
  budgets,
  chartPlans,
  formatPoint,
  loadPlans,
  microPlans,
  outermostFirst,
  pointsOf,
} from './plan.js';
import { measureBenchmark, measureExperiment, measureMicroCosts, measureUnderLoad } from './pool.js';
import { timelineRows } from './timeline.js';

export interface Measuring {
  readonly size: Size;
  readonly seed: Seed;
  /** A folder on the disk to be measured; subjects' own folders are made in it and removed. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  /** That of the size if left out. */
  readonly budget?: Budget | undefined;
  /** Called before each point. */
  readonly onPoint?: (text: string, done: number, total: number) => void;
}

export interface Declared {
  readonly suite: { readonly name: string; readonly file: string };
  readonly what: Measurable;
}

interface Job extends Declared {
  readonly point: Point;
  readonly workers: number;
  /** The first jobs of each declaration are measured before any second one, and in any case. */
  readonly turn: number;
}

type MeasuredRow = FigureRow | LatencyRow | TimelineRow;

export interface MeasuredDeclaration {
  /** Names the points that no time was left for. */
  readonly declaration: DeclarationRow;
  readonly rows: readonly MeasuredRow[];
}

/** Everything chosen, within the time that the size has for all of it together. */
export async function measureDeclared(
  chosen: readonly Declared[],
  measuring: Measuring,
): Promise<MeasuredDeclaration[]> {
  const jobs = chosen.flatMap((each) => jobsOf(each, measuring.size));
  const byTurn = [...jobs].sort((a, b) => a.turn - b.turn);
  const rows = new Map<Job, readonly MeasuredRow[]>();
  let begun = 0;
  const measure = async (job: Job): Promise<void> => {
    measuring.onPoint?.(`${job.what.name} ${formatPoint(job.point)}`, begun, jobs.length);
    begun += 1;
    rows.set(job, await measureJob(job, measuring));
  };
  const { simulatedMs, wallMs } = measuring.budget ?? budgets[measuring.size];
  const simulated = byTurn.filter(({ what }) => what.kind === 'experiment');
  await withinTime(simulated, availableParallelism(), simulatedMs, measure);
  const onTheWallClock = byTurn.filter(({ what }) => what.kind !== 'experiment');
  await withinTime(onTheWallClock, 1, wallMs, measure);
  return chosen.map(({ suite, what }) => {
    const own = jobs.filter((job) => job.what === what);
    const leftOut = own.filter((job) => !rows.has(job)).map(({ point }) => formatPoint(point));
    return {
      declaration: declarationRow(suite.name, what, [...new Set(leftOut)]),
      rows: [...own.flatMap((job) => rows.get(job) ?? []), ...timelineRows(suite.name, what, measuring)],
    };
  });
}

/** Takes jobs in order, some at a time. When the time is over, only first ones are still begun. */
export async function withinTime<J extends { readonly turn: number }>(
  jobs: readonly J[],
  atOnce: number,
  budgetMs: number,
  work: (job: J) => Promise<void>,
): Promise<void> {
  const end = performance.now() + budgetMs;
  const left = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = left.shift(); job !== undefined; job = left.shift())
      if (job.turn === 0 || performance.now() < end) await work(job);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, worker));
}

function jobsOf(declared: Declared, size: Size): Job[] {
  const { what } = declared;
  const points = pointsOf(what, size);
  const turns = outermostFirst(points.length);
  const workers = what.kind === 'benchmark' ? workersOf(what, size) : [1];
  return points.flatMap((point, index) =>
    workers.map((count) => ({ ...declared, point, workers: count, turn: turns[index] as number })),
  );
}

async function measureJob({ suite, what, point, workers }: Job, measuring: Measuring): Promise<MeasuredRow[]> {
  const { size, seed } = measuring;
  const subjects = Object.keys(what.subjects);
  const where = { ...measuring, file: suite.file };
  const measured = { suite: suite.name, declared: what, point, workers, seed };
  switch (what.kind) {
    case 'benchmark':
      return benchmarkRows(measured, await measureBenchmark(what, point, subjects, workers, chartPlans[size], where));
    case 'micro':
      return microRows(measured, await measureMicroCosts(what, point, subjects, microPlans[size], where));
    case 'load':
      return loadRows(measured, await measureUnderLoad(what, point, subjects, loadPlans[size], where));
    case 'experiment':
      return experimentRows(measured, await measureExperiment(what, point, subjects, where));
  }
}

const workersOf = (benchmark: Benchmark, size: Size): readonly number[] => {
  const all = benchmark.workers ?? [1];
  return size === 'smoke' ? all.slice(-1) : all;
};
