/** The leader: "Paxos Made Simple", section 3: it finishes what others have begun, fills gaps, and then asks slot by slot. */
import type { NodeId } from '../../core/units.js';
import { decreeOf, vote } from './acceptor.js';
import { stepDown } from './election.js';
import { learn } from './learner.js';
import { type Decree, type MessageOf, noOp, type Vote } from './message.js';
import type { Candidacy, MultiPaxosState } from './state.js';

/** With the promises of a quorum: every slot up to the last of which it has heard is asked for anew. */
export function lead(paxos: MultiPaxosState, { votes }: Candidacy): void {
  paxos.candidacy = null;
  paxos.leading = true;
  paxos.leader = paxos.self;
  paxos.asked.clear();
  paxos.out.timer('election', null);
  paxos.out.timer('heartbeat', paxos.timings.heartbeatMs);
  const ignored = paxos.mutant === 'own-value';
  const last = ignored ? paxos.chosen : Math.max(paxos.chosen, ...votes.keys());
  paxos.nextSlot = paxos.chosen + 1;
  const decrees: Decree[] = [];
  for (let slot = paxos.chosen + 1; slot <= last; slot += 1) {
    const filled = paxos.mutant === 'gap-filled-with-no-op' && slot < last;
    decrees.push(filled ? noOp : safeDecree(paxos, votes.get(slot) ?? []));
  }
  ask(paxos, decrees);
}

/** P2c: that of the largest ballot; a slot in which nobody has voted is filled. */
function safeDecree(paxos: MultiPaxosState, votes: readonly Vote[]): Decree {
  if (votes.length === 0) return noOp;
  if (paxos.mutant === 'any-accepted-value') return decreeOf(votes[0]!);
  return decreeOf(votes.reduce((largest, each) => (each.ballot > largest.ballot ? each : largest)));
}

/** Phase 2 (a) for the next slots; no leader waits for one slot before it asks for another. */
export function ask(paxos: MultiPaxosState, decrees: readonly Decree[]): void {
  const asked = decrees.map((decree) => {
    const slot = paxos.nextSlot++;
    paxos.asked.set(slot, { decree, from: new Set() });
    paxos.trace('Phase2a', { b: paxos.begun, s: slot, v: decree.value });
    return { slot, ...decree };
  });
  // Heartbeats bring the rest.
  const message = { ballot: paxos.begun, decrees: asked.slice(0, paxos.timings.batch), chosen: chosenHere(paxos) };
  paxos.broadcast({ type: 'accept', ...message });
  // Its own acceptor may have promised more before a restart than its leader remembers.
  if (paxos.promised > paxos.begun) return;
  vote(paxos, paxos.begun, asked);
  for (const { slot } of asked) count(paxos, paxos.self, slot);
}

/**
 * Up to here nothing is open in this ballot. What the leader knows from another ballot to be chosen, and asks for all the same, is
 * not counted: who has voted for it in this one would learn that it was chosen in this one.
 */
function chosenHere(paxos: MultiPaxosState): number {
  const [open] = paxos.asked.keys();
  return open === undefined ? paxos.chosen : Math.min(paxos.chosen, open - 1);
}

/** Also asks again for what was lost: each follower for the votes that are missing. */
export function heartbeat(paxos: MultiPaxosState): void {
  if (!paxos.leading) return;
  paxos.out.timer('heartbeat', paxos.timings.heartbeatMs);
  for (const peer of paxos.peers) {
    const decrees: (Decree & { slot: number })[] = [];
    for (const [slot, { decree, from }] of paxos.asked) {
      if (decrees.length === paxos.timings.batch) break;
      if (!from.has(peer)) decrees.push({ slot, ...decree });
    }
    paxos.out.send(peer, { type: 'accept', ballot: paxos.begun, decrees, chosen: chosenHere(paxos) });
  }
}

export function receiveAccepted(paxos: MultiPaxosState, from: NodeId, m: MessageOf<'accepted'>): void {
  if (!paxos.leading || m.ballot !== paxos.begun) return;
  for (const slot of m.slots) count(paxos, from, slot);
  if (m.missing === null) return;
  const votes = [];
  const last = Math.min(paxos.chosen, m.missing + paxos.timings.batch - 1);
  for (let slot = m.missing; slot <= last; slot += 1) votes.push({ slot, ...paxos.learned.get(slot)! });
  paxos.out.send(from, { type: 'decided', ballot: paxos.begun, votes });
}

function count(paxos: MultiPaxosState, from: NodeId, slot: number): void {
  const asked = paxos.asked.get(slot);
  if (asked === undefined) return;
  asked.from.add(from);
  if (asked.from.size < paxos.quorum) return;
  paxos.asked.delete(slot);
  learn(paxos, slot, { ballot: paxos.begun, ...asked.decree });
}

export function receiveRefused(paxos: MultiPaxosState, { ballot, promised }: MessageOf<'refused'>): void {
  paxos.largest = Math.max(paxos.largest, promised);
  if (ballot === paxos.begun && promised > ballot) stepDown(paxos);
}
