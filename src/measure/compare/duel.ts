/**
 * Two revisions against each other, and the first one against itself. A round is three fresh processes (before, control, after)
 * that run single slots in turn, forwards and backwards: whatever slows the machine meets all three, and whatever one process got
 * by luck (its memory layout, what the compiler decided) is drawn again in the next round. So the round is what is replicated,
 * never the iteration. The control is the same code as before: where it differs, the host cannot be trusted.
 */
import { Random, type Seed } from '../../core/random.js';
import { leastRounds } from '../../stats/difference.js';
import type { Size } from '../declare.js';
import { type Failure, failureOf, isOver, type Patience, patiently } from './patience.js';
import { type Side, SideProcess } from './process.js';
import {
  type Contest,
  contestantAt,
  loadRound,
  nameOf,
  type Role,
  type RoundPlan,
  type Rounds,
  roles,
  type Slots,
  slotRound,
  type Three,
} from './round.js';

export interface DuelPlan extends RoundPlan {
  readonly rounds: number;
}

export const duelPlans: Readonly<Record<Size, DuelPlan>> = {
  smoke: { rounds: 2, pairs: 1, slotMs: 0.5, warmUpMs: 1, load: { repetitions: 1, seconds: 0.02, warmUpSeconds: 0 } },
  quick: { rounds: 15, pairs: 3, slotMs: 4, warmUpMs: 40, load: { repetitions: 1, seconds: 0.3, warmUpSeconds: 0.1 } },
  full: { rounds: 31, pairs: 6, slotMs: 15, warmUpMs: 150, load: { repetitions: 1, seconds: 2, warmUpSeconds: 0.3 } },
};

export interface DuelOptions extends Patience {
  readonly plan: RoundPlan;
  readonly size: Size;
  /** What every subject draws its input from. */
  readonly seed: Seed;
  readonly scratch: string;
}

export interface Bout {
  /** How many rounds each is to have. */
  readonly rounds: ReadonlyMap<Contest, number>;
  /** What the order of slots is drawn from. */
  readonly order: Seed;
  /** By performance.now(): after `leastRounds` no sweep is begun any more once this has come. */
  readonly until: number;
  /** And then all of it is over, in the midst of a sweep; that of the duel if left out. */
  readonly endsAt?: number;
  readonly onRound?: (done: number, total: number) => void;
}

type Results = Map<Contest, Rounds[]>;

export class Duel {
  /** Of a contest's last round, milliseconds, with its share of starting the processes. */
  readonly costs = new Map<Contest, number>();
  readonly failures = new Map<Contest, Failure>();
  readonly #slots = new Map<Contest, Slots>();
  readonly #sides: Readonly<Record<Role, Side>>;
  readonly #options: DuelOptions;

  constructor(before: Side, after: Side, options: DuelOptions) {
    this.#sides = { before, control: before, after };
    this.#options = options;
  }

  /** By contest, its metrics with all their rounds: fewer than wanted where the time was over. Adds to those of `results`. */
  async fight(bout: Bout, results: Results = new Map()): Promise<Results> {
    const { rounds, order, until, onRound, endsAt = this.#options.endsAt } = bout;
    const patience = { ...this.#options, endsAt };
    const random = new Random(order).fork('duel');
    const files = [...new Set([...rounds.keys()].map(({ file }) => file))];
    const total = [...rounds.values()].reduce((sum, count) => sum + count, 0);
    let done = 0;
    const onDone = (): void => onRound?.(++done, total);
    for (let round = 0; round < Math.max(0, ...rounds.values()); round += 1) {
      if (round >= leastRounds && performance.now() >= until) break;
      for (const file of files) {
        const wanting = [...rounds].filter(([contest, count]) => contest.file === file && count > round);
        await this.#sweep(
          wanting.map(([contest]) => contest),
          random,
          patience,
          results,
          onDone,
        );
      }
    }
    return results;
  }

  /** A round of each, all of one file, in the same three processes; after one that fails, in fresh ones. */
  async #sweep(
    contests: readonly Contest[],
    random: Random,
    patience: Patience,
    results: Results,
    onDone: () => void,
  ): Promise<void> {
    const waiting = contests.filter((contest) => !this.failures.has(contest));
    while (waiting.length > 0 && !isOver(patience)) {
      const began = performance.now();
      const three = Object.fromEntries(
        random.shuffle([...roles]).map((role) => [role, new SideProcess(this.#sides[role])]),
      ) as unknown as Three;
      const end = (): void => {
        for (const role of roles) three[role].end();
      };
      try {
        await patiently(patience, end, () => Promise.all(roles.map((role) => three[role].order({ kind: 'start' }))));
        const starting = (performance.now() - began) / waiting.length;
        while (waiting.length > 0 && !isOver(patience)) {
          const contest = waiting[0] as Contest;
          const start = performance.now();
          const into = results.get(contest) ?? [];
          await patiently(patience, end, () => this.#round(contest, three, random, into));
          results.set(contest, into);
          this.costs.set(contest, performance.now() - start + starting);
          waiting.shift();
          onDone();
        }
      } catch (error) {
        if (isOver(patience)) return;
        // Processes that cannot even start fail for whoever is first; the others will see for themselves.
        const failed = waiting.shift() as Contest;
        results.delete(failed);
        this.failures.set(failed, failureOf(nameOf(failed), error));
      } finally {
        end();
      }
    }
  }

  async #round(contest: Contest, three: Three, random: Random, into: Rounds[]): Promise<void> {
    const { plan } = this.#options;
    const contestantOf = (role: Role) => contestantAt(this.#sides[role].root, contest, this.#options);
    if (contest.declared.kind === 'load') {
      await loadRound(three, contestantOf, plan, random, into);
      return;
    }
    const known = this.#slots.get(contest);
    this.#slots.set(contest, await slotRound(three, contestantOf, contest, known, plan, random, into));
  }
}
