/** What is said of members, and what is held of it: section 4.2. */
import type { NodeId } from '../../../core/units.js';
import type { Belief, Status, Update } from './message.js';
import type { SwimState } from './state.js';

const rank: Readonly<Record<Status, number>> = { alive: 0, suspect: 1, dead: 2 };

/** Of two beliefs about a member the one of the larger incarnation holds; in the same, the worse. */
export const overrides = (u: Belief, v: Belief): boolean =>
  u.incarnation > v.incarnation || (u.incarnation === v.incarnation && rank[u.status] > rank[v.status]);

/** A new life, a new incarnation: what was said of the last one is of the past. */
export function start(swim: SwimState): void {
  swim.incarnation = swim.mutant === 'incarnation-forgotten' ? 1 : swim.incarnation + 1;
  const { self, incarnation } = swim;
  const mine: Belief = { incarnation, status: 'alive' };
  swim.out.persist({ incarnation });
  swim.view.set(self, mine);
  swim.dissemination.tell({ member: self, ...mine });
  const view = Object.fromEntries([...swim.view].map(([id, belief]) => [id, { ...belief }]));
  swim.out.trace('Start', { i: self }, { incarnation: { [self]: incarnation }, view: { [self]: view } });
}

export function hear(swim: SwimState, updates: readonly Update[]): void {
  for (const update of updates) {
    if (update.member === swim.self) refute(swim, update);
    else hearOf(swim, update);
  }
}

function hearOf(swim: SwimState, update: Update): void {
  const { member, incarnation, status } = update;
  const old = swim.believed(member);
  if (status === 'alive' && incarnation > old.incarnation && swim.suspected.delete(member)) swim.mistaken();
  const believed =
    swim.mutant === 'suspicion-without-incarnation' && status === 'suspect'
      ? old.status === 'alive'
      : overrides(update, old);
  if (believed) swim.believe('Hear', { j: member, n: incarnation, s: status }, member, { incarnation, status });
  else if (overrides(old, update)) swim.dissemination.tellAgain({ member, ...old });
}

/** "I am alive", in an incarnation that nobody but this member can begin; who speaks of an earlier one has not heard of this. */
function refute(swim: SwimState, { incarnation, status }: Update): void {
  if (incarnation < swim.incarnation) swim.dissemination.tellAgain({ member: swim.self, ...swim.believed(swim.self) });
  if (status === 'alive' || incarnation < swim.incarnation) return;
  if (swim.mutant !== 'refuted-without-incarnation') swim.incarnation += 1;
  swim.out.persist({ incarnation: swim.incarnation });
  swim.believe('Refute', {}, swim.self, { incarnation: swim.incarnation, status: 'alive' });
}

/** It has not answered, nor any of those that were asked to try. */
export function suspect(swim: SwimState, member: NodeId): void {
  const { incarnation, status } = swim.believed(member);
  if (status !== 'alive') return;
  if (swim.mutant === 'no-suspicion') swim.believe('Confirm', { j: member }, member, { incarnation, status: 'dead' });
  else swim.believe('Suspect', { j: member }, member, { incarnation, status: 'suspect' });
  swim.suspected.add(member);
}

/** The time to refute is over. */
export function confirm(swim: SwimState, member: NodeId): void {
  const { incarnation, status } = swim.believed(member);
  if (status === 'suspect') swim.believe('Confirm', { j: member }, member, { incarnation, status: 'dead' });
}
