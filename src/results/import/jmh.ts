/** JMH's JSON (`-rf json`): an array of results, raw scores by fork and iteration. */
import { finite, ImportError, type Imported, parameterOf, rowsOf, type Series, timeUnits } from './imported.js';

interface JmhResult {
  readonly benchmark: string;
  readonly mode: string;
  readonly threads?: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly jdkVersion?: string;
  readonly vmName?: string;
  readonly jmhVersion?: string;
  readonly primaryMetric: {
    readonly score: number;
    readonly scoreUnit: string;
    readonly scoreConfidence?: readonly (number | string)[];
    readonly scorePercentiles?: Readonly<Record<string, number>>;
    readonly rawData?: readonly (readonly number[])[];
  };
}

export const isJmh = (value: unknown): value is readonly JmhResult[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof each === 'object' && each !== null && 'primaryMetric' in each && 'mode' in each);

/** `ops/ms` is throughput, `us/op` is time: a factor to 1/s or to ns. */
function unitOf(
  text: string,
  place: string,
): { metric: string; unit: string; factor: number; better: Series['better'] } {
  const [over, under] = text.split('/');
  if (over?.startsWith('ops') && under !== undefined && under in timeUnits)
    return { metric: 'throughput', unit: '1/s', factor: 1e9 / (timeUnits[under] as number), better: 'higher' };
  if (under?.startsWith('op') && over !== undefined && over in timeUnits)
    return { metric: 'time', unit: 'ns', factor: timeUnits[over] as number, better: 'lower' };
  throw new ImportError(`${place}: unknown scoreUnit '${text}'; expected ops/s, ns/op or the like`);
}

/** A fork is the unit of replication; where there are too few of them, its iterations have to do. */
const fewestForks = 3;

export function importJmh(results: readonly JmhResult[]): Imported {
  const series = results.flatMap((result, index): Series[] => {
    const place = `result ${index + 1} (${result.benchmark})`;
    const { score, scoreUnit, scoreConfidence, rawData, scorePercentiles } = result.primaryMetric;
    const { metric, unit, factor, better } = unitOf(scoreUnit, place);
    const forks = rawData ?? [[finite(score, place)]];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const raw = forks.length >= fewestForks ? forks.map(mean) : forks.flat();
    const path = result.benchmark.split('.');
    const base = {
      name: path.at(-2) ?? result.benchmark,
      subject: path.at(-1) as string,
      parameters: Object.fromEntries(
        Object.entries(result.params ?? {}).map(([key, value]) => [key, parameterOf(value)]),
      ),
      workers: result.threads ?? 1,
    };
    const ends = scoreConfidence?.map((end) => Number(end) * factor) ?? [];
    const [low, high] = ends.every(Number.isFinite) ? ends : [];
    const percentiles = result.mode === 'sample' ? Object.entries(scorePercentiles ?? {}) : [];
    return [
      {
        ...base,
        metric,
        unit,
        better,
        rounds: (raw.length === 0 ? [score] : raw).map((value) => finite(value, place) * factor),
        ...(low === undefined || high === undefined ? {} : { interval: [low, high] as const }),
      },
      ...percentiles
        .filter(([rank]) => ['50.0', '90.0', '99.0', '99.9', '100.0'].includes(rank))
        .map(([rank, value]) => ({
          ...base,
          metric: rank === '100.0' ? 'max' : `p${Number(rank)}`,
          unit: 'ns',
          better: 'lower' as const,
          rounds: [finite(value, place) * factor],
        })),
    ];
  });
  const [first] = results;
  const environment = {
    source: 'JMH',
    vm: first?.vmName ?? null,
    jdk: first?.jdkVersion ?? null,
    jmh: first?.jmhVersion ?? null,
  };
  return { rows: rowsOf('jmh', series), started: null, environment, notes: [] };
}
