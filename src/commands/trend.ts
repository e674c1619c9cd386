import { readFileSync } from 'node:fs';
import { Random } from '../core/random.js';
import { parseSeries, type Series, SeriesError } from '../results/series.js';
import { textOf } from '../results/text.js';
import { fewestValues } from '../stats/changes/change-points.js';
import { type Change, history } from '../stats/changes/history.js';
import { type ExitCode, exit, UsageError } from './exit.js';
import { counted, figure } from './numbers.js';
import { print, printJson, style, table } from './terminal.js';
import { issueActions, knownIssues } from './trend/issues.js';
import { familyExit, readableFamily, trendOfRuns } from './trend/runs.js';
import { act, examples, type Verb } from './verb.js';

interface TrendOptions {
  readonly series?: string;
  readonly results: string;
  readonly higherIsBetter?: boolean;
  readonly minimumEffect?: number;
  readonly issues?: string;
  readonly json?: boolean;
}

/**
 * Somebody who asks about one series wants to know of 1.5 %, too, where its noise lets it be told; of hundreds a night nobody does.
 * On 1,160 changes put into series of a dozen kinds of noise, 0.02 missed 33, 0.01 misses 13, and false ones went from 74 to 82.
 */
const smallestOf = { family: 0.02, alone: 0.01 } as const;

/** `nines trend`: what changed, when, and by how much. */
export const trend: Verb = (program) => {
  const command = program
    .command('trend')
    .description('Finds where the level of a history changed, and explains each change.')
    .argument('[name...]', 'only these suites or benchmarks of the stored runs')
    .option(
      '--series <file>',
      'a CSV file with the columns time and value, and optionally higher-is-better and commit, instead of stored runs',
    )
    .option('--results <folder>', 'where the stored runs are', 'results')
    .option(
      '--higher-is-better',
      'a rise is an improvement; without it, and where the file does not say, a rise is a regression',
    )
    .option(
      '--minimum-effect <share>',
      'smaller changes are not reported; 0.02 if left out, 0.01 of a series alone',
      shareOption,
    )
    .option(
      '--issues <file>',
      'the issues that there are, from `gh issue list --state all --json number,title,body,state`: print what to do about them, one JSON object a line',
    )
    .option('--json', 'print one JSON document')
    .action(
      act((names: string[], options: TrendOptions) => {
        if (options.issues !== undefined && options.series !== undefined)
          throw new UsageError('--issues goes with the stored runs, not with --series');
        const known =
          options.issues === undefined ? null : knownIssues(options.issues, readFileSync(options.issues, 'utf8'));
        if (options.series === undefined) {
          const family = trendOfRuns({ ...options, names, minimumEffect: options.minimumEffect ?? smallestOf.family });
          if (known !== null) {
            for (const action of issueActions(family, known)) print(JSON.stringify(action));
            return exit.good;
          }
          if (options.json) printJson(family);
          else print(readableFamily(family));
          return familyExit(family);
        }
        const minimumEffect = options.minimumEffect ?? smallestOf.alone;
        const document = explain(options.series, readSeries(options.series), { ...options, minimumEffect });
        if (options.json) printJson(document);
        else print(readable(document));
        return exitOf(document);
      }),
    );
  examples(command, [
    ['nines trend', 'every figure of the stored nights, with what is certain among so many'],
    ['nines trend --series p99.csv', 'every change of level, with its interval'],
    ['nines trend --series throughput.csv --higher-is-better --json', 'the same for a program'],
  ]);
};

function shareOption(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0 && value < 10))
    throw new UsageError(`--minimum-effect: expected a share such as 0.02 or 2%, found '${text}'`);
  return value;
}

function readSeries(file: string): Series {
  try {
    return parseSeries(textOf(readFileSync(file)));
  } catch (error) {
    if (error instanceof SeriesError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

export interface ExplainedChange {
  /** Position of the first value at the new level, from 0, and its time. */
  readonly index: number;
  readonly time: string;
  readonly commit: string | null;
  readonly kind: 'regression' | 'improvement';
  readonly before: number;
  readonly after: number;
  /** after / before - 1, with its 95 % interval. */
  readonly effect: number;
  readonly interval: readonly [number, number];
  readonly pValue: number;
  readonly lasted: number;
  /** False: found in the last nights only; measure again or wait. */
  readonly confirmed: boolean;
}

export interface Explained {
  readonly series: string;
  readonly points: number;
  /** Lines of the file without a value. */
  readonly missing: number;
  /** Lines of the file whose time is before that of the line above: positions below are in the order of times. */
  readonly jumpedBack: number;
  /** Lines whose time another line has, too. */
  readonly repeated: number;
  readonly higherIsBetter: boolean;
  readonly minimumEffect: number;
  readonly verdict: 'regression' | 'improvement' | 'steady' | 'inconclusive';
  readonly because: string;
  readonly changes: readonly ExplainedChange[];
  readonly levels: readonly { readonly from: string; readonly to: string; readonly level: number }[];
  readonly outliers: readonly { readonly index: number; readonly time: string; readonly value: number }[];
  readonly noise: { readonly sigma: number; readonly rho: number };
}

function explain(file: string, series: Series, options: TrendOptions & { minimumEffect: number }): Explained {
  const { points } = series;
  const higherIsBetter = options.higherIsBetter ?? series.higherIsBetter ?? false;
  const random = new Random(0x5eedn);
  const told = history(
    points.map(({ value }) => value),
    () => random.float(),
    { minimumEffect: options.minimumEffect },
  );
  const changes = told.changes.map((change): ExplainedChange => explainChange(change, series, higherIsBetter));
  const time = (index: number): string => points[index]?.time ?? '';
  const regressions = changes.filter(({ kind }) => kind === 'regression');
  const verdict =
    points.length < fewestValues
      ? 'inconclusive'
      : regressions.length > 0
        ? 'regression'
        : changes.length > 0
          ? 'improvement'
          : 'steady';
  return {
    series: file,
    points: points.length,
    missing: series.missing,
    jumpedBack: series.jumpedBack,
    repeated: series.repeated,
    higherIsBetter,
    minimumEffect: options.minimumEffect,
    verdict,
    because:
      verdict === 'inconclusive'
        ? `${points.length} ${points.length === 1 ? 'value decides' : 'values decide'} nothing: at least ${fewestValues} are needed`
        : `${counted(regressions.length, 'regression')} and ${counted(changes.length - regressions.length, 'improvement')} in ${points.length} values`,
    changes,
    levels: told.levels.map(({ from, to, level }) => ({ from: time(from), to: time(to - 1), level })),
    outliers: told.outliers.map((index) => ({ index, time: time(index), value: points[index]?.value ?? Number.NaN })),
    noise: { sigma: told.sigma, rho: told.rho },
  };
}

function explainChange(change: Change, { points }: Series, higherIsBetter: boolean): ExplainedChange {
  const { index, before, after, effect, interval, pValue, lasted, fresh } = change;
  const point = points[index];
  return {
    index,
    time: point?.time ?? '',
    commit: point?.commit ?? null,
    kind: effect > 0 === higherIsBetter ? 'improvement' : 'regression',
    before,
    after,
    effect,
    interval,
    pValue,
    lasted,
    confirmed: !fresh,
  };
}

const exitOf = ({ verdict }: Explained): ExitCode =>
  verdict === 'regression' ? exit.bad : verdict === 'inconclusive' ? exit.inconclusive : exit.good;

const percent = (share: number): string => `${share > 0 ? '+' : ''}${figure(share * 100)} %`;

function readable({ verdict, because, changes, outliers, noise, missing, jumpedBack, repeated }: Explained): string {
  const paint = { regression: style.bad, improvement: style.good, steady: style.good, inconclusive: style.unsure };
  const head = `${paint[verdict](verdict)}: ${because}`;
  const rows = changes.map((change) => [
    paint[change.kind](change.kind),
    percent(change.effect),
    `since ${change.commit === null ? change.time : `${change.commit.slice(0, 10)} (${change.time})`}`,
    `${percent(change.interval[0])} .. ${percent(change.interval[1])}`,
    `${figure(change.before)} to ${figure(change.after)}`,
    change.confirmed ? `${change.lasted} values` : style.unsure(`${change.lasted} values, not confirmed yet`),
  ]);
  const scatter = [
    noise.sigma === 0 ? 'no scatter from value to value' : `scatter ${figure(noise.sigma * 100)} % from value to value`,
    `${counted(outliers.length, 'value stands', 'values stand')} out alone`,
    ...(missing === 0 ? [] : [`${counted(missing, 'line has', 'lines have')} no value`]),
    ...(jumpedBack === 0 ? [] : [`${counted(jumpedBack, 'time jumps', 'times jump')} back: sorted by time`]),
    ...(repeated === 0
      ? []
      : [`${counted(repeated, 'line repeats', 'lines repeat')} a time: all are taken, in the file's order`]),
  ].join('; ');
  if (rows.length === 0) return `${head}\n${scatter}`;
  return `${head}\n\n${table(['what', 'effect ', 'since', '95 % interval', 'level', 'lasted'], rows)}\n\n${scatter}`;
}
