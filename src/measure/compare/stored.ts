/** Two stored runs, compared. Pure. Their rounds were not interleaved, so only differences beyond what runs of unchanged code show count. */
import type { ComparisonRow, FigureRow, Row } from '../../results/row.js';
import type { Run } from '../../results/store.js';
import { confirming, type Rule } from '../../stats/difference.js';
import { holm } from '../../stats/holm.js';
import { normalTwoSided } from '../../stats/normal.js';
import { median } from '../../stats/order.js';
import { sameInstructions } from '../instructions.js';
import { samePoint } from '../plan.js';
import { costRatio, countRow } from './counts.js';

/**
 * Standard deviation of a run's median about that of the next run of the same code on the same machine, as a share. On hosted
 * runners 46 % of consecutive runs differ by more than 5 %, which is a deviation of 0.048 a run; on a quiet machine of one's own
 * it is less than half of that.
 */
export const scatterOfRuns = 0.04;

export interface StoredComparison {
  readonly rows: readonly ComparisonRow[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** Why wall times were not compared at all. */
  readonly anotherMachine: string | null;
}

const figures = (rows: readonly Row[]): FigureRow[] => rows.filter((row) => row.kind === 'figure');

const same = (a: FigureRow) => (b: FigureRow) =>
  a.suite === b.suite &&
  a.name === b.name &&
  a.subject === b.subject &&
  a.metric === b.metric &&
  a.workers === b.workers &&
  samePoint(a.parameters, b.parameters);

export function compareStored(before: Run, after: Run, rule: Rule = confirming): StoredComparison {
  const [one, other] = [figures(before.rows), figures(after.rows)];
  const pairs = other.flatMap((b) => {
    const a = one.find(same(b));
    return a === undefined ? [] : [{ a, b }];
  });
  const name = ({ name, subject, metric }: FigureRow): string => `${name} ${subject} ${metric}`;
  const anotherMachine = machinesDiffer(before, after);
  const of: [string, string] = [before.info.id, after.info.id];
  const counts = pairs.filter(({ b }) => b.clock === 'simulated');
  const instructions = pairs.filter(({ b }) => b.clock === 'instructions');
  // Throughput is the time again, upside down.
  const wall = pairs.filter(({ b }) => b.clock === 'wall' && b.better !== 'neither' && !isTimeAgain(b, other));
  const rows = counts.map(({ a, b }) => countRow({ ...identity(b, of), before: a.rounds, after: b.rounds }));
  const sharedSeed = before.info.seed === after.info.seed && before.info.size === after.info.size;
  const noted = sharedSeed
    ? rows
    : rows.map((row) =>
        row.difference === 'equal'
          ? row
          : { ...row, difference: 'inconclusive' as const, because: 'other seed or size' },
      );
  return {
    rows: [
      ...noted,
      ...instructionRows(instructions, of, anotherMachine),
      ...wallRows(wall, of, anotherMachine, drift(before, after), rule),
    ],
    onlyBefore: [...new Set(one.filter((a) => !other.some(same(a))).map(name))],
    onlyAfter: [...new Set(other.filter((b) => !one.some(same(b))).map(name))],
    anotherMachine,
  };
}

/** Of two runs on one machine: more than 0.5 % is a change. */
export const compareInstructionCounts = (
  before: readonly FigureRow[],
  after: readonly FigureRow[],
  of: [string, string],
): ComparisonRow[] =>
  instructionRows(
    after.flatMap((b) => {
      const a = before.find(same(b));
      return a === undefined ? [] : [{ a, b }];
    }),
    of,
    null,
  );

/** Another processor or compiler counts otherwise. */
const instructionRows = (
  pairs: readonly { readonly a: FigureRow; readonly b: FigureRow }[],
  of: [string, string],
  anotherMachine: string | null,
): ComparisonRow[] =>
  pairs.map(({ a, b }) => {
    const row = countRow({ ...identity(b, of), tolerance: sameInstructions, before: a.rounds, after: b.rounds });
    return anotherMachine === null || row.difference === 'equal'
      ? row
      : { ...row, difference: 'inconclusive', because: anotherMachine };
  });

const identity = (row: FigureRow, of: [string, string]) => ({
  of,
  suite: row.suite,
  name: row.name,
  subject: row.subject,
  parameters: row.parameters,
  workers: row.workers,
  metric: row.metric,
  unit: row.unit,
  better: row.better,
});

const isTimeAgain = (row: FigureRow, all: readonly FigureRow[]): boolean =>
  row.metric === 'throughput' &&
  all.some((other) => other.metric === 'time' && same({ ...row, metric: 'time' })(other));

function wallRows(
  pairs: readonly { readonly a: FigureRow; readonly b: FigureRow }[],
  of: [string, string],
  anotherMachine: string | null,
  drifted: number,
  { threshold, level }: Rule,
): ComparisonRow[] {
  const judged = pairs.map(({ a, b }) => {
    const ratio = costRatio(a.value, b.value, b.better);
    const within = Math.hypot(halfWidth(a), halfWidth(b)) / 1.96;
    const deviation = Math.hypot(Math.SQRT2 * scatterOfRuns, within, drifted);
    return { ratio, deviation, pValue: normalTwoSided(Math.log(ratio) / deviation) };
  });
  const adjusted = holm(judged.map(({ pValue }) => pValue));
  return pairs.map(({ a, b }, index): ComparisonRow => {
    const { ratio, deviation } = judged[index] as (typeof judged)[number];
    const corrected = adjusted[index] as number;
    const interval = [ratio * Math.exp(-1.96 * deviation), ratio * Math.exp(1.96 * deviation)] as const;
    const credible = corrected < level && anotherMachine === null;
    const difference =
      credible && interval[0] > 1 + threshold
        ? 'slower'
        : credible && interval[1] < 1 / (1 + threshold)
          ? 'faster'
          : anotherMachine !== null || Math.abs(Math.log(ratio)) > 2 * deviation
            ? 'inconclusive'
            : '~';
    return {
      kind: 'comparison',
      ...identity(b, of),
      class: 'wall',
      before: a.value,
      after: b.value,
      ratio,
      interval,
      pValue: corrected,
      rounds: [ratio],
      control: null,
      confirmation: null,
      difference,
      because: anotherMachine,
    };
  });
}

/** Half of the 95 % interval, as a share: how well the run itself knew its median. */
const halfWidth = ({ interval: [low, high] }: FigureRow): number =>
  low > 0 && high > 0 ? Math.log(high / low) / 2 : Number.POSITIVE_INFINITY;

/** How much faster or slower the machine itself was, by the calibration loads: by so much no difference means anything. */
function drift(before: Run, after: Run): number {
  const speeds = ({ info }: Run): Record<string, number>[] =>
    Object.values(info.calibration as Record<string, Record<string, number>>);
  const speed = (run: Run, load: string): number => median(speeds(run).map((each) => each[load] ?? Number.NaN));
  const ratios = ['integerNs', 'memoryNs'].map((load) => Math.abs(Math.log(speed(after, load) / speed(before, load))));
  return Math.max(0, ...ratios.filter(Number.isFinite));
}

function machinesDiffer(before: Run, after: Run): string | null {
  const [a, b] = [before.info.environment, after.info.environment];
  if (a.fingerprint === b.fingerprint) return null;
  const changed = ['cpu', 'cores', 'hypervisor', 'kernel', 'node'].filter((key) => a[key] !== b[key]);
  return `measured on another machine (${changed.map((key) => `${key}: ${a[key]} then ${b[key]}`).join(', ')})`;
}
