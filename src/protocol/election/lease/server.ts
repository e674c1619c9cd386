import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { RaftRecord, RaftReply, RaftTimings } from '../../raft/message.js';
import { RaftService } from '../../raft/service.js';
import type { LeaseAnswer, LeaseCommand, LeaseMessage, LeaseMutant, LeaseReply, LeaseRequest } from './message.js';
import { LeaseMachine, type LeaseSnapshot } from './record.js';

export interface LeaseServerOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly raft: RaftTimings;
  readonly random: Random;
  readonly mutant: LeaseMutant | null;
}

/** A candidate's question, by its number. */
interface Asked {
  readonly candidate: NodeId;
  readonly number: number;
}

/** A server of Raft whose log drives the record. It knows no lease and no clock: what ends when is the candidates' business. */
export class LeaseServer implements ProtocolNode<LeaseMessage, RaftRecord, LeaseRequest, LeaseReply> {
  readonly #self: NodeId;
  readonly #machine: LeaseMachine;
  readonly #service: RaftService<LeaseCommand, null, LeaseAnswer, LeaseSnapshot, Asked>;
  readonly #out = new Outbox<LeaseMessage, RaftRecord, LeaseReply>();

  constructor({ self, servers, raft: timings, random, mutant }: LeaseServerOptions, records: readonly RaftRecord[]) {
    this.#self = self;
    this.#machine = new LeaseMachine(mutant);
    const onApplied = (): void => this.#traceSteps();
    const answer = (to: Asked, reply: RaftReply<LeaseAnswer>): void => this.#answer(to, reply);
    const hosted = { self, servers, timings, random, machine: this.#machine, effects: this.#out, onApplied, answer };
    this.#service = new RaftService(hosted, records);
  }

  /** For the judge of a run. */
  get leads(): number | null {
    return this.#service.leads;
  }

  step(now: Millis, input: Input<LeaseMessage, LeaseRequest>): Effects<LeaseMessage, RaftRecord, LeaseReply> {
    if (input.kind === 'timeout') {
      if (input.timer === startTimer) {
        // A snapshot has told of itself already, while the server was built.
        if (this.#machine.epoch === 0) this.#trace('Restore', { e: 0 });
        this.#traceSteps();
      }
      this.#service.timeout(now, input.timer);
    } else if (input.kind === 'request') {
      this.#out.reply(input.id, { kind: 'leader', leader: null, epoch: 0 });
    } else if (input.message.type === 'Raft') {
      this.#service.receive(now, input.from, input.message);
    } else if (input.message.type === 'Ask') {
      const { number, command } = input.message;
      const id = `${input.from} ${number}`;
      const asked = { candidate: input.from, number };
      if (command === null) this.#service.query(now, id, null, asked);
      else this.#service.command(now, id, command, asked);
    }
    return this.#out.take();
  }

  #answer({ candidate, number }: Asked, reply: RaftReply<LeaseAnswer>): void {
    if (reply.kind === 'record') this.#out.send(candidate, { type: 'Answer', number, answer: reply });
    else if (reply.kind === 'redirect') this.#out.send(candidate, { type: 'Redirect', number, leader: reply.leader });
  }

  #traceSteps(): void {
    for (const step of this.#machine.takeSteps()) {
      if (step.kind === 'granted') this.#trace('Grant', { e: step.epoch, c: step.to });
      else this.#trace('Restore', { e: step.epoch });
    }
  }

  #trace(action: string, args: { readonly e: number; readonly c?: NodeId }): void {
    this.#out.trace(action, { s: this.#self, ...args }, { applied: { [this.#self]: args.e } });
  }
}
