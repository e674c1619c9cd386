/** Measures subjects under a declared load: fresh starts, one subject after another, their figures by repetition. */
import { LatencyHistogram } from '../stats/latency/histogram.js';
import type { Context, Load, Metric, Served } from './declare.js';
import { arrivals, closedLoop, type LoadResult, openLoop, openLoopAsync } from './open-loop.js';
import type { LoadPlan } from './plan.js';
import { naming } from './subject-error.js';

const nanoseconds = (title: string): Metric => ({ title, unit: 'ns', better: 'lower' });

/** Percentiles are of the latency from the planned time unless they say service. */
export const loadMetrics: Readonly<Record<string, Metric>> = {
  p99: nanoseconds('99th percentile of latency'),
  p50: nanoseconds('Median latency'),
  p90: nanoseconds('90th percentile of latency'),
  'p99.9': nanoseconds('99.9th percentile of latency'),
  max: nanoseconds('Greatest latency'),
  'service-p50': nanoseconds('Median service time'),
  'service-p99': nanoseconds('99th percentile of service time'),
  'lateness-p50': nanoseconds('Median lateness of the start'),
  'lateness-p99': nanoseconds('99th percentile of the lateness of the start'),
  achieved: { title: 'Operations a second that were done', unit: '1/s', better: 'higher' },
  done: { title: 'Share of the planned operations that were done in time', unit: 'share', better: 'higher' },
};

/** What a closed loop may claim: it starts no operation while another is slow, so it never meets the worst. */
export const closedMetrics: readonly string[] = ['service-p50', 'achieved'];

export interface LoadFigures {
  /** By metric, a value for each repetition. */
  readonly figures: Readonly<Record<string, readonly number[]>>;
  /** All repetitions together. */
  readonly latency: readonly (readonly [bucket: number, count: number])[];
  readonly service: readonly (readonly [bucket: number, count: number])[];
}

export async function measureLoad(
  load: Load,
  subjects: readonly string[],
  contextOf: () => Context,
  plan: LoadPlan,
): Promise<Record<string, LoadFigures>> {
  const merged = new Map(
    subjects.map((name) => [
      name,
      { figures: {} as Record<string, number[]>, latency: new LatencyHistogram(), service: new LatencyHistogram() },
    ]),
  );
  for (let repetition = 0; repetition < plan.repetitions; repetition += 1) {
    for (const name of subjects) {
      const context = contextOf();
      const serve = load.subjects[name] as Load['subjects'][string];
      const served = await naming(name, () => serve(context));
      const run = (seconds: number, stream: string): Promise<LoadResult> =>
        naming(name, () => once(load, served, context, seconds, stream));
      try {
        if (plan.warmUpSeconds > 0) await run(plan.warmUpSeconds, `warm-up ${repetition}`);
        const result = await run(plan.seconds, `repetition ${repetition}`);
        const into = merged.get(name) as {
          figures: Record<string, number[]>;
          latency: LatencyHistogram;
          service: LatencyHistogram;
        };
        into.latency.add(result.latency);
        into.service.add(result.service);
        for (const [metric, value] of Object.entries(figuresOf(result, load.loop)))
          into.figures[metric] = [...(into.figures[metric] ?? []), value];
      } finally {
        await served.close?.();
      }
    }
  }
  return Object.fromEntries(
    [...merged].map(([name, { figures, latency, service }]) => [
      name,
      { figures, latency: latency.buckets(), service: service.buckets() },
    ]),
  );
}

async function once(
  load: Load,
  served: Served,
  { parameters, random }: Context,
  seconds: number,
  stream: string,
): Promise<LoadResult> {
  const rate = Number(parameters.rate);
  const count = Math.max(1, Math.round(rate * seconds));
  const operate = (index: number) => served.operate(index);
  if (load.loop === 'closed') return closedLoop(count, operate);
  const due = arrivals(load.arrivals ?? 'constant', rate, count, random.fork(stream));
  // Whether a subject answers at once or later shows in its first answer, which is part of no measurement.
  const first = operate(0);
  if (typeof first === 'number') return openLoop(due, operate as (index: number) => number);
  await first;
  return openLoopAsync(due, operate as (index: number) => Promise<number>);
}

function figuresOf(
  { planned, done, elapsedNs, latency, service, lateness }: LoadResult,
  loop: Load['loop'],
): Record<string, number> {
  const all = {
    p99: latency.quantile(0.99),
    p50: latency.quantile(0.5),
    p90: latency.quantile(0.9),
    'p99.9': latency.quantile(0.999),
    max: latency.max,
    'service-p50': service.quantile(0.5),
    'service-p99': service.quantile(0.99),
    'lateness-p50': lateness.quantile(0.5),
    'lateness-p99': lateness.quantile(0.99),
    achieved: (done / elapsedNs) * 1e9,
    done: done / planned,
  };
  if (loop !== 'closed') return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => closedMetrics.includes(name)));
}
