/**
 * Two revisions against each other, and the first one against itself. A round is three fresh processes (before, control, after)
 * that run single slots in turn, forwards and backwards: whatever slows the machine meets all three, and whatever one process got
 * by luck (its memory layout, what the compiler decided) is drawn again in the next round. So the round is what is replicated,
 * never the iteration. The control is the same code as before: where it differs, the host cannot be trusted.
 */
import { Random, type Seed } from '../../core/random.js';
import { median } from '../../stats/order.js';
import type { Measurable, Point, Size } from '../declare.js';
import type { LoadPlan } from '../plan.js';
import { type Side, SideProcess } from './process.js';
import type { Contestant } from './side.js';

export interface DuelPlan {
  readonly rounds: number;
  /** In a round every side gets two slots a pair. */
  readonly pairs: number;
  readonly slotMs: number;
  readonly warmUpMs: number;
  readonly load: LoadPlan;
}

export const duelPlans: Readonly<Record<Size, DuelPlan>> = {
  smoke: { rounds: 2, pairs: 1, slotMs: 0.5, warmUpMs: 1, load: { repetitions: 1, seconds: 0.02, warmUpSeconds: 0 } },
  quick: { rounds: 15, pairs: 3, slotMs: 4, warmUpMs: 40, load: { repetitions: 1, seconds: 0.3, warmUpSeconds: 0.1 } },
  full: { rounds: 31, pairs: 6, slotMs: 15, warmUpMs: 150, load: { repetitions: 1, seconds: 2, warmUpSeconds: 0.3 } },
};

/** What both revisions declare: one metric, or one set of them, of one subject at one point. */
export interface Contest {
  readonly suite: string;
  /** Of the bench file, relative to the side's root. */
  readonly file: string;
  readonly declared: Measurable;
  readonly subject: string;
  readonly parameters: Point;
}

/** A metric of a contest, a value a round: nanoseconds of `before`, and what the others took as a multiple of it. */
export interface Rounds {
  readonly metric: string;
  readonly before: number[];
  readonly after: number[];
  readonly control: number[];
  /** Both sides were given the same input and gave different results. */
  differs: boolean;
}

export interface DuelOptions {
  readonly plan: DuelPlan;
  readonly size: Size;
  /** What every subject draws its input from. */
  readonly seed: Seed;
  /** What the order of slots is drawn from; the seed if left out. */
  readonly order?: Seed;
  readonly scratch: string;
  /** By performance.now(): after `leastRounds` no round is begun any more once this has come. */
  readonly until?: number;
  /** Ends the processes of both sides: the duel then fails. */
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: (done: number, total: number) => void;
}

/** Fewer rounds than this decide nothing. */
const leastRounds = 8;

const roles = ['before', 'control', 'after'] as const;
type Role = (typeof roles)[number];
type Three = Readonly<Record<Role, SideProcess>>;

/** By contest, its metrics with all their rounds. */
export async function duel(
  contests: readonly Contest[],
  before: Side,
  after: Side,
  { plan, size, seed, order = seed, scratch, until = Infinity, signal, onRound }: DuelOptions,
): Promise<Map<Contest, Rounds[]>> {
  const results = new Map<Contest, Rounds[]>(contests.map((contest) => [contest, []]));
  const random = new Random(order).fork('duel');
  const files = [...new Set(contests.map(({ file }) => file))];
  const total = plan.rounds * contests.length;
  let done = 0;
  for (let round = 0; round < plan.rounds; round += 1) {
    if (round >= leastRounds && performance.now() >= until) break;
    for (const file of files) {
      const sides = { before, control: before, after };
      const three = Object.fromEntries(
        random.shuffle([...roles]).map((role) => [role, new SideProcess(sides[role])]),
      ) as unknown as Three;
      const end = (): void => {
        for (const role of roles) three[role].end();
      };
      signal?.addEventListener('abort', end);
      try {
        signal?.throwIfAborted();
        for (const contest of contests.filter((each) => each.file === file)) {
          const contestantOf = (role: Role): Contestant => ({
            file: `${sides[role].root}/${file}`,
            name: contest.declared.name,
            subject: contest.subject,
            parameters: contest.parameters,
            size,
            seed,
            scratch,
          });
          const into = results.get(contest) as Rounds[];
          if (contest.declared.kind === 'load') await loadRound(three, contestantOf, plan, random, into);
          else await slotRound(three, contestantOf, plan, random, into);
          onRound?.(++done, total);
        }
      } finally {
        signal?.removeEventListener('abort', end);
        end();
      }
    }
  }
  return results;
}

async function slotRound(
  three: Three,
  contestantOf: (role: Role) => Contestant,
  plan: DuelPlan,
  random: Random,
  into: Rounds[],
): Promise<void> {
  for (const role of roles) {
    await three[role].order({ kind: 'open', contestant: contestantOf(role), warmUpMs: plan.warmUpMs });
  }
  const batches = await three.before.order({ kind: 'count', slotMs: plan.slotMs });
  const times: Record<Role, number[]> = { before: [], control: [], after: [] };
  const checksums: Record<Role, number[]> = { before: [], control: [], after: [] };
  const slot = async (role: Role): Promise<void> => {
    const { ns, checksum } = await three[role].order({ kind: 'slot', batches });
    times[role].push(ns);
    checksums[role].push(checksum);
  };
  for (let pair = 0; pair < plan.pairs; pair += 1) {
    const order = random.shuffle([...roles]);
    for (const role of order) await slot(role);
    for (const role of order.reverse()) await slot(role);
  }
  for (const role of roles) await three[role].order({ kind: 'close' });
  const rounds = roundsOf(into, 'time');
  rounds.before.push(median(times.before));
  rounds.after.push(pairedMedian(times.after, times.before));
  rounds.control.push(pairedMedian(times.control, times.before));
  // A subject whose results differ from one run to the next (it draws from a clock) differs from itself first.
  const same = (a: readonly number[], b: readonly number[]): boolean => a.every((value, index) => value === b[index]);
  if (same(checksums.before, checksums.control) && !same(checksums.before, checksums.after)) rounds.differs = true;
}

/** Lower is better for each of these; the median of a service time is what the others rest on. */
const loadMetricsCompared = ['p50', 'p99', 'service-p50'];

async function loadRound(
  three: Three,
  contestantOf: (role: Role) => Contestant,
  plan: DuelPlan,
  random: Random,
  into: Rounds[],
): Promise<void> {
  const values: Record<string, Partial<Record<Role, number>>> = {};
  for (const role of random.shuffle([...roles])) {
    const figures = await three[role].order({ kind: 'load', contestant: contestantOf(role), plan: plan.load });
    for (const metric of loadMetricsCompared) {
      const value = figures[metric]?.[0];
      if (value !== undefined) values[metric] = { ...values[metric], [role]: value };
    }
  }
  for (const [metric, { before, control, after }] of Object.entries(values)) {
    if (before === undefined || control === undefined || after === undefined) continue;
    const rounds = roundsOf(into, metric);
    rounds.before.push(before);
    rounds.after.push(after / before);
    rounds.control.push(control / before);
  }
}

function roundsOf(into: Rounds[], metric: string): Rounds {
  let rounds = into.find((each) => each.metric === metric);
  if (rounds === undefined) {
    rounds = { metric, before: [], after: [], control: [], differs: false };
    into.push(rounds);
  }
  return rounds;
}

/** The median of the ratios of slots that stood beside each other. */
function pairedMedian(a: readonly number[], b: readonly number[]): number {
  return Math.exp(median(a.map((value, index) => Math.log(value / (b[index] as number)))));
}
