/** The leader of Paxos Commit: it learns the votes from the acceptors, settles those of the silent, and tells the outcome. */
import type { NodeId } from '../../../core/units.js';
import type { Decision } from '../message.js';
import { phase1a, phase2a } from './acceptor.js';
import { type Accepted, decisionMessage, type Vote } from './message.js';
import type { AcceptorState } from './state.js';

/** Somebody wants to know the end: votes are asked for, and after a while settled. */
export function beginLeading(acceptor: AcceptorState): void {
  if (acceptor.leading || acceptor.decision !== null) return;
  acceptor.leading = true;
  acceptor.out.timer('resend', acceptor.timings.resendMs);
  acceptor.out.timer('patience', patience(acceptor));
}

/** Later acceptors wait longer, so that two seldom compete. */
function patience({ timings, failedBallots, acceptors, self }: AcceptorState): number {
  return timings.patienceMs * (1 + acceptors.indexOf(self)) * 2 ** Math.min(failedBallots, 4);
}

/** Asks every resource manager for its vote; only the leader that a client has asked does, and it needs no phase 1. */
export function prepareAll(acceptor: AcceptorState): void {
  for (const rm of acceptor.rms) if (!acceptor.chosen.has(rm)) acceptor.out.send(rm, { type: 'Prepare' });
}

/** Phase 1a in every instance of which the outcome is not known. */
export function patienceEnds(acceptor: AcceptorState): void {
  if (acceptor.decision !== null) return;
  acceptor.failedBallots += 1;
  acceptor.begun = acceptor.nextBallot();
  acceptor.out.persist({ begun: acceptor.begun });
  acceptor.answers.clear();
  acceptor.asked.clear();
  acceptor.out.timer('patience', patience(acceptor));
  for (const ins of acceptor.rms) {
    if (acceptor.chosen.has(ins)) continue;
    acceptor.answers.set(ins, new Map());
    acceptor.out.trace('Phase1a', { bal: acceptor.begun, rm: ins }, {});
  }
  ask(acceptor);
}

/** Sends what has not been answered: also again. */
export function ask(acceptor: AcceptorState): void {
  const bal = acceptor.begun;
  for (const ins of [...acceptor.answers.keys()]) {
    if (acceptor.chosen.has(ins)) continue;
    const val = acceptor.asked.get(ins);
    if (val === undefined) {
      acceptor.toPeers({ type: 'phase1a', ins, bal });
      phase1a(acceptor, acceptor.self, { type: 'phase1a', ins, bal });
    } else {
      acceptor.toPeers({ type: 'phase2a', ins, bal, val });
      phase2a(acceptor, acceptor.self, { type: 'phase2a', ins, bal, val });
    }
  }
}

export function countAnswer(acceptor: AcceptorState, from: NodeId, ins: NodeId, accepted: Accepted | null): void {
  const answers = acceptor.answers.get(ins);
  if (answers === undefined || acceptor.asked.has(ins) || acceptor.chosen.has(ins)) return;
  answers.set(from, accepted);
  if (answers.size < acceptor.quorum) return;
  const val = safeVote(acceptor, [...answers.values()]);
  const bal = acceptor.begun;
  acceptor.asked.set(ins, val);
  acceptor.out.trace('Phase2a', { bal, rm: ins, val }, {});
  acceptor.toPeers({ type: 'phase2a', ins, bal, val });
  phase2a(acceptor, acceptor.self, { type: 'phase2a', ins, bal, val });
}

/** The vote of the largest ballot that some acceptor has; where none has any, the silent has not prepared. */
function safeVote({ mutant }: AcceptorState, answers: readonly (Accepted | null)[]): Vote {
  const accepted = answers.filter((answer) => answer !== null);
  if (accepted.length === 0) return mutant === 'silence-is-consent' ? 'prepared' : 'aborted';
  if (mutant === 'silence-is-abort') return 'aborted';
  return accepted.reduce((largest, each) => (each.bal > largest.bal ? each : largest)).val;
}

export function countAcceptance(acceptor: AcceptorState, from: NodeId, ins: NodeId, bal: number, val: Vote): void {
  if (acceptor.decision !== null || acceptor.chosen.has(ins)) return;
  const key = `${ins} ${bal} ${val}`;
  const accepted = acceptor.acceptances.get(key) ?? new Set<NodeId>();
  acceptor.acceptances.set(key, accepted);
  accepted.add(from);
  if (accepted.size < acceptor.quorum) return;
  acceptor.chosen.set(ins, val);
  const missing = acceptor.rms.length - acceptor.chosen.size;
  if (val === 'aborted') decide(acceptor, 'aborted', true);
  else if (missing <= (acceptor.mutant === 'commit-without-every-vote' ? 1 : 0)) decide(acceptor, 'committed', true);
}

/** `told`: nobody else has decided before, as far as it knows; it is a step of its own. Only one that leads tells all. */
export function decide(acceptor: AcceptorState, decision: Decision, told: boolean): void {
  if (acceptor.decision !== null) return;
  acceptor.decision = decision;
  if (told) acceptor.out.trace(decision === 'committed' ? 'DecideCommit' : 'DecideAbort', {}, {});
  if (told && acceptor.leading) {
    for (const rm of acceptor.rms) acceptor.out.send(rm, decisionMessage(decision));
    acceptor.toPeers(decisionMessage(decision));
  }
  for (const timer of ['resend', 'patience']) acceptor.out.timer(timer, null);
  for (const id of acceptor.waiting) acceptor.out.reply(id, decision);
  acceptor.waiting.clear();
}
