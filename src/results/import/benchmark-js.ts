/** benchmark.js: the lines that it prints, or its benchmarks as JSON (name, hz, stats). */
import { finite, ImportError, type Imported, rowsOf, type Series } from './imported.js';

interface JsonBenchmark {
  readonly name: string;
  readonly hz: number;
  readonly stats?: { readonly sample?: readonly number[]; readonly rme?: number };
}

export const isBenchmarkJs = (value: unknown): value is readonly JsonBenchmark[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof each === 'object' && each !== null && 'name' in each && 'hz' in each);

const line = /^\s*(.+?) x ([\d,.]+) ops\/sec ±([\d.]+)%\s*\((\d+) runs? sampled\)\s*$/;

export const looksLikeBenchmarkJs = (text: string): boolean => text.split('\n').some((each) => line.test(each));

export function importBenchmarkJsText(text: string): Imported {
  const notes: string[] = [];
  const series = text.split('\n').flatMap((each): Series[] => {
    const match = line.exec(each);
    if (match === null) {
      if (/: ?\w*Error/.test(each)) notes.push(each.trim());
      return [];
    }
    const [, subject, rate, rme] = match as unknown as [string, string, string, string];
    return [oneSeries(subject, Number(rate.replaceAll(',', '')), Number(rme), null)];
  });
  return { rows: rowsOf('benchmark.js', series), started: null, environment: { source: 'benchmark.js' }, notes };
}

export function importBenchmarkJs(benchmarks: readonly JsonBenchmark[]): Imported {
  const series = benchmarks.map(({ name, hz, stats }, index) =>
    oneSeries(String(name), finite(hz, `benchmark ${index + 1}`), stats?.rme ?? 0, stats?.sample ?? null),
  );
  return { rows: rowsOf('benchmark.js', series), started: null, environment: { source: 'benchmark.js' }, notes: [] };
}

/** `rme`: half of the 95 % interval of the mean, in percent. `sample`: seconds a call, one a cycle. */
function oneSeries(subject: string, hz: number, rme: number, sample: readonly number[] | null): Series {
  if (!(hz > 0)) throw new ImportError(`benchmark '${subject}': expected operations per second above 0, found ${hz}`);
  const ns = 1e9 / hz;
  const rounds =
    sample === null || sample.length === 0 ? [ns] : sample.map((seconds) => finite(seconds, subject) * 1e9);
  const interval = [ns * (1 - rme / 100), ns * (1 + rme / 100)] as const;
  return {
    name: 'benchmark.js',
    subject,
    parameters: {},
    workers: 1,
    metric: 'time',
    unit: 'ns',
    better: 'lower',
    rounds,
    interval,
  };
}
