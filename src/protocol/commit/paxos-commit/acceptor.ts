/** The acceptor of Paxos Commit: phases 1b and 2b, in each instance. */
import type { NodeId } from '../../../core/units.js';
import { countAcceptance, countAnswer } from './leader.js';
import type { MessageOf } from './message.js';
import type { AcceptorState } from './state.js';

export function phase1a(acceptor: AcceptorState, from: NodeId, { ins, bal }: MessageOf<'phase1a'>): void {
  const mbal = acceptor.mbalOf(ins);
  if (bal < mbal) {
    if (from !== acceptor.self) acceptor.out.send(from, { type: 'refused', ins, mbal });
    return;
  }
  const accepted = acceptor.accepted.get(ins) ?? null;
  // A question that was answered and comes again is answered again.
  if (bal > mbal) {
    acceptor.mbal.set(ins, bal);
    if (acceptor.mutant !== 'promise-forgotten') acceptor.out.persist({ ins, mbal: bal, accepted });
    acceptor.out.trace('Phase1b', { acc: acceptor.self, rm: ins, bal }, { aState: acceptor.aState(ins) });
  }
  if (from === acceptor.self) countAnswer(acceptor, from, ins, accepted);
  else acceptor.out.send(from, { type: 'phase1b', ins, mbal: bal, accepted });
}

/** Its vote goes to all that may lead: whoever does learns it. */
export function phase2a(acceptor: AcceptorState, from: NodeId, { ins, bal, val }: MessageOf<'phase2a'>): void {
  const mbal = acceptor.mbalOf(ins);
  if (bal < mbal) {
    // A resource manager is not told: it has no other ballot.
    if (acceptor.acceptors.includes(from) && from !== acceptor.self)
      acceptor.out.send(from, { type: 'refused', ins, mbal });
    return;
  }
  if (acceptor.accepted.get(ins)?.bal !== bal) {
    const accepted = { bal, val };
    acceptor.mbal.set(ins, bal);
    acceptor.accepted.set(ins, accepted);
    if (acceptor.mutant !== 'acceptance-forgotten') acceptor.out.persist({ ins, mbal: bal, accepted });
    acceptor.out.trace('Phase2b', { acc: acceptor.self, rm: ins, bal, val }, { aState: acceptor.aState(ins) });
  }
  acceptor.toPeers({ type: 'phase2b', ins, bal, val });
  countAcceptance(acceptor, acceptor.self, ins, bal, val);
}
