/** Two revisions, judged: counts exactly, wall times by paired rounds with a control and a confirmation, all within a time. */
import type { ComparisonRow } from '../../results/row.js';
import type { Contests } from './contests.js';
import { compareExperiments } from './experiments.js';
import type { Failure } from './patience.js';
import type { Side } from './process.js';
import { nameOf } from './round.js';
import { Trial, type TrialOptions } from './trial.js';

/** `endsAt`: what is not decided by then stays undecided. `signal`: once it is aborted, what was measured so far is the answer. */
export type CompareOptions = Omit<TrialOptions, 'endsAt' | 'patienceMs' | 'onStage'> &
  Partial<Pick<TrialOptions, 'onStage'>> & { readonly endsAt?: number | undefined };

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** The first side differs from itself: nothing that this host says of wall time counts. Names the metrics. */
  readonly unstable: readonly string[];
  readonly failures: readonly Failure[];
  /** What not even one round or run of was possible in the time. */
  readonly leftOut: readonly string[];
}

/** Of all the time, what counts may take: they are exact, and most of them are quick. */
const countsShare = 0.4;
/** One round, or one experiment, may take a twelfth of all the time: what takes longer leaves nothing for the others. */
const patienceOf = (ms: number): number =>
  Number.isFinite(ms) ? Math.max(Math.min(30_000, ms / 6), ms / 12) : 10 * 60_000;

export async function compareRevisions(
  contests: Contests,
  before: Side,
  after: Side,
  { endsAt = Infinity, onStage = () => {}, ...options }: CompareOptions,
): Promise<Comparison> {
  const counted = contests.shared.filter(({ declared }) => declared.kind === 'experiment');
  const timed = contests.shared.filter(({ declared }) => declared.kind !== 'experiment');
  const leftMs = endsAt - performance.now();
  const common = { ...options, patienceMs: patienceOf(leftMs) };

  const counts = await compareExperiments(counted, before, after, {
    ...common,
    // The first of a file may have a program to compile.
    patienceMs: 2 * common.patienceMs,
    endsAt: timed.length === 0 ? endsAt : performance.now() + countsShare * leftMs,
    onContest: ({ declared }, done) => onStage(`counts of ${declared.name}`, done, counted.length),
  });
  const trial = new Trial(timed, before, after, { ...common, endsAt, onStage });
  await trial.measure();
  await trial.measureUndecided();
  await trial.confirm();
  const { rows, unstable, failures, leftOut } = trial.judged();
  return {
    rows: [...counts.rows, ...rows],
    unstable,
    failures: [...counts.failures, ...failures],
    leftOut: [...counts.leftOut, ...leftOut].map(nameOf),
  };
}
