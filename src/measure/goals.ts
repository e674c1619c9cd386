/** Measures goals: subject and control in the same interleaved run, and again with more rounds where that was not enough. */
import { availableParallelism } from 'node:os';
import { assert, unreachable } from '../core/assert.js';
import type { GoalRow, LeftOutRow } from '../results/row.js';
import { medianInterval } from '../stats/bootstrap.js';
import { median } from '../stats/order.js';
import { pairedRatio, type Ratio } from '../stats/paired.js';
import { held } from '../stats/threshold.js';
import type { Goal, Measurable, Point } from './declare.js';
import { benchmarkRounds, metricsOf } from './figures.js';
import type { Measuring } from './measuring.js';
import {
  budgets,
  formatPoint,
  loadPlans,
  microPlans,
  overtimeMs,
  patienceMs,
  type SlotPlan,
  samePoint,
  slotPlans,
  slotsWithin,
} from './plan.js';
import { measureBenchmark, measureExperiment, measureMicroCosts, measureUnderLoad, type Where } from './pool.js';
import { reasonAgainst } from './run.js';
import type { Suite } from './suite.js';
import { attempt, oldestFirst, withinTime } from './within-time.js';

/** Goals of one declaration at one point: they share one measurement. */
interface Group {
  readonly suite: Suite;
  readonly goals: readonly Goal[];
}

/** How often an undecided goal is measured afresh, each time with three times the rounds. */
const escalations: Readonly<Record<Measuring['size'], number>> = { smoke: 0, quick: 1, full: 2 };

export const goalName = (name: string): string => `goal ${name}`;

/** A row for each goal that there was time for, in the order declared, and those left out. Undecided ones are measured again while there is time. */
export async function measureGoals(suites: readonly Suite[], measuring: Measuring): Promise<(GoalRow | LeftOutRow)[]> {
  const all = suites.flatMap(groupsOf);
  const groups = all.filter(({ goals: [goal] }) => goal === undefined || reasonAgainst(goal.of) === null);
  const rows = new Map<Goal, GoalRow>();
  const inVain = new Map<Goal, string>();
  const budget = measuring.budget ?? budgets[measuring.size];
  const { everyFirst, goalsMs } = budget;
  const end = performance.now() + goalsMs;
  let begun = 0;
  const measure = async ({ suite, goals }: Group, plan: SlotPlan): Promise<void> => {
    const { of, at } = goals[0] as Goal;
    measuring.onPoint?.(`goals of ${of.name} ${formatPoint(at)}`, begun, groups.length);
    begun = Math.min(begun + 1, groups.length);
    const limits = everyFirst
      ? { end: Infinity, patienceMs: Infinity }
      : { end: end + overtimeMs[measuring.size], patienceMs: patienceMs(budget, goalsMs) };
    const outcome = await attempt(limits, measuring, (within) =>
      measureOnce(suite, goals, plan, { ...within, file: suite.file }),
    );
    if (outcome === null) return;
    if ('because' in outcome) for (const goal of goals) inVain.set(goal, outcome.because);
    else for (const [index, row] of outcome.measured.entries()) rows.set(goals[index] as Goal, row);
  };
  const plan = slotPlans[measuring.size];
  const age = measuring.age ?? (() => Infinity);
  const ordered = oldestFirst(groups, ({ goals }) => Math.max(...goals.map(({ name }) => age(goalName(name)))));
  const simulated = ({ goals }: Group): boolean => goals[0]?.of.kind === 'experiment';
  let waiting = groups.length;
  // A goal is decided by its rounds: where its share of the time is short it has the fewest, and is asked again while there is time.
  const once = (group: Group): Promise<void> =>
    measure(group, { ...plan, maxMs: slotsWithin(plan, (end - performance.now()) / waiting--).maxMs });
  const until = everyFirst ? Infinity : end;
  await withinTime(ordered.filter(simulated), availableParallelism(), until, once);
  await withinTime(
    ordered.filter((group) => !simulated(group)),
    1,
    until,
    once,
  );
  for (let again = 1; again <= escalations[measuring.size]; again += 1) {
    for (const { suite, goals } of groups) {
      const undecided = goals.filter((goal) => rows.get(goal)?.verdict === 'inconclusive');
      const of = undecided[0]?.of;
      if (of?.kind !== 'benchmark' || of.mostRounds !== undefined || performance.now() >= end) continue;
      // A fresh, larger set decides alone: adding to a set because of how it looks would bias it.
      await measure({ suite, goals: undecided }, { ...plan, rounds: plan.rounds * 3 ** again });
    }
  }
  return all.flatMap(({ suite, goals }) =>
    goals.map((goal) => rows.get(goal) ?? leftOut(suite, goal, inVain.get(goal) ?? null)),
  );
}

const leftOut = (suite: Suite, { name, of }: Goal, because: string | null): LeftOutRow => ({
  kind: 'leftOut',
  part: 'goals',
  what: name,
  because: because ?? reasonAgainst(of),
  replay: `npx nines goals ${suite.name}`,
});

function groupsOf(suite: Suite): Group[] {
  const groups: { suite: Suite; goals: Goal[] }[] = [];
  for (const goal of suite.goals) {
    const same = groups.find(({ goals: [first] }) => first?.of === goal.of && samePoint(first.at, goal.at));
    if (same === undefined) groups.push({ suite, goals: [goal] });
    else same.goals.push(goal);
  }
  return groups;
}

async function measureOnce(suite: Suite, goals: readonly Goal[], plan: SlotPlan, where: Where): Promise<GoalRow[]> {
  const { of, at } = goals[0] as Goal;
  const subjects = [
    ...new Set(goals.flatMap(({ subject, against }) => (against === null ? [subject] : [subject, against]))),
  ];
  const { of: roundsOf, stopped } = await roundsAt(of, at, subjects, plan, where);
  return goals.map((goal) => {
    const control = goal.against === null ? null : roundsOf(goal.against);
    return goalRow(suite, goal, roundsOf(goal.subject), control, stopped);
  });
}

/** By figure, a value for each round, seed, cycle or repetition. */
type Rounds = Readonly<Record<string, readonly number[]>>;

interface Measured {
  readonly of: (subject: string) => Rounds;
  /** Subjects that were ended before they had done their work. */
  readonly stopped: readonly string[];
}

async function roundsAt(
  of: Measurable,
  at: Point,
  subjects: readonly string[],
  plan: SlotPlan,
  where: Where,
): Promise<Measured> {
  switch (of.kind) {
    case 'benchmark': {
      const results = await measureBenchmark(of, at, subjects, 1, plan, where);
      return {
        of: (subject) => benchmarkRounds(results, subject),
        stopped: results.flatMap(({ stopped }) => stopped),
      };
    }
    case 'experiment': {
      const result = await measureExperiment(of, at, subjects, where);
      return { of: (subject) => result[subject] ?? {}, stopped: [] };
    }
    case 'micro': {
      const result = await measureMicroCosts(of, at, subjects, microPlans[where.size], where);
      return { of: (subject) => ({ time: result[subject] ?? [] }), stopped: [] };
    }
    case 'load': {
      const result = await measureUnderLoad(of, at, subjects, loadPlans[where.size], where);
      return { of: (subject) => result[subject]?.figures ?? {}, stopped: [] };
    }
    default:
      return unreachable(of);
  }
}

function goalRow(
  suite: Suite,
  goal: Goal,
  subject: Rounds,
  control: Rounds | null,
  stopped: readonly string[],
): GoalRow {
  const known = Object.keys(metricsOf(goal.of));
  const a = subject[goal.figure];
  const b = control === null ? null : control[goal.figure];
  assert(
    a !== undefined && b !== undefined,
    `goal '${goal.name}': ${goal.of.name} gave no figure '${goal.figure}' for its subjects; it has ${known.join(', ')}`,
  );
  const bound = goal.atLeast === undefined ? { atMost: goal.atMost as number } : { atLeast: goal.atLeast };
  const { value, interval } = b === null ? ownFigure(a) : ratioOf(a, b);
  const { against, figure } = goal;
  assert(!stopped.includes(goal.subject), `goal '${goal.name}': its subject was stopped, of which nothing can be held`);
  // Who was stopped would have taken longer still: its throughput is at most what was measured, our multiple of it at least that.
  const open = against !== null && stopped.includes(against);
  assert(
    !open || figure === 'throughput',
    `goal '${goal.name}': its control was stopped, which bounds its throughput only`,
  );
  return {
    kind: 'goal',
    suite: suite.name,
    name: goal.name,
    of: goal.of.name,
    subject: goal.subject,
    against: goal.against,
    at: goal.at,
    figure: goal.figure,
    unit: b === null ? (metricsOf(goal.of)[goal.figure]?.unit ?? '1') : 'times',
    direction: 'atLeast' in bound ? 'at least' : 'at most',
    target: 'atLeast' in bound ? (bound.atLeast as number) : bound.atMost,
    value,
    interval,
    ...(open && { stopped: true }),
    verdict: held(open ? [interval[0], Infinity] : interval, bound),
    source: goal.source,
  };
}

const ownFigure = (values: readonly number[]): Ratio => ({ value: median(values), interval: medianInterval(values) });

/** Ratios by pairs of rounds (or of seeds). Where a zero forbids logarithms, plain ratios; 0/0 is 1: both did nothing. */
function ratioOf(a: readonly number[], b: readonly number[]): Ratio {
  if (a.every((value) => value > 0) && b.every((value) => value > 0)) return pairedRatio(a, b);
  const ratios = a.map((value, index) => (value === b[index] ? 1 : value / (b[index] as number)));
  return { value: median(ratios), interval: medianInterval(ratios) };
}
