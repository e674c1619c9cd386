/** The acceptor: "Paxos Made Simple", phases 1 (b) and 2 (b), for all slots. */
import type { NodeId } from '../../core/units.js';
import { follow } from './election.js';
import { learn } from './learner.js';
import type { Decree, MessageOf, SlotVote } from './message.js';
import type { MultiPaxosState } from './state.js';

/** Also for its own candidacy: the votes after `after`, or null for a refusal. */
export function promise(paxos: MultiPaxosState, ballot: number, after: number): readonly SlotVote[] | null {
  if (ballot < paxos.promised) return null;
  // A request that was answered and comes again is answered again.
  if (ballot > paxos.promised) {
    paxos.promised = ballot;
    if (paxos.mutant !== 'promise-forgotten') paxos.out.persist({ promised: ballot });
    paxos.trace('Phase1b', { a: paxos.self, b: ballot }, { promised: paxos.mine(ballot) });
  }
  return [...paxos.accepted.keys()].filter((slot) => slot > after).map((slot) => paxos.slotVote(slot));
}

export function prepare(paxos: MultiPaxosState, from: NodeId, m: MessageOf<'prepare'>): void {
  const votes = promise(paxos, m.ballot, m.after);
  if (votes === null) {
    paxos.out.send(from, { type: 'refused', ballot: m.ballot, promised: paxos.promised });
    return;
  }
  follow(paxos, m.ballot, null);
  paxos.out.send(from, { type: 'promise', ballot: m.ballot, votes });
}

/** Votes for each of these decrees, durably. The caller has seen that the ballot is not below the promise. */
export function vote(paxos: MultiPaxosState, ballot: number, decrees: MessageOf<'accept'>['decrees']): void {
  const fresh = decrees.filter(({ slot }) => paxos.accepted.get(slot)?.ballot !== ballot);
  if (fresh.length === 0) return;
  paxos.promised = ballot;
  const votes = fresh.map(({ slot, value, command }): SlotVote => ({ slot, ballot, value, command }));
  for (const { slot, value, command } of votes) {
    paxos.accepted.set(slot, { ballot, value, command });
    const args = { a: paxos.self, b: ballot, s: slot, v: value };
    paxos.trace('Phase2b', args, { accepted: paxos.mine({ [slot]: { ballot, value } }) });
  }
  if (paxos.mutant !== 'vote-forgotten') paxos.out.persist({ accepted: votes });
}

export function accept(paxos: MultiPaxosState, from: NodeId, m: MessageOf<'accept'>): void {
  const { ballot, decrees } = m;
  if (ballot < paxos.promised) {
    paxos.out.send(from, { type: 'refused', ballot, promised: paxos.promised });
    return;
  }
  follow(paxos, ballot, from);
  vote(paxos, ballot, decrees);
  for (let slot = paxos.chosen + 1; slot <= m.chosen; slot += 1) {
    const mine = paxos.accepted.get(slot);
    // A vote of an older ballot may be for something else than what was chosen.
    if (mine !== undefined && (mine.ballot === ballot || paxos.mutant === 'old-vote-is-chosen'))
      learn(paxos, slot, mine);
  }
  const missing = paxos.chosen < m.chosen ? paxos.chosen + 1 : null;
  paxos.out.send(from, { type: 'accepted', ballot, slots: decrees.map(({ slot }) => slot), missing });
}

export const decreeOf = ({ value, command }: Decree): Decree => ({ value, command });
