/** The counts of two revisions: each experiment runs once on both sides, at the same time, since no clock is part of it. */
import type { Seed } from '../../core/random.js';
import type { ComparisonRow } from '../../results/row.js';
import type { Metric as DeclaredMetric, Experiment, Size } from '../declare.js';
import { seedsOf } from '../pool.js';
import { countRow } from './counts.js';
import { type Failure, failureOf, isOver, type Patience, patiently } from './patience.js';
import { type Side, SideError, SideProcess } from './process.js';
import { type Contest, contestantAt, identityOf, nameOf } from './round.js';
import type { Figures } from './side.js';

export interface CountOptions extends Patience {
  readonly size: Size;
  readonly seed: Seed;
  readonly scratch: string;
  readonly onContest?: (contest: Contest, done: number) => void;
}

export interface Counts {
  readonly rows: readonly ComparisonRow[];
  readonly failures: readonly Failure[];
  /** Those that there was no time for. */
  readonly leftOut: readonly Contest[];
}

/** Those of one file in the same two processes: starting them takes longer than most experiments. */
export async function compareExperiments(
  contests: readonly Contest[],
  before: Side,
  after: Side,
  options: CountOptions,
): Promise<Counts> {
  const rows: ComparisonRow[] = [];
  const failures: Failure[] = [];
  // Last what takes longest: a program has to be compiled first, and then runs fifty times slower.
  const isLong = ({ declared }: Contest): number => Number((declared as Experiment).clock === 'instructions');
  const waiting = [...contests].sort((a, b) => isLong(a) - isLong(b) || a.file.localeCompare(b.file));
  let pair: Pair | null = null;
  try {
    while (waiting.length > 0 && !isOver(options)) {
      const contest = waiting[0] as Contest;
      options.onContest?.(contest, contests.length - waiting.length);
      if (pair?.file !== contest.file) {
        pair?.end();
        pair = new Pair(contest.file, before, after);
      }
      try {
        const [one, other] = await pair.run(contest, options);
        rows.push(...rowsOf(contest, [before.label, after.label], one, other));
      } catch (error) {
        pair.end();
        pair = null;
        if (isOver(options)) break;
        failures.push(failureOf(nameOf(contest), error));
      }
      waiting.shift();
    }
  } finally {
    pair?.end();
  }
  return { rows, failures, leftOut: waiting };
}

class Pair {
  readonly file: string;
  readonly #sides: readonly [Side, Side];
  readonly #processes: readonly [SideProcess, SideProcess];

  constructor(file: string, before: Side, after: Side) {
    this.file = file;
    this.#sides = [before, after];
    this.#processes = [new SideProcess(before), new SideProcess(after)];
  }

  run(contest: Contest, options: CountOptions): Promise<[Figures, Figures]> {
    const seeds = seedsOf(contest.declared as Experiment, options.size, options.seed);
    const on = (side: 0 | 1): Promise<Figures> =>
      this.#processes[side].order({
        kind: 'experiment',
        contestant: contestantAt(this.#sides[side].root, contest, options),
        seeds,
      });
    return patiently(
      options,
      () => this.end(),
      async () => {
        const figures = await Promise.all([on(0), on(1)]);
        for (const side of [0, 1] as const) refuseNoNumbers(this.#sides[side], figures[side]);
        return figures;
      },
    );
  }

  end(): void {
    for (const process of this.#processes) process.end();
  }
}

function refuseNoNumbers({ label }: Side, figures: Figures): void {
  for (const [metric, values] of Object.entries(figures)) {
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw new SideError(`${label}: ${metric} is ${wrong}; a figure has to be a finite number`);
  }
}

function rowsOf(contest: Contest, of: [string, string], one: Figures, other: Figures): ComparisonRow[] {
  const metrics = (contest.declared as Experiment).metrics;
  return Object.entries(other).flatMap(([metric, after]) => {
    const before = one[metric];
    const declared: DeclaredMetric = metrics[metric] ?? { title: metric, unit: '1', better: 'neither' };
    return before === undefined
      ? []
      : [
          countRow({
            of,
            ...identityOf(contest),
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
