/** Figures of seeded simulation: the same seed gives the same figure, so any other one is a change. */
import type { ComparisonRow, Parameters } from '../../results/row.js';
import { median } from '../../stats/order.js';

export interface Counted {
  readonly of: readonly [before: string, after: string];
  readonly suite: string;
  readonly name: string;
  readonly subject: string;
  readonly parameters: Parameters;
  readonly workers: number;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  /** A value a seed. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Values that differ by at most this share are equal; without it, they have to be the same. */
  readonly tolerance?: number | undefined;
}

export function countRow({ before, after, tolerance, ...counted }: Counted): ComparisonRow {
  const [one, other] = [median(before), median(after)];
  const same = (value: number, now: number | undefined): boolean =>
    Object.is(value, now) ||
    (tolerance !== undefined && now !== undefined && Math.abs(now - value) <= tolerance * Math.abs(value));
  const equal = before.length === after.length && before.every((value, index) => same(value, after[index]));
  const ratio = costRatio(one, other, counted.better);
  return {
    kind: 'comparison',
    ...counted,
    class: tolerance === undefined ? 'count' : 'instructions',
    before: one,
    after: other,
    ratio,
    interval: [ratio, ratio],
    pValue: null,
    rounds: before
      .map((value, index) => costRatio(value, after[index] ?? Number.NaN, counted.better))
      .filter(Number.isFinite),
    control: null,
    confirmation: null,
    difference: equal
      ? 'equal'
      : counted.better === 'neither' || ratio === 1
        ? 'changed'
        : ratio > 1
          ? 'worse'
          : 'better',
    because: null,
  };
}

/** How many times worse; of equal figures 1, of 0 against something the side that it stands on decides. */
export function costRatio(before: number, after: number, better: 'lower' | 'higher' | 'neither'): number {
  if (before === after) return 1;
  const [over, under] = better === 'higher' ? [before, after] : [after, before];
  const least = 1e-9;
  return Math.max(Math.abs(over), least) / Math.max(Math.abs(under), least);
}
