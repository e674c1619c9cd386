import type { ComparisonRow } from '../../results/row.js';
import type { Judged } from '../../stats/difference.js';
import { median } from '../../stats/order.js';
import { loadMetrics } from '../load.js';
import { type Contest, givesOtherResults, identityOf, type Rounds } from './round.js';

/** One wall time: what the rounds say (`one`), the control's, and the fresh ones' (`two`), without which no difference is one. */
export function wallRow(
  { contest, rounds }: { readonly contest: Contest; readonly rounds: Rounds },
  of: [string, string],
  one: Judged,
  control: Judged,
  two: Judged | null,
  undecided: string | null,
): ComparisonRow {
  const isDifferent = one.difference === 'slower' || one.difference === 'faster';
  const confirmed = !isDifferent || two?.difference === one.difference;
  const notes = [
    undecided,
    confirmed
      ? null
      : two === null
        ? 'not confirmed: there was no time for fresh rounds'
        : `not confirmed: fresh rounds say ${two.difference} (${two.ratio.toFixed(3)})`,
    givesOtherResults(rounds) ? 'gives other results than before for the same input' : null,
  ].filter((note) => note !== null);
  const before = median(rounds.before);
  return {
    kind: 'comparison',
    of,
    ...identityOf(contest),
    metric: rounds.metric,
    unit: loadMetrics[rounds.metric]?.unit ?? 'ns',
    better: 'lower',
    class: 'wall',
    before,
    after: before * one.ratio,
    ratio: one.ratio,
    interval: one.interval,
    pValue: one.adjusted,
    rounds: rounds.after,
    control: { ratio: control.ratio, interval: control.interval },
    confirmation: two === null ? null : { ratio: two.ratio, interval: two.interval },
    difference: confirmed ? one.difference : two?.difference === '~' ? '~' : 'inconclusive',
    because: notes.length === 0 ? null : notes.join('; '),
  };
}
