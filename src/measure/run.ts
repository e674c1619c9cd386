/** Measures whole declarations: every point, one after another, so that nothing else of ours loads the machine meanwhile. */
import type { Seed } from '../core/random.js';
import type { FigureRow, LatencyRow } from '../results/row.js';
import type { Benchmark, Measurable, Point, Size } from './declare.js';
import { benchmarkRows, experimentRows, loadRows, microRows } from './figures.js';
import { chartPlans, formatPoint, loadPlans, microPlans, pointsOf } from './plan.js';
import { measureBenchmark, measureExperiment, measureMicroCosts, measureUnderLoad } from './pool.js';

export interface Measuring {
  readonly size: Size;
  readonly seed: Seed;
  /** A folder on the disk to be measured; subjects' own folders are made in it and removed. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  /** Called before each point. */
  readonly onPoint?: (text: string, done: number, total: number) => void;
}

interface Work {
  readonly point: Point;
  readonly workers: number;
}

/** Rows of each point as it is done. */
export async function* measureDeclared(
  suite: { readonly name: string; readonly file: string },
  declared: Measurable,
  measuring: Measuring,
): AsyncGenerator<(FigureRow | LatencyRow)[]> {
  const points = pointsOf(declared, measuring.size);
  const workers = declared.kind === 'benchmark' ? workersOf(declared, measuring.size) : [1];
  const work: Work[] = points.flatMap((point) => workers.map((count) => ({ point, workers: count })));
  const subjects = Object.keys(declared.subjects);
  const where = { ...measuring, file: suite.file };
  for (const [index, { point, workers: count }] of work.entries()) {
    measuring.onPoint?.(`${declared.name} ${formatPoint(point)}`, index, work.length);
    const measured = { suite: suite.name, declared, point, workers: count, seed: measuring.seed };
    if (declared.kind === 'benchmark') {
      const results = await measureBenchmark(declared, point, subjects, count, chartPlans[measuring.size], where);
      yield benchmarkRows(measured, results);
    } else if (declared.kind === 'micro') {
      const plan = microPlans[measuring.size];
      yield microRows(measured, await measureMicroCosts(declared, point, subjects, plan, where));
    } else if (declared.kind === 'load') {
      const plan = loadPlans[measuring.size];
      yield loadRows(measured, await measureUnderLoad(declared, point, subjects, plan, where));
    } else {
      yield experimentRows(measured, await measureExperiment(declared, point, subjects, where));
    }
  }
}

const workersOf = (benchmark: Benchmark, size: Size): readonly number[] => {
  const all = benchmark.workers ?? [1];
  return size === 'smoke' ? all.slice(-1) : all;
};
