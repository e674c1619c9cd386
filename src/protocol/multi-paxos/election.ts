/** Who leads: "Paxos Made Simple", section 3, elects a leader by whatever means; here by the silence of the last one. */
import type { NodeId } from '../../core/units.js';
import { promise } from './acceptor.js';
import { lead } from './leader.js';
import type { MessageOf, SlotVote } from './message.js';
import type { MultiPaxosState } from './state.js';

export function setElectionTimer(paxos: MultiPaxosState): void {
  // Where disks are slow both phases take longer than a timeout: who gets nothing chosen waits longer.
  const electionMs = paxos.timings.electionMs * 2 ** Math.min(paxos.failedBallots, 3);
  paxos.electionTimeout = electionMs * (1 + paxos.random.float());
  paxos.out.timer('election', paxos.electionTimeout);
}

/** The timer runs on while a leader is heard; only when it ends is it asked how long ago that was. */
export function electionTimeout(paxos: MultiPaxosState): void {
  if (paxos.leading) return;
  const silentFor = paxos.now - paxos.heardAt;
  if (silentFor >= 0 && silentFor < paxos.electionTimeout) {
    paxos.out.timer('election', paxos.electionTimeout - silentFor);
    return;
  }
  paxos.failedBallots += 1;
  setElectionTimer(paxos);
  beginBallot(paxos);
}

/** Phase 1 (a), once for all slots after those that are known to be chosen. */
function beginBallot(paxos: MultiPaxosState): void {
  const ballot = paxos.nextBallot();
  paxos.begun = ballot;
  if (paxos.mutant !== 'ballot-reused') paxos.out.persist({ begun: ballot });
  paxos.leader = null;
  paxos.candidacy = { promises: new Set(), votes: new Map() };
  paxos.trace('Phase1a', { b: ballot });
  paxos.broadcast({ type: 'prepare', ballot, after: paxos.chosen });
  const own = promise(paxos, ballot, paxos.chosen);
  if (own !== null) count(paxos, paxos.self, own);
}

export function receivePromise(paxos: MultiPaxosState, from: NodeId, m: MessageOf<'promise'>): void {
  if (paxos.candidacy === null || m.ballot !== paxos.begun) return;
  count(paxos, from, m.votes);
}

function count(paxos: MultiPaxosState, from: NodeId, votes: readonly SlotVote[]): void {
  const { candidacy } = paxos;
  if (candidacy === null || candidacy.promises.has(from)) return;
  candidacy.promises.add(from);
  for (const { slot, ...vote } of votes) {
    const others = candidacy.votes.get(slot);
    if (others === undefined) candidacy.votes.set(slot, [vote]);
    else others.push(vote);
  }
  if (candidacy.promises.size >= paxos.quorum) lead(paxos, candidacy);
}

/** Another server has, or wants, a ballot that is not smaller: this one leads no more, and gives it time. */
export function follow(paxos: MultiPaxosState, ballot: number, leader: NodeId | null): void {
  if (ballot > paxos.begun) stepDown(paxos);
  if (leader !== null) paxos.leader = leader;
  paxos.heardAt = paxos.now;
}

export function stepDown(paxos: MultiPaxosState): void {
  paxos.candidacy = null;
  if (!paxos.leading) return;
  paxos.leading = false;
  paxos.leader = null;
  paxos.asked.clear();
  paxos.out.timer('heartbeat', null);
  setElectionTimer(paxos);
}
