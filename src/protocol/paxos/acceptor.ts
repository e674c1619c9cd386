/** The acceptor: "Paxos Made Simple", phases 1 (b) and 2 (b). What it says is durable before it is said. */
import type { NodeId } from '../../core/units.js';
import { receiveAccepted } from './learner.js';
import type { MessageOf } from './message.js';
import { receivePromise } from './proposer.js';
import type { PaxosState } from './state.js';

/** Also for its own proposer, which is told at once. */
export function prepare(paxos: PaxosState, from: NodeId, { ballot }: MessageOf<'prepare'>): void {
  if (ballot < paxos.promised) {
    refuse(paxos, from, ballot);
    return;
  }
  // A request that was answered and comes again is answered again.
  if (ballot > paxos.promised) {
    paxos.promised = ballot;
    if (paxos.mutant !== 'promise-forgotten') paxos.out.persist({ promised: ballot });
    paxos.trace('Phase1b', { a: paxos.self, b: ballot }, { promised: paxos.mine(ballot) });
  }
  const promise = { type: 'promise', ballot, accepted: paxos.accepted } as const;
  if (from === paxos.self) receivePromise(paxos, from, promise);
  else paxos.out.send(from, promise);
}

export function accept(paxos: PaxosState, from: NodeId, { ballot, value }: MessageOf<'accept'>): void {
  if (ballot < paxos.promised) {
    refuse(paxos, from, ballot);
    return;
  }
  const vote = { ballot, value };
  if (paxos.accepted?.ballot !== ballot) {
    paxos.promised = ballot;
    paxos.accepted = vote;
    if (paxos.mutant !== 'vote-forgotten') paxos.out.persist({ accepted: vote });
    paxos.trace('Phase2b', { a: paxos.self, b: ballot, v: value }, { accepted: paxos.mine({ ...vote }) });
  }
  // Every learner hears of every vote (section 2.3): the fastest way, and the one with the most messages.
  paxos.broadcast({ type: 'accepted', ...vote });
  receiveAccepted(paxos, paxos.self, { type: 'accepted', ...vote });
}

function refuse(paxos: PaxosState, from: NodeId, ballot: number): void {
  if (from !== paxos.self) paxos.out.send(from, { type: 'refused', ballot, promised: paxos.promised });
}
