/**
 * Measures whole declarations. What runs on the wall clock is measured one point after another, so that nothing else of ours
 * loads the machine meanwhile; simulated experiments run on all cores, since no clock of theirs can tell.
 */
import { availableParallelism } from 'node:os';
import type { Seed } from '../core/random.js';
import type { DeclarationRow, FigureRow, LatencyRow, LeftOutRow, TimelineRow } from '../results/row.js';
import type { Benchmark, Measurable, Point, Size } from './declare.js';
import { benchmarkRows, declarationRow, experimentRows, loadRows, microRows } from './figures.js';
import {
  type Budget,
  budgets,
  chartPlans,
  formatPoint,
  loadPlans,
  loadWithin,
  microPlans,
  outermostFirst,
  overtimeMs,
  pointsOf,
  slotsWithin,
} from './plan.js';
import { measureBenchmark, measureExperiment, measureMicroCosts, measureUnderLoad } from './pool.js';
import { timelineRows } from './timeline.js';

export interface Measuring {
  readonly size: Size;
  readonly seed: Seed;
  /** A folder on the disk to be measured; subjects' own folders are made in it and removed. */
  readonly scratch: string;
  /** Once aborted, what is being measured is given up, and nothing more is begun: what was measured before is the answer. */
  readonly signal?: AbortSignal | undefined;
  /** That of the size if left out. */
  readonly budget?: Budget | undefined;
  /** How many nights ago something was measured last, by its name in rotation.ts; never: Infinity. The oldest has its turn first. */
  readonly age?: (name: string) => number;
  /** Called before each point. */
  readonly onPoint?: (text: string, done: number, total: number) => void;
}

export interface Declared {
  readonly suite: { readonly name: string; readonly file: string };
  readonly what: Measurable;
}

interface Job extends Declared {
  readonly point: Point;
  readonly workers: number;
  /** The first jobs of each declaration are measured before any second one. */
  readonly turn: number;
}

/** How a point is called from night to night. */
export const pointName = (name: string, point: Point, workers: number): string =>
  `point ${name} ${formatPoint(point)} ${workers}`;

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
  let begun = 0;
  const measure = async (job: Job, shareMs: number, end: number): Promise<void> => {
    measuring.onPoint?.(`${job.what.name} ${formatPoint(job.point)}`, begun, jobs.length);
    begun += 1;
    const latest = everyFirst ? Infinity : end + overtimeMs[measuring.size];
    const measured = await endingAt(latest, measuring, (within) => measureJob(job, within, shareMs));
    if (measured !== null) rows.set(job, measured);
  };
  const { everyFirst, simulatedMs, wallMs } = measuring.budget ?? budgets[measuring.size];
  const ageOf = ({ what, point, workers }: Job): number => age(pointName(what.name, point, workers));
  const within = async (which: readonly Job[], atOnce: number, from: number, end: number): Promise<void> => {
    const firsts = oldestFirst(which.filter(isFirst), ageOf);
    const others = oldestFirst(
      which.filter((job) => !isFirst(job)),
      ageOf,
    );
    let waiting = which.length;
    const one = (job: Job): Promise<void> => measure(job, (end - performance.now()) / waiting--, end);
    // Where there is no time even for all firsts, a quarter of it is for the others: else they would never have a turn.
    await withinTime(firsts, atOnce, everyFirst ? Infinity : from + 0.75 * (end - from), one);
    await withinTime([...others, ...firsts.filter((job) => !rows.has(job))], atOnce, end, one);
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
    const leftOut = own.filter((job) => !rows.has(job)).map(({ point }) => formatPoint(point));
    return {
      declaration: declarationRow(suite.name, what, [...new Set(leftOut)]),
      rows: [...own.flatMap((job) => rows.get(job) ?? []), ...timelineRows(suite.name, what, measuring)],
    };
  });
}

/** Why it cannot be measured on this machine. */
export const reasonAgainst = (what: Measurable): string | null =>
  what.kind === 'experiment' ? (what.unavailable?.() ?? null) : null;

const isFirst = ({ turn }: Job): boolean => turn === 0;

/** Of the same age in the order given. */
export function oldestFirst<T>(what: readonly T[], age: (one: T) => number): T[] {
  // Infinity - Infinity is no order.
  return [...what].sort((a, b) => (age(a) === age(b) ? 0 : age(b) - age(a)));
}

/** Takes jobs in order, some at a time; none is begun after `end`, on the clock of performance.now(). Gives those not begun. */
export async function withinTime<J>(
  jobs: readonly J[],
  atOnce: number,
  end: number,
  work: (job: J) => Promise<void>,
): Promise<J[]> {
  const left = [...jobs];
  const worker = async (): Promise<void> => {
    while (left.length > 0 && performance.now() < end) await work(left.shift() as J);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, worker));
  return left;
}

function jobsOf(declared: Declared, size: Size): Job[] {
  const { what } = declared;
  const points = pointsOf(what, size);
  const turns = outermostFirst(points.length);
  const workers = what.kind === 'benchmark' ? workersOf(what, size) : [1];
  return points.flatMap((point, index) =>
    workers.map((count) => ({ ...declared, point, workers: count, turn: turns[index] as number })),
  );
}

/**
 * Work that is given up at `end`, on the clock of performance.now(), if it has not ended by then; null where it was. Not by
 * AbortSignal.any: in Node 20 one made of a timeout may be collected before it fires.
 */
export async function endingAt<T>(
  end: number,
  measuring: Measuring,
  work: (measuring: Measuring) => Promise<T>,
): Promise<T | null> {
  if (!Number.isFinite(end)) return unlessAborted(measuring, () => work(measuring));
  const late = new AbortController();
  const abort = (): void => late.abort();
  const timer = setTimeout(abort, Math.max(0, end - performance.now()));
  measuring.signal?.addEventListener('abort', abort);
  if (measuring.signal?.aborted === true) abort();
  const within = { ...measuring, signal: late.signal };
  try {
    return await unlessAborted(within, () => work(within));
  } finally {
    clearTimeout(timer);
    measuring.signal?.removeEventListener('abort', abort);
  }
}

/** Null where it was given up, or not even begun. */
export async function unlessAborted<T>(
  measuring: Pick<Measuring, 'signal'>,
  work: () => Promise<T>,
): Promise<T | null> {
  const isAborted = (): boolean => measuring.signal?.aborted === true;
  if (isAborted()) return null;
  try {
    return await work();
  } catch (error) {
    if (isAborted()) return null;
    throw error;
  }
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
