/** The history that stored runs make: one series for every figure, one value a run. Pure but for the reading of runs. */
import type { FigureRow } from './row.js';
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
        commit: typeof info.environment.commit === 'string' ? info.environment.commit : null,
        run: info.id,
        fingerprint: String(info.environment.fingerprint ?? ''),
      });
      series.set(key, known);
    }
  }
  return [...series].map(([key, { row, points }]) => ({ key, row, points }));
}

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
