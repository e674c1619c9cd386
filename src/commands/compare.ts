import { existsSync, statSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { changedFiles, commitOf, hasChanges, isProse } from '../measure/compare/revision.js';
import { compareStored } from '../measure/compare/stored.js';
import { formatPoint } from '../measure/plan.js';
import type { ComparisonRow } from '../results/row.js';
import { ResultsError, type Run, readRun } from '../results/store.js';
import { leastRounds } from '../stats/difference.js';
import { compareInSession, knownRevision, NothingMeasured, type Told, tell } from './comparison.js';
import { project } from './config.js';
import { type ExitCode, exit, oneOf, UsageError } from './exit.js';
import { figure, intervalText, quantity } from './numbers.js';
import { type MeasureOptions, measuringOptions, session } from './session.js';
import { print, printError, printJson, style, table } from './terminal.js';
import { act, examples, type Interrupted, type Verb } from './verb.js';

interface CompareOptions extends MeasureOptions {
  readonly only?: readonly string[];
  readonly rounds?: number;
  readonly minutes?: number;
  readonly force?: boolean;
  readonly build?: readonly string[];
  readonly threshold: number;
}

/** `nines compare A B`: did anything become slower, and is that true? */
export const compare: Verb = (program) => {
  const command = program
    .command('compare')
    .description(
      'Compares two git revisions (both built, then run interleaved, with a control and a confirmation) or two stored runs.',
    )
    .argument('<before>', "a git revision, '.' for the work tree as it is, or a result folder")
    .argument('<after>', 'the same')
    .option('--only <name...>', 'only these benchmarks or suites')
    .option(
      '--minutes <count>',
      'what it may take, builds included; 10 if left out, 60 with --size full',
      minutesOption,
    )
    .option(
      '--rounds <count>',
      'fresh processes of each side, however long that takes; at least 8 can decide anything',
      roundsOption,
    )
    .option('--force', 'measure also where no code differs: a trial of this machine')
    .option('--threshold <share>', 'differences of at most this share do not matter', shareOption, 0.02)
    .option('--build <command...>', 'how a revision is built, instead of npm ci and npm run build')
    .action(
      act(async (before: string, after: string, options: CompareOptions) => {
        const stored = [before, after].filter(isRun);
        if (stored.length === 1)
          throw new UsageError(`'${stored[0]}' is a stored run and the other is not: name two runs, or two revisions`);
        if (stored.length === 2) return show(compareRuns(before, after, options), options);
        await knownRevision(before);
        await knownRevision(after);
        const same = options.force === true ? null : await withoutCode(before, after);
        return same === null ? await compareBuilt(before, after, options) : show(same, options);
      }),
    );
  measuringOptions(command, 'quick');
  examples(command, [
    ['nines compare HEAD~1 HEAD', 'what the last commit did'],
    ['nines compare HEAD .', 'what the work tree would do; build it first'],
    ['nines compare v1.2.0 HEAD --only placement-lookup', 'one suite since a release'],
    ['nines compare results/2026-01-01... results/2026-01-02...', 'two nights; only large differences show'],
  ]);
};

const usualMinutes = { smoke: 10, quick: 10, full: 60 } as const;

function minutesOption(text: string): number {
  const minutes = Number(text);
  if (!(minutes >= 0.1 && minutes <= 1_440))
    throw new UsageError(`--minutes: expected minutes from 0.1 to 1440, found '${text}'`);
  return minutes;
}

function roundsOption(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 2 || rounds > 1_000)
    throw new UsageError(`--rounds: expected a whole number from 2 to 1000, found '${text}'`);
  return rounds;
}

function shareOption(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0 && value < 10))
    throw new UsageError(`--threshold: expected a share such as 0.02 or 2%, found '${text}'`);
  return value;
}

/** A folder or file of results; a name that git knows is a revision even where a folder is called so. */
function isRun(name: string): boolean {
  if (name === '.' || !existsSync(name)) return false;
  return statSync(name).isFile() || existsSync(join(name, 'rows.ndjson')) || existsSync(join(name, 'run.json'));
}

function compareRuns(before: string, after: string, { threshold, only }: CompareOptions): Told {
  const read = (name: string): Run => {
    try {
      return readRun(name);
    } catch (error) {
      if (error instanceof ResultsError) throw new UsageError(error.message);
      throw error;
    }
  };
  const [one, other] = [read(before), read(after)];
  if (only !== undefined) {
    const known = new Set(
      [...one.rows, ...other.rows].flatMap((row) => (row.kind === 'figure' ? [row.suite, row.name] : [])),
    );
    for (const name of only) oneOf('benchmark or suite', name, [...known]);
  }
  const chosen = (run: Run): Run =>
    only === undefined
      ? run
      : {
          ...run,
          rows: run.rows.filter(
            (row) => row.kind === 'figure' && [row.suite, row.name].some((each) => only.includes(each)),
          ),
        };
  const { rows, onlyBefore, onlyAfter } = compareStored(chosen(one), chosen(other), {
    threshold,
    level: 0.01,
    widest: 0.05,
  });
  if (rows.length === 0)
    throw new UsageError(`${before} and ${after} have no figure in common: nothing can be compared`);
  return tell(before, after, { rows, unstable: [], failures: [], leftOut: [] }, onlyBefore, onlyAfter);
}

/** Revisions that differ in texts for people only: nothing to be measured, unless somebody asks for it. */
async function withoutCode(before: string, after: string): Promise<Told | null> {
  // What is built of the work tree is not what git knows.
  if (before === '.' || after === '.') return null;
  const { root } = await project();
  const files = changedFiles(root, before, after);
  if (!files.every(isProse)) return null;
  const where =
    files.length === 0
      ? 'in nothing'
      : `only in ${files.slice(0, 3).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`;
  const because = `no code differs: ${before} and ${after} (${[before, after].map((name) => commitOf(root, name)?.slice(0, 7)).join(', ')}) differ ${where}; --force measures them all the same`;
  const none = { unstable: [], onlyBefore: [], onlyAfter: [], failed: [], leftOut: [], comparisons: [] };
  return { before, after, verdict: '~', because, ...none };
}

async function compareBuilt(before: string, after: string, options: CompareOptions): Promise<ExitCode | Interrupted> {
  if (after !== '.' && hasChanges((await project()).root))
    printError("note: the work tree has uncommitted changes, which no revision holds; '.' would compare it as it is");
  const { rounds, threshold, build, only = [] } = options;
  const minutes = options.minutes ?? (rounds === undefined ? usualMinutes[options.size] : Infinity);
  const endsAt = performance.now() + minutes * 60_000;
  const stop = new AbortController();
  const load = loadavg()[0] as number;
  let told: Told | null = null;
  let folder: string;
  try {
    const run = await session(
      `compare-${fileName(before)}-${fileName(after)}`,
      options,
      async (opened) => {
        told = await compareInSession(before, after, { only, rounds, threshold, build, endsAt }, opened);
      },
      undefined,
      stop,
    );
    folder = run.folder;
  } catch (error) {
    if (!(error instanceof NothingMeasured)) throw error;
    printError('nothing had been measured; earlier results are untouched');
    return interruptedBy(stop.signal.reason);
  }
  const measured = told as unknown as Told;
  const code = show({ ...measured, interrupted: stop.signal.aborted, run: folder }, options);
  if (measured.verdict === 'inconclusive') noteLoad(load);
  if (!stop.signal.aborted) return code;
  printError(`interrupted: these are the rounds until then, kept in ${folder}; \`nines report ${folder}\` draws them`);
  return interruptedBy(stop.signal.reason);
}

/** What else ran when it began: most of what cannot be decided is due to that. */
function noteLoad(load: number): void {
  const cores = availableParallelism();
  if (load > cores / 2)
    printError(
      `note: ${load.toFixed(1)} other programs wanted ${cores} cores when this began; a quiet machine decides more in less time`,
    );
}

/** As shells expect. */
const interruptedBy = (signal: unknown): Interrupted => (signal === 'SIGTERM' ? 143 : 130);

function show(told: Told, { json }: CompareOptions): ExitCode {
  if (json) printJson(told);
  else print(readable(told));
  for (const { what, because } of told.failed) printError(`${what}: ${because}`);
  return exitOf(told);
}

const fileName = (revision: string): string =>
  (revision === '.' ? 'worktree' : isRun(revision) ? basename(resolve(revision)) : revision)
    .replace(/[^\w.-]+/g, '_')
    .slice(0, 30);

/** Something slower is what was asked for; what threw is a mistake in somebody's code. */
const exitOf = ({ verdict, failed }: Told): ExitCode => {
  if (verdict === 'slower') return exit.bad;
  if (failed.some(({ isLate }) => !isLate)) return exit.usage;
  return verdict === 'inconclusive' ? exit.inconclusive : exit.good;
};

const verdictStyle = { slower: style.bad, faster: style.good, '~': style.good, inconclusive: style.unsure } as const;
const differenceStyle: Readonly<Record<ComparisonRow['difference'], (text: string) => string>> = {
  slower: style.bad,
  worse: style.bad,
  faster: style.good,
  better: style.good,
  changed: style.unsure,
  inconclusive: style.unsure,
  '~': style.dim,
  equal: style.dim,
};
const weight: Readonly<Record<ComparisonRow['difference'], number>> = {
  slower: 0,
  worse: 0,
  changed: 1,
  inconclusive: 2,
  faster: 3,
  better: 3,
  '~': 4,
  equal: 5,
};

function readable({ before, after, verdict, because, onlyBefore, onlyAfter, leftOut, comparisons }: Told): string {
  const head = `${verdictStyle[verdict](verdict)}: ${because}`;
  const shown = comparisons
    .filter(({ difference }) => difference !== 'equal')
    .sort((a, b) => weight[a.difference] - weight[b.difference] || b.ratio - a.ratio);
  const equal = comparisons.length - shown.length;
  const lines = table(
    ['', 'metric', 'at', 'before ', 'after ', 'ratio ', '95 % interval', 'note'],
    shown.map((row) => [
      differenceStyle[row.difference](row.difference),
      `${row.name} ${row.subject}${row.metric === 'time' ? '' : ` ${row.metric}`}`,
      formatPoint(row.parameters),
      quantity(row.before, row.unit),
      quantity(row.after, row.unit),
      figure(row.ratio),
      certainty(row),
      row.because ?? '',
    ]),
  );
  const gone = onlyBefore.length === 0 ? '' : `\nonly in ${before}: ${onlyBefore.join(', ')}`;
  const fresh = onlyAfter.length === 0 ? '' : `\nonly in ${after}: ${onlyAfter.join(', ')}`;
  const late = leftOut.length === 0 ? '' : `\nno time was left for: ${[...new Set(leftOut)].join(', ')}`;
  return `${head}\n\n${shown.length === 0 ? '' : `${lines}\n`}${equal === 0 ? '' : `${equal} counts are equal\n`}${gone}${fresh}${late}`.trimEnd();
}

function certainty({ class: kind, control, rounds, interval }: ComparisonRow): string {
  if (kind === 'count') return 'exact';
  if (kind === 'instructions') return 'within 0.5 %';
  return control !== null && rounds.length < leastRounds ? 'too few rounds' : intervalText(interval);
}
