import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeHdr } from '../../src/results/hdr-histogram.js';
import { importText } from '../../src/results/import/import.js';
import { ImportError } from '../../src/results/import/imported.js';
import type { FigureRow } from '../../src/results/row.js';
import { rowProblem } from '../../src/results/schema.js';
import { bucketOf, LatencyHistogram } from '../../src/stats/latency/histogram.js';

function figures(text: string, unit = 1): FigureRow[] {
  const { rows } = importText(text, null, { unit: unit, bucketOf });
  for (const row of rows) assert.equal(rowProblem(row), null, JSON.stringify(row));
  return rows.filter((row) => row.kind === 'figure');
}

const jmh = (over: object = {}) => ({
  jmhVersion: '1.37',
  benchmark: 'org.example.MapBench.lookup',
  mode: 'avgt',
  threads: 2,
  params: { size: '1000', kind: 'G1' },
  primaryMetric: {
    score: 2,
    scoreConfidence: [1.5, 2.5],
    scoreUnit: 'us/op',
    rawData: [
      [1, 2],
      [2, 2],
      [3, 2],
    ],
    ...over,
  },
});

test('JMH: class and method, parameters, units; forks are the rounds where there are enough', () => {
  const [figure] = figures(JSON.stringify([jmh()]));
  assert.deepEqual(
    [figure?.name, figure?.subject, figure?.parameters, figure?.workers, figure?.metric, figure?.unit],
    ['MapBench', 'lookup', { size: 1000, kind: 'G1' }, 2, 'time', 'ns'],
  );
  assert.deepEqual(figure?.rounds, [1500, 2000, 2500]);
  assert.deepEqual(figure?.interval, [1500, 2500]);
  const [one] = figures(JSON.stringify([jmh({ rawData: [[1, 2, 9]] })]));
  assert.deepEqual(one?.rounds, [1000, 2000, 9000], 'iterations of a single fork');
  const [rate] = figures(
    JSON.stringify([{ ...jmh({ scoreUnit: 'ops/ms', scoreConfidence: ['NaN', 'NaN'] }), mode: 'thrpt' }]),
  );
  assert.deepEqual([rate?.metric, rate?.better, rate?.value], ['throughput', 'higher', 2000]);
  const sampled = jmh({ scorePercentiles: { '50.0': 1, '99.0': 7, '99.99': 8, '100.0': 9 } });
  assert.deepEqual(
    figures(JSON.stringify([{ ...sampled, mode: 'sample' }])).map(({ metric, value }) => [metric, value]),
    [
      ['time', 2000],
      ['p50', 1000],
      ['p99', 7000],
      ['max', 9000],
    ],
  );
  assert.throws(
    () => importText(JSON.stringify([jmh({ scoreUnit: 'cats' })]), null, { unit: 1, bucketOf }),
    /result 1 .*unknown scoreUnit 'cats'/,
  );
  assert.throws(
    () => importText(JSON.stringify([jmh({ rawData: [['x']] })]), null, { unit: 1, bucketOf }),
    /expected a number, found "x"/,
  );
});

const google = (benchmarks: readonly object[]) =>
  JSON.stringify({ context: { date: '2026-01-02T03:04:05+00:00', host_name: 'h', num_cpus: 4 }, benchmarks });

test('Google Benchmark: repetitions are rounds, aggregates are left to us, arguments are parameters', () => {
  const run = (real: number, over: object = {}) => ({
    name: 'BM_Copy/64/depth:3/threads:2',
    run_name: 'BM_Copy/64/depth:3/threads:2',
    run_type: 'iteration',
    threads: 2,
    real_time: real,
    time_unit: 'us',
    bytes_per_second: 1e9,
    ...over,
  });
  const text = google([run(1), run(2), run(3), run(2, { run_type: 'aggregate', aggregate_name: 'mean' })]);
  const [time, bytes] = figures(text);
  assert.deepEqual([time?.rounds, time?.parameters, time?.workers], [[1000, 2000, 3000], { arg: 64, depth: 3 }, 2]);
  assert.equal(bytes?.unit, 'bytes/s');
  const { started, notes, rows } = importText(
    google([run(1), run(0, { name: 'BM_Bad', run_name: 'BM_Bad', error_occurred: true, error_message: 'no file' })]),
    null,
    { unit: 1, bucketOf },
  );
  assert.equal(started, '2026-01-02T03:04:05.000Z');
  assert.deepEqual(notes, ['BM_Bad: no file']);
  assert.ok(!rows.some((row) => 'subject' in row && row.subject === 'BM_Bad'));
  const onlyMedian = google([
    run(5, { run_type: 'aggregate', aggregate_name: 'median' }),
    run(9, { run_type: 'aggregate', aggregate_name: 'mean' }),
  ]);
  assert.deepEqual(figures(onlyMedian)[0]?.rounds, [5000]);
  assert.throws(() => importText(google([]), null, { unit: 1, bucketOf }), /no run in it/);
});

test('benchmark.js: its lines, and its JSON', () => {
  const text =
    'RegExp#test x 4,161,532 ops/sec ±0.99% (59 runs sampled)\nString#indexOf x 6,139,623 ops/sec ±1.00% (131 runs sampled)\nFastest is String#indexOf\n';
  const [first, second] = figures(text);
  assert.ok(Math.abs((first?.value ?? 0) - 1e9 / 4_161_532) < 1e-9);
  assert.ok(Math.abs((first?.interval[1] ?? 0) / (first?.value ?? 1) - 1.0099) < 1e-9);
  assert.equal(second?.subject, 'String#indexOf');
  const [json] = figures(JSON.stringify([{ name: 'a', hz: 1e6, stats: { rme: 2, sample: [1e-6, 2e-6, 3e-6] } }]));
  assert.deepEqual(json?.rounds.map(Math.round), [1000, 2000, 3000]);
});

test('HdrHistogram logs: intervals are rounds, tags are subjects, and all of them are one distribution', () => {
  const line = (start: number, counts: readonly (readonly [number, number])[], tag = '') =>
    `${tag}${start},1.0,0.5,${encodeHdr({ counts })}`;
  const text = [
    '#[Logged with jHiccup version 2.0.10]',
    '#[StartTime: 1700000000.000 (seconds since epoch)]',
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    line(0, [
      [100, 99],
      [900, 1],
    ]),
    line(1, [[200, 100]]),
    line(1, [[7, 10]], 'Tag=reads,'),
  ].join('\n');
  const all = figures(text, 1000);
  const median = all.find(({ subject, metric }) => subject === 'all' && metric === 'p50');
  assert.deepEqual(median?.rounds, [100_000, 200_000]);
  assert.deepEqual(all.find(({ subject, metric }) => subject === 'reads' && metric === 'max')?.rounds, [7000]);
  const { rows, started } = importText(text, null, { unit: 1000, bucketOf });
  assert.equal(started, '2023-11-14T22:13:20.000Z');
  const latency = rows.find((row) => row.kind === 'latency' && row.subject === 'all');
  assert.ok(latency?.kind === 'latency');
  const histogram = LatencyHistogram.from(latency.buckets);
  assert.equal(histogram.count, 200);
  assert.ok(Math.abs(histogram.quantile(0.999) / 900_000 - 1) < 0.033);
});

test('refused: what is none of these, with the place where something is wrong', () => {
  const refuse = (text: string, message: RegExp): void =>
    assert.throws(
      () => importText(text, null, { unit: 1, bucketOf }),
      (error: unknown) => error instanceof ImportError && message.test(error.message),
    );
  refuse('', /empty/);
  refuse('hello', /none of the formats/);
  refuse('{"a": ', /expected JSON: the text ends here \(cut short\?\)$/);
  refuse('{"a": NaN}', /line 1, column 7: expected JSON: NaN is no number in JSON$/);
  refuse('{"a": 1}', /JSON that none of these tools writes/);
  refuse('0,1,1,HISTFAAAAAAAAAAAAAAA', /line 1: /);
  assert.throws(() => importText('[]', 'jmh', { unit: 1, bucketOf }), /JSON that jmh does not write/);
});
