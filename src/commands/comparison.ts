/** Revisions checked out, built and compared in a session: what `nines compare` and a night with a baseline share. */
import { type Comparison, compareRevisions } from '../measure/compare/compare.js';
import { contestsOf } from '../measure/compare/contests.js';
import { type Contest, duelPlans } from '../measure/compare/duel.js';
import type { Side } from '../measure/compare/process.js';
import { SideError } from '../measure/compare/process.js';
import { type Checkout, checkOut, commitOf, RevisionError } from '../measure/compare/revision.js';
import { reasonAgainst } from '../measure/run.js';
import type { ComparisonRow } from '../results/row.js';
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
  readonly comparisons: readonly ComparisonRow[];
}

export interface ComparisonOptions {
  readonly only: readonly string[];
  /** Those of the size if left out. */
  readonly rounds?: number | undefined;
  readonly threshold: number;
  /** Of these, only what is wanted, at the points of a bench of the session's size: to measure one figure of a night again. */
  readonly wanted?: ((contest: Contest) => boolean) | undefined;
  /** By performance.now(), when it has to be over. */
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
    const sideOf = async (name: string): Promise<Configured> => {
      if (name === '.') return configured('the work tree', root, config);
      opened.progress.say(`building ${name}`);
      const checkout = await checkOut(root, name, options.build ?? config?.build ?? null, stop.signal);
      checkouts.push(checkout);
      return configured(name, checkout.root, await configIn(checkout.root));
    };
    return await compareSides({ before: await sideOf(before), after: await sideOf(after) }, options, opened);
  } catch (error) {
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
    onStage: (stage, done, total) => progress.say(stage, done, total),
  });
  for (const row of comparison.rows) writer.add(row);
  return tell(before.label, after.label, comparison, contests.onlyBefore, contests.onlyAfter);
}

/** The verdict over all metrics. A count that got worse is worse on any host. */
export function tell(
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
