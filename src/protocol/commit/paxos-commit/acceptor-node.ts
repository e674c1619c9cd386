import type { Millis, NodeId } from '../../../core/units.js';
import type { Effects, Input, ProtocolNode } from '../../protocol.js';
import type { CommitReply, CommitRequest, Decision } from '../message.js';
import { phase1a, phase2a } from './acceptor.js';
import { ask, beginLeading, countAcceptance, countAnswer, decide, patienceEnds, prepareAll } from './leader.js';
import { decisionMessage, type PaxosCommitMessage, type PaxosCommitRecord } from './message.js';
import type { PaxosCommitOptions } from './resource-manager.js';
import { AcceptorState } from './state.js';

/**
 * An acceptor of Paxos Commit, which leads when somebody wants to know how the transaction ends. What was decided needs no record:
 * the acceptors' votes are one, and whoever asks again is answered from them.
 */
export class PaxosCommitAcceptor
  implements ProtocolNode<PaxosCommitMessage, PaxosCommitRecord, CommitRequest, CommitReply>
{
  readonly #acceptor: AcceptorState;
  /** A client has asked here: it is this acceptor that asks for votes. */
  #asksForVotes = false;

  constructor(options: PaxosCommitOptions, records: readonly PaxosCommitRecord[]) {
    this.#acceptor = new AcceptorState(options, records);
  }

  /** For the judge of a run, and for faults that look for the leader. */
  get view(): { readonly decision: Decision | null; readonly leading: boolean; readonly begun: number } {
    return this.#acceptor;
  }

  step(
    _now: Millis,
    input: Input<PaxosCommitMessage, CommitRequest>,
  ): Effects<PaxosCommitMessage, PaxosCommitRecord, CommitReply> {
    const acceptor = this.#acceptor;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') {
      if (input.request === 'commit') this.#request(input.id);
    } else if (input.timer === 'patience') patienceEnds(acceptor);
    else if (input.timer === 'resend' && acceptor.decision === null) {
      if (this.#asksForVotes) prepareAll(acceptor);
      ask(acceptor);
      acceptor.out.timer('resend', acceptor.timings.resendMs);
    }
    return acceptor.out.take();
  }

  #request(id: string): void {
    const acceptor = this.#acceptor;
    if (acceptor.decision !== null) {
      acceptor.out.reply(id, acceptor.decision);
      return;
    }
    acceptor.waiting.add(id);
    if (this.#asksForVotes) return;
    this.#asksForVotes = true;
    beginLeading(acceptor);
    prepareAll(acceptor);
  }

  #receive(from: NodeId, message: PaxosCommitMessage): void {
    const acceptor = this.#acceptor;
    switch (message.type) {
      case 'phase1a':
        acceptor.largest = Math.max(acceptor.largest, message.bal);
        phase1a(acceptor, from, message);
        break;
      case 'phase1b':
        if (message.mbal === acceptor.begun) countAnswer(acceptor, from, message.ins, message.accepted);
        break;
      case 'phase2a':
        acceptor.largest = Math.max(acceptor.largest, message.bal);
        phase2a(acceptor, from, message);
        break;
      case 'phase2b':
        countAcceptance(acceptor, from, message.ins, message.bal, message.val);
        break;
      case 'refused':
        acceptor.largest = Math.max(acceptor.largest, message.mbal);
        break;
      case 'Inquiry':
        if (acceptor.decision !== null) acceptor.out.send(from, decisionMessage(acceptor.decision));
        else beginLeading(acceptor);
        break;
      case 'Commit':
        decide(acceptor, 'committed', false);
        break;
      case 'Abort':
        decide(acceptor, 'aborted', false);
        break;
    }
  }
}
