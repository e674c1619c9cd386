/**
 * What is measured, as data. A file `bench/<suite>.bench.ts` (wall clock) or `bench/<suite>.experiment.ts` (simulated clock)
 * exports any number of declarations; the file's stem is the suite. The runner imports the same file in every worker and
 * finds the declaration by its name, so a declaration is built by importing the module and does no work by itself.
 */
import type { Random, Seed } from '../core/random.js';
import type { Timeline } from '../results/row.js';

/** How much is measured: `smoke` proves that it runs, `quick` is the two-minute nightly, `full` the real one. */
export type Size = 'smoke' | 'quick' | 'full';
export const sizes: readonly Size[] = ['smoke', 'quick', 'full'];

/** The values that each parameter takes; every combination is a point. */
export type Sweep = Readonly<Record<string, readonly (number | string)[]>>;
export type PointOf<P extends Sweep> = { readonly [K in keyof P]: P[K][number] };
export type Point = Readonly<Record<string, number | string>>;

export interface Context<P extends Sweep = Sweep> {
  readonly parameters: PointOf<P>;
  readonly size: Size;
  /** The same seed for every subject of a point, so that all are given the same keys. */
  readonly seed: Seed;
  /** A fresh stream from `seed`, for each subject the same. */
  readonly random: Random;
  /** An empty folder on disk of this subject's own, made on the first call and removed after the measurement. */
  scratch(): string;
}

/** A prepared subject. Only `run` is timed. */
export interface Timed {
  /** Operations in one call of `run`: at least about 10 us of work, so that the clock (about 0.1 us) does not show. */
  readonly operations: number;
  /** One batch. Gives a checksum of its results, which is used, so that no compiler may drop the work. */
  run(): number | Promise<number>;
  /** Whether a batch was ended before it had done its work, for one that would take hours: its times are then lower bounds. */
  stopped?(): boolean;
  /** Further figures after the last round, by the names in `Benchmark.figures`; several values have an interval. */
  figures?(): Readonly<Record<string, number | readonly number[]>>;
  close?(): void | Promise<void>;
}

export type Prepare<P extends Sweep> = (context: Context<P>) => Timed | Promise<Timed>;

export interface Metric {
  readonly title: string;
  /** `ns`, `ms`, `bytes`, `share` for a fraction (shown in percent), `1` for a plain number, `messages`, ... */
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  /** Of an experiment: values that differ by at most this share are the same. Without it, they have to be equal. */
  readonly tolerance?: number;
}

interface Declared<P extends Sweep, S extends string> {
  /** Unique over all suites; kebab-case. */
  readonly name: string;
  readonly title: string;
  readonly parameters: P;
  /** Smaller sweeps; a parameter left out keeps all its values at `quick` and its first one at `smoke`. */
  readonly quick?: Partial<{ readonly [K in keyof P]: readonly P[K][number][] }>;
  readonly smoke?: Partial<{ readonly [K in keyof P]: readonly P[K][number][] }>;
  readonly chart?: Chart<P, S>;
}

/** How the report draws it. The default is lines over the first parameter, a panel for each value of the others. */
export interface Chart<P extends Sweep = Sweep, S extends string = string> {
  readonly x?: keyof P & string;
  /** `bars` for few named values, `lines` for a numeric sweep (logarithmic where it spans more than a decade). */
  readonly mark?: 'lines' | 'bars';
  /** The metric drawn; of a benchmark `throughput` unless another is named. */
  readonly metric?: string;
  /** Another metric, along the axis in place of `x`: a curve of one against the other, with the value of `x` at each point. */
  readonly against?: string;
  /** The subject that is the theoretical bound: drawn as a line across, not as a competitor. */
  readonly bound?: NoInfer<S>;
  /** Subjects that are controls only: measured, listed in the table, not drawn. */
  readonly hide?: readonly NoInfer<S>[];
}

/** A benchmark runs on the wall clock: all its subjects, interleaved, at every point. */
export interface Benchmark<P extends Sweep = Sweep, S extends string = string> extends Declared<P, S> {
  readonly kind: 'benchmark';
  /** What one operation is, singular: `lookup`, `append`. */
  readonly operation: string;
  readonly subjects: Readonly<Record<S, Prepare<P>>>;
  /** How many workers run each subject at the same time, each on its own copy; the default is 1 alone. */
  readonly workers?: readonly number[];
  /** At most so many rounds, and none to warm up: for processes of their own that take seconds each. */
  readonly mostRounds?: number;
  readonly figures?: Readonly<Record<string, Metric>>;
}

/** An experiment is a deterministic function of parameters and seed: counts, or the simulator's time. Never wall time. */
export interface Experiment<P extends Sweep = Sweep, S extends string = string> extends Declared<P, S> {
  readonly kind: 'experiment';
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly subjects: Readonly<Record<S, (context: Context<P>) => ExperimentFigures | Promise<ExperimentFigures>>>;
  /** What its figures are of; simulated if left out. */
  readonly clock?: 'simulated' | 'instructions';
  /** Why it cannot be measured on this machine; null or left out: it can. Then it is left out, with that reason. */
  readonly unavailable?: () => string | null;
  /** One run of a subject in detail, at the first point and seed, for the time line on the page. */
  readonly timelines?: Readonly<Partial<Record<S, (context: Context<P>) => Timeline>>>;
  /** How many seeds at each size; default 1 each. */
  readonly seeds?: Readonly<Record<Size, number>>;
}

/** By metric. */
export type ExperimentFigures = Readonly<Record<string, number>>;

/** The cost of pure functions, a few nanoseconds to a few microseconds a call, through benchmark.js: means of cycles, not interleaved. */
export interface Micro<P extends Sweep = Sweep, S extends string = string> extends Declared<P, S> {
  readonly kind: 'micro';
  readonly operation: string;
  /** Each gives the function to be called, over and over. */
  readonly subjects: Readonly<Record<S, (context: Context<P>) => () => unknown>>;
}

/** A subject under load. */
export interface Served {
  /** Operation `index` of the plan; gives a checksum, at once or later. */
  operate(index: number): number | Promise<number>;
  close?(): void | Promise<void>;
}

/**
 * Latency under load, on the wall clock. `parameters.rate` is the planned operations a second. Open loop: operations are due at
 * planned times and latency counts from those. A closed loop is labelled so, and no percentile of it is claimed.
 */
export interface Load<P extends Sweep = Sweep, S extends string = string> extends Declared<P, S> {
  readonly kind: 'load';
  readonly operation: string;
  readonly loop?: 'open' | 'closed';
  readonly arrivals?: 'constant' | 'poisson';
  readonly subjects: Readonly<Record<S, (context: Context<P>) => Served | Promise<Served>>>;
}

/** What is measured, of whatever kind. */
export type Measurable = Benchmark | Experiment | Micro | Load;

/** What a measured thing is held to: its ratio to a named control of the same interleaved run, or the figure itself. */
export interface Goal {
  readonly kind: 'goal';
  readonly name: string;
  readonly of: Measurable;
  readonly subject: string;
  /** The control: another subject of the same declaration. Null: the figure in its own unit, which holds for one machine only. */
  readonly against: string | null;
  /** The point; a parameter left out takes its first value. */
  readonly at: Point;
  /** `throughput` (operations a second), `time` (per operation), or a metric or figure by name; value = subject / control, or the figure. */
  readonly figure: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Where the target comes from: a paper with its section, a measurement with its place, an issue. */
  readonly source: string;
}

export type Declaration = Measurable | Goal;

export function benchmark<const P extends Sweep, const S extends string>(
  declaration: Omit<Benchmark<P, S>, 'kind'>,
): Benchmark<P, S> {
  return { kind: 'benchmark', ...declaration };
}

export function experiment<const P extends Sweep, const S extends string>(
  declaration: Omit<Experiment<P, S>, 'kind'>,
): Experiment<P, S> {
  return { kind: 'experiment', ...declaration };
}

export function micro<const P extends Sweep, const S extends string>(
  declaration: Omit<Micro<P, S>, 'kind'>,
): Micro<P, S> {
  return { kind: 'micro', ...declaration };
}

export function load<const P extends Sweep & { readonly rate: readonly number[] }, const S extends string>(
  declaration: Omit<Load<P, S>, 'kind'>,
): Load<P, S> {
  return { kind: 'load', ...declaration };
}

type Target = { readonly atLeast: number } | { readonly atMost: number };

/** `goal({ name, of: lookup, subject: 'jump-native', against: 'jump-bigint', at: { nodes: 100 }, atLeast: 4, source })`. */
export function goal<const P extends Sweep, const S extends string>(
  declaration: {
    readonly name: string;
    readonly of: Benchmark<P, S> | Experiment<P, S> | Micro<P, S> | Load<P, S>;
    readonly subject: NoInfer<S>;
    readonly against?: NoInfer<S>;
    readonly at?: Partial<PointOf<NoInfer<P>>>;
    readonly figure?: string;
    readonly source: string;
  } & Target,
): Goal {
  const first = Object.fromEntries(Object.entries(declaration.of.parameters).map(([key, values]) => [key, values[0]]));
  return {
    kind: 'goal',
    ...declaration,
    of: declaration.of as unknown as Measurable,
    against: declaration.against ?? null,
    at: { ...first, ...declaration.at } as Point,
    figure: declaration.figure ?? defaultFigure(declaration.of as unknown as Measurable),
  };
}

function defaultFigure(of: Measurable): string {
  switch (of.kind) {
    case 'benchmark':
      return 'throughput';
    case 'micro':
      return 'time';
    case 'load':
      return 'p99';
    case 'experiment':
      return Object.keys(of.metrics)[0] as string;
  }
}
