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

/** Moves what was measured out of `suspected`: to `certain` where the rounds say the same, away where they say that nothing changed. */
export function settled(member: FamilyMember, confirmations: readonly Confirmation[]): FamilyMember {
  const told = (change: Change): readonly Confirmation['direction'][] =>
    confirmations.filter((each) => within(change, each)).map(({ direction }) => direction);
  const agreed = (change: Change): boolean => told(change).some((direction) => direction === Math.sign(change.effect));
  const confirmed = member.suspected.filter(agreed);
  return {
    ...member,
    certain: [...member.certain, ...confirmed].sort((a, b) => a.index - b.index),
    suspected: member.suspected.filter((change) => !agreed(change) && !told(change).some((each) => each !== null)),
  };
}
