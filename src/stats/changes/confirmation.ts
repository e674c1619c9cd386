/**
 * A suspicion settled by a measurement of its own. The history alone needs weeks until a change is certain among 200 series: one
 * value a night, and every series could have been the one. Whoever suspects one series can measure it: both sides in turn, in
 * fresh processes, on one machine. Those rounds had no part in the suspicion, so they answer for the suspicions of one night only
 * (Holm over them), and the family keeps its rate of false alarms however loosely the history suspects.
 */
import type { FamilyMember } from './family.js';
import type { Change } from './history.js';

/** Two nights of a series measured side by side. */
export interface Confirmation {
  /** Positions in the series, `from` before `to`. */
  readonly from: number;
  readonly to: number;
  /** How the value at `to` differs: 1 higher, -1 lower, 0 the same; null where the rounds could not tell. */
  readonly direction: 1 | -1 | 0 | null;
}

/** A new level may be placed a night or two late. */
const placed = 3;

/** What has to be measured: from well before the change, though not before the one that came earlier, to the newest value. */
export function windowOf({ changes }: Pick<FamilyMember, 'changes'>, change: Change, length: number): [number, number] {
  const earlier = changes.filter(({ index }) => index < change.index).at(-1)?.index ?? 0;
  return [Math.min(change.index - 1, Math.max(earlier, change.index - placed)), length - 1];
}

const within = ({ index }: Change, { from, to }: Confirmation): boolean => from < index && index <= to;

/** The change lies after `from`, and at `to` it is there. Null where no measurement has found it. */
export function rangeOf(change: Change, confirmations: readonly Confirmation[]): [from: number, to: number] | null {
  const direction = Math.sign(change.effect);
  const bySize = [...confirmations].sort((a, b) => b.to - b.from - (a.to - a.from));
  const widest = bySize.find((each) => each.direction === direction && within(change, each));
  if (widest === undefined) return null;
  let { from, to } = widest;
  for (const each of bySize) {
    if (each.from < from || each.to > to) continue;
    if (each.direction === direction) ({ from, to } = each);
    // Nothing happened in this part of it.
    else if (each.direction === 0 && each.from === from) from = each.to;
    else if (each.direction === 0 && each.to === to) to = each.from;
  }
  return from < to ? [from, to] : [widest.from, widest.to];
}

/**
 * Moves what was measured out of `suspected`: to `certain` where the rounds say the same, away where they say that nothing changed.
 * Where halves were measured, too, the change moves to where they leave room for it: the history places one in seven too late.
 */
export function settled(member: FamilyMember, confirmations: readonly Confirmation[]): FamilyMember {
  const certain = [...member.certain];
  const suspected: Change[] = [];
  for (const change of member.suspected) {
    const range = rangeOf(change, confirmations);
    if (range !== null) {
      certain.push({ ...change, index: Math.min(range[1], Math.max(range[0] + 1, change.index)) });
    } else if (!confirmations.some((each) => each.direction !== null && within(change, each))) {
      suspected.push(change);
    }
  }
  return { ...member, certain: certain.sort((a, b) => a.index - b.index), suspected };
}
