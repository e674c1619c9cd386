/** Rows and nights for the charts that the sample of one run does not need: a comparison, latencies, a year. */
import { Random } from '../../src/core/random.js';
import type { Nights } from '../../src/report/nights.js';
import type { ComparisonRow, LatencyRow } from '../../src/results/row.js';
import { LatencyHistogram } from '../../src/stats/latency/histogram.js';

const random = new Random(3n);

const compared = (subject: string, ratio: number, difference: ComparisonRow['difference']): ComparisonRow => ({
  ...{ kind: 'comparison', of: ['v1.2.0', 'HEAD'], suite: 's', name: 'lookup', subject, parameters: { nodes: 100 } },
  ...{ workers: 1, metric: 'time', unit: 'ns', better: 'lower', class: 'wall', before: 100, after: 100 * ratio },
  ratio,
  interval: [ratio * 0.98, ratio * 1.02],
  pValue: 0.001,
  rounds: [ratio],
  control: { ratio: 1.001, interval: [0.99, 1.01] },
  confirmation: difference === 'slower' ? { ratio, interval: [ratio * 0.98, ratio * 1.02] } : null,
  difference,
  because: null,
});

export const comparisons: ComparisonRow[] = [
  compared('ring', 1.071, 'slower'),
  compared('jump', 1.002, '~'),
  compared('maglev', 0.91, 'faster'),
  compared('dx', 1.03, 'inconclusive'),
];

function latency(subject: string, measure: LatencyRow['measure'], typical: number): LatencyRow {
  const histogram = new LatencyHistogram();
  for (let count = 0; count < 20_000; count += 1) histogram.record(typical * -Math.log(1 - random.float()));
  return {
    ...{ kind: 'latency', suite: 's', name: 'open-loop', subject, parameters: { rate: 1_000 }, measure },
    buckets: histogram.buckets(),
  };
}

export const latencies: LatencyRow[] = [
  latency('group commit', 'latency', 2e6),
  latency('group commit', 'service', 5e5),
  latency('sync each', 'latency', 9e6),
];

const days = 365;
const time = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

export const year: Nights = {
  searched: 200,
  series: Array.from({ length: 7 }, (_, index) => ({
    name: `placement-lookup ring time nodes=${10 ** index}`,
    unit: 'ns',
    points: Array.from({ length: days }, (_, day) => ({
      time: time(day),
      value: 100 * (day < 200 ? 1 : 1.08) * (0.98 + 0.04 * random.float()),
      commit: 'abcdef0123456789',
    })),
    levels: [
      { from: 0, to: 200, level: 100 },
      { from: 200, to: days, level: 108 },
    ],
    changes: [{ index: 200, effect: 0.08, interval: [0.07, 0.09], verdict: 'bad', certain: index === 0 }],
  })),
  calibration: Array.from({ length: days }, (_, day) =>
    ['integer', 'memory', 'clock'].map((load) => ({ time: time(day), load, ns: 100 * (0.99 + 0.02 * random.float()) })),
  ).flat(),
};
