/** The proposer: "Paxos Made Simple", phases 1 (a) and 2 (a). */
import type { NodeId } from '../../core/units.js';
import { accept, prepare } from './acceptor.js';
import type { MessageOf, Vote } from './message.js';
import type { PaxosState } from './state.js';

/** A client wants a value: it is proposed unless this proposer is at work already. */
export function propose(paxos: PaxosState, value: string): void {
  if (!paxos.wanted.includes(value)) {
    paxos.wanted.push(value);
    paxos.trace('Propose', { v: value });
  }
  if (paxos.proposal === null) beginBallot(paxos);
}

function beginBallot(paxos: PaxosState): void {
  const ballot = paxos.nextBallot();
  paxos.ballot = ballot;
  if (paxos.mutant !== 'ballot-reused') paxos.out.persist({ ballot });
  paxos.proposal = { phase: 1, promises: new Map(), value: null, sentAgain: false, refused: false };
  paxos.trace('Phase1a', { b: ballot });
  paxos.out.timer('ballot', patience(paxos));
  sendRequest(paxos);
}

/** To every acceptor; its own answers at once. */
function sendRequest(paxos: PaxosState): void {
  const { ballot, proposal, self } = paxos;
  if (proposal === null) return;
  if (proposal.value === null) {
    const request = { type: 'prepare', ballot } as const;
    paxos.broadcast(request);
    prepare(paxos, self, request);
  } else {
    const request = { type: 'accept', ballot, value: proposal.value } as const;
    paxos.broadcast(request);
    accept(paxos, self, request);
  }
}

/** Messages are lost: the request is sent once more, and then a larger ballot is begun. */
export function ballotTimeout(paxos: PaxosState): void {
  const { proposal } = paxos;
  if (paxos.learned !== null || paxos.wanted.length === 0) return;
  if (proposal !== null && !proposal.refused && !proposal.sentAgain) {
    proposal.sentAgain = true;
    sendRequest(paxos);
    paxos.out.timer('ballot', patience(paxos));
  } else {
    paxos.failedBallots += 1;
    beginBallot(paxos);
  }
}

/** Two proposers that both hurried on would stop each other for ever (section 2.4): who fails waits longer, and not all alike. */
const patience = ({ timings, failedBallots, random }: PaxosState): number =>
  timings.ballotMs * 2 ** Math.min(failedBallots, 6) * (1 + random.float());

/** Somebody has a larger ballot: this one cannot win. */
export function receiveRefused(paxos: PaxosState, { ballot, promised }: MessageOf<'refused'>): void {
  paxos.largest = Math.max(paxos.largest, promised);
  if (paxos.proposal === null || ballot !== paxos.ballot || paxos.proposal.refused) return;
  paxos.proposal.refused = true;
  paxos.out.timer('ballot', patience(paxos));
}

export function receivePromise(paxos: PaxosState, from: NodeId, m: MessageOf<'promise'>): void {
  const { proposal } = paxos;
  if (proposal?.phase !== 1 || m.ballot !== paxos.ballot) return;
  proposal.promises.set(from, m.accepted);
  if (proposal.promises.size < paxos.quorum) return;
  const value = valueToAsk(paxos, [...proposal.promises.values()]);
  proposal.phase = 2;
  proposal.value = value;
  proposal.sentAgain = false;
  paxos.trace('Phase2a', { b: paxos.ballot, v: value });
  paxos.out.timer('ballot', patience(paxos));
  sendRequest(paxos);
}

/** P2c: the value of the largest ballot among the promises; without any, the proposer's own. */
function valueToAsk(paxos: PaxosState, promises: readonly (Vote | null)[]): string {
  const votes = promises.filter((vote) => vote !== null);
  const own = paxos.wanted[0]!;
  if (votes.length === 0 || paxos.mutant === 'own-value') return own;
  if (paxos.mutant === 'any-accepted-value') return votes.at(-1)!.value;
  return votes.reduce((largest, vote) => (vote.ballot > largest.ballot ? vote : largest)).value;
}
