/** What the report says of the nights before: the earlier runs of the same kind, and the changes in them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../core/random.js';
import type { NightSeries, Nights } from '../../report/nights.js';
import { confirmationsOf, type NightlySeries, sameMachine, seriesOfRuns } from '../../results/nights.js';
import type { ComparisonRow, FigureRow, Row } from '../../results/row.js';
import { listRuns, type Run, type RunInfo } from '../../results/store.js';
import { fewestValues } from '../../stats/changes/change-points.js';
import { settled } from '../../stats/changes/confirmation.js';
import { type FamilyMember, familyHistory } from '../../stats/changes/family.js';

/** A year of nights; older ones are kept and not drawn. */
const mostNights = 366;

/** The nights of one kind, and what their histories say. */
export interface Searched {
  readonly runs: readonly Run[];
  readonly series: readonly NightlySeries[];
  /** Of each series; suspicions that were measured are settled. */
  readonly told: readonly FamilyMember[];
}

/** Null where there are no earlier nights. `own`: the run at hand, which may not be in its place yet. */
export function searchNights(
  results: string,
  own: { readonly info: RunInfo; readonly rows: readonly Row[] },
): Searched | null {
  const stored = listRuns(results)
    .map(infoOf)
    .filter((found) => found !== null);
  const earlier = stored
    .filter(({ info }) => info.name === own.info.name && info.size === own.info.size && info.started < own.info.started)
    .sort((a, b) => (a.info.started < b.info.started ? -1 : 1))
    .slice(1 - mostNights);
  if (earlier.length === 0) return null;
  const runs: Run[] = [
    ...earlier.map(({ folder, info }) => ({ folder, info, rows: rowsIn<FigureRow>(folder, 'figure') })),
    { folder: '', ...own },
  ];
  const series = seriesOfRuns(runs)
    .filter(({ row }) => row.metric !== 'throughput')
    .map((one) => ({ ...one, points: sameMachine(one) }))
    .filter(({ points }) => points.length >= fewestValues);
  const random = new Random(0x5eedn);
  const told = familyHistory(
    series.map(({ points }) => points.map(({ value }) => value)),
    () => random.float(),
  );
  // Whoever ran `nines compare` by hand has settled it as well.
  const comparisons = [
    ...stored.flatMap(({ folder }) => rowsIn<ComparisonRow>(folder, 'comparison')),
    ...own.rows.filter((row) => row.kind === 'comparison'),
  ];
  return {
    runs,
    series,
    told: told.map((member, index) => settled(member, confirmationsOf(series[index] as NightlySeries, comparisons))),
  };
}

/** The same for the page. */
export function nightsBefore(
  results: string,
  own: { readonly info: RunInfo; readonly rows: readonly Row[] },
): Nights | null {
  const found = searchNights(results, own);
  if (found === null) return null;
  const { runs, series: searched, told } = found;
  const series = searched.map(({ key, row, points }, index): NightSeries => {
    const { levels, certain, suspected } = told[index] as (typeof told)[number];
    const worse = (effect: number): boolean => (row.better === 'higher' ? effect < 0 : effect > 0);
    const marked = (changes: typeof certain, isCertain: boolean) =>
      changes.map(({ index: at, effect, interval }) => ({
        index: at,
        effect,
        interval,
        verdict: row.better === 'neither' ? ('unsure' as const) : worse(effect) ? ('bad' as const) : ('good' as const),
        certain: isCertain,
      }));
    return {
      name: key,
      unit: row.unit,
      points,
      levels,
      changes: [...marked(certain, true), ...marked(suspected, false)],
    };
  });
  const weight = ({ changes }: NightSeries): number =>
    Math.max(
      0,
      ...changes.map(
        ({ certain, verdict, effect }) => (certain ? 10 : 1) * (verdict === 'bad' ? 3 : 1) + Math.abs(effect),
      ),
    );
  return {
    series: series.sort((a, b) => weight(b) - weight(a)),
    searched: searched.length,
    calibration: runs.flatMap(({ info }) => calibrationOf(info)),
  };
}

/** Null where the folder's run.json cannot be read. */
export function infoOf(folder: string): { folder: string; info: RunInfo } | null {
  try {
    return { folder, info: JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunInfo };
  } catch {
    // A broken run is `nines validate`'s to explain; tonight's page does without it.
    return null;
  }
}

/** Only the rows of one kind: a year of nights is read for every page. */
export function rowsIn<R extends Row>(folder: string, kind: R['kind']): R[] {
  const file = join(folder, 'rows.ndjson');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`{"kind":"${kind}"`))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as R];
      } catch {
        return [];
      }
    });
}

function calibrationOf({ started, calibration }: RunInfo): { time: string; load: string; ns: number }[] {
  const moments = Object.values((calibration ?? {}) as Record<string, Record<string, number>>);
  return Object.keys(moments[0] ?? {}).map((load) => ({
    time: started,
    load: load.replace(/Ns$/, ''),
    // Before and after: the faster of the two is the machine, the slower one its neighbours.
    ns: Math.min(...moments.map((loads) => loads[load] ?? Number.POSITIVE_INFINITY)),
  }));
}
