import type { Millis, NodeId } from '../../core/units.js';
import type { KeyValueRequest } from '../key-value.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import { accept, prepare } from './acceptor.js';
import { electionTimeout, receivePromise, setElectionTimer } from './election.js';
import { ask, heartbeat, receiveAccepted, receiveRefused } from './leader.js';
import { receiveDecided } from './learner.js';
import type { MultiPaxosMessage, MultiPaxosRecord, MultiPaxosReply } from './message.js';
import { type MultiPaxosOptions, MultiPaxosState } from './state.js';

/** One server of Multi-Paxos, over a key-value store. `specs/paxos/MultiPaxos.tla` has its actions under the same names. */
export class MultiPaxosNode
  implements ProtocolNode<MultiPaxosMessage, MultiPaxosRecord, KeyValueRequest, MultiPaxosReply>
{
  readonly #paxos: MultiPaxosState;

  constructor(options: MultiPaxosOptions, records: readonly MultiPaxosRecord[]) {
    this.#paxos = new MultiPaxosState(options, records);
  }

  /** For the judge of a run. */
  get view(): Pick<MultiPaxosState, 'leading' | 'begun' | 'promised' | 'accepted' | 'chosen' | 'executed' | 'asked'> {
    return this.#paxos;
  }

  step(
    now: Millis,
    input: Input<MultiPaxosMessage, KeyValueRequest>,
  ): Effects<MultiPaxosMessage, MultiPaxosRecord, MultiPaxosReply> {
    this.#paxos.now = now;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#request(input.id, input.request);
    else this.#timeout(input.timer);
    return this.#paxos.out.take();
  }

  #timeout(timer: string): void {
    const paxos = this.#paxos;
    if (timer === startTimer) {
      paxos.trace('Restart', { l: paxos.self }, { promised: paxos.mine(paxos.promised) });
      setElectionTimer(paxos);
    } else if (timer === 'election') electionTimeout(paxos);
    else if (timer === 'heartbeat') heartbeat(paxos);
  }

  #receive(from: NodeId, m: MultiPaxosMessage): void {
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
      case 'decided':
        receiveDecided(paxos, m);
        break;
    }
  }

  #request(id: string, request: KeyValueRequest): void {
    const paxos = this.#paxos;
    const known = paxos.store.result(id);
    if (!paxos.leading) paxos.out.reply(id, { kind: 'redirect', leader: paxos.leader });
    else if (known !== undefined) paxos.out.reply(id, known);
    else if (request.op === 'get' && paxos.mutant === 'read-without-log')
      paxos.out.reply(id, paxos.store.get(request.key));
    else {
      const asked = [...paxos.asked.values()].some(({ decree }) => decree.value === id);
      paxos.waiting.add(id);
      if (asked) return;
      paxos.trace('Propose', { v: id });
      ask(paxos, [{ value: id, command: request }]);
    }
  }
}
