import type { Millis, NodeId } from '../../core/units.js';
import type { Effects, Input, ProtocolNode } from '../protocol.js';
import { accept, prepare } from './acceptor.js';
import { receiveAccepted, replyTo } from './learner.js';
import type { PaxosMessage, PaxosOptions, PaxosRecord, PaxosReply, PaxosRequest } from './message.js';
import { ballotTimeout, propose, receivePromise, receiveRefused } from './proposer.js';
import { PaxosState } from './state.js';

/** One server of single-decree Paxos: proposer, acceptor and learner. `specs/paxos/Paxos.tla` has its actions. */
export class PaxosNode implements ProtocolNode<PaxosMessage, PaxosRecord, PaxosRequest, PaxosReply> {
  readonly #paxos: PaxosState;

  constructor(options: PaxosOptions, records: readonly PaxosRecord[]) {
    this.#paxos = new PaxosState(options, records);
  }

  /** For the judge of a run. */
  get view(): Pick<PaxosState, 'promised' | 'accepted' | 'ballot' | 'learned'> {
    return this.#paxos;
  }

  step(_now: Millis, input: Input<PaxosMessage, PaxosRequest>): Effects<PaxosMessage, PaxosRecord, PaxosReply> {
    const paxos = this.#paxos;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#request(input.id, input.request.value);
    else if (input.timer === 'ballot') ballotTimeout(paxos);
    return paxos.out.take();
  }

  #receive(from: NodeId, m: PaxosMessage): void {
    const paxos = this.#paxos;
    paxos.largest = Math.max(paxos.largest, m.ballot);
    switch (m.type) {
      case 'prepare':
        prepare(paxos, from, m);
        break;
      case 'promise':
        receivePromise(paxos, from, m);
        break;
      case 'accept':
        accept(paxos, from, m);
        break;
      case 'accepted':
        receiveAccepted(paxos, from, m);
        break;
      case 'refused':
        receiveRefused(paxos, m);
        break;
    }
  }

  #request(id: string, value: string): void {
    const paxos = this.#paxos;
    if (paxos.learned !== null) {
      paxos.out.reply(id, replyTo(value, paxos.learned));
      return;
    }
    paxos.waiting.set(id, value);
    propose(paxos, value);
  }
}
