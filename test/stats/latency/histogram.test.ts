import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { Random } from '../../../src/core/random.js';
import { decodeHdr, encodeHdr, HdrError } from '../../../src/results/hdr-histogram.js';
import { boundsOf, bucketOf, LatencyHistogram, slabBytes } from '../../../src/stats/latency/histogram.js';

test('buckets tile the whole numbers: every value lies in its own, and they meet without gap or overlap', () => {
  let expected = 0;
  for (let bucket = 0; bucket < bucketOf(2 ** 53 - 1); bucket += 1) {
    const [low, high] = boundsOf(bucket);
    assert.equal(low, expected, `bucket ${bucket}`);
    assert.equal(bucketOf(low), bucket);
    assert.equal(bucketOf(high), bucket);
    assert.ok(high - low <= low / 32, `bucket ${bucket} is wider than 1/32`);
    expected = high + 1;
  }
});

const latencies = (seed: bigint, count: number): number[] => {
  const random = new Random(seed);
  // From some nanoseconds to minutes, so that both arms of bucketOf are taken.
  return Array.from({ length: count }, () => Math.floor(Math.exp(25 * random.float())));
};

test('quantiles are those of hdr-histogram-js, at most 3.2 % apart', () => {
  const values = latencies(1n, 50_000);
  const own = new LatencyHistogram();
  const oracle = build({
    numberOfSignificantValueDigits: 5,
    bitBucketSize: 64,
    highestTrackableValue: 2 ** 53 - 1,
    autoResize: true,
  });
  for (const value of values) {
    own.record(value);
    oracle.recordValue(value);
  }
  assert.equal(own.count, oracle.totalCount);
  assert.equal(own.max, Math.max(...values));
  assert.equal(own.min, Math.min(...values));
  assert.ok(Math.abs(own.mean / (values.reduce((sum, value) => sum + value, 0) / values.length) - 1) < 1e-9);
  for (const percentile of [0.1, 1, 10, 50, 90, 99, 99.9, 99.99, 100]) {
    const [ours, theirs] = [own.quantile(percentile / 100), oracle.getValueAtPercentile(percentile)];
    assert.ok(Math.abs(ours - theirs) <= 0.032 * theirs + 1, `p${percentile}: ${ours} and ${theirs}`);
  }
});

test('workers record into slabs of one shared memory, and merging loses nothing', async () => {
  const workers = 3;
  const shared = new SharedArrayBuffer(slabBytes(workers));
  const script = `
    import { workerData } from 'node:worker_threads';
    const { LatencyHistogram } = await import(workerData.module);
    const own = new LatencyHistogram(workerData.shared, workerData.worker);
    for (let value = 1; value <= 10_000; value += 1) own.record(value * (workerData.worker + 1));`;
  const module = new URL('../../../src/stats/latency/histogram.js', import.meta.url).href;
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  await Promise.all(
    Array.from(
      { length: workers },
      (_, worker) =>
        new Promise((resolve, reject) =>
          new Worker(url, { workerData: { shared, worker, module } }).on('exit', resolve).on('error', reject),
        ),
    ),
  );
  const merged = new LatencyHistogram();
  for (let worker = 0; worker < workers; worker += 1) merged.add(new LatencyHistogram(shared, worker));
  assert.equal(merged.count, 30_000);
  assert.deepEqual([merged.min, merged.max], [1, 30_000]);
  assert.equal(merged.mean, (10_001 / 2) * 2);
});

test('stored buckets give back the counts', () => {
  const own = new LatencyHistogram();
  for (const value of latencies(2n, 1_000)) own.record(value);
  const again = LatencyHistogram.from(own.buckets());
  assert.deepEqual(again.buckets(), own.buckets());
  assert.ok(Math.abs(again.quantile(0.99) / own.quantile(0.99) - 1) < 0.032);
});

test('nothing recorded has no quantile; what is below zero is zero', () => {
  const own = new LatencyHistogram();
  assert.ok(Number.isNaN(own.quantile(0.5)) && Number.isNaN(own.max) && own.count === 0);
  own.record(-5);
  assert.deepEqual([own.quantile(0.5), own.min, own.count], [0, 0, 1]);
});

test('a record lands in the bucket of its value on both sides of every border', () => {
  const borders = [0, 1, 31, 32, 63, 64, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1];
  for (const value of [...borders, 0.5, 31.9, 2 ** 31 - 0.25, 2 ** 31 + 0.5, ...latencies(5n, 2_000)]) {
    const own = new LatencyHistogram();
    own.record(value);
    assert.deepEqual(own.buckets(), [[bucketOf(Math.floor(value)), 1]], String(value));
    assert.deepEqual([own.min, own.max, own.mean], [Math.floor(value), Math.floor(value), value]);
  }
});

test('what we encode hdr-histogram-js reads, and what it encodes we read', () => {
  const values = latencies(3n, 5_000);
  const oracle = build({
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
    highestTrackableValue: 2 ** 53 - 1,
    autoResize: true,
  });
  for (const value of values) oracle.recordValue(value);
  const theirs = decodeHdr(encodeIntoCompressedBase64(oracle));
  assert.equal(
    theirs.counts.reduce((sum, [, count]) => sum + count, 0),
    values.length,
  );
  const own = new LatencyHistogram();
  for (const [value, count] of theirs.counts) own.recordMany(value, count);
  for (const percentile of [50, 99, 99.9]) {
    const expected = oracle.getValueAtPercentile(percentile);
    assert.ok(Math.abs(own.quantile(percentile / 100) / expected - 1) < 0.034);
  }
  const back = decodeFromCompressedBase64(encodeHdr(theirs), 64);
  assert.equal(back.totalCount, values.length);
  for (const percentile of [0, 50, 99, 99.9, 100]) {
    assert.equal(back.getValueAtPercentile(percentile), oracle.getValueAtPercentile(percentile), `p${percentile}`);
  }
});

test('text that is no histogram, or half of one, is refused', () => {
  const good = encodeHdr({
    counts: [
      [5, 1],
      [70_000, 3],
    ],
  });
  assert.deepEqual(
    decodeHdr(good).counts.map(([, count]) => count),
    [1, 3],
  );
  assert.throws(() => decodeHdr('no histogram'), HdrError);
  assert.throws(() => decodeHdr(good.slice(0, 30)), HdrError);
});
