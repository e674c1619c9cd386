/** Google Benchmark's JSON (`--benchmark_format=json`): a context and a list of runs; aggregates are computed again from the runs. */
import { finite, ImportError, type Imported, parameterOf, rowsOf, type Series, timeUnits } from './imported.js';

interface GoogleRun {
  readonly name: string;
  readonly run_name?: string;
  readonly run_type?: 'iteration' | 'aggregate';
  readonly aggregate_name?: string;
  readonly threads?: number;
  readonly real_time: number;
  readonly time_unit?: string;
  readonly items_per_second?: number;
  readonly bytes_per_second?: number;
  readonly error_occurred?: boolean;
  readonly error_message?: string;
}

interface GoogleFile {
  readonly context: Readonly<Record<string, unknown>>;
  readonly benchmarks: readonly GoogleRun[];
}

export const isGoogleBenchmark = (value: unknown): value is GoogleFile =>
  typeof value === 'object' &&
  value !== null &&
  'context' in value &&
  'benchmarks' in value &&
  Array.isArray(value.benchmarks);

export function importGoogleBenchmark({ context, benchmarks }: GoogleFile): Imported {
  const notes: string[] = [];
  const runs = benchmarks.filter((run) => {
    if (run.error_occurred) notes.push(`${run.name}: ${run.error_message ?? 'failed'}`);
    return !run.error_occurred;
  });
  const single = runs.filter(({ run_type: type }) => type !== 'aggregate');
  // With --benchmark_report_aggregates_only there are no single runs: the median is all there is.
  const kept = single.length > 0 ? single : runs.filter(({ aggregate_name: name }) => name === 'median');
  if (kept.length === 0) throw new ImportError('benchmarks: no run in it that did not fail');
  const byName = new Map<string, GoogleRun[]>();
  for (const run of kept) {
    const name = run.run_name ?? run.name;
    byName.set(name, [...(byName.get(name) ?? []), run]);
  }
  const series = [...byName].flatMap(([name, group]) => seriesOf(name, group));
  const { date, host_name: host, num_cpus: cores, mhz_per_cpu: mhz } = context;
  return {
    rows: rowsOf('google-benchmark', series),
    started: typeof date === 'string' && !Number.isNaN(Date.parse(date)) ? new Date(date).toISOString() : null,
    environment: { source: 'Google Benchmark', host: host ?? null, cores: cores ?? null, mhz: mhz ?? null },
    notes,
  };
}

/** `BM_Copy<char>/8/threads:2` is BM_Copy<char> at arg = 8 on 2 threads; `depth:4` names its argument. */
function seriesOf(name: string, runs: readonly GoogleRun[]): Series[] {
  const [first, ...rest] = name.split('/');
  const flags = /^(threads|repeats|iterations|min_time|min_warmup_time):|^(real_time|process_time|manual_time)$/;
  const args = rest.filter((part) => !flags.test(part));
  let unnamed = 0;
  const parameters = Object.fromEntries(
    args.map((part) => {
      const at = part.indexOf(':');
      if (at > 0) return [part.slice(0, at), parameterOf(part.slice(at + 1))];
      unnamed += 1;
      return [unnamed === 1 ? 'arg' : `arg${unnamed}`, parameterOf(part)];
    }),
  );
  const base = {
    name: first as string,
    subject: first as string,
    parameters,
    workers: Math.max(1, runs[0]?.threads ?? 1),
  };
  const place = `benchmark '${name}'`;
  const factor = (run: GoogleRun): number => {
    const size = timeUnits[run.time_unit ?? 'ns'];
    if (size === undefined) throw new ImportError(`${place}: unknown time_unit '${run.time_unit}'`);
    return size;
  };
  const rates = (key: 'items_per_second' | 'bytes_per_second', metric: string, unit: string): Series[] =>
    runs.every((run) => run[key] !== undefined)
      ? [{ ...base, metric, unit, better: 'higher', rounds: runs.map((run) => finite(run[key], place)) }]
      : [];
  return [
    {
      ...base,
      metric: 'time',
      unit: 'ns',
      better: 'lower',
      rounds: runs.map((run) => finite(run.real_time, place) * factor(run)),
    },
    ...rates('items_per_second', 'throughput', '1/s'),
    ...rates('bytes_per_second', 'bytes', 'bytes/s'),
  ];
}
