/** What the first rounds left open: in which order it is worth more of them, and what is said of what stays so. Pure. */
import { type Judged, leastRounds, type Rule, roundsToDecide } from '../../stats/difference.js';
import type { Contest, Rounds } from './round.js';
import type { Wanting } from './share-rounds.js';

/** What needs this many times the rounds that it would get is left as it is: they would be spent in vain. */
const hopeless = 8;
/** And it gets so many times as many as it would, at most. */
const mostTimes = 3;
/** Of an estimate: half of the time it is too low. */
const margin = 1.3;

export interface Open extends Wanting {
  readonly contest: Contest;
}

/**
 * What may be slower comes first, since that is what an alarm is about; then what the least time decides. `usual`: rounds of a larger
 * set. What has hardly been measured comes last: it is what would have been too dear before.
 */
export function openContests(
  metrics: readonly { readonly contest: Contest; readonly rounds: Rounds }[],
  judged: readonly Judged[],
  costOf: (contest: Contest) => number,
  rule: Rule,
  usual: number,
): Open[] {
  const open = new Map<Contest, { wanted: number; isNew: boolean; mayBeSlower: boolean }>();
  for (const [at, { contest, rounds }] of metrics.entries()) {
    const one = judged[at] as Judged;
    if (one.difference !== 'inconclusive') continue;
    const isNew = rounds.after.length < leastRounds;
    const wanted = isNew ? usual : roundsToDecide(one, rounds.after.length, rule);
    if (wanted > hopeless * usual) continue;
    const known = open.get(contest);
    open.set(contest, {
      isNew,
      wanted: Math.min(wanted, known?.wanted ?? Infinity),
      mayBeSlower: one.interval[1] > 1 + rule.widest || known?.mayBeSlower === true,
    });
  }
  return [...open]
    .map(([contest, of]) => ({ contest, ...of, cost: costOf(contest) }))
    .sort(
      (a, b) =>
        Number(a.isNew) - Number(b.isNew) ||
        Number(b.mayBeSlower) - Number(a.mayBeSlower) ||
        a.wanted * a.cost - b.wanted * b.cost,
    )
    .map(({ contest, cost, wanted, isNew }): Open => {
      const most = Math.min(mostTimes * usual, Math.max(usual, Math.ceil(margin * wanted)));
      return { contest, cost, most, least: isNew ? leastRounds : Math.min(most, Math.max(leastRounds, wanted)) };
    });
}

/** Why it stays open, with what would help; null where it is decided. */
export function undecidedBecause({ after }: Rounds, one: Judged, costMs: number, rule: Rule): string | null {
  if (one.difference !== 'inconclusive') return null;
  const count = after.length;
  if (count < leastRounds)
    return `${count === 1 ? '1 round' : `${count} rounds`} of ${seconds(costMs)} s: fewer than ${leastRounds} decide nothing`;
  const wanted = Math.max(count + 1, roundsToDecide(one, count, rule));
  return wanted > 1_000
    ? `its ${count} rounds scatter too much`
    : `${count} rounds; about ${wanted} would decide it (${seconds(wanted * costMs)} s)`;
}

const seconds = (ms: number): string => (ms < 1_000 ? (ms / 1_000).toFixed(1) : String(Math.round(ms / 1_000)));
