import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { RaftRecord, RaftReply, RaftTimings } from '../../raft/message.js';
import { RaftService } from '../../raft/service.js';
import type { Holder, LockReply, LockRequest } from '../message.js';
import type { LockAnswer, LockCommand, ServiceMessage, ServiceMutant } from './message.js';
import { LockQueue, type QueueSnapshot } from './queue.js';

export interface ServiceOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly raft: RaftTimings;
  /** A holder that is not heard of for so long is taken out of the queue. */
  readonly leaseMs: Millis;
  readonly random: Random;
  readonly mutant: ServiceMutant | null;
}

type Service = RaftService<LockCommand, Holder, LockAnswer, QueueSnapshot, Asked>;
/** A client that waits to hear where its holder stands; `number` of its signs of life, 0 for a command. */
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
  readonly #service: Service;
  readonly #out = new Outbox<ServiceMessage, RaftRecord, LockReply>();
  #questions = 0;
  /** Since it leads: where a holder was last heard of. A leader that does not know tells nobody: they ask. */
  readonly #clients = new Map<Holder, NodeId>();
  /** Of the queue, when what was applied last had been applied. */
  #head: Holder | null = null;

  constructor(options: ServiceOptions, records: readonly RaftRecord[]) {
    this.#options = options;
    this.#queue = new LockQueue(options.mutant);
    const { self, servers, raft: timings, random } = options;
    const hooks = {
      onApplied: () => this.#traceSteps(),
      onLead: () => this.#lead(),
      answer: (to: Asked, reply: RaftReply<LockAnswer>) => this.#answer(to, reply),
    };
    const hosted = { self, servers, timings, random, machine: this.#queue, effects: this.#out, ...hooks };
    this.#service = new RaftService(hosted, records);
  }

  /** For judges. */
  get raft(): Service['view'] {
    return this.#service.view;
  }

  get leads(): number | null {
    return this.#service.leads;
  }

  step(now: Millis, input: Input<ServiceMessage, LockRequest>): Effects<ServiceMessage, RaftRecord, LockReply> {
    if (input.kind === 'timeout') this.#alarm(now, input.timer);
    else if (input.kind === 'message') this.#hear(now, input.from, input.message);
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
    this.#service.timeout(now, timer);
  }

  #hear(now: Millis, from: NodeId, message: ServiceMessage): void {
    switch (message.type) {
      case 'Raft':
        this.#service.receive(now, from, message);
        break;
      case 'Acquire':
        this.#clients.set(message.holder, from);
        this.#command(now, 'acquire', message.holder, from);
        break;
      case 'Release':
        this.#command(now, 'release', message.holder, from);
        break;
      case 'KeepAlive': {
        const { holder, number } = message;
        this.#clients.set(holder, from);
        this.#questions += 1;
        this.#service.query(now, `?${this.#questions}`, holder, { client: from, holder, number });
        break;
      }
    }
  }

  /** `client: null`: of its own accord. */
  #command(now: Millis, op: LockCommand['op'], holder: Holder, client: NodeId | null): void {
    const asked = client === null ? null : { client, holder, number: 0 };
    this.#service.command(now, `${op} ${holder}`, { op, holder }, asked);
  }

  #expire(now: Millis, holder: Holder): void {
    if (this.leads === null || this.#queue.get(holder).place === null) return;
    if (this.#options.mutant === 'expire-locally') this.#queue.drop(holder);
    else this.#command(now, 'expire', holder, null);
    // Should the command be lost with this leader's term, the next leader begins anew; with the message, this one does.
    this.#watch(holder);
  }

  #watch(holder: Holder): void {
    this.#out.timer(`lease ${holder}`, this.#options.leaseMs);
  }

  #answer({ client, holder, number }: Asked, reply: RaftReply<LockAnswer>): void {
    if ('place' in reply) {
      const { place, token } = reply;
      if (place !== null) this.#watch(holder);
      this.#out.send(client, { type: 'Standing', holder, number, place, token });
    } else if (reply.kind === 'redirect') this.#out.send(client, { type: 'Redirect', holder, leader: reply.leader });
  }

  /** Whoever is in the queue when a leader begins has a whole lease. */
  #lead(): void {
    for (const holder of this.#queue.holders) this.#watch(holder);
  }

  /**
   * The one before is gone: who has become the head need not wait until it asks the next time. This is a hint and no lease (`number` 0): the
   * holder asks at once, and has the lock by the answer, which has gone through a quorum.
   */
  #tellHead(): void {
    const head = this.#queue.holders[0];
    if (head === undefined || head === this.#head) return;
    const client = this.#clients.get(head);
    if (client === undefined) return;
    this.#out.send(client, { type: 'Standing', holder: head, number: 0, place: 0, token: this.#queue.get(head).token });
  }

  #traceSteps(): void {
    for (const step of this.#queue.takeSteps()) {
      if (step.kind === 'restored') this.#trace('Restore', { i: step.number });
      else {
        const name = { acquire: 'Acquire', release: 'Release', expire: 'Expire' }[step.op];
        this.#trace(name, { i: step.number, h: step.holder });
        // One that was still waiting when its leader began is watched from when it comes.
        if (step.op === 'acquire' && this.leads !== null) this.#watch(step.holder);
        if (step.op === 'acquire') continue;
        this.#clients.delete(step.holder);
        if (this.leads !== null) this.#tellHead();
      }
    }
    this.#head = this.#queue.holders[0] ?? null;
  }

  #trace(action: string, args: { readonly i: number; readonly h?: Holder }): void {
    const { self } = this.#options;
    this.#out.trace(action, { s: self, ...args }, { applied: { [self]: args.i } });
  }
}
