/** Two revisions, judged: wall times by paired rounds with a control and a confirmation, counts exactly. */
import type { Seed } from '../../core/random.js';
import type { ComparisonRow } from '../../results/row.js';
import { confirming, type Difference, type Judged, judge, suspecting } from '../../stats/difference.js';
import { median } from '../../stats/order.js';
import type { Metric as DeclaredMetric, Experiment, Size } from '../declare.js';
import { loadMetrics } from '../load.js';
import { seedsOf } from '../pool.js';
import type { Contests } from './contests.js';
import { countRow } from './counts.js';
import { type Contest, type DuelPlan, duel, type Rounds } from './duel.js';
import { type Side, SideProcess } from './process.js';

export interface CompareOptions {
  readonly plan: DuelPlan;
  readonly size: Size;
  readonly seed: Seed;
  readonly scratch: string;
  /** Differences of at most this share do not matter. */
  readonly threshold: number;
  /** By performance.now(), when it has to be over: rounds are then fewer, down to eight, which may leave it undecided. */
  readonly endsAt?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: (stage: string, done: number, total: number) => void;
}

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** The first side differs from itself: nothing that this host says of wall time counts. Names the metrics. */
  readonly unstable: readonly string[];
}

interface Metric {
  readonly contest: Contest;
  readonly rounds: Rounds;
}

/** Undecided metrics get this many times the rounds, once: the fresh, larger set then decides alone. */
const moreRounds = 2;

export async function compareRevisions(
  contests: Contests,
  before: Side,
  after: Side,
  { plan, size, seed, scratch, threshold, endsAt = Infinity, signal, onStage }: CompareOptions,
): Promise<Comparison> {
  const labels: [string, string] = [before.label, after.label];
  const counted = contests.shared.filter(({ declared }) => declared.kind === 'experiment');
  const timed = contests.shared.filter(({ declared }) => declared.kind !== 'experiment');

  const rows: ComparisonRow[] = [];
  for (const [index, contest] of counted.entries()) {
    onStage?.(`counts of ${contest.declared.name}`, index, counted.length);
    rows.push(...(await countsOf(contest, before, after, labels, { size, seed, scratch })));
  }

  const measure = async (
    which: readonly Contest[],
    rounds: number,
    stage: string,
    again: bigint,
  ): Promise<Metric[]> => {
    const results = await duel(which, before, after, {
      plan: { ...plan, rounds },
      size,
      seed,
      order: seed + again,
      scratch,
      // The first rounds, more of them and a confirmation: each leaves half of what there is for what comes after it.
      until: performance.now() + (endsAt - performance.now()) / 2,
      signal,
      onRound: (done, total) => onStage?.(stage, done, total),
    });
    return [...results].flatMap(([contest, metrics]) => metrics.map((metric) => ({ contest, rounds: metric })));
  };
  const judged = (metrics: readonly Metric[], side: 'after' | 'control', rule = suspecting): Judged[] =>
    judge(
      metrics.map(({ rounds }) => rounds[side]),
      { ...rule, threshold },
    );

  let metrics = await measure(timed, plan.rounds, 'rounds', 0n);
  let first = judged(metrics, 'after');
  const undecided = [
    ...new Set(metrics.filter((_, at) => first[at]?.difference === 'inconclusive').map((m) => m.contest)),
  ];
  if (undecided.length > 0 && size !== 'smoke') {
    const fresh = await measure(undecided, plan.rounds * moreRounds, 'more rounds where undecided', 1n);
    metrics = [...metrics.filter(({ contest }) => !undecided.includes(contest)), ...fresh];
    first = judged(metrics, 'after');
  }
  const controls = judged(metrics, 'control');
  const isDifferent = (difference: Difference): boolean => difference === 'slower' || difference === 'faster';
  const unstable = metrics
    .filter((_, at) => isDifferent((controls[at] as Judged).difference))
    .map(({ contest, rounds }) => metricName(contest, rounds.metric));

  // An alarm costs somebody a morning: it must come out again, from rounds that had no part in raising it.
  const suspects = [
    ...new Set(metrics.filter((_, at) => isDifferent((first[at] as Judged).difference)).map((m) => m.contest)),
  ];
  // Twice the rounds: 5 % has to lie beyond the threshold with its whole interval on a loaded machine, too.
  const rounds = size === 'smoke' ? plan.rounds : plan.rounds * moreRounds;
  const again = suspects.length === 0 ? [] : await measure(suspects, rounds, 'confirming', 2n);
  const second = judged(again, 'after', confirming);
  const secondOf = ({ contest, rounds }: Metric): Judged | null => {
    const at = again.findIndex((other) => other.contest === contest && other.rounds.metric === rounds.metric);
    return second[at] ?? null;
  };

  for (const [at, metric] of metrics.entries()) {
    const [one, control] = [first[at] as Judged, controls[at] as Judged];
    const two = isDifferent(one.difference) ? secondOf(metric) : null;
    rows.push(wallRow(metric, labels, one, control, two));
  }
  return { rows, unstable };
}

export const metricName = ({ declared, subject }: Contest, metric: string): string =>
  `${declared.name} ${subject}${metric === 'time' ? '' : ` ${metric}`}`;

function wallRow(
  { contest, rounds }: Metric,
  of: [string, string],
  one: Judged,
  control: Judged,
  two: Judged | null,
): ComparisonRow {
  const confirmed = two === null || two.difference === one.difference;
  const notes = [
    confirmed ? null : `not confirmed: fresh rounds say ${two?.difference} (${two?.ratio.toFixed(3)})`,
    rounds.differs ? 'gives other results than before for the same input' : null,
  ].filter((note) => note !== null);
  const before = median(rounds.before);
  return {
    kind: 'comparison',
    of,
    suite: contest.suite,
    name: contest.declared.name,
    subject: contest.subject,
    parameters: contest.parameters,
    workers: 1,
    metric: rounds.metric,
    unit: loadMetrics[rounds.metric]?.unit ?? 'ns',
    better: 'lower',
    class: 'wall',
    before,
    after: before * one.ratio,
    ratio: one.ratio,
    interval: one.interval,
    pValue: one.adjusted,
    rounds: rounds.after,
    control: { ratio: control.ratio, interval: control.interval },
    confirmation: two === null ? null : { ratio: two.ratio, interval: two.interval },
    difference: confirmed ? one.difference : two?.difference === '~' ? '~' : 'inconclusive',
    because: notes.length === 0 ? null : notes.join('; '),
  };
}

async function countsOf(
  contest: Contest,
  before: Side,
  after: Side,
  of: [string, string],
  { size, seed, scratch }: Pick<CompareOptions, 'size' | 'seed' | 'scratch'>,
): Promise<ComparisonRow[]> {
  const seeds = seedsOf(contest.declared as Experiment, size, seed);
  const [one, other] = await Promise.all(
    [before, after].map(async (at) => {
      const side = new SideProcess(at);
      try {
        const contestant = {
          file: `${at.root}/${contest.file}`,
          name: contest.declared.name,
          subject: contest.subject,
          parameters: contest.parameters,
          size,
          seed,
          scratch,
        };
        return await side.order({ kind: 'experiment', contestant, seeds });
      } finally {
        side.end();
      }
    }),
  );
  const metrics = (contest.declared as Experiment).metrics;
  return Object.entries(other ?? {}).flatMap(([metric, after]) => {
    const before = one?.[metric];
    const declared: DeclaredMetric = metrics[metric] ?? { title: metric, unit: '1', better: 'neither' };
    return before === undefined
      ? []
      : [
          countRow({
            of,
            suite: contest.suite,
            name: contest.declared.name,
            subject: contest.subject,
            parameters: contest.parameters,
            workers: 1,
            metric,
            unit: declared.unit,
            better: declared.better,
            tolerance: declared.tolerance,
            before,
            after,
          }),
        ];
  });
}
