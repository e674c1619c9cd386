import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Comparison, compareRevisions } from '../measure/compare/compare.js';
import { contestsOf } from '../measure/compare/contests.js';
import { duelPlans, type Side } from '../measure/compare/duel.js';
import { SideError } from '../measure/compare/process.js';
import { type Checkout, checkOut, commitOf, hasChanges, RevisionError } from '../measure/compare/revision.js';
import { compareStored } from '../measure/compare/stored.js';
import { formatPoint } from '../measure/plan.js';
import type { ComparisonRow } from '../results/row.js';
import { ResultsError, type Run, readRun } from '../results/store.js';
import { benchFoldersOf, suitesIn } from './bench-folder.js';
import { type Config, configIn, extensionsOf, project } from './config.js';
import { type ExitCode, exit, UsageError } from './exit.js';
import { figure, intervalText, quantity } from './numbers.js';
import { type MeasureOptions, measuringOptions, type Session, session } from './session.js';
import { print, printJson, style, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface CompareOptions extends MeasureOptions {
  readonly only?: readonly string[];
  readonly rounds?: number;
  readonly build?: readonly string[];
  readonly threshold: number;
}

/** What a comparison says in the end. */
interface Told {
  readonly before: string;
  readonly after: string;
  readonly verdict: 'slower' | 'faster' | '~' | 'inconclusive';
  readonly because: string;
  readonly unstable: readonly string[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  readonly comparisons: readonly ComparisonRow[];
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
    .option('--rounds <count>', 'fresh processes of each side; at least 8 can decide anything', roundsOption)
    .option('--threshold <share>', 'differences of at most this share do not matter', shareOption, 0.02)
    .option('--build <command...>', 'how a revision is built, instead of npm ci and npm run build')
    .action(
      act(async (before: string, after: string, options: CompareOptions) => {
        const stored = [before, after].filter(isRun);
        if (stored.length === 1)
          throw new UsageError(`'${stored[0]}' is a stored run and the other is not: name two runs, or two revisions`);
        const told =
          stored.length === 2 ? compareRuns(before, after, options) : await compareInGit(before, after, options);
        if (options.json) printJson(told);
        else print(readable(told));
        return exitOf(told);
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

function compareRuns(before: string, after: string, { threshold }: CompareOptions): Told {
  const read = (name: string): Run => {
    try {
      return readRun(name);
    } catch (error) {
      if (error instanceof ResultsError) throw new UsageError(error.message);
      throw error;
    }
  };
  const { rows, onlyBefore, onlyAfter } = compareStored(read(before), read(after), {
    threshold,
    level: 0.01,
    widest: 0.05,
  });
  if (rows.length === 0)
    throw new UsageError(`${before} and ${after} have no figure in common: nothing can be compared`);
  return tell(before, after, { rows, unstable: [] }, onlyBefore, onlyAfter);
}

async function compareInGit(before: string, after: string, options: CompareOptions): Promise<Told> {
  const { root, config } = await project();
  for (const name of [before, after]) {
    if (name !== '.' && commitOf(root, name) === null)
      throw new UsageError(
        `'${name}' is neither a stored run (a folder with run.json) nor a git revision of ${root}; \`nines list results\` and \`git log --oneline\` show what there is`,
      );
  }
  if (after !== '.' && hasChanges(root))
    process.stderr.write(
      "note: the work tree has uncommitted changes, which no revision holds; '.' would compare it as it is\n",
    );
  const stop = new AbortController();
  const checkouts: Checkout[] = [];
  const clean = (): void => {
    stop.abort();
    for (const { remove } of checkouts.splice(0)) remove();
  };
  process.once('exit', clean);
  try {
    let told: Told | null = null;
    await session(`compare-${fileName(before)}-${fileName(after)}`, options, async (opened) => {
      const sideOf = async (name: string): Promise<Configured> => {
        if (name === '.') return configured('the work tree', root, config);
        opened.progress.say(`building ${name}`);
        const checkout = await checkOut(root, name, options.build ?? config?.build ?? null, stop.signal);
        checkouts.push(checkout);
        return configured(name, checkout.root, await configIn(checkout.root));
      };
      const sides = { before: await sideOf(before), after: await sideOf(after) };
      told = await measured(sides, options, opened);
    });
    return told as unknown as Told;
  } catch (error) {
    if (error instanceof RevisionError || error instanceof SideError) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('exit', clean);
    clean();
  }
}

interface Configured extends Side {
  readonly benchFolders: readonly string[];
}

const configured = (label: string, root: string, config: Config | null): Configured => ({
  label,
  root,
  extensions: extensionsOf(root, config),
  benchFolders: benchFoldersOf(root, config),
});

async function measured(
  { before, after }: { readonly before: Configured; readonly after: Configured },
  options: CompareOptions,
  { writer, progress, measuring }: Session,
): Promise<Told> {
  const [one, other] = [await suitesIn(before.benchFolders), await suitesIn(after.benchFolders)];
  const only = options.only ?? [];
  const wanted = (suite: string, name: string): boolean =>
    only.length === 0 || only.includes(suite) || only.includes(name);
  const contests = contestsOf(one, other, { before: before.root, after: after.root }, options.size, wanted);
  if (contests.shared.length === 0) {
    const known = [...new Set(other.flatMap((suite) => [suite.name, ...suite.measured.map(({ name }) => name)]))];
    throw new UsageError(
      `nothing that both ${before.label} and ${after.label} declare${only.length === 0 ? '' : ` under ${only.join(', ')}`}; ${after.label} has ${known.join(', ') || 'no bench files'}`,
    );
  }
  const plan = duelPlans[options.size];
  const comparison = await compareRevisions(contests, before, after, {
    plan: options.rounds === undefined ? plan : { ...plan, rounds: options.rounds },
    size: options.size,
    seed: options.seed,
    scratch: measuring.scratch,
    threshold: options.threshold,
    onStage: (stage, done, total) => progress.say(stage, done, total),
  });
  for (const row of comparison.rows) writer.add(row);
  return tell(before.label, after.label, comparison, contests.onlyBefore, contests.onlyAfter);
}

const fileName = (revision: string): string =>
  (revision === '.' ? 'worktree' : isRun(revision) ? basename(resolve(revision)) : revision)
    .replace(/[^\w.-]+/g, '_')
    .slice(0, 30);

function tell(
  before: string,
  after: string,
  { rows, unstable }: Comparison,
  onlyBefore: readonly string[],
  onlyAfter: readonly string[],
): Told {
  const having = (...differences: readonly ComparisonRow['difference'][]): ComparisonRow[] =>
    rows.filter(({ difference }) => differences.includes(difference));
  const [slow, fast, open] = [having('slower', 'worse'), having('faster', 'better'), having('inconclusive')];
  const worseCounts = having('worse');
  const verdict =
    worseCounts.length > 0 || (slow.length > 0 && unstable.length === 0)
      ? 'slower'
      : unstable.length > 0 || open.length > 0
        ? 'inconclusive'
        : fast.length > 0
          ? 'faster'
          : '~';
  const parts = [
    slow.length > 0 ? `${slow.length} slower` : '',
    fast.length > 0 ? `${fast.length} faster` : '',
    open.length > 0 ? `${open.length} undecided` : '',
    having('changed').length > 0 ? `${having('changed').length} changed` : '',
  ].filter((part) => part !== '');
  const host =
    unstable.length === 0
      ? ''
      : `; the host is unstable: ${before} differs from itself in ${unstable.slice(0, 3).join(', ')}, so wall times decide nothing`;
  return {
    before,
    after,
    verdict,
    because: `${parts.length === 0 ? 'no difference' : parts.join(', ')} in ${rows.length} metrics${host}`,
    unstable,
    onlyBefore,
    onlyAfter,
    comparisons: rows,
  };
}

const exitOf = ({ verdict }: Told): ExitCode =>
  verdict === 'slower' ? exit.bad : verdict === 'inconclusive' ? exit.inconclusive : exit.good;

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

function readable({ before, after, verdict, because, onlyBefore, onlyAfter, comparisons }: Told): string {
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
      row.class === 'count' ? 'exact' : intervalText(row.interval),
      row.because ?? '',
    ]),
  );
  const gone = onlyBefore.length === 0 ? '' : `\nonly in ${before}: ${onlyBefore.join(', ')}`;
  const fresh = onlyAfter.length === 0 ? '' : `\nonly in ${after}: ${onlyAfter.join(', ')}`;
  return `${head}\n\n${shown.length === 0 ? '' : `${lines}\n`}${equal === 0 ? '' : `${equal} counts are equal\n`}${gone}${fresh}`.trimEnd();
}
