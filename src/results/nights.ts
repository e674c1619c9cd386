/** The history that stored runs make: one series for every figure, one value a run. Pure but for the reading of runs. */
import type { ComparisonRow, FigureRow } from './row.js';
import type { SeriesPoint } from './series.js';
import type { Run } from './store.js';

export interface NightlyPoint extends SeriesPoint {
  /** The run that it is of. */
  readonly run: string;
  readonly fingerprint: string;
}

export interface NightlySeries {
  /** `suite/name subject metric at=...`, unique. */
  readonly key: string;
  readonly row: Pick<
    FigureRow,
    'suite' | 'name' | 'subject' | 'parameters' | 'workers' | 'metric' | 'unit' | 'better' | 'clock'
  >;
  /** Oldest first. */
  readonly points: readonly NightlyPoint[];
}

/** Runs of one kind: the same name and size. A quick night and a full one measure different things. */
export function seriesOfRuns(runs: readonly Run[]): NightlySeries[] {
  const series = new Map<string, { row: FigureRow; points: NightlyPoint[] }>();
  for (const { info, rows } of [...runs].sort((a, b) => (a.info.started < b.info.started ? -1 : 1))) {
    for (const row of rows) {
      if (row.kind !== 'figure') continue;
      const key = keyOf(row);
      const known = series.get(key) ?? { row, points: [] };
      known.points.push({
        time: info.started,
        value: row.value,
        commit: commitOf(info.environment),
        run: info.id,
        fingerprint: String(info.environment.fingerprint ?? ''),
      });
      series.set(key, known);
    }
  }
  return [...series].map(([key, { row, points }]) => ({ key, row, points }));
}

/** Of a work tree with changes it is no commit's code that was measured: none is blamed, and none is built to measure it again. */
const commitOf = ({ commit, dirty }: Readonly<Record<string, unknown>>): string | null =>
  typeof commit === 'string' && dirty !== true ? commit : null;

function keyOf({ suite, name, subject, metric, workers, parameters }: FigureRow): string {
  const at = Object.entries(parameters).map(([parameter, value]) => ` ${parameter}=${value}`);
  return `${suite}/${name} ${subject} ${metric}${at.join('')}${workers > 1 ? ` workers=${workers}` : ''}`;
}

/**
 * The points since the machine changed last: wall times of two machines are no history. What a seeded simulation counts is the
 * same on any machine.
 */
export function sameMachine({ row, points }: NightlySeries): readonly NightlyPoint[] {
  if (row.clock === 'simulated') return points;
  const newest = points.at(-1)?.fingerprint;
  const other = points.findLastIndex(({ fingerprint }) => fingerprint !== newest);
  return points.slice(other + 1);
}

/** Two nights of a series that were measured side by side; `direction` is that of the value, null where it stayed open. */
export interface MeasuredAgain {
  readonly from: number;
  readonly to: number;
  readonly direction: 1 | -1 | 0 | null;
}

/**
 * What comparisons of two revisions say of a series: those of its own metric, or of the time behind its throughput, between
 * commits of its nights. Comparisons of stored runs name runs, not commits, and are the same values once more.
 */
export function confirmationsOf(
  { row, points }: NightlySeries,
  comparisons: readonly ComparisonRow[],
): MeasuredAgain[] {
  if (row.clock !== 'wall') return [];
  return comparisons.flatMap((compared) => {
    const metric = row.metric === 'throughput' ? 'time' : row.metric;
    if (compared.class !== 'wall' || compared.control === null || compared.metric !== metric) return [];
    if (compared.name !== row.name || compared.subject !== row.subject || compared.workers !== row.workers) return [];
    if (!samePlace(compared.parameters, row.parameters)) return [];
    const [before, after] = compared.of;
    const from = points.findLastIndex(({ commit }) => isCommit(commit, before));
    const to = points.findLastIndex(({ commit }) => isCommit(commit, after));
    if (from < 0 || to <= from) return [];
    // Of a cost: slower is more nanoseconds and fewer operations a second.
    const unstable = compared.control.interval[0] > 1 + doubtful || compared.control.interval[1] < 1 - doubtful;
    const cost = unstable ? null : ({ slower: 1, faster: -1, '~': 0 }[compared.difference as string] ?? null);
    const direction = (
      cost === null || row.better !== 'higher' ? cost : cost === 0 ? 0 : -cost
    ) as MeasuredAgain['direction'];
    return [{ from, to, direction }];
  });
}

/** A side that differs from itself by more than this says that the host was unstable, and nothing else. */
const doubtful = 0.02;

/** Names of branches move: only what is a commit's beginning names one. */
const isCommit = (commit: string | null, name: string): boolean =>
  /^[0-9a-f]{7,40}$/.test(name) && commit?.startsWith(name) === true;

const samePlace = (a: ComparisonRow['parameters'], b: ComparisonRow['parameters']): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);
