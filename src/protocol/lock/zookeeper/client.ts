import type { Millis, NodeId } from '../../../core/units.js';
import { LockClient } from '../client.js';
import type { ClientOptions, ClientRecord, Holder } from '../message.js';
import type { ZooKeeperMessage, ZooKeeperMutant } from './message.js';

export interface ZooKeeperClientOptions extends ClientOptions {
  readonly store: NodeId;
  /** Between two signs of life. */
  readonly keepMs: Millis;
  readonly mutant: ZooKeeperMutant | null;
}

/** Makes a node, looks whether it is the lowest, and sleeps until the one before it is gone: then it looks again. */
export class ZooKeeperClient extends LockClient<ZooKeeperMessage> {
  readonly #options: ZooKeeperClientOptions;
  #node: number | null = null;
  /** What it has asked, until the answer comes. */
  #asked: ZooKeeperMessage | null = null;
  /** The node before its own, while it sleeps. */
  #watching: number | null = null;
  #number = 0;

  constructor(options: ZooKeeperClientOptions, records: readonly ClientRecord[]) {
    super(options, records);
    this.#options = options;
  }

  protected override acquire(): void {
    this.#node = null;
    this.#watching = null;
    this.#ask({ type: 'Create', holder: this.holder! });
  }

  protected override release(holder: Holder): void {
    this.#asked = null;
    this.out.timer('attempt', null);
    this.out.timer('ping', null);
    this.#say({ type: 'Close', holder });
  }

  protected override hear(_now: Millis, _from: NodeId, message: ZooKeeperMessage): void {
    if (message.holder !== this.holder) return;
    switch (message.type) {
      case 'Created':
        if (this.#asked?.type !== 'Create') break;
        this.out.timer('ping', this.#options.keepMs);
        this.#look(message.node);
        break;
      case 'Children':
        if (this.#asked?.type === 'GetChildren') this.#place(message.nodes);
        break;
      case 'Watched':
        if (this.#asked?.type === 'Watch' && this.#asked.node === message.node) this.#watched(message.exists);
        break;
      case 'Deleted':
        if (this.#watching === message.node) this.#wake();
        break;
      case 'Pong':
        if (message.number === this.#number) this.#prolong();
        break;
      case 'Expired':
        this.#expired();
        break;
    }
  }

  #look(node: number): void {
    this.#node = node;
    this.#ask({ type: 'GetChildren', holder: this.holder! });
  }

  #place(nodes: readonly number[]): void {
    this.#answered();
    const lower = nodes.filter((node) => node < this.#node!);
    if (lower.length === 0) {
      this.#lock();
      return;
    }
    this.#ask({ type: 'Watch', holder: this.holder!, node: Math.max(...lower) });
  }

  #lock(): void {
    if (!this.waits(this.holder!)) return;
    this.#prolong();
    this.held(this.#node!);
  }

  #watched(exists: boolean): void {
    const { node } = this.#asked as Extract<ZooKeeperMessage, { type: 'Watch' }>;
    this.#answered();
    if (!exists && this.#options.mutant !== 'watch-without-look') {
      this.#look(this.#node!);
      return;
    }
    this.#watching = node;
  }

  #wake(): void {
    this.#watching = null;
    this.out.trace('Wake', { h: this.holder! }, {});
    // The one before may have died in the middle of the queue.
    if (this.#options.mutant === 'lock-on-event') this.#lock();
    else this.#look(this.#node!);
  }

  #expired(): void {
    if (this.#options.mutant === 'expiry-not-noticed' && this.token !== null) return;
    if (this.waits(this.holder!)) this.again();
    else this.lost();
  }

  /** Its session lasts at least so long after the last sign of life that was answered in time. */
  #prolong(): void {
    const { leaseMs, marginMs } = this.options.timings;
    if (this.#options.mutant !== 'expiry-not-noticed')
      this.out.timer('lease', leaseMs - marginMs - this.#options.keepMs);
  }

  protected override alarm(_now: Millis, timer: string): void {
    if (this.holder === null) return;
    if (timer === 'attempt' && this.#asked !== null) this.#ask(this.#asked);
    if (timer !== 'ping') return;
    this.#number += 1;
    const watching = this.#options.mutant === 'missed-watch' ? null : this.#watching;
    this.#say({ type: 'Ping', holder: this.holder, number: this.#number, watching });
    this.out.timer('ping', this.#options.keepMs);
  }

  #ask(message: ZooKeeperMessage): void {
    this.#asked = message;
    this.#say(message);
    this.out.timer('attempt', this.options.timings.attemptMs);
  }

  #answered(): void {
    this.#asked = null;
    this.out.timer('attempt', null);
  }

  #say(message: ZooKeeperMessage): void {
    this.out.send(this.#options.store, message);
  }
}
