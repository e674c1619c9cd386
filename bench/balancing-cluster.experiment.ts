/** Load balancers over the same simulated servers, in simulated time: response times, failures, imbalance. */
import type { BalancerStrategy } from '../src/balancing/balancer.js';
import { balancers } from '../src/balancing/balancers.js';
import { type ClusterOptions, type ClusterRun, simulateCluster } from '../src/balancing/cluster.js';
import { quantile, steadyMean, supermarketTime } from '../src/balancing/steady.js';
import { type Context, experiment, goal } from '../src/measure/declare.js';

const serverCount = 50;
const serviceMs = 10;
const durationMs = { smoke: 10_000, quick: 30_000, full: 60_000 } as const;
const even = Array.from({ length: serverCount }, () => ({ speed: 1, weight: 1 }));

type Figures = Readonly<Record<string, number>>;
const responses = (run: ClusterRun, from = 0): Float64Array =>
  Float64Array.from(run.served.filter(({ arrivedAt }) => arrivedAt >= from).map(({ responseMs }) => responseMs)).sort();

/** Answered within the run, a second. */
const throughput = ({ served }: ClusterRun, duration: number): number =>
  served.filter(({ arrivedAt, responseMs, failed }) => !failed && arrivedAt + responseMs <= duration).length /
  (duration / 1_000);

/** Most requests sent to one server over the mean, of those that came from `from` up to `to`. */
function imbalance({ served }: ClusterRun, from: number, to: number): number {
  const counts = new Array<number>(serverCount).fill(0);
  let all = 0;
  for (const { server, arrivedAt } of served) {
    if (arrivedAt < from || arrivedAt >= to) continue;
    counts[server]! += 1;
    all += 1;
  }
  return all === 0 ? 1 : Math.max(...counts) / (all / serverCount);
}

const subjects = <C>(figures: (strategy: BalancerStrategy, context: C) => Figures) =>
  Object.fromEntries(
    balancers.map((strategy) => [strategy.name, (context: C) => figures(strategy, context)]),
  ) as Readonly<Record<string, (context: C) => Figures>>;

const milliseconds = (title: string) => ({ title, unit: 'ms', better: 'lower' }) as const;

type ByLoad = Context<{ readonly load: readonly number[] }>;
const steadySubjects: Readonly<Record<string, (context: ByLoad) => Figures>> = {
  ...subjects<ByLoad>((strategy, { parameters: { load }, size, random }) => {
    const run = simulateCluster(strategy, { servers: even, serviceMs, load, durationMs: durationMs[size] }, random);
    const steady = steadyMean(run.served);
    // A point that has not become stationary has no mean to report.
    if (steady.kind !== 'steady') return {};
    const sorted = responses(run, durationMs[size] / 5);
    return {
      mean: steady.meanMs,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      p999: quantile(sorted, 0.999),
      longest: run.mostInFlight,
      throughput: throughput(run, durationMs[size]),
    };
  }),
  /** Mitzenmacher 1996 for two choices and ever more servers. */
  'two choices in theory': ({ parameters: { load } }) => ({ mean: serviceMs * supermarketTime(load, 2) }),
};

export const steady = experiment({
  name: 'balancing-steady',
  title: 'Response time by offered load: 50 servers, service 10 ms in the mean',
  parameters: { load: [0.5, 0.7, 0.8, 0.9, 0.95] },
  quick: { load: [0.5, 0.8, 0.9] },
  smoke: { load: [0.5] },
  metrics: {
    mean: milliseconds('mean response time'),
    p50: milliseconds('median response time'),
    p99: milliseconds('99th percentile'),
    p999: milliseconds('99.9th percentile'),
    longest: { title: 'most requests under way at one server', unit: '1', better: 'lower' },
    throughput: { title: 'answered in a second', unit: '1/s', better: 'higher' },
  },
  subjects: steadySubjects,
  seeds: { smoke: 1, quick: 3, full: 10 },
  chart: { x: 'load', metric: 'mean', bound: 'two choices in theory' },
});

const incidents = ['none', 'one is slow', 'one dies'] as const;
type ByIncident = Context<{ readonly incident: readonly (typeof incidents)[number][] }>;

function incidentOptions(incident: (typeof incidents)[number], duration: number): ClusterOptions {
  const at = duration / 4;
  const speed = incident === 'one is slow' ? 0.1 : 0;
  return {
    servers: even,
    serviceMs,
    load: 0.7,
    durationMs: duration,
    timeoutMs: 500,
    incidents: incident === 'none' ? [] : [{ at, server: 7, speed }],
    health: { checkEveryMs: 500, checksToChange: 2, ejectAfter: 5, ejectForMs: duration },
  };
}

export const incident = experiment({
  name: 'balancing-incident',
  title: 'After one of 50 servers slows to a tenth or dies, at load 0.7',
  parameters: { incident: incidents },
  smoke: { incident: ['one is slow'] },
  metrics: {
    p99: milliseconds('99th percentile after the incident'),
    p999: milliseconds('99.9th percentile after the incident'),
    mean: milliseconds('mean response time after the incident'),
    failed: { title: 'requests that failed, of all', unit: '1', better: 'lower' },
    throughput: { title: 'answered in a second', unit: '1/s', better: 'higher' },
    imbalance: { title: 'most requests on a server over the mean', unit: '1', better: 'lower' },
    imbalanceBefore: { title: 'the same before the incident', unit: '1', better: 'lower' },
    imbalanceAfter: { title: 'the same in the second after it', unit: '1', better: 'lower' },
    imbalanceLate: { title: 'the same in the last quarter', unit: '1', better: 'lower' },
  },
  subjects: subjects<ByIncident>((strategy, { parameters, size, random }) => {
    const duration = durationMs[size];
    const run = simulateCluster(strategy, incidentOptions(parameters.incident, duration), random);
    const after = responses(run, duration / 4);
    return {
      p99: quantile(after, 0.99),
      p999: quantile(after, 0.999),
      mean: after.reduce((sum, value) => sum + value, 0) / after.length,
      failed: (run.served.filter(({ failed }) => failed).length + run.refused) / (run.served.length + run.refused),
      throughput: throughput(run, duration),
      imbalance: imbalance(run, 0, duration),
      // Over time: before the incident, in the second after it, and at the end.
      imbalanceBefore: imbalance(run, 0, duration / 4),
      imbalanceAfter: imbalance(run, duration / 4, duration / 4 + 1_000),
      imbalanceLate: imbalance(run, (3 * duration) / 4, duration),
    };
  }),
  seeds: { smoke: 1, quick: 3, full: 10 },
  chart: { x: 'incident', mark: 'bars', metric: 'p99' },
});

export const twoChoicesFollowTheory = goal({
  name: 'two choices keep the mean response time that theory gives them',
  of: steady,
  subject: 'two-choices',
  against: 'two choices in theory',
  at: { load: 0.9 },
  figure: 'mean',
  atMost: 1.06,
  source: 'Mitzenmacher 1996, theorem 3.6: 2.614 service times at load 0.9; 50 servers stay a little above the limit',
});
export const twoChoicesBeatRandom = goal({
  name: 'two choices halve the mean response time of random at load 0.8',
  of: steady,
  subject: 'two-choices',
  against: 'random',
  at: { load: 0.8 },
  figure: 'mean',
  atMost: 0.5,
  source: 'Mitzenmacher 1996, table 1: 1.95 against 5 service times',
});
export const slowServerAvoided = goal({
  name: 'least connections keep p99 at a third of round robin when one server is slow',
  of: incident,
  subject: 'least-connections',
  against: 'round-robin',
  at: { incident: 'one is slow' },
  figure: 'p99',
  atMost: 0.34,
  source: 'linkerd, "Beyond round robin" (2016): a slow replica dominates the tail of balancers that do not look',
});
