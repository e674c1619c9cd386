/** The learner: "Paxos Made Simple", section 2.3. It counts votes, and answers the clients. */
import type { NodeId } from '../../core/units.js';
import type { MessageOf, PaxosReply } from './message.js';
import type { PaxosState } from './state.js';

export function receiveAccepted(paxos: PaxosState, from: NodeId, { ballot, value }: MessageOf<'accepted'>): void {
  if (paxos.learned !== null) return;
  const counted = paxos.mutant === 'votes-of-any-ballot' ? 0 : ballot;
  const votes = paxos.votes.get(counted) ?? { value, from: new Set<NodeId>() };
  paxos.votes.set(counted, votes);
  votes.from.add(from);
  if (votes.from.size < paxos.quorum) return;
  paxos.learned = value;
  paxos.trace('Learn', { l: paxos.self, b: ballot, v: value }, { learned: paxos.mine(value) });
  paxos.proposal = null;
  paxos.out.timer('ballot', null);
  for (const [id, proposed] of paxos.waiting) paxos.out.reply(id, replyTo(proposed, value));
  paxos.waiting.clear();
}

export const replyTo = (proposed: string, learned: string): PaxosReply =>
  proposed === learned ? { kind: 'ok', value: learned } : { kind: 'differs', value: learned };
