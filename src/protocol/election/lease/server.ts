import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { RaftRecord, RaftReply, RaftTimings } from '../../raft/message.js';
import { RaftNode } from '../../raft/node.js';
import type { StateMachine } from '../../state-machine.js';
import type { LeaseAnswer, LeaseCommand, LeaseMessage, LeaseMutant, LeaseReply, LeaseRequest } from './message.js';
import { LeaseMachine } from './record.js';

export interface LeaseServerOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly raft: RaftTimings;
  readonly random: Random;
  readonly mutant: LeaseMutant | null;
}

type Out = Effects<LeaseMessage, RaftRecord, LeaseReply>;

/** A server of Raft whose log drives the record. It knows no lease and no clock: what ends when is the candidates' business. */
export class LeaseServer implements ProtocolNode<LeaseMessage, RaftRecord, LeaseRequest, LeaseReply> {
  readonly #self: NodeId;
  readonly #machine: LeaseMachine;
  readonly #raft: RaftNode<LeaseCommand, null, LeaseAnswer>;
  readonly #out = new Outbox<LeaseMessage, RaftRecord, LeaseReply>();
  /** By Raft's id of the request: whom to answer. */
  readonly #asked = new Map<string, { readonly candidate: NodeId; readonly number: number }>();

  constructor({ self, servers, raft, random, mutant }: LeaseServerOptions, records: readonly RaftRecord[]) {
    this.#self = self;
    this.#machine = new LeaseMachine(mutant);
    const machine = this.#machine as unknown as StateMachine;
    this.#raft = new RaftNode({ self, servers, timings: raft, random, machine, traced: false }, records);
  }

  /** For the judge of a run. */
  get leads(): number | null {
    const { state, currentTerm } = this.#raft.view;
    return state === 'leader' ? currentTerm : null;
  }

  step(now: Millis, input: Input<LeaseMessage, LeaseRequest>): Out {
    if (input.kind === 'timeout') {
      if (input.timer === startTimer) {
        // A snapshot has told of itself already, while the server was built.
        if (this.#machine.epoch === 0) this.#trace('Restore', { e: 0 });
        this.#traceSteps();
      }
      this.#perform(this.#raft.step(now, input));
    } else if (input.kind === 'request') {
      this.#out.reply(input.id, { kind: 'leader', leader: null, epoch: 0 });
    } else if (input.message.type === 'Raft') {
      this.#perform(this.#raft.step(now, { kind: 'message', from: input.from, message: input.message.raft }));
    } else if (input.message.type === 'Ask') {
      const { number, command } = input.message;
      const id = `${input.from} ${number}`;
      this.#asked.set(id, { candidate: input.from, number });
      const request =
        command === null ? ({ op: 'query', query: null } as const) : ({ op: 'command', command } as const);
      this.#perform(this.#raft.step(now, { kind: 'request', id, request }));
    }
    return this.#out.take();
  }

  #perform({ persist, send, timers, replies }: Effects<unknown, RaftRecord, RaftReply<LeaseAnswer>>): void {
    for (const record of persist) this.#out.persist(record);
    this.#traceSteps();
    for (const { to, message } of send)
      this.#out.send(to, { type: 'Raft', raft: message as Extract<LeaseMessage, { type: 'Raft' }>['raft'] });
    for (const { timer, after } of timers) this.#out.timer(timer, after);
    for (const { id, reply } of replies) this.#answer(id, reply);
  }

  #answer(id: string, reply: RaftReply<LeaseAnswer>): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    this.#asked.delete(id);
    const { candidate, number } = asked;
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
