/** One line of rows.ndjson. The published JSON Schema of these is in schema.ts; the two are held together by a test. */

/** Raised when a reader of the version before could misunderstand; readers take the version before, too. */
export const rowsVersion = 1;

export type Parameters = Readonly<Record<string, number | string>>;
export type Interval = readonly [low: number, high: number];

/** The first line: what this file is. */
export interface HeadRow {
  readonly kind: 'head';
  readonly schema: `nines/rows/${number}`;
  readonly run: string;
}

/** A benchmark or experiment as it was declared: enough to draw its chart without the code. */
export interface DeclarationRow {
  readonly kind: 'declaration';
  readonly suite: string;
  readonly name: string;
  readonly title: string;
  readonly clock: Clock;
  readonly operation: string | null;
  /** In the order declared: charts keep it, so that a colour stays with its subject. */
  readonly subjects: readonly string[];
  readonly parameters: Readonly<Record<string, readonly (number | string)[]>>;
  readonly metrics: readonly MetricRow[];
  /** Points that no time was left for, as `nodes=100 keys=uniform`; absent where there are none. */
  readonly leftOut?: readonly string[];
  readonly chart: {
    readonly x: string | null;
    readonly mark: 'lines' | 'bars';
    readonly metric: string;
    /** The metric along the axis of a curve, at whose points the values of `x` stand; absent otherwise. */
    readonly against?: string;
    readonly bound: string | null;
    readonly hide: readonly string[];
  };
}

export interface MetricRow {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
}

/** Wall time and simulated time never share a chart. Instructions are counted, within 0.5 %. */
export type Clock = 'wall' | 'simulated' | 'instructions';

/** A measured figure with all of its raw rounds, so that every statistic can be computed again. */
export interface FigureRow {
  readonly kind: 'figure';
  readonly suite: string;
  readonly name: string;
  readonly subject: string;
  readonly parameters: Parameters;
  readonly workers: number;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  readonly clock: Clock;
  /** The median of the rounds, and its bootstrap interval. */
  readonly value: number;
  readonly interval: Interval;
  readonly rounds: readonly number[];
}

/** A whole distribution of latencies of one subject under one load, all repetitions together. */
export interface LatencyRow {
  readonly kind: 'latency';
  readonly suite: string;
  readonly name: string;
  readonly subject: string;
  readonly parameters: Parameters;
  /** From the planned time (`latency`) or from the actual start (`service`). */
  readonly measure: 'latency' | 'service';
  /** Of stats/latency/histogram.ts, 32 for every doubling of nanoseconds, with their counts. */
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

/** One run of a simulated cluster over time: who did what, what was broken, and when clients were answered. */
export interface TimelineRow extends Timeline {
  readonly kind: 'timeline';
  readonly suite: string;
  readonly name: string;
  readonly subject: string;
  readonly parameters: Parameters;
  readonly clock: 'simulated';
  /** Of the run. */
  readonly seed: string;
}

/** Times are simulated milliseconds from the fault on: what was before it is negative. */
export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly {
    readonly node: string;
    readonly spans: readonly { readonly from: number; readonly to: number; readonly role: TimelineRole }[];
  }[];
  /** `node` null: of the whole cluster. */
  readonly faults: readonly {
    readonly from: number;
    readonly to: number;
    readonly fault: string;
    readonly node: string | null;
  }[];
  /** When a client had its answer. */
  readonly answered: readonly number[];
  /** The longest time without an answer from the last one before the fault on; null where nobody was answered again. */
  readonly unavailable: readonly [from: number, to: number] | null;
}

export type TimelineRole = 'leads' | 'stands' | 'follows' | 'down';

export interface GoalRow {
  readonly kind: 'goal';
  readonly suite: string;
  readonly name: string;
  readonly of: string;
  readonly subject: string;
  /** The control; null where the figure itself is held, in its own unit. */
  readonly against: string | null;
  readonly at: Parameters;
  readonly figure: string;
  /** Of target, value and interval: `times` the control, or the figure's own. */
  readonly unit: string;
  readonly direction: 'at least' | 'at most';
  readonly target: number;
  readonly value: number;
  readonly interval: Interval;
  /** The control was stopped before it had done its work: the value and its interval are lower bounds. Left out: it was not. */
  readonly stopped?: true;
  readonly verdict: 'met' | 'short' | 'inconclusive';
  readonly source: string;
}

/** A protocol run under faults over many seeds, or a mutant of it, and how its traces fared with the checker. */
export interface VerificationRow {
  readonly kind: 'verification';
  readonly protocol: string;
  /** Null: the protocol itself, which must be accepted; else the mutant, which must be caught. */
  readonly mutant: string | null;
  readonly seeds: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly inconclusive: number;
  readonly firstSeed: string | null;
  readonly verdict: 'good' | 'bad' | 'inconclusive';
  /** One line that does it again. */
  readonly replay: string;
}

/** What a protocol does not promise, seen on the least schedule that shows it. */
export interface ExpectedRow {
  readonly kind: 'expected';
  readonly protocol: string;
  readonly title: string;
  /** What is promised instead, or what helps. */
  readonly lesson: string;
  /** The configuration in which it shows; null: the protocol as it is. */
  readonly mutant: string | null;
  readonly property: string;
  readonly because: string;
  /** Nodes, faults and operations, one a line. */
  readonly schedule: readonly string[];
  /** As `Excerpt` of report/space-time: lanes, steps, messages, spans, moments, and the step that counts. */
  readonly diagram: Readonly<Record<'lanes' | 'steps' | 'messages' | 'spans' | 'moments', readonly unknown[]>> & {
    readonly step: number | null;
  };
  /** Of the seeds of this run, how many violated it as well; of a configuration none were run. */
  readonly count: number;
  readonly seeds: number;
  /** `bad`: the schedule no longer shows it. */
  readonly verdict: 'good' | 'bad';
  readonly replay: string;
}

/** A specification searched exhaustively. */
export interface ExplorationRow {
  readonly kind: 'exploration';
  readonly spec: string;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly statesPerSecond: number;
  readonly verdict: 'good' | 'bad' | 'inconclusive';
  readonly because: string | null;
  readonly replay: string;
}

/** One recorded trace against one specification. */
export interface ConformanceRow {
  readonly kind: 'conformance';
  readonly spec: string;
  /** Relative to the run's folder, or the path that was given. */
  readonly trace: string;
  readonly events: number;
  readonly verdict: 'accepted' | 'rejected' | 'inconclusive';
  readonly at: number | null;
  readonly because: string | null;
  readonly replay: string;
}

/** A program that a whole night runs besides: its exit code is the verdict. */
export interface CheckRow {
  readonly kind: 'check';
  readonly name: string;
  readonly seconds: number;
  readonly budgetSeconds: number;
  readonly verdict: 'good' | 'bad' | 'inconclusive';
  readonly because: string | null;
  readonly replay: string;
}

/** What a night had no time or no tool for: it says nothing of it. Of points, the declarations tell themselves. */
export interface LeftOutRow {
  readonly kind: 'leftOut';
  readonly part: string;
  readonly what: string;
  /** Null: there was no time. */
  readonly because: string | null;
  readonly replay: string;
}

/** One metric of two sides: of revisions run against each other, or of two stored runs. */
export interface ComparisonRow {
  readonly kind: 'comparison';
  /** The two sides, as they were named. */
  readonly of: readonly [before: string, after: string];
  readonly suite: string;
  readonly name: string;
  readonly subject: string;
  readonly parameters: Parameters;
  readonly workers: number;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  /** Counts are compared exactly, instructions within 0.5 %, wall times by paired rounds. */
  readonly class: 'count' | 'instructions' | 'wall';
  readonly before: number;
  readonly after: number;
  /** What the second costs as a multiple of the first: above 1 is worse, also where higher is better. */
  readonly ratio: number;
  readonly interval: Interval;
  /** Corrected for all metrics of the comparison; null of a count. */
  readonly pValue: number | null;
  /** The ratio of each round. */
  readonly rounds: readonly number[];
  /** The first side against itself in the same rounds; null where there was none. */
  readonly control: { readonly ratio: number; readonly interval: Interval } | null;
  /** The same metric again, from fresh rounds; null where nothing had to be confirmed. */
  readonly confirmation: { readonly ratio: number; readonly interval: Interval } | null;
  readonly difference: 'slower' | 'faster' | '~' | 'inconclusive' | 'equal' | 'worse' | 'better' | 'changed';
  /** What is to be known besides: not confirmed, other results, another machine. */
  readonly because: string | null;
}

/** The last line: a file without it was cut short. */
export interface EndRow {
  readonly kind: 'end';
  /** Lines before this one. */
  readonly rows: number;
}

export type Row =
  | HeadRow
  | DeclarationRow
  | FigureRow
  | LatencyRow
  | TimelineRow
  | GoalRow
  | VerificationRow
  | ExpectedRow
  | ExplorationRow
  | ConformanceRow
  | CheckRow
  | LeftOutRow
  | ComparisonRow
  | EndRow;

/** What a run adds; head and end are the store's own. */
export type BodyRow = Exclude<Row, HeadRow | EndRow>;
