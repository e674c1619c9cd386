/** One round of a contest: what three fresh processes took for it, in slots that take turns. */
import type { Random } from '../../core/random.js';
import { median } from '../../stats/order.js';
import type { Benchmark, Measurable, Point } from '../declare.js';
import type { LoadPlan } from '../plan.js';
import { SideError, type SideProcess } from './process.js';
import type { Contestant } from './side.js';

/** What both revisions declare: one metric, or one set of them, of one subject at one point. */
export interface Contest {
  readonly suite: string;
  /** Of the bench file, relative to the side's root. */
  readonly file: string;
  readonly declared: Measurable;
  readonly subject: string;
  readonly parameters: Point;
}

/** What a row of a comparison says of the contest that it is about. */
export const identityOf = ({ suite, declared, subject, parameters }: Contest) =>
  ({ suite, name: declared.name, subject, parameters, workers: 1 }) as const;

/** The contest as the side at `root` is to prepare it. */
export const contestantAt = (
  root: string,
  { file, declared, subject, parameters }: Contest,
  { size, seed, scratch }: Pick<Contestant, 'size' | 'seed' | 'scratch'>,
): Contestant => ({ file: `${root}/${file}`, name: declared.name, subject, parameters, size, seed, scratch });

export const nameOf = ({ declared, subject }: Contest): string => `${declared.name} ${subject}`;

/** A metric of a contest, a value a round: nanoseconds of `before`, and what the others took as a multiple of it. */
export interface Rounds {
  readonly metric: string;
  readonly before: number[];
  readonly after: number[];
  readonly control: number[];
  /** Of these rounds, in how many the control gave the results that `before` gave, and in how many of those `after` gave others. */
  agreed: number;
  differed: number;
}

/**
 * Given the same input, the second side gives other results. What draws from a clock, or depends on how often it was warmed up, differs
 * from itself in some round, too.
 */
export const givesOtherResults = ({ before, agreed, differed }: Rounds): boolean =>
  agreed === before.length && differed > 0;

export interface RoundPlan {
  /** In a round every side gets two slots a pair. */
  readonly pairs: number;
  readonly slotMs: number;
  readonly warmUpMs: number;
  readonly load: LoadPlan;
}

export const roles = ['before', 'control', 'after'] as const;
export type Role = (typeof roles)[number];
export type Three = Readonly<Record<Role, SideProcess>>;

/** Batches a slot and pairs a round: found in a contest's first round and kept, so that all rounds do the same work. */
export interface Slots {
  readonly batches: number;
  readonly pairs: number;
}

/** Adds the round to `into`, and gives the slots that it had. */
export async function slotRound(
  three: Three,
  contestantOf: (role: Role) => Contestant,
  { declared }: Contest,
  known: Slots | undefined,
  plan: RoundPlan,
  random: Random,
  into: Rounds[],
): Promise<Slots> {
  // A process of its own is never warm, and outlasts every slot.
  const isProcess = (declared as Partial<Benchmark>).mostRounds !== undefined;
  const warmUpMs = isProcess ? 0 : plan.warmUpMs;
  let batchMs = isProcess ? Infinity : 0;
  for (const role of roles) {
    const last = await three[role].order({ kind: 'open', contestant: contestantOf(role), warmUpMs });
    if (role === 'before') batchMs = Math.max(batchMs, last);
  }
  const { batches, pairs } = known ?? (await slotsOf(three, batchMs, plan));
  const times: Record<Role, number[]> = { before: [], control: [], after: [] };
  const checksums: Record<Role, number[]> = { before: [], control: [], after: [] };
  const slot = async (role: Role): Promise<void> => {
    const { ns, checksum } = await three[role].order({ kind: 'slot', batches });
    times[role].push(ns);
    checksums[role].push(checksum);
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = random.shuffle([...roles]);
    for (const role of order) await slot(role);
    for (const role of order.reverse()) await slot(role);
  }
  for (const role of roles) await three[role].order({ kind: 'close' });
  if (![...times.before, ...times.control, ...times.after].every((ns) => ns > 0 && ns < Infinity))
    throw new SideError(`its time an operation is not a number above 0: 'operations' has to say how many run() does`);
  const rounds = roundsOf(into, 'time');
  rounds.before.push(median(times.before));
  rounds.after.push(pairedMedian(times.after, times.before));
  rounds.control.push(pairedMedian(times.control, times.before));
  const same = (a: readonly number[], b: readonly number[]): boolean => a.every((value, index) => value === b[index]);
  if (same(checksums.before, checksums.control)) {
    rounds.agreed += 1;
    if (!same(checksums.before, checksums.after)) rounds.differed += 1;
  }
  return { batches, pairs };
}

/** What outlasts a slot has fewer of them: a round lasts as long as it is meant to, and no longer than two slots a side have to. */
async function slotsOf(three: Three, batchMs: number, { pairs, slotMs }: RoundPlan): Promise<Slots> {
  if (batchMs < slotMs) return { batches: await three.before.order({ kind: 'count', slotMs }), pairs };
  return { batches: 1, pairs: Math.max(1, Math.min(pairs, Math.round((pairs * slotMs) / batchMs))) };
}

/** Lower is better for each of these; the median of a service time is what the others rest on. */
const loadMetricsCompared = ['p50', 'p99', 'service-p50'];

export async function loadRound(
  three: Three,
  contestantOf: (role: Role) => Contestant,
  plan: RoundPlan,
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
    if (before === undefined || control === undefined || after === undefined || !(before > 0)) continue;
    const rounds = roundsOf(into, metric);
    rounds.before.push(before);
    rounds.after.push(after / before);
    rounds.control.push(control / before);
  }
}

function roundsOf(into: Rounds[], metric: string): Rounds {
  let rounds = into.find((each) => each.metric === metric);
  if (rounds === undefined) {
    rounds = { metric, before: [], after: [], control: [], agreed: 0, differed: 0 };
    into.push(rounds);
  }
  return rounds;
}

/** The median of the ratios of slots that stood beside each other. */
function pairedMedian(a: readonly number[], b: readonly number[]): number {
  return Math.exp(median(a.map((value, index) => Math.log(value / (b[index] as number)))));
}
