import type { Millis, NodeId } from '../../../core/units.js';
import { LockClient } from '../client.js';
import type { ClientOptions, ClientRecord, Holder } from '../message.js';
import type { ServiceMessage } from './message.js';

export interface ServiceClientOptions extends ClientOptions {
  readonly servers: readonly NodeId[];
  /** Between two signs of life. */
  readonly keepMs: Millis;
}

/**
 * Stands in the queue, says that it is alive, and holds the lock when it is told that it is the head. Its lease goes from its
 * last sign of life that was answered, less the time that the answer may have taken.
 */
export class ServiceClient extends LockClient<ServiceMessage> {
  readonly #service: ServiceClientOptions;
  #server = 0;
  /** Of its signs of life: only the last one's answer counts. */
  #number = 0;

  constructor(options: ServiceClientOptions, records: readonly ClientRecord[]) {
    super(options, records);
    this.#service = options;
  }

  protected override acquire(): void {
    this.#say({ type: 'Acquire', holder: this.holder! });
    this.out.timer('attempt', this.options.timings.attemptMs);
    this.out.timer('keep', null);
  }

  protected override release(holder: Holder): void {
    this.out.timer('attempt', null);
    this.out.timer('keep', null);
    // To all: whoever leads does it, and if none does the lease ends.
    for (const to of this.#service.servers) this.out.send(to, { type: 'Release', holder });
  }

  protected override hear(_now: Millis, _from: NodeId, message: ServiceMessage): void {
    if (!('holder' in message) || message.holder !== this.holder) return;
    if (message.type === 'Redirect') this.#turnTo(message.leader);
    else if (message.type === 'Standing') {
      const awaited = message.number === 0 ? this.waits(message.holder) : message.number === this.#number;
      if (awaited) this.#standing(message);
    }
  }

  #standing({ number, place, token, holder }: Extract<ServiceMessage, { type: 'Standing' }>): void {
    if (place === null) {
      // Taken out while nobody heard of it, or an answer that an older question had.
      if (this.waits(holder)) this.again();
      else this.lost();
      return;
    }
    this.out.timer('attempt', null);
    if (number > 0) this.#prolong();
    if (place === 0 && this.waits(holder) && number > 0) this.held(token);
    this.out.timer('keep', number === 0 ? 0 : this.#service.keepMs);
  }

  #prolong(): void {
    const { leaseMs, marginMs, attemptMs } = this.options.timings;
    this.out.timer('lease', leaseMs - marginMs - attemptMs);
  }

  protected override alarm(_now: Millis, timer: string): void {
    if (this.holder === null) return;
    if (timer === 'keep') this.#keepAlive();
    if (timer === 'ask' && this.waits(this.holder)) this.acquire();
    if (timer !== 'attempt') return;
    // An answer that comes after all is too old to prolong the lease.
    this.#number += 1;
    this.#server = (this.#server + 1) % this.#service.servers.length;
    if (this.waits(this.holder)) this.acquire();
    else this.#keepAlive();
  }

  #keepAlive(): void {
    this.#number += 1;
    this.#say({ type: 'KeepAlive', holder: this.holder!, number: this.#number });
    // The answer comes within this time or does not count.
    this.out.timer('attempt', this.options.timings.attemptMs);
  }

  #turnTo(leader: NodeId | null): void {
    const { servers } = this.#service;
    const next = leader === null ? this.#server : servers.indexOf(leader);
    if (leader === null || next === this.#server || next === -1) return;
    this.#server = next;
    // Soon, and not at once: two servers may each take the other for the leader.
    this.out.timer('attempt', null);
    this.out.timer(this.waits(this.holder!) ? 'ask' : 'keep', 2);
  }

  #say(message: ServiceMessage): void {
    this.out.send(this.#service.servers[this.#server]!, message);
  }
}
