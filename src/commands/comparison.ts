/** Revisions checked out, built and compared in a session: what `nines compare` and a night with a baseline share. */
import { type Comparison, compareRevisions } from '../measure/compare/compare.js';
import { contestsOf } from '../measure/compare/contests.js';
import { duelPlans } from '../measure/compare/duel.js';
import type { Failure } from '../measure/compare/patience.js';
import { type Side, SideError } from '../measure/compare/process.js';
import { type Checkout, checkOut, commitOf, RevisionError } from '../measure/compare/revision.js';
import type { Contest } from '../measure/compare/round.js';
import { reasonAgainst } from '../measure/run.js';
import type { ComparisonRow } from '../results/row.js';
import { leastRounds, suspecting } from '../stats/difference.js';
import { benchFoldersOf, suitesIn } from './bench-folder.js';
import { type Config, configIn, extensionsOf, project } from './config.js';
import { UsageError } from './exit.js';
import type { Session } from './session.js';
import { printError } from './terminal.js';

/** What a comparison says in the end. */
export interface Told {
  readonly before: string;
  readonly after: string;
  readonly verdict: 'slower' | 'faster' | '~' | 'inconclusive';
  readonly because: string;
  readonly unstable: readonly string[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** What has no figures: it threw, or did not end. */
  readonly failed: readonly Failure[];
  /** What there was no time for at all. */
  readonly leftOut: readonly string[];
  readonly comparisons: readonly ComparisonRow[];
  /** Ended by an interrupt: the comparisons are those of the rounds until then. */
  readonly interrupted?: boolean;
  /** The folder that keeps the rounds, of what was measured. */
  readonly run?: string;
}

/** Interrupted before anything was measured. */
export class NothingMeasured extends Error {}

export interface ComparisonOptions {
  readonly only: readonly string[];
  /** Those of the size if left out. */
  readonly rounds?: number | undefined;
  readonly threshold: number;
  /** Of these, only what is wanted, at the points of a bench of the session's size: to measure one figure of a night again. */
  readonly wanted?: ((contest: Contest) => boolean) | undefined;
  /** By performance.now(), when it has to be over; builds that took long leave it half of the time from then on. */
  readonly endsAt?: number | undefined;
  /** As the configuration says if left out. */
  readonly build?: readonly string[] | undefined;
}

/** The commit or '.', the work tree as it is; a usage error where git knows no such revision. */
export async function knownRevision(name: string): Promise<void> {
  const { root } = await project();
  if (name !== '.' && commitOf(root, name) === null)
    throw new UsageError(
      `'${name}' is neither a stored run (a folder with run.json) nor a git revision of ${root}; \`nines report\` names the newest run and \`git log --oneline\` the revisions`,
    );
}

/** Both sides built, compared, and their checkouts removed, whatever happens. The rows go into the session's run. */
export async function compareInSession(
  before: string,
  after: string,
  options: ComparisonOptions,
  opened: Session,
): Promise<Told> {
  const { root, config } = await project();
  const stop = new AbortController();
  const checkouts: Checkout[] = [];
  const clean = (): void => {
    stop.abort();
    for (const { remove } of checkouts.splice(0)) remove();
  };
  process.once('exit', clean);
  opened.measuring.signal?.addEventListener('abort', clean, { once: true });
  try {
    const began = performance.now();
    // The same commit twice is a trial of the machine, and needs one folder only.
    const built = new Map<string, Promise<Configured>>();
    const build = async (name: string): Promise<Configured> => {
      const checkout = await checkOut(root, name, options.build ?? config?.build ?? null, stop.signal);
      checkouts.push(checkout);
      return configured(name, checkout.root, await configIn(checkout.root));
    };
    const sideOf = async (name: string): Promise<Configured> => {
      if (name === '.') return configured('the work tree', root, config);
      const commit = commitOf(root, name) ?? name;
      const side = built.get(commit) ?? build(name);
      built.set(commit, side);
      return { ...(await side), label: name };
    };
    opened.progress.say(`building ${[before, after].filter((name) => name !== '.').join(' and ')}`);
    // Both at once; of two that do not build, the first one named is told.
    const [first, second] = [sideOf(before), sideOf(after)];
    second.catch(() => {});
    const [one, other] = [await first, await second];
    const { endsAt = Infinity } = options;
    const leastMs = (endsAt - began) / 2;
    const within = { ...options, endsAt: Math.max(endsAt, performance.now() + leastMs) };
    return await compareSides({ before: one, after: other }, within, opened);
  } catch (error) {
    if (opened.measuring.signal?.aborted === true) throw new NothingMeasured();
    if (error instanceof RevisionError || error instanceof SideError) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('exit', clean);
    opened.measuring.signal?.removeEventListener('abort', clean);
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

async function compareSides(
  { before, after }: { readonly before: Configured; readonly after: Configured },
  { only, rounds, threshold, wanted: chosen, endsAt }: ComparisonOptions,
  { writer, progress, measuring }: Session,
): Promise<Told> {
  const [one, other] = [await suitesIn(before.benchFolders), await suitesIn(after.benchFolders)];
  const wanted = (suite: string, name: string): boolean =>
    only.length === 0 || only.includes(suite) || only.includes(name);
  const roots = { before: before.root, after: after.root };
  const points = chosen === undefined ? undefined : measuring.size;
  const all = contestsOf(one, other, roots, measuring.size, wanted, points);
  const contests = chosen === undefined ? all : { ...all, shared: all.shared.filter(chosen) };
  if (contests.shared.length === 0) {
    const known = [...new Set(other.flatMap((suite) => [suite.name, ...suite.measured.map(({ name }) => name)]))];
    throw new UsageError(
      `nothing that both ${before.label} and ${after.label} declare${only.length === 0 ? '' : ` under ${only.join(', ')}`}; ${after.label} has ${known.join(', ') || 'no bench files'}`,
    );
  }
  for (const { name, measured } of other) {
    for (const what of measured) {
      const reason = wanted(name, what.name) ? reasonAgainst(what) : null;
      if (reason !== null) printError(`${what.name} is left out: ${reason}`);
    }
  }
  const plan = duelPlans[measuring.size];
  const comparison = await compareRevisions(contests, before, after, {
    plan: rounds === undefined ? plan : { ...plan, rounds },
    size: measuring.size,
    seed: measuring.seed,
    scratch: measuring.scratch,
    threshold,
    endsAt,
    signal: measuring.signal,
    onStage: (stage, done, total) => progress.say(`${stage}${leftText(endsAt)}`, done, total),
  });
  const { rows, failures, leftOut } = comparison;
  if (rows.length === 0 && measuring.signal?.aborted === true) throw new NothingMeasured();
  const [broken] = failures;
  if (rows.length === 0 && broken !== undefined) throw new UsageError(`${broken.what}: ${broken.because}`);
  for (const row of rows) writer.add(row);
  const leftOutRow = (what: string, because: string | null): void => {
    const [name = what] = what.split(' ');
    const replay = `npx nines compare ${nameIn(before)} ${nameIn(after)} --only ${name}`;
    writer.add({ kind: 'leftOut', part: 'compare', what, because, replay });
  };
  for (const { what, because, isLate } of failures) {
    leftOutRow(what, because);
    if (!isLate) measuring.onFailure?.(new UsageError(`${what}: ${because}`));
  }
  for (const what of new Set(leftOut)) leftOutRow(what, null);
  return tell(before.label, after.label, comparison, contests.onlyBefore, contests.onlyAfter);
}

const nameIn = ({ label }: Side): string => (label === 'the work tree' ? '.' : label);

function leftText(endsAt = Infinity): string {
  const seconds = Math.max(0, Math.round((endsAt - performance.now()) / 1_000));
  if (!Number.isFinite(seconds)) return '';
  return `, at most ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`;
}

/**
 * Whether an undecided metric may be slower: paired rounds whose whole interval is below what is still the same answer what a gate asks,
 * however wide it is.
 */
function mayBeSlower({ class: kind, control, rounds, interval: [low, high] }: ComparisonRow): boolean {
  const isPaired = kind === 'wall' && control !== null && rounds.length >= leastRounds;
  return !isPaired || !(high <= 1 + suspecting.widest) || low > 1;
}

/** The verdict over all metrics. A count that got worse is worse on any host. */
export function tell(
  before: string,
  after: string,
  { rows, unstable, failures, leftOut }: Comparison,
  onlyBefore: readonly string[],
  onlyAfter: readonly string[],
): Told {
  const having = (...differences: readonly ComparisonRow['difference'][]): ComparisonRow[] =>
    rows.filter(({ difference }) => differences.includes(difference));
  const [slow, fast, open] = [having('slower', 'worse'), having('faster', 'better'), having('inconclusive')];
  const worseCounts = having('worse');
  const unknown = open.some(mayBeSlower) || failures.length > 0 || leftOut.length > 0;
  const verdict =
    worseCounts.length > 0 || (slow.length > 0 && unstable.length === 0)
      ? 'slower'
      : unstable.length > 0 || unknown
        ? 'inconclusive'
        : fast.length > 0
          ? 'faster'
          : '~';
  const harmless = open.length - open.filter(mayBeSlower).length;
  const parts = [
    slow.length > 0 ? `${slow.length} slower` : '',
    fast.length > 0 ? `${fast.length} faster` : '',
    open.length > 0 ? `${open.length} undecided${harmless === 0 ? '' : ` (${harmless} of them not slower)`}` : '',
    having('changed').length > 0 ? `${having('changed').length} changed` : '',
  ].filter((part) => part !== '');
  const host =
    unstable.length === 0
      ? ''
      : `; the host is unstable: ${before} differs from itself in ${unstable.slice(0, 3).join(', ')}, so wall times decide nothing`;
  const missing = [
    failures.length > 0 ? `; no figures of ${failures.length} that failed` : '',
    leftOut.length > 0 ? `; no time for ${leftOut.length} more` : '',
  ].join('');
  return {
    before,
    after,
    verdict,
    because: `${parts.length === 0 ? 'no difference' : parts.join(', ')} in ${rows.length} metrics${missing}${host}`,
    unstable,
    onlyBefore,
    onlyAfter,
    failed: failures,
    leftOut,
    comparisons: rows,
  };
}
