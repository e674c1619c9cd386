import type { SpecStep } from '../core/trace.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol/protocol.js';
import type { Cancel, Clock, Storage, Transport } from './ports.js';

export interface HostPorts<M, D> {
  readonly clock: Clock;
  readonly transport: Transport<M>;
  readonly storage: Storage<D>;
}

export interface HostOptions<M, D, Q, A> {
  /** The node as its records make it. */
  readonly create: (records: readonly D[]) => ProtocolNode<M, D, Q, A>;
  /** A step that has happened: what it rests on is durable, and nobody has been told yet. */
  readonly onTrace?: (step: SpecStep) => void;
  readonly onReply?: (id: string, reply: A) => void;
  /** The host has stopped by itself: the disk failed it. */
  readonly onStop?: (because: string) => void;
  /** false is the mutant `reply-before-persist`: the effects of a step do not wait for its records. */
  readonly awaitDurable?: boolean;
}

/** A step whose effects wait for its own batch or for an earlier one. */
interface Pending<M, D, A> {
  readonly effects: Effects<M, D, A>;
  durable: boolean;
}

/**
 * Performs the effects of one node in the one order: persist, trace, send, timers, replies. Steps are taken as inputs come, so
 * that their batches can share a sync, but the effects of a step come out only when its batch and all earlier ones are durable,
 * in the order of the steps. Nobody outside can therefore have seen what a crash makes undone.
 */
export class Host<M, D, Q, A> {
  readonly #clock: Clock;
  readonly #transport: Transport<M>;
  readonly #storage: Storage<D>;
  readonly #options: HostOptions<M, D, Q, A>;
  readonly #pending: Pending<M, D, A>[] = [];
  /** How many of the pending have been performed. */
  #performed = 0;
  readonly #timers = new Map<string, Cancel>();
  readonly #awaitDurable: boolean;
  #node: ProtocolNode<M, D, Q, A> | null = null;
  #running = false;

  constructor(ports: HostPorts<M, D>, options: HostOptions<M, D, Q, A>) {
    this.#clock = ports.clock;
    this.#transport = ports.transport;
    this.#storage = ports.storage;
    this.#options = options;
    this.#awaitDurable = options.awaitDurable ?? true;
  }

  /** Recovers the node from its storage and gives it its first input. */
  start(): void {
    this.#node = this.#options.create(this.#storage.load());
    this.#running = true;
    this.#transport.onMessage((from, message) => this.#step({ kind: 'message', from, message }));
    this.#step({ kind: 'timeout', timer: startTimer });
  }

  request(id: string, request: Q): void {
    this.#step({ kind: 'request', id, request });
  }

  /**
   * The end, as of a crash: nothing is sent, set or answered any more. A batch that turns out durable all the same has
   * happened, so its step (and those before it) is still traced: after a restart the node will stand by it.
   */
  stop(): void {
    this.#running = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  get running(): boolean {
    return this.#running;
  }

  #step(input: Input<M, Q>): void {
    if (!this.#running || this.#node === null) return;
    const effects = this.#node.step(this.#clock.now(), input);
    if (effects.persist.length === 0) {
      if (this.#pending.length === 0) this.#perform(effects);
      else this.#pending.push({ effects, durable: true });
      return;
    }
    this.#pending.push({ effects, durable: !this.#awaitDurable });
    this.#storage.append(effects.persist, this.#appended);
    if (!this.#awaitDurable) this.#drain();
  }

  /** Batches become durable in the order of their appends, so this is news of the first step that waits for its own. */
  readonly #appended = (failure: string | null): void => {
    if (failure !== null) {
      this.#fail(failure);
      return;
    }
    if (!this.#awaitDurable) return;
    let index = this.#performed;
    while (this.#pending[index]!.durable) index += 1;
    this.#pending[index]!.durable = true;
    this.#drain();
  };

  /** Performs every leading step whose records are durable. */
  #drain(): void {
    while (this.#performed < this.#pending.length && this.#pending[this.#performed]!.durable) {
      const { effects } = this.#pending[this.#performed]!;
      this.#performed += 1;
      this.#perform(effects);
    }
    if (this.#performed === this.#pending.length || this.#performed > 1000) {
      this.#pending.splice(0, this.#performed);
      this.#performed = 0;
    }
  }

  #perform(effects: Effects<M, D, A>): void {
    const { trace, send, timers, replies } = effects;
    const { onTrace, onReply } = this.#options;
    if (onTrace) for (const step of trace) onTrace(step);
    if (!this.#running) return;
    for (let index = 0; index < send.length; index += 1) this.#transport.send(send[index]!.to, send[index]!.message);
    for (const { timer, after } of timers) this.#setTimer(timer, after);
    if (onReply) for (const { id, reply } of replies) onReply(id, reply);
  }

  #setTimer(timer: string, after: number | null): void {
    this.#timers.get(timer)?.();
    if (after === null) {
      this.#timers.delete(timer);
      return;
    }
    const cancel = this.#clock.after(after, () => {
      this.#timers.delete(timer);
      this.#step({ kind: 'timeout', timer });
    });
    this.#timers.set(timer, cancel);
  }

  #fail(because: string): void {
    if (!this.#running) return;
    this.stop();
    this.#options.onStop?.(because);
  }
}
