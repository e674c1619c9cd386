/** The history of all stored runs: what is certain among so many series, what is only suspected, and how to make sure. */
import { Random } from '../../core/random.js';
import { confirmationsOf, type NightlySeries, sameMachine, seriesOfRuns } from '../../results/nights.js';
import type { ComparisonRow } from '../../results/row.js';
import { listRuns, type Run } from '../../results/store.js';
import { fewestValues } from '../../stats/changes/change-points.js';
import { settled, windowOf } from '../../stats/changes/confirmation.js';
import { type FamilyMember, familyHistory } from '../../stats/changes/family.js';
import type { Change } from '../../stats/changes/history.js';
import { type ExitCode, exit, UsageError } from '../exit.js';
import { rowsIn } from '../nightly/nights.js';
import { counted, figure } from '../numbers.js';
import { noRunIn, storedRun } from '../report.js';
import { style, table } from '../terminal.js';

export interface RunsOptions {
  readonly results: string;
  readonly names: readonly string[];
  readonly minimumEffect: number;
}

export interface FamilyChange {
  readonly series: string;
  /** `suite/name`: what the series is a figure of. */
  readonly benchmark: string;
  readonly kind: 'regression' | 'improvement' | 'change';
  readonly certain: boolean;
  readonly since: { readonly time: string; readonly commit: string | null; readonly run: string };
  /** The last run at the level before. */
  readonly last: { readonly time: string; readonly commit: string | null; readonly run: string };
  /** Of `before` and `after`. */
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  readonly effect: number;
  readonly interval: readonly [number, number];
  readonly pValue: number;
  readonly lasted: number;
  /** The command that measures the levels around it again, interleaved: what it finds makes the change certain, or drops it; null where the commits are not known. */
  readonly confirm: string | null;
}

export interface FamilyTrend {
  readonly runs: number;
  /** Their ids, oldest first. */
  readonly nights: readonly string[];
  readonly series: number;
  /** With too few values since the machine changed. */
  readonly tooShort: number;
  readonly verdict: 'regression' | 'improvement' | 'steady' | 'inconclusive';
  readonly because: string;
  readonly changes: readonly FamilyChange[];
}

export function trendOfRuns({ results, names, minimumEffect }: RunsOptions): FamilyTrend {
  const folders = listRuns(results);
  if (folders.length === 0) throw noRunIn(results, '`nines nightly` makes one each night');
  const runs = comparable(folders.map((folder) => readable(folder, results)));
  const all = seriesOfRuns(runs).filter(
    ({ row }) => names.length === 0 || names.includes(row.name) || names.includes(row.suite),
  );
  if (all.length === 0)
    throw new UsageError(
      `${results}: no figure${names.length === 0 ? '' : ` of ${names.join(', ')}`} in ${runs.length} runs`,
    );
  const series = all
    .map((each) => ({ ...each, points: sameMachine(each) }))
    .filter(({ points }) => points.length >= fewestValues);
  const random = new Random(0x5eedn);
  const comparisons = folders.flatMap((folder) => rowsIn<ComparisonRow>(folder, 'comparison'));
  const told = familyHistory(
    series.map(({ points }) => points.map(({ value }) => value)),
    () => random.float(),
    { minimumEffect },
  ).map((member, index) => settled(member, confirmationsOf(series[index] as NightlySeries, comparisons)));
  const changes = told
    .flatMap((member, index) => {
      const { certain, suspected } = member;
      const one = series[index] as NightlySeries;
      return [
        ...certain.map((change) => explained(one, member, change, true)),
        // Old suspicions that never became certain are noise that has been seen through.
        ...suspected
          .filter(({ index: at }) => at >= one.points.length - recent)
          .map((change) => explained(one, member, change, false)),
      ];
    })
    .sort((a, b) => Number(b.certain) - Number(a.certain) || Math.abs(b.effect) - Math.abs(a.effect));
  const regressions = changes.filter(({ kind, certain }) => certain && kind === 'regression').length;
  const improvements = changes.filter(({ kind, certain }) => certain && kind === 'improvement').length;
  const suspected = changes.filter(({ certain }) => !certain).length;
  return {
    runs: runs.length,
    nights: [...runs].sort((a, b) => (a.info.started < b.info.started ? -1 : 1)).map(({ info }) => info.id),
    series: series.length,
    tooShort: all.length - series.length,
    verdict:
      series.length === 0
        ? 'inconclusive'
        : regressions > 0
          ? 'regression'
          : improvements > 0
            ? 'improvement'
            : 'steady',
    because:
      series.length === 0
        ? `${runs.length} runs decide nothing: at least ${fewestValues} on the same machine are needed`
        : `${counted(regressions, 'regression')} and ${counted(improvements, 'improvement')} certain, ${suspected} suspected, in ${series.length} series of ${counted(runs.length, 'run')}`,
    changes,
  };
}

/** A run that is cut short is not passed over: a history with a hole in it may say something else. */
function readable(folder: string, results: string): Run {
  try {
    return storedRun(folder);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const help = `move ${folder} out of ${results} to go on without it; \`nines validate ${results}\` tells which others are wrong`;
    throw new UsageError(`${error.message}; ${help}`);
  }
}

const recent = 10;

/** Runs of the newest night's name and size; of the newest run's, where there are no nights. A comparison has no figures, and is no history. */
function comparable(runs: readonly Run[]): Run[] {
  const measured = runs.filter(({ rows }) => rows.some(({ kind }) => kind === 'figure'));
  const sorted = [...measured].sort((a, b) => (a.info.started < b.info.started ? -1 : 1));
  const newest = sorted.findLast(({ info }) => info.name === 'nightly') ?? sorted.at(-1);
  if (newest === undefined) return [];
  return runs.filter(({ info }) => info.name === newest.info.name && info.size === newest.info.size);
}

function explained(
  { key, row, points }: NightlySeries,
  member: FamilyMember,
  change: Change,
  certain: boolean,
): FamilyChange {
  const at = (index: number) => {
    const { time, commit, run } = points[index] as NightlySeries['points'][number];
    return { time, commit, run };
  };
  const [last, since] = [at(change.index - 1), at(change.index)];
  const [from, to] = windowOf(member, change, points.length).map((index) => at(index).commit);
  const { before, after, effect, interval, pValue, lasted } = change;
  const worse = row.better === 'higher' ? effect < 0 : effect > 0;
  return {
    series: key,
    benchmark: `${row.suite}/${row.name}`,
    kind: row.better === 'neither' ? 'change' : worse ? 'regression' : 'improvement',
    certain,
    since,
    last,
    unit: row.unit,
    before,
    after,
    effect,
    interval,
    pValue,
    lasted,
    confirm:
      typeof from !== 'string' || typeof to !== 'string' || from === to || row.clock === 'simulated'
        ? null
        : `npx nines compare ${from.slice(0, 10)} ${to.slice(0, 10)} --only ${row.name}`,
  };
}

export const familyExit = ({ verdict }: FamilyTrend): ExitCode =>
  verdict === 'regression' ? exit.bad : verdict === 'inconclusive' ? exit.inconclusive : exit.good;

const percent = (share: number): string => `${share > 0 ? '+' : ''}${figure(share * 100)} %`;

export function readableFamily({ verdict, because, changes, tooShort }: FamilyTrend): string {
  const paint = { regression: style.bad, improvement: style.good, steady: style.good, inconclusive: style.unsure };
  const mark = { regression: style.bad, improvement: style.good, change: style.unsure };
  const head = `${paint[verdict](verdict)}: ${because}${tooShort === 0 ? '' : `; ${tooShort} series are too short yet`}`;
  if (changes.length === 0) return head;
  const rows = changes.map((change) => [
    change.certain ? mark[change.kind](change.kind) : style.unsure(`${change.kind}?`),
    change.series,
    percent(change.effect),
    `since ${change.since.commit?.slice(0, 10) ?? change.since.time}`,
    `${percent(change.interval[0])} .. ${percent(change.interval[1])}`,
    `${change.lasted} nights`,
  ]);
  const confirm = [
    ...new Set(changes.flatMap(({ certain, confirm: line }) => (certain || line === null ? [] : [line]))),
  ];
  const advice =
    confirm.length === 0
      ? ''
      : `\n\nTo make sure of what is only suspected:\n${confirm.map((line) => `  ${line}`).join('\n')}`;
  return `${head}\n\n${table(['what', 'series', 'effect ', 'since', '95 % interval', 'lasted'], rows)}${advice}`;
}
