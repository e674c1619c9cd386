/** How long and how often: what a size means for a benchmark, and the points of a sweep. */
import type { Measurable, Point, Size } from './declare.js';
import type { MicroPlan } from './micro.js';

export interface SlotPlan {
  /** A round gives every subject two slots, forwards then backwards (ABBA): a drift within the round cancels. */
  readonly rounds: number;
  /** Rounds that are run first and thrown away. */
  readonly warmUpRounds: number;
  /** How long each subject runs alone before that: the optimising compiler needs time more than rounds. */
  readonly warmUpMs: number;
  /** Each slot repeats its batch until it lasts about this long; 0: one batch. */
  readonly slotMs: number;
  /** Slow subjects get fewer rounds: after so many none is begun once they have all taken `maxMs`. Time decides, never a figure. */
  readonly leastRounds: number;
  readonly maxMs: number;
}

export const slotPlans: Readonly<Record<Size, SlotPlan>> = {
  smoke: { rounds: 2, warmUpRounds: 0, warmUpMs: 0, slotMs: 0, leastRounds: 2, maxMs: Infinity },
  quick: { rounds: 15, warmUpRounds: 1, warmUpMs: 40, slotMs: 2, leastRounds: 6, maxMs: 1_500 },
  full: { rounds: 31, warmUpRounds: 3, warmUpMs: 200, slotMs: 20, leastRounds: 15, maxMs: 30_000 },
};

/** The plan of a benchmark that declares `mostRounds`: a process of its own is never warm, and outlasts every slot. */
export function atMost(rounds: number | undefined, plan: SlotPlan): SlotPlan {
  if (rounds === undefined) return plan;
  return { ...plan, rounds: Math.min(plan.rounds, rounds), warmUpRounds: 0, warmUpMs: 0, slotMs: 0 };
}

/** A figure for a chart needs fewer rounds than one that a goal is decided by. */
export const chartPlans: Readonly<Record<Size, SlotPlan>> = {
  ...slotPlans,
  quick: { ...slotPlans.quick, rounds: 5, warmUpMs: 20, leastRounds: 2, maxMs: 600 },
};

/** Wall time for all that a run measures, whatever is declared: when it is over, nothing more is begun. */
export interface Budget {
  /** Every declaration gets its first point and every goal its first measurement in any case. */
  readonly everyFirst: boolean;
  readonly simulatedMs: number;
  /** And what the simulated part left. */
  readonly wallMs: number;
  readonly goalsMs: number;
  /** For the runs of all protocols and mutants, checking a trace of each, and searching all specifications. */
  readonly verifyMs: number;
  readonly tracesMs: number;
  readonly exploreMs: number;
  /** One job is given up after a third of its part's time, and not before this: short parts on slow machines have slow jobs. */
  readonly leastPatienceMs: number;
}

const unlimited: Budget = {
  everyFirst: true,
  simulatedMs: Infinity,
  wallMs: Infinity,
  goalsMs: Infinity,
  verifyMs: Infinity,
  tracesMs: Infinity,
  exploreMs: Infinity,
  leastPatienceMs: Infinity,
};
export const budgets: Readonly<Record<Size, Budget>> = {
  smoke: unlimited,
  quick: {
    everyFirst: true,
    simulatedMs: 30_000,
    wallMs: 40_000,
    goalsMs: 50_000,
    verifyMs: 45_000,
    tracesMs: 15_000,
    exploreMs: 40_000,
    leastPatienceMs: Infinity,
  },
  full: unlimited,
};

/**
 * When each part of a night is over, in milliseconds from the beginning, so that what one does not need is the next one's. What a
 * part had no time for is told, and is the first that the next night measures.
 */
export interface Ends {
  readonly verify: number;
  readonly traces: number;
  readonly explore: number;
  readonly simulated: number;
  readonly wall: number;
  readonly goals: number;
}

const minutes = 60_000;

/** A quick night has four minutes, its page too. A whole one has an hour, and a quarter of it for comparisons and long checks. */
export const nightEnds: Readonly<Record<'quick' | 'full', Ends>> = {
  quick: {
    verify: 40_000,
    traces: 52_000,
    explore: 75_000,
    simulated: 100_000,
    wall: 140_000,
    goals: 195_000,
  },
  full: {
    verify: 9 * minutes,
    traces: 10 * minutes,
    explore: 15 * minutes,
    simulated: 21 * minutes,
    wall: 34 * minutes,
    goals: 43 * minutes,
  },
};

/** Those of a night that may take another time than usual: `share` of it. */
export function endsOf(size: 'quick' | 'full', share = 1): Ends {
  const { verify, traces, explore, simulated, wall, goals } = nightEnds[size];
  const at = (end: number): number => Math.round(end * share);
  return {
    ...{ verify: at(verify), traces: at(traces), explore: at(explore) },
    ...{ simulated: at(simulated), wall: at(wall), goals: at(goals) },
  };
}

/** What is left of a night for each part, `elapsedMs` after it began. */
export const nightBudget = (ends: Ends, elapsedMs: number, leastPatienceMs = 15_000): Budget => ({
  everyFirst: false,
  leastPatienceMs,
  verifyMs: ends.verify - elapsedMs,
  tracesMs: ends.traces - elapsedMs,
  exploreMs: ends.explore - elapsedMs,
  simulatedMs: ends.simulated - elapsedMs,
  wallMs: ends.wall - ends.simulated,
  goalsMs: ends.goals - elapsedMs,
});

/** What a job that was begun in time may take beyond its part's end: it costs the next part's time. */
export const overtimeMs: Readonly<Record<Size, number>> = { smoke: Infinity, quick: 10_000, full: 30_000 };

/** And of all jobs' time one may take so much, whether it will ever end or not. */
const patienceShare = 1 / 3;
export const patienceMs = ({ leastPatienceMs }: Pick<Budget, 'leastPatienceMs'>, lastsMs: number): number =>
  Math.max(leastPatienceMs, patienceShare * lastsMs);

/** What decides no more than a chart may have so few rounds where time is short. */
const leastOfCharts = 8;
const leastRepetitions = 3;

/** A plan within `shareMs`, what is left divided among those that wait for it: slow subjects come to fewer rounds, none to more. */
export const slotsWithin = (plan: SlotPlan, shareMs: number): SlotPlan =>
  shareMs >= plan.maxMs
    ? plan
    : { ...plan, maxMs: Math.max(0, shareMs), leastRounds: Math.min(plan.leastRounds, leastOfCharts) };

export function loadWithin(plan: LoadPlan, subjects: number, shareMs: number): LoadPlan {
  const each = 1_000 * subjects * (plan.seconds + plan.warmUpSeconds);
  const possible = Math.max(leastRepetitions, Math.floor(shareMs / each));
  return { ...plan, repetitions: Math.min(plan.repetitions, possible) };
}

/**
 * The turn of each place of a sweep: its two ends first, then the middle of what is still the longest gap, so that a sweep
 * that is cut short still spans its range. `outermostFirst(5)` is [0, 3, 2, 4, 1].
 */
export function outermostFirst(count: number): number[] {
  const order = [0, count - 1].filter((place, index) => place >= 0 && (index === 0 || place > 0)).slice(0, count);
  const gaps: [number, number][] = [[0, count - 1]];
  for (let gap = gaps.shift(); gap !== undefined; gap = gaps.shift()) {
    const [low, high] = gap;
    const middle = (low + high) >> 1;
    if (middle === low || middle === high) continue;
    order.push(middle);
    gaps.push([low, middle], [middle, high]);
  }
  const turns = new Array<number>(count).fill(0);
  for (const [turn, place] of order.entries()) turns[place] = turn;
  return turns;
}

export const microPlans: Readonly<Record<Size, MicroPlan>> = {
  smoke: { maxMs: 5, minCycles: 1 },
  quick: { maxMs: 300, minCycles: 10 },
  full: { maxMs: 2_000, minCycles: 30 },
};

export interface LoadPlan {
  /** Fresh starts of the load: the interval of a percentile is over these, never over operations. */
  readonly repetitions: number;
  readonly seconds: number;
  /** Run first and thrown away. */
  readonly warmUpSeconds: number;
}

export const loadPlans: Readonly<Record<Size, LoadPlan>> = {
  smoke: { repetitions: 1, seconds: 0.02, warmUpSeconds: 0 },
  quick: { repetitions: 3, seconds: 0.5, warmUpSeconds: 0.2 },
  full: { repetitions: 7, seconds: 4, warmUpSeconds: 0.5 },
};

/** Every combination of the parameters' values at this size, the last parameter changing fastest. */
export function pointsOf(declared: Measurable, size: Size): Point[] {
  const smaller = size === 'full' ? {} : (declared[size] ?? {});
  const values = (name: string): readonly (number | string)[] => {
    const all = declared.parameters[name] as readonly (number | string)[];
    return smaller[name] ?? (size === 'smoke' ? all.slice(0, 1) : all);
  };
  let points: Record<string, number | string>[] = [{}];
  for (const name of Object.keys(declared.parameters)) {
    points = points.flatMap((point) => values(name).map((value) => ({ ...point, [name]: value })));
  }
  return points;
}

export const samePoint = (a: Point, b: Point): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => a[key] === b[key]);

/** `nodes=100 keys=uniform`, for people. */
export const formatPoint = (point: Point): string =>
  Object.entries(point)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
