/** From slots to rows: which figures a measurement gives, with their intervals. Pure. */
import { unreachable } from '../core/assert.js';
import type { Seed } from '../core/random.js';
import type { Clock, DeclarationRow, FigureRow, LatencyRow, MetricRow } from '../results/row.js';
import { medianInterval } from '../stats/bootstrap.js';
import { median } from '../stats/order.js';
import type { Measurable, Metric, Point } from './declare.js';
import { closedMetrics, type LoadFigures, loadMetrics } from './load.js';
import type { MicroResult } from './micro.js';
import type { BenchmarkResult, ExperimentResult } from './worker.js';

/** The two figures that every benchmark has. Only `throughput` counts all workers together. */
export const throughput: Metric = { title: 'Throughput', unit: '1/s', better: 'higher' };
export const time: Metric = { title: 'Time per operation', unit: 'ns', better: 'lower' };

export function metricsOf(declared: Measurable): Readonly<Record<string, Metric>> {
  switch (declared.kind) {
    case 'experiment':
      return declared.metrics;
    case 'micro':
      return { time };
    case 'load':
      if (declared.loop !== 'closed') return loadMetrics;
      return Object.fromEntries(closedMetrics.map((name) => [name, loadMetrics[name] as Metric]));
    case 'benchmark':
      return { throughput, time, ...declared.figures };
    default:
      return unreachable(declared);
  }
}

/** Nanoseconds of a round, by subject: the mean of its forward and its backward slot. */
export function roundsNs(result: BenchmarkResult, subject: string): number[] {
  const slots = result.slots[subject] as Float64Array;
  return Array.from(
    { length: slots.length / 2 },
    (_, round) => ((slots[2 * round] as number) + (slots[2 * round + 1] as number)) / 2,
  );
}

/** By metric, one value a round of a subject measured on one or more workers at once. */
export function benchmarkRounds(results: readonly BenchmarkResult[], subject: string): Record<string, number[]> {
  const byWorker = results.map((result) => roundsNs(result, subject));
  const rounds = (byWorker[0] as number[]).map((_, round) => byWorker.map((worker) => worker[round] as number));
  const figures: Record<string, number[]> = {
    throughput: rounds.map((workers) => workers.reduce((sum, ns) => sum + 1e9 / ns, 0)),
    time: rounds.map((workers) => workers.reduce((sum, ns) => sum + ns, 0) / workers.length),
  };
  for (const result of results) {
    for (const [name, value] of Object.entries(result.figures[subject] ?? {}))
      figures[name] = (figures[name] ?? []).concat(value);
  }
  return figures;
}

interface Measured {
  readonly suite: string;
  readonly declared: Measurable;
  readonly point: Point;
  readonly workers: number;
  readonly seed: Seed;
}

function figureRow(
  measured: Measured,
  subject: string,
  name: string,
  metric: Metric,
  rounds: readonly number[],
): FigureRow {
  return {
    kind: 'figure',
    suite: measured.suite,
    name: measured.declared.name,
    subject,
    parameters: measured.point,
    workers: measured.workers,
    metric: name,
    unit: metric.unit,
    better: metric.better,
    clock: clockOf(measured.declared),
    value: median(rounds),
    interval: medianInterval(rounds),
    rounds,
  };
}

export function benchmarkRows(measured: Measured, results: readonly BenchmarkResult[]): FigureRow[] {
  const metrics = metricsOf(measured.declared);
  const subjects = Object.keys((results[0] as BenchmarkResult).slots);
  return subjects.flatMap((subject) =>
    Object.entries(benchmarkRounds(results, subject)).map(([name, rounds]) =>
      figureRow(measured, subject, name, metrics[name] ?? plain(name), rounds),
    ),
  );
}

export function experimentRows(measured: Measured, result: ExperimentResult): FigureRow[] {
  const metrics = metricsOf(measured.declared);
  return Object.entries(result).flatMap(([subject, figures]) =>
    Object.entries(figures).map(([name, rounds]) =>
      figureRow(measured, subject, name, metrics[name] ?? plain(name), rounds),
    ),
  );
}

export function microRows(measured: Measured, result: MicroResult): FigureRow[] {
  return Object.entries(result).map(([subject, cycles]) => figureRow(measured, subject, 'time', time, cycles));
}

/** Figures by repetition, and the whole distributions of latency and service time. */
export function loadRows(
  measured: Measured,
  result: Readonly<Record<string, LoadFigures>>,
): (FigureRow | LatencyRow)[] {
  return Object.entries(result).flatMap(([subject, { figures, latency, service }]) => [
    ...Object.entries(figures).map(([name, rounds]) =>
      figureRow(measured, subject, name, loadMetrics[name] ?? plain(name), rounds),
    ),
    ...(
      [
        ['latency', latency],
        ['service', service],
      ] as const
    ).map(
      ([measure, buckets]): LatencyRow => ({
        kind: 'latency',
        suite: measured.suite,
        name: measured.declared.name,
        subject,
        parameters: measured.point,
        measure,
        buckets,
      }),
    ),
  ]);
}

/** A figure that was given without being declared is kept under its own name. */
const plain = (title: string): Metric => ({ title, unit: '1', better: 'neither' });

const clockOf = (declared: Measurable): Clock =>
  declared.kind === 'experiment' ? (declared.clock ?? 'simulated') : 'wall';

/** `leftOut`: points that no time was left for. */
export function declarationRow(suite: string, declared: Measurable, leftOut: readonly string[] = []): DeclarationRow {
  const metrics = Object.entries(metricsOf(declared)).map(
    ([name, { title, unit, better }]): MetricRow => ({ name, title, unit, better }),
  );
  const chart = declared.chart ?? {};
  const x = chart.x ?? Object.keys(declared.parameters)[0] ?? null;
  const values = x === null ? [] : (declared.parameters[x] ?? []);
  const numeric = values.length > 2 && values.every((value) => typeof value === 'number');
  return {
    kind: 'declaration',
    suite,
    name: declared.name,
    title: declared.title,
    clock: clockOf(declared),
    operation: declared.kind === 'experiment' ? null : declared.operation,
    subjects: Object.keys(declared.subjects),
    parameters: declared.parameters,
    metrics,
    ...(leftOut.length === 0 ? {} : { leftOut }),
    chart: {
      x,
      mark: chart.mark ?? (numeric ? 'lines' : 'bars'),
      metric: chart.metric ?? (metrics[0] as MetricRow).name,
      ...(chart.against === undefined ? {} : { against: chart.against }),
      bound: chart.bound ?? null,
      hide: chart.hide ?? [],
    },
  };
}
