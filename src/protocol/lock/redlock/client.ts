import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { LockClient } from '../client.js';
import type { ClientOptions, ClientRecord, Holder } from '../message.js';
import type { RedlockMessage, RedlockMutant } from './message.js';

export interface RedlockClientOptions extends ClientOptions {
  readonly servers: readonly NodeId[];
  readonly random: Random;
  readonly mutant: RedlockMutant | null;
}

/** Asks all servers at once, and holds the lock when a majority has granted it while there is still time. */
export class RedlockClient extends LockClient<RedlockMessage> {
  readonly #redlock: RedlockClientOptions;
  readonly #granted = new Set<NodeId>();
  readonly #denied = new Set<NodeId>();

  constructor(options: RedlockClientOptions, records: readonly ClientRecord[]) {
    super(options, records);
    this.#redlock = options;
  }

  protected override acquire(): void {
    const { leaseMs, attemptMs } = this.options.timings;
    this.#granted.clear();
    this.#denied.clear();
    this.beginLease();
    for (const to of this.#redlock.servers) this.out.send(to, { type: 'Set', holder: this.holder!, leaseMs });
    this.out.timer('attempt', attemptMs);
  }

  /** From all servers, also those that have not answered: they may have granted it. */
  protected override release(holder: Holder): void {
    this.out.timer('attempt', null);
    for (const to of this.#redlock.servers) this.out.send(to, { type: 'Delete', holder });
  }

  protected override hear(_now: Millis, from: NodeId, message: RedlockMessage): void {
    if (!this.waits(message.holder)) return;
    if (message.type === 'Granted') this.#granted.add(from);
    else this.#denied.add(from);
    const { servers, mutant } = this.#redlock;
    const needed = Math.floor(servers.length / 2) + (mutant === 'no-majority' ? 0 : 1);
    if (this.#granted.size >= needed) {
      this.out.timer('attempt', null);
      this.held(0);
    } else if (servers.length - this.#denied.size < needed) this.#later();
  }

  /** At random, so that two that have split the servers between them do not do so again. */
  #later(): void {
    this.again(this.options.timings.retryMs * (0.5 + this.#redlock.random.float()));
  }

  protected override alarm(_now: Millis, timer: string): void {
    if (timer === 'attempt' && this.holder !== null && this.waits(this.holder)) this.#later();
  }

  protected override traceHold(h: Holder): void {
    this.out.trace('Hold', { h }, {});
  }
}
