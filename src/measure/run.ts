/**
 * Measures whole declarations. What runs on the wall clock is measured one point after another, so that nothing else of ours
 * loads the machine meanwhile; simulated experiments run on all cores, since no clock of theirs can tell.
 */
import { availableParallelism } from 'node:os';
import type { DeclarationRow, FigureRow, LatencyRow, LeftOutRow, TimelineRow } from '../results/row.js';
import type { Benchmark, Measurable, Point, Size } from './declare.js';
import { benchmarkRows, declarationRow, experimentRows, loadRows, microRows } from './figures.js';
import type { Declared, Measuring } from './measuring.js';
import {
  budgets,
  chartPlans,
  formatPoint,
  loadPlans,
  loadWithin,
  microPlans,
  outermostFirst,
  overtimeMs,
  patienceMs,
  pointsOf,
  slotsWithin,
} from './plan.js';
import { measureBenchmark, measureExperiment, measureMicroCosts, measureUnderLoad } from './pool.js';
import { timelineRows } from './timeline.js';
import { attempt, oldestFirst, withinTime } from './within-time.js';

interface Job extends Declared {
  readonly point: Point;
  readonly workers: number;
  /** The first jobs of each declaration are measured before any second one. */
  readonly turn: number;
}

/** How a point is called from night to night. */
export const pointName = (name: string, point: Point, workers: number): string =>
  `point ${name} ${formatPoint(point)} ${workers}`;

/** And in a row that says that it was begun in vain, for people; `pointNameOf` gives the other one back. */
export const triedName = (name: string, point: Point, workers: number): string =>
  `${name} ${formatPoint(point)}${workers === 1 ? '' : ` on ${workers} workers`}`;

export function pointNameOf(tried: string): string {
  const [suffix, workers] = / on (\d+) workers$/.exec(tried) ?? ['', '1'];
  return `point ${tried.slice(0, tried.length - suffix.length)} ${workers}`;
}

type MeasuredRow = FigureRow | LatencyRow | TimelineRow | LeftOutRow;

export interface MeasuredDeclaration {
  /** Names the points that no time was left for. */
  readonly declaration: DeclarationRow;
  readonly rows: readonly MeasuredRow[];
}

/** Everything chosen, within the time that the size has for all of it together. */
export async function measureDeclared(
  chosen: readonly Declared[],
  measuring: Measuring,
): Promise<MeasuredDeclaration[]> {
  const possible = chosen.filter(({ what }) => reasonAgainst(what) === null);
  const jobs = possible.flatMap((each) => jobsOf(each, measuring.size));
  const age = measuring.age ?? (() => Infinity);
  const byTurn = [...jobs].sort((a, b) => a.turn - b.turn);
  const rows = new Map<Job, readonly MeasuredRow[]>();
  const inVain = new Map<Job, string>();
  let begun = 0;
  /** Throws at its first point, or never ends: so it will at the others, and the next night is soon enough to see. */
  const isBroken = ({ what }: Job): boolean =>
    [...inVain.keys()].some((job) => job.what === what) && ![...rows.keys()].some((job) => job.what === what);
  const measure = async (job: Job, shareMs: number, [from, end]: readonly [number, number]): Promise<void> => {
    if (isBroken(job)) return;
    measuring.onPoint?.(`${job.what.name} ${formatPoint(job.point)}`, begun, jobs.length);
    begun += 1;
    const limits = everyFirst
      ? { end: Infinity, patienceMs: Infinity }
      : { end: end + overtimeMs[measuring.size], patienceMs: patienceMs(budget, end - from) };
    const outcome = await attempt(limits, measuring, (within) => measureJob(job, within, shareMs));
    if (outcome === null) return;
    if ('measured' in outcome) rows.set(job, outcome.measured);
    else inVain.set(job, outcome.because);
  };
  const budget = measuring.budget ?? budgets[measuring.size];
  const { everyFirst, simulatedMs, wallMs } = budget;
  const ageOf = ({ what, point, workers }: Job): number => age(pointName(what.name, point, workers));
  const within = async (which: readonly Job[], atOnce: number, from: number, end: number): Promise<void> => {
    const firsts = oldestFirst(which.filter(isFirst), ageOf);
    const others = oldestFirst(
      which.filter((job) => !isFirst(job)),
      ageOf,
    );
    let waiting = which.length;
    const one = (job: Job): Promise<void> => measure(job, (end - performance.now()) / waiting--, [from, end]);
    // Where there is no time even for all firsts, a quarter of it is for the others: else they would never have a turn.
    await withinTime(firsts, atOnce, everyFirst ? Infinity : from + 0.75 * (end - from), one);
    await withinTime([...others, ...firsts.filter((job) => !rows.has(job) && !inVain.has(job))], atOnce, end, one);
  };
  const began = performance.now();
  const simulated = byTurn.filter(({ what }) => what.kind === 'experiment');
  await within(simulated, availableParallelism(), began, began + simulatedMs);
  const onTheWallClock = byTurn.filter(({ what }) => what.kind !== 'experiment');
  await within(onTheWallClock, 1, performance.now(), began + simulatedMs + wallMs);
  return chosen.map(({ suite, what }) => {
    const because = reasonAgainst(what);
    if (because !== null) {
      const replay = `npx nines bench ${what.name}`;
      const row = { kind: 'leftOut', part: 'bench', what: what.name, because, replay } as const;
      return { declaration: declarationRow(suite.name, what), rows: [row] };
    }
    const own = jobs.filter((job) => job.what === what);
    const tried = own.filter((job) => inVain.has(job));
    const late = own.filter((job) => !rows.has(job) && !inVain.has(job));
    const leftOut = late.map(({ point }) => formatPoint(point));
    return {
      declaration: declarationRow(suite.name, what, [...new Set(leftOut)]),
      rows: [
        ...own.flatMap((job) => rows.get(job) ?? []),
        ...tried.map((job) => inVainRow(job, inVain.get(job) as string)),
        ...(own.some((job) => rows.has(job)) ? timelineRows(suite.name, what, measuring) : []),
      ],
    };
  });
}

/** What was begun and came to nothing: as if it had been measured, it waits its turn before it is tried again. */
const inVainRow = ({ what, point, workers }: Job, because: string): LeftOutRow => ({
  kind: 'leftOut',
  part: 'bench',
  what: triedName(what.name, point, workers),
  because,
  replay: `npx nines bench ${what.name}`,
});

/** Why it cannot be measured on this machine. */
export const reasonAgainst = (what: Measurable): string | null =>
  what.kind === 'experiment' ? (what.unavailable?.() ?? null) : null;

const isFirst = ({ turn }: Job): boolean => turn === 0;

function jobsOf(declared: Declared, size: Size): Job[] {
  const { what } = declared;
  const points = pointsOf(what, size);
  const turns = outermostFirst(points.length);
  const workers = what.kind === 'benchmark' ? workersOf(what, size) : [1];
  return points.flatMap((point, index) =>
    workers.map((count) => ({ ...declared, point, workers: count, turn: turns[index] as number })),
  );
}

/** `shareMs`: what it may take of the time that all of them have. */
async function measureJob(
  { suite, what, point, workers }: Job,
  measuring: Measuring,
  shareMs: number,
): Promise<MeasuredRow[]> {
  const { size, seed } = measuring;
  const subjects = Object.keys(what.subjects);
  const where = { ...measuring, file: suite.file };
  const measured = { suite: suite.name, declared: what, point, workers, seed };
  switch (what.kind) {
    case 'benchmark': {
      const plan = slotsWithin(chartPlans[size], shareMs);
      return benchmarkRows(measured, await measureBenchmark(what, point, subjects, workers, plan, where));
    }
    case 'micro':
      return microRows(measured, await measureMicroCosts(what, point, subjects, microPlans[size], where));
    case 'load': {
      const plan = loadWithin(loadPlans[size], subjects.length, shareMs);
      return loadRows(measured, await measureUnderLoad(what, point, subjects, plan, where));
    }
    case 'experiment':
      return experimentRows(measured, await measureExperiment(what, point, subjects, where));
  }
}

const workersOf = (benchmark: Benchmark, size: Size): readonly number[] => {
  const all = benchmark.workers ?? [1];
  return size === 'smoke' ? all.slice(-1) : all;
};
