import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { RaftRecord, RaftReply, RaftTimings } from '../../raft/message.js';
import { RaftNode } from '../../raft/node.js';
import type { StateMachine } from '../../state-machine.js';
import type { Holder, LockReply, LockRequest } from '../message.js';
import type { LockAnswer, LockCommand, ServiceMessage, ServiceMutant } from './message.js';
import { LockQueue } from './queue.js';

export interface ServiceOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly raft: RaftTimings;
  /** A holder that is not heard of for so long is taken out of the queue. */
  readonly leaseMs: Millis;
  readonly random: Random;
  readonly mutant: ServiceMutant | null;
}

type Out = Effects<ServiceMessage, RaftRecord, LockReply>;
/** A question of a client that Raft is asked under an id of its own. */
interface Asked {
  readonly client: NodeId;
  readonly holder: Holder;
  readonly number: number;
}

/**
 * A server of the lock service: a server of Raft whose log drives the queue. Leases are the leader's own business, as in etcd:
 * they are not in the log, and a new leader gives everybody a whole one; only their end is a command. Every answer about where a
 * holder stands has gone through a quorum, so that no deposed leader prolongs a lease.
 */
export class LockServer implements ProtocolNode<ServiceMessage, RaftRecord, LockRequest, LockReply> {
  readonly #options: ServiceOptions;
  readonly #queue: LockQueue;
  readonly #raft: RaftNode<LockCommand, Holder, LockAnswer>;
  readonly #out = new Outbox<ServiceMessage, RaftRecord, LockReply>();
  readonly #asked = new Map<string, Asked>();
  #questions = 0;
  #led = false;

  constructor(options: ServiceOptions, records: readonly RaftRecord[]) {
    this.#options = options;
    this.#queue = new LockQueue(options.mutant);
    const { self, servers, raft: timings, random } = options;
    const machine = this.#queue as unknown as StateMachine;
    this.#raft = new RaftNode({ self, servers, timings, random, machine, traced: false }, records);
  }

  /** For judges. */
  get raft(): RaftNode<LockCommand, Holder, LockAnswer>['view'] {
    return this.#raft.view;
  }

  step(now: Millis, input: Input<ServiceMessage, LockRequest>): Out {
    if (input.kind === 'timeout') this.#alarm(now, input.timer);
    else if (input.kind === 'message') this.#hear(now, input.from, input.message);
    this.#lead();
    return this.#out.take();
  }

  #alarm(now: Millis, timer: string): void {
    if (timer.startsWith('lease ')) {
      this.#expire(now, timer.slice('lease '.length));
      return;
    }
    if (timer === startTimer) {
      // A snapshot has told of itself already, while the server was built.
      if (this.#queue.count === 0) this.#trace('Restore', { i: 0 });
      this.#traceSteps();
    }
    this.#perform(this.#raft.step(now, { kind: 'timeout', timer }));
  }

  #hear(now: Millis, from: NodeId, message: ServiceMessage): void {
    switch (message.type) {
      case 'Raft':
        this.#perform(this.#raft.step(now, { kind: 'message', from, message: message.raft }));
        break;
      case 'Acquire':
        this.#command(now, { client: from, holder: message.holder, number: 0 }, 'acquire');
        break;
      case 'Release':
        this.#command(now, { client: from, holder: message.holder, number: 0 }, 'release');
        break;
      case 'KeepAlive': {
        const { holder, number } = message;
        const id = this.#ask({ client: from, holder, number });
        this.#perform(this.#raft.step(now, { kind: 'request', id, request: { op: 'query', query: holder } }));
        break;
      }
    }
  }

  #command(now: Millis, asked: Asked, op: LockCommand['op']): void {
    const id = `${op} ${asked.holder}`;
    this.#asked.set(id, asked);
    const command = { op, holder: asked.holder };
    this.#perform(this.#raft.step(now, { kind: 'request', id, request: { op: 'command', command } }));
  }

  #ask(asked: Asked): string {
    const id = `?${++this.#questions}`;
    this.#asked.set(id, asked);
    return id;
  }

  #expire(now: Millis, holder: Holder): void {
    if (this.#raft.view.state !== 'leader' || this.#queue.get(holder).place === null) return;
    if (this.#options.mutant === 'expire-locally') this.#queue.drop(holder);
    else this.#command(now, { client: '', holder, number: 0 }, 'expire');
    // Should the command be lost with this leader's term, the next leader begins anew; with the message, this one does.
    this.#out.timer(`lease ${holder}`, this.#options.leaseMs);
  }

  /** What Raft wants done; its answers go to the clients as messages. */
  #perform({ persist, send, timers, replies }: Effects<unknown, RaftRecord, RaftReply<LockAnswer>>): void {
    for (const record of persist) this.#out.persist(record);
    this.#traceSteps();
    for (const { to, message } of send) {
      this.#out.send(to, { type: 'Raft', raft: message as Extract<ServiceMessage, { type: 'Raft' }>['raft'] });
    }
    for (const { timer, after } of timers) this.#out.timer(timer, after);
    for (const { id, reply } of replies) this.#answer(id, reply);
  }

  #answer(id: string, reply: RaftReply<LockAnswer>): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    this.#asked.delete(id);
    const { client, holder, number } = asked;
    if (client === '') return;
    if ('place' in reply) {
      const { place, token } = reply;
      if (place !== null) this.#out.timer(`lease ${holder}`, this.#options.leaseMs);
      this.#out.send(client, { type: 'Standing', holder, number, place, token });
    } else if (reply.kind === 'redirect') this.#out.send(client, { type: 'Redirect', holder, leader: reply.leader });
  }

  /** Whoever is in the queue when a leader begins has a whole lease. */
  #lead(): void {
    const leads = this.#raft.view.state === 'leader';
    if (leads && !this.#led) {
      for (const holder of this.#queue.holders) this.#out.timer(`lease ${holder}`, this.#options.leaseMs);
    }
    this.#led = leads;
  }

  #traceSteps(): void {
    for (const step of this.#queue.takeSteps()) {
      if (step.kind === 'restored') this.#trace('Restore', { i: step.number });
      else {
        const name = { acquire: 'Acquire', release: 'Release', expire: 'Expire' }[step.op];
        this.#trace(name, { i: step.number, h: step.holder });
        // One that was still waiting when its leader began is watched from when it comes.
        if (step.op === 'acquire' && this.#led) this.#out.timer(`lease ${step.holder}`, this.#options.leaseMs);
      }
    }
  }

  #trace(action: string, args: { readonly i: number; readonly h?: Holder }): void {
    const { self } = this.#options;
    this.#out.trace(action, { s: self, ...args }, { applied: { [self]: args.i } });
  }
}
