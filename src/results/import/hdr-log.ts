/** HdrHistogram's interval logs: a line an interval, its histogram as compressed text. Or one such text alone. */
import { decodeHdr, type HdrCounts, HdrError } from '../hdr-histogram.js';
import { ImportError, type Imported, rowsOf, type Series } from './imported.js';

const ranks = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p99', 0.99],
  ['p99.9', 0.999],
  ['max', 1],
] as const;

export const looksLikeHdr = (text: string): boolean => /(^|,)\s*"?HIST[A-Za-z0-9+/]{8,}/m.test(text);

export interface HdrOptions {
  /** Nanoseconds of one recorded unit; the logs do not say it. */
  readonly unit: number;
  /** The place of so many nanoseconds in a `LatencyRow`. */
  readonly bucketOf: (nanoseconds: number) => number;
}

/** An interval is a round. */
export function importHdrLog(text: string, { unit, bucketOf }: HdrOptions): Imported {
  const intervals = new Map<string, HdrCounts[]>();
  let started: string | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const start = /^#\[StartTime: ([\d.]+)/.exec(line);
    if (start !== null) started = new Date(Number(start[1]) * 1000).toISOString();
    if (line === '' || line.startsWith('#') || line.startsWith('"StartTimestamp"')) continue;
    const tag = /^Tag=([^,]*),/.exec(line)?.[1] ?? 'all';
    const histogram = line.split(',').at(-1)?.trim() ?? '';
    try {
      intervals.set(tag, [...(intervals.get(tag) ?? []), decodeHdr(histogram)]);
    } catch (error) {
      if (error instanceof HdrError) throw new ImportError(`line ${index + 1}: ${error.message}`);
      throw error;
    }
  }
  const filled = [...intervals].map(([tag, all]) => [tag, all.filter(({ counts }) => counts.length > 0)] as const);
  if (filled.every(([, all]) => all.length === 0)) throw new ImportError('no interval in it that holds a value');
  const base = (subject: string) => ({ name: 'hdr-log', subject, parameters: {} });
  const series = filled.flatMap(([tag, all]) =>
    all.length === 0
      ? []
      : ranks.map(
          ([metric, q]): Series => ({
            ...base(tag),
            workers: 1,
            metric,
            unit: 'ns',
            better: 'lower',
            rounds: all.map((counts) => quantile(counts, q) * unit),
          }),
        ),
  );
  const latencies = filled.map(([tag, all]) => ({
    ...base(tag),
    measure: 'latency' as const,
    buckets: merged(all, (value) => bucketOf(Math.round(value * unit))),
  }));
  return { rows: rowsOf('hdr', series, latencies), started, environment: { source: 'HdrHistogram log' }, notes: [] };
}

function quantile({ counts }: HdrCounts, q: number): number {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const wanted = Math.max(1, Math.ceil(q * total - 1e-9));
  let seen = 0;
  for (const [value, count] of counts) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return counts.at(-1)?.[0] ?? Number.NaN;
}

/** All intervals together, in our buckets. */
function merged(
  all: readonly HdrCounts[],
  bucketOf: (value: number) => number,
): (readonly [bucket: number, count: number])[] {
  const buckets = new Map<number, number>();
  for (const { counts } of all) {
    for (const [value, count] of counts) {
      const bucket = bucketOf(value);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
    }
  }
  return [...buckets].sort(([a], [b]) => a - b);
}
