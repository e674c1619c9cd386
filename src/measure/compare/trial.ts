/**
 * The wall times of two revisions, within a time. One round of everything says what a round costs; then rounds are shared out, what
 * they leave open gets a larger fresh set, and what differs has to come out again. How many rounds something gets depends on what
 * they cost and on rounds that are thrown away then, never on those that decide.
 */
import type { ComparisonRow } from '../../results/row.js';
import {
  confirming,
  type Difference,
  type Judged,
  judge,
  leastRounds,
  roundsForCredence,
  suspecting,
} from '../../stats/difference.js';
import { type Bout, Duel, type DuelOptions, type DuelPlan } from './duel.js';
import { type Failure, isOver } from './patience.js';
import type { Side } from './process.js';
import { type Contest, nameOf, type Rounds } from './round.js';
import { cheapestFirst, shareRounds, type Wanting } from './share-rounds.js';
import { openContests, undecidedBecause } from './undecided.js';
import { wallRow } from './wall-row.js';

export interface Metric {
  readonly contest: Contest;
  readonly rounds: Rounds;
}

export interface TrialOptions extends DuelOptions {
  readonly plan: DuelPlan;
  /** Differences of at most this share do not matter. */
  readonly threshold: number;
  readonly onStage: (stage: string, done: number, total: number) => void;
}

/** Of the time that is left, what the first rounds may take, the sweep that tells their costs, and the larger sets. */
const shares = { first: 0.6, costs: 0.4, more: 0.67 } as const;
/** What is undecided or to be confirmed gets at least so many times the rounds. */
const moreRounds = 2;

const isDifferent = (difference: Difference): boolean => difference === 'slower' || difference === 'faster';
const roundsIn = (metrics: readonly Rounds[] | undefined): number => metrics?.[0]?.after.length ?? 0;

export class Trial {
  readonly #contests: readonly Contest[];
  readonly #labels: [string, string];
  readonly #options: TrialOptions;
  readonly #duel: Duel;
  #results = new Map<Contest, Rounds[]>();
  #again = new Map<Contest, Rounds[]>();

  constructor(contests: readonly Contest[], before: Side, after: Side, options: TrialOptions) {
    this.#contests = contests;
    this.#labels = [before.label, after.label];
    this.#options = options;
    this.#duel = new Duel(before, after, options);
  }

  /** One round of everything, and then as many as there is time for. */
  async measure(): Promise<void> {
    const { plan } = this.#options;
    const until = this.#in(shares.first);
    const endsAt = this.#in(shares.costs);
    const one = this.#contests.map((contest) => [contest, 1] as const);
    this.#results = await this.#fight('a first round', 0n, one, { until, endsAt });
    const known = [...this.#results.keys()];
    const order = cheapestFirst(known.map(this.#costOf)).map((index) => known[index] as Contest);
    const most = plan.rounds - 1;
    const least = Math.min(leastRounds - 1, most);
    const rest = this.#shared(order, { least, most }, until - performance.now());
    // In the order declared, since those of a file share their processes.
    const rounds = known.map((contest) => [contest, rest.get(contest) ?? 0] as const);
    await this.#fight('rounds', 3n, rounds, { until }, this.#results);
  }

  /** A larger set for what is open, which then decides alone. Time is kept back for what has to be confirmed already. */
  async measureUndecided(): Promise<void> {
    const { plan, size, threshold } = this.#options;
    if (size === 'smoke' || isOver(this.#options)) return;
    const leftMs = this.#options.endsAt - performance.now();
    const suspects = this.#suspects();
    const reserved = suspects.reduce((sum, contest) => sum + moreRounds * plan.rounds * this.#costOf(contest), 0);
    const ms = Number.isFinite(leftMs) ? shares.more * (leftMs - Math.min(reserved, leftMs / 2)) : Infinity;
    const metrics = metricsOf(this.#results);
    const judged = this.#judge(metrics, 'after');
    const open = openContests(metrics, judged, this.#costOf, { ...suspecting, threshold }, moreRounds * plan.rounds);
    const given = shareRounds(open, ms);
    const rounds = open.map(({ contest }, index) => [contest, given[index] as number] as const);
    const fresh = await this.#fight('more rounds where undecided', 1n, rounds, { until: performance.now() + ms });
    for (const [contest, metrics] of fresh) {
      // Which set is the larger one is a matter of time, and not of what they say.
      if (roundsIn(metrics) >= Math.max(leastRounds, roundsIn(this.#results.get(contest))))
        this.#results.set(contest, metrics);
    }
  }

  /** An alarm costs somebody a morning: it must come out again, from rounds that had no part in raising it. */
  async confirm(): Promise<void> {
    if (isOver(this.#options)) return;
    const suspects = this.#suspects();
    const least = Math.max(leastRounds, roundsForCredence(suspects.length, confirming));
    // Twice the rounds: 5 % has to lie beyond the threshold with its whole interval on a loaded machine, too.
    const most = Math.max(least, moreRounds * this.#options.plan.rounds);
    const rounds = this.#shared(suspects, { least, most }, this.#options.endsAt - performance.now());
    this.#again = await this.#fight('confirming', 2n, [...rounds], { until: this.#options.endsAt });
  }

  judged(): {
    readonly rows: readonly ComparisonRow[];
    readonly unstable: readonly string[];
    readonly failures: readonly Failure[];
    readonly leftOut: readonly Contest[];
  } {
    const { failures } = this.#duel;
    const rule = { ...suspecting, threshold: this.#options.threshold };
    const isWhole = ({ contest }: Metric): boolean => !failures.has(contest);
    const metrics = metricsOf(this.#results).filter(isWhole);
    const again = metricsOf(this.#again).filter(isWhole);
    const [first, controls] = [this.#judge(metrics, 'after'), this.#judge(metrics, 'control')];
    const second = this.#judge(again, 'after', confirming);
    const rows = metrics.map((metric, at) => {
      const one = first[at] as Judged;
      const same = ({ contest, rounds }: Metric): boolean =>
        contest === metric.contest && rounds.metric === metric.rounds.metric;
      const two = isDifferent(one.difference) ? (second[again.findIndex(same)] ?? null) : null;
      const because = undecidedBecause(metric.rounds, one, this.#costOf(metric.contest), rule);
      return wallRow(metric, this.#labels, one, controls[at] as Judged, two, because);
    });
    return {
      rows,
      unstable: metrics.filter((_, at) => isDifferent((controls[at] as Judged).difference)).map(metricName),
      failures: [...failures.values()],
      leftOut: this.#contests.filter((contest) => !this.#results.has(contest) && !failures.has(contest)),
    };
  }

  #in(share: number): number {
    const now = performance.now();
    return now + share * (this.#options.endsAt - now);
  }

  readonly #costOf = (contest: Contest): number => this.#duel.costs.get(contest) ?? 0;

  #shared(contests: readonly Contest[], of: Omit<Wanting, 'cost'>, ms: number): Map<Contest, number> {
    const given = shareRounds(
      contests.map((contest) => ({ ...of, cost: this.#costOf(contest) })),
      ms,
    );
    return new Map(contests.map((contest, index) => [contest, given[index] as number]));
  }

  #fight(
    stage: string,
    order: bigint,
    rounds: readonly (readonly [Contest, number])[],
    times: Pick<Bout, 'until' | 'endsAt'>,
    into?: Map<Contest, Rounds[]>,
  ): Promise<Map<Contest, Rounds[]>> {
    const { seed, onStage } = this.#options;
    const onRound = (done: number, total: number): void => onStage(stage, done, total);
    return this.#duel.fight({ rounds: new Map(rounds), order: seed + order, ...times, onRound }, into);
  }

  #judge(metrics: readonly Metric[], side: 'after' | 'control', rule = suspecting): Judged[] {
    const { threshold } = this.#options;
    return judge(
      metrics.map(({ rounds }) => rounds[side]),
      { ...rule, threshold },
    );
  }

  /** What is slower first: that is what a gate is for. */
  #suspects(): Contest[] {
    const metrics = metricsOf(this.#results);
    const judged = this.#judge(metrics, 'after');
    const having = (wanted: Difference): Contest[] =>
      metrics.filter((_, at) => judged[at]?.difference === wanted).map(({ contest }) => contest);
    return [...new Set([...having('slower'), ...having('faster')])];
  }
}

const metricsOf = (results: ReadonlyMap<Contest, readonly Rounds[]>): Metric[] =>
  [...results].flatMap(([contest, metrics]) => metrics.map((rounds) => ({ contest, rounds })));

const metricName = ({ contest, rounds: { metric } }: Metric): string =>
  `${nameOf(contest)}${metric === 'time' ? '' : ` ${metric}`}`;
