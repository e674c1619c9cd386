import type { Random } from '../core/random.js';
import type { SpecStep } from '../core/trace.js';
import type { NodeId } from '../core/units.js';
import { Host } from '../host/host.js';
import type { ProtocolNode } from '../protocol/protocol.js';
import { SimulatedClock } from './clock.js';
import type { SimulatedDisk } from './disk.js';
import type { Scheduler } from './scheduler.js';

type Durable = (failure: string | null) => void;

export interface NodeSurroundings<M, D, Q, A> {
  readonly scheduler: Scheduler;
  readonly disk: SimulatedDisk<D>;
  readonly random: Random;
  readonly awaitDurable: boolean;
  create(records: readonly D[], random: Random): ProtocolNode<M, D, Q, A>;
  send(to: NodeId, message: M): void;
  onTrace(step: SpecStep): void;
  onReply(id: string, reply: A): void;
  /** It stopped by itself. */
  onStop(because: string): void;
}

/** A simulated machine: its disk stays, its host comes and goes, and while it is paused its work waits. */
export class SimulatedNode<M, D, Q, A> {
  readonly clock: SimulatedClock;
  readonly disk: SimulatedDisk<D>;
  readonly #around: NodeSurroundings<M, D, Q, A>;
  #host: Host<M, D, Q, A> | null = null;
  #protocol: ProtocolNode<M, D, Q, A> | null = null;
  #receive: ((from: NodeId, message: M) => void) | null = null;
  #pauses = 0;
  #deferred: (() => void)[] = [];
  #births = 0;

  constructor(around: NodeSurroundings<M, D, Q, A>) {
    this.#around = around;
    this.disk = around.disk;
    this.clock = new SimulatedClock(around.scheduler, (work) => this.#run(work));
  }

  get up(): boolean {
    return this.#host !== null;
  }

  /** Up, and not paused: it takes a client's request. */
  get listening(): boolean {
    return this.#host !== null && this.#pauses === 0;
  }

  /** The state machine itself, for judges; null while it is down. */
  get protocol(): ProtocolNode<M, D, Q, A> | null {
    return this.#protocol;
  }

  /** A no-op where it runs already, or where its storage does not open. */
  start(): void {
    if (this.#host !== null || this.disk.corrupted) return;
    const around = this.#around;
    const life = this.#births++;
    const heard: { by: Durable | null; told: Durable | null } = { by: null, told: null };
    const host: Host<M, D, Q, A> = new Host<M, D, Q, A>(
      {
        clock: this.clock,
        storage: {
          load: () => this.disk.load(),
          append: (records, done) => {
            // A host has one ear for all its batches, so one wrapping of it serves them all.
            if (done !== heard.by)
              Object.assign(heard, { by: done, told: this.#tellOf(() => this.#host === host, done) });
            this.disk.append(records, heard.told!);
          },
        },
        transport: {
          send: (to, message) => around.send(to, message),
          onMessage: (receive) => {
            this.#receive = receive;
          },
        },
      },
      {
        create: (records) => {
          this.#protocol = around.create(records, around.random.fork(`life ${life}`));
          return this.#protocol;
        },
        onTrace: (step) => around.onTrace(step),
        onReply: (id, reply) => around.onReply(id, reply),
        onStop: (because) => {
          this.crash(0, false);
          around.onStop(because);
        },
        awaitDurable: around.awaitDurable,
      },
    );
    this.#host = host;
    host.start();
  }

  /** A crash settles a batch at once (the node is down by then); a sync that ends is news for a process that may be paused. */
  #tellOf(alive: () => boolean, done: Durable): Durable {
    return (failure) => {
      if (this.#pauses > 0 && alive()) this.#deferred.push(() => done(failure));
      else done(failure);
    };
  }

  crash(keep: number, torn: boolean): void {
    const host = this.#host;
    if (host === null) return;
    this.#host = null;
    this.#protocol = null;
    this.#receive = null;
    this.#pauses = 0;
    host.stop();
    // Nothing is done any more but to trace what had become durable while the node was paused.
    for (const work of this.#deferred.splice(0)) work();
    this.disk.crash(keep, torn);
  }

  pause(): void {
    this.#pauses += 1;
  }

  resume(): void {
    if (this.#pauses === 0) return;
    this.#pauses -= 1;
    if (this.#pauses > 0) return;
    // Work that makes work: what a resumed node schedules comes later, so one pass is all.
    for (const work of this.#deferred.splice(0)) work();
  }

  resumeFully(): void {
    while (this.#pauses > 0) this.resume();
  }

  receive(from: NodeId, message: M): void {
    if (this.#receive === null) return;
    if (this.#pauses === 0) this.#receive(from, message);
    else this.#deferred.push(() => this.#receive?.(from, message));
  }

  /** false: it is down or paused, and the client has to try again. */
  request(id: string, request: Q): boolean {
    if (this.#host === null || !this.listening) return false;
    this.#host.request(id, request);
    return true;
  }

  #run(work: () => void): void {
    if (this.#pauses === 0) work();
    else this.#deferred.push(work);
  }
}
